"""The team server that every operation works on: its store, clock and random source; callers and refusals."""

from __future__ import annotations

import enum
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from ops_trainer.locale import Complaint
from ops_trainer.memory.day import local_day, stamp
from ops_trainer.team.typed import told_apart
from ops_trainer.team.wire import Role
from ops_trainer.team_server.tables import members
from ops_trainer.team_server.tables.database import TeamDatabase, add_row

if TYPE_CHECKING:
    from types import TracebackType

Clock = Callable[[], datetime]


class Why(enum.Enum):
    """The kinds of refusal; HTTP turns each into a status code."""

    UNKNOWN = "unknown"  # no token, or one that is not or no longer good
    NOT_ALLOWED = "not allowed"  # members may not all do it
    NOT_THERE = "not there"  # or another team's, which is the same
    CONFLICT = "conflict"  # it does not fit what is there
    WRONG = "wrong"  # it makes no sense
    TOO_MUCH = "too much"  # over a limit


class Refusal(Complaint):
    """Raised when the server does not do what it is asked, with the reason in the catalogue."""

    def __init__(self, why: Why, key: str, /, **params: object) -> None:
        super().__init__(key, **params)
        self.why = why


def not_there() -> Refusal:
    """Return the one answer for whatever is not there, so that another team's things look the same."""
    return Refusal(Why.NOT_THERE, "team.not_there")


def checked_text(check: Callable[[str], str], text: str) -> str:
    """Return a name or note as `check` normalises it. Raises Refusal where `check` raises Complaint."""
    try:
        return check(text)
    except Complaint as complaint:
        raise Refusal(Why.WRONG, complaint.key, **complaint.params) from None


@dataclass(frozen=True, slots=True)
class Caller:
    """The member behind a request, as they were when their token was looked up. Keys are row numbers of the store.

    `current` returns the caller as they are inside a transaction.
    """

    team: int
    team_id: str
    team_name: str
    utc_offset: int
    news: int
    key: int
    id: str
    name: str
    role: Role
    device: str
    device_key: int

    def must_lead(self) -> None:
        """Raise Refusal unless the caller is a lead."""
        if self.role is not Role.LEAD:
            raise Refusal(Why.NOT_ALLOWED, "team.leads_only")


def current(connection: Connection, caller: Caller) -> Caller:
    """Return the caller with the role they have now. Raises Refusal when their device has been removed."""
    role = members.role_by_device(connection, caller.device_key)
    if role is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    return replace(caller, role=Role(role))


def check_lead(connection: Connection, caller: Caller) -> None:
    """Raise Refusal unless the caller's device is still registered and the caller leads the team now."""
    current(connection, caller).must_lead()


def lock_as_lead(connection: Connection, caller: Caller) -> None:
    """Lock the team, then check that the caller leads it: of two leads who remove each other, one comes too late.

    Raises Refusal as `check_lead` does.
    """
    members.lock_team(connection, caller.team)
    check_lead(connection, caller)


def _system_clock() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True)
class TeamServer:
    """The teams of one server: the store, a clock of aware times, a source of random bytes.

    Operations take it as their first argument, from any thread, and from several processes at once. Those that take a
    `Caller` check what the caller may do, so that any face is safe. They raise Refusal, and a plain Complaint when the
    database fails.
    """

    database: TeamDatabase
    clock: Clock
    random: Callable[[int], bytes]

    @classmethod
    def open(
        cls,
        where: str | Path,
        *,
        clock: Clock | None = None,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> TeamServer:
        """Open a store: the path of a SQLite file, or `postgresql+psycopg://user:password@host/name`.

        Raises Complaint when it can't be used.
        """
        return cls(TeamDatabase.open(where), clock or _system_clock, random)

    def close(self) -> None:
        """Close the store."""
        self.database.close()

    def __enter__(self) -> TeamServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def team_names(self) -> list[str]:
        """Return the names of this server's teams, those of one name told apart by the beginning of their ids.

        Raises Complaint when the store does not answer.
        """
        with self.database.reading() as connection:
            return list(told_apart({team.id: team.name for team in members.teams(connection)}).values())

    def now(self) -> int:
        """Return the time, UTC in milliseconds."""
        return stamp(self.clock())[0]

    def today(self, utc_offset: int) -> int:
        """Return today's local day of a team, whose offset is in minutes."""
        return local_day(self.now(), utc_offset)

    def new_id(self) -> str:
        """Return a fresh id that cannot be guessed."""
        return self.random(9).hex()

    def log(self, connection: Connection, caller: Caller, did: str, *, about: str | None = None, **params: Any) -> None:
        """Add what a lead does to the audit log, in the same transaction."""
        entry = members.AuditEntry(team=caller.team, at=self.now(), by=caller.name, did=did, about=about, params=params)
        add_row(connection, entry)
