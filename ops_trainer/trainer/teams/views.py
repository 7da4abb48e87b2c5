"""What the faces are shown of a learner's teams: plain values, made fresh at each call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ops_trainer.locale import Complaint, catalogue
from ops_trainer.team import wire
from ops_trainer.trainer.teams.membership import Membership


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment as the learner last heard of it.

    `days_left` is negative when it is over, None without a due day.
    """

    team: str
    team_name: str
    assignment: wire.Assignment
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """How synchronising with a team stands. Times are UTC in milliseconds.

    `waiting` events are not yet sent. `error` says why the latest try failed, None when it did not. `refused` events
    were not taken by the server (they stay in the journal), by catalogue key of the reason. `ahead` events were dated
    later than the server's clock; `unread` ones are from a newer version of the program.
    """

    membership: Membership
    waiting: int
    last_ok: int | None
    last_try: int | None
    next_try: int
    error: Complaint | None
    refused: dict[str, int]
    ahead: int
    unread: int


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synchronisation brought: events sent and received, decks that came, what needs the learner's eye."""

    pushed: int
    pulled: int
    decks: tuple[str, ...]
    status: Status


def complaint_of(key: str | None, params: dict[str, Any]) -> Complaint | None:
    """A complaint that was kept; None for one that this version of the program has no words for."""
    area, _, name = (key or "").partition(".")
    return Complaint(key or "", **params) if area in ("team", "store") and name in catalogue(area, "en") else None
