"""One synchronisation: what was learnt goes out, what other devices learnt comes in, until both sides are level."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import voids
from ops_trainer.store.journal import cardless
from ops_trainer.team import limits, wire
from ops_trainer.team.events_wire import BadEvent, from_wire, is_newer, packed, to_wire, ways_told
from ops_trainer.trainer.teams.client import TeamClient
from ops_trainer.trainer.teams.given_plans import given_plans
from ops_trainer.trainer.teams.membership import MOST_REFUSED, Cursor, Membership, TeamRecords
from ops_trainer.trainer.teams.sharing import Sharing, last_of_cards, sharing_with

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context


# A journal at its limit goes out and comes in within so many steps, even where it takes two attempts.
MOST_STEPS = 4 * limits.EVENTS // limits.BATCH
MOST_SECONDS = 1_800  # the next synchronisation goes on where this one was when its time was up
QUIET_S = 300  # between looks for news
WAITING_S = 20  # after which what was learnt goes out
FIRST_S = 15  # after the first failure, doubled with each
LONGEST_S = 1_800


@dataclass(frozen=True, slots=True)
class Moved:
    """What a synchronisation moved. `news` changes when assignments or their decks did; `lost` is whether the server
    turned out to hold less than it acknowledged."""

    pushed: int = 0
    pulled: int = 0
    news: str = ""
    lost: bool = False


def exchange_events(
    context: Context,
    membership: Membership,
    client: TeamClient,
    *,
    again: bool = False,
    seconds: Callable[[], float] = time.monotonic,
) -> Moved:
    """Exchange events in as many steps as it takes; a step's events and cursor are stored in one transaction.

    `again` starts from nothing: both sides show each other everything they have. That happens by itself when the
    server turns out to hold less than it acknowledged, as after it was restored from a backup, and where more decks are
    shared with the team than before.

    Raises Complaint as asking does, for an answer that makes no sense, and when a server never comes to an end.
    """
    with context.database.reading() as connection:
        cursor = TeamRecords(connection, context.learner).cursor(membership.team)
        sharing = sharing_with(connection, context.learner, membership)
    if again or not sharing.is_covered_by(cursor.covered):
        cursor = _from_nothing(cursor)
    cursor = replace(cursor, covered=sharing.covers)
    moved, until, lost = Moved(), seconds() + MOST_SECONDS, False
    for _ in range(MOST_STEPS):
        if seconds() > until:
            raise Complaint("answer.slow", url=membership.url, seconds=MOST_SECONDS)
        with context.database.reading() as connection:
            batch, until_here = sharing.events(connection, cursor.pushed, limits.BATCH)
            settings = sharing.settings(connection, cursor.settings, limits.BATCH - len(batch))
        asked = partial(_asked, context, sharing, cursor, batch, settings)
        answer = client.ask("POST", "/sync", wire.Synced, asked)
        told = settings if client.protocol >= wire.SETTINGS else []
        if answer.lost and not again:
            cursor, again, lost = _from_nothing(cursor), True, True
            continue
        endless = answer.next > limits.EVENTS + limits.BROUGHT or (answer.more and answer.next <= cursor.pulled)
        if answer.lost or endless or len(answer.events) > limits.BATCH:
            raise Complaint("team.answer_odd", url=membership.url)
        cursor = replace(cursor, settings=told[-1][0] if told else cursor.settings)
        cursor = _take(context, sharing, cursor, until_here, answer, pushed=bool(batch))
        moved = Moved(moved.pushed + answer.accepted, moved.pulled + len(answer.events), answer.news, lost)
        if len(batch) == limits.BATCH or answer.more:
            continue
        if not again and _server_lost_some(context, sharing, cursor, answer):
            cursor, again, lost = _from_nothing(cursor), True, True
            continue
        return moved
    raise Complaint("team.answer_odd", url=membership.url)


def _plans(context: Context, team: str) -> dict[str, list[int]]:
    """Return the plans that the learner was given for a team's assignments, as they are sent."""
    with context.database.reading() as connection:
        tasks = TeamRecords(connection, context.learner).assignments(team).assignments
        plans = given_plans(connection, context.learner)
    return {task["id"]: plans[task["id"]].dump() for task in tasks if task["id"] in plans}


def _asked(
    context: Context,
    sharing: Sharing,
    cursor: Cursor,
    batch: Iterable[tuple[int, Event]],
    settings: Iterable[tuple[int, Event]],
    protocol: int,
) -> wire.SyncIn:
    """Return what is asked in a protocol: a server of an older one takes no settings."""
    pushed = [*batch, *settings] if protocol >= wire.SETTINGS else batch
    asked: dict[str, Any] = {
        "after": cursor.pulled,
        "mark": cursor.mark,
        "events": [to_wire(event) for _, event in pushed],
        "parameters": list(context.scheduler.parameters),
        "take": limits.BATCH,
    }
    if protocol >= wire.SETTINGS:
        asked["retention"] = context.settings.retention
    if protocol >= wire.VOIDS:
        asked["decks"] = sorted(sharing.decks)
        asked["plans"] = _plans(context, sharing.team)
    if protocol >= wire.VOIDS and (out_of_force := _voids(context)):
        asked["voids"] = out_of_force
    return wire.SyncIn.model_validate(asked)


def _voids(context: Context) -> list[wire.VoidIn]:
    """Return what the learner took out of force, or put into force again, that a team's server may know of: what came
    from another team or this one does not concern it."""
    with context.database.reading() as connection:
        events = cardless(connection, context.learner)
    holding = {one.via: one.since for one in voids(events)}
    named, said = dict[str, str](), dict[str, int]()
    for event in events:
        told = event.undoes if event.kind is Kind.UNDO else None
        via = named.get(told) if told else (event.data or {}).get("via") if event.kind is Kind.VOID else None
        if isinstance(via, str):
            named[event.id] = via
            said[via] = max(event.at, said.get(via, 0))
    found = []
    for via, at in sorted(said.items(), key=lambda pair: pair[1])[-limits.VOIDS :]:
        with suppress(ValidationError):  # by a way that stays here
            found.append(wire.VoidIn(via=via, since=holding.get(via, 0), at=at, lifted=via not in holding))
    return found


def count_waiting(context: Context, membership: Membership) -> int:
    """Return how many events wait to be pushed."""
    with context.database.reading() as connection:
        cursor = TeamRecords(connection, context.learner).cursor(membership.team)
        return sharing_with(connection, context.learner, membership).count_waiting(connection, cursor.pushed)


def _from_nothing(cursor: Cursor) -> Cursor:
    return replace(cursor, pushed=0, settings=0, pulled=0, mark="", refused={})


def _take(
    context: Context, sharing: Sharing, cursor: Cursor, last: int, answer: wire.Synced, *, pushed: bool
) -> Cursor:
    """Write what came and may come, and how far both sides are now: up to `last` all that goes out has gone."""
    raw = [one for one in (*cursor.unread, *answer.events) if sharing.takes(one)]
    events, unread = _read(raw, context.learner, f"team:{sharing.team}")
    with context.database.writing() as connection:
        level = last_of_cards(connection, context.learner) <= last
        context.journal.append_events_in(connection, events)
        cursor = replace(
            cursor.with_refused((one.id, one.reason) for one in answer.refused),
            # What just came in need not go out again, unless something was learnt meanwhile and stands between.
            pushed=max(last_of_cards(connection, context.learner), last) if level else last,
            pulled=answer.next,
            mark=answer.mark,
            unread=unread,
            ahead=answer.ahead if pushed else cursor.ahead,
        )
        TeamRecords(connection, context.learner).put_cursor(sharing.team, cursor, context.now()[0])
    if events:
        context.catch_up()
    return cursor


def _read(raw: list[dict[str, Any]], learner: str, via: str) -> tuple[list[Event], list[dict[str, Any]]]:
    """Return events that this program knows, as the learner's own; and those for which it is too old."""
    events, unread = [], []
    for one in raw:
        if is_newer(one):
            unread.append(one)
            continue
        try:
            packed(one)
            events.append(replace(from_wire(one, learner), via=" ".join([via, *ways_told(one)])))
        except BadEvent:
            continue  # what a server sends that is no event can't become one
    return events, list({str(one.get("id")): one for one in unread}.values())


def _server_lost_some(context: Context, sharing: Sharing, cursor: Cursor, answer: wire.Synced) -> bool:
    """Return whether the server holds less than it acknowledged, without what was learnt while it answered."""
    if len(cursor.refused) >= MOST_REFUSED:
        return False  # how many were refused in all is no longer known
    with context.database.reading() as connection:
        given = sharing.count_given(connection, cursor.pushed, cursor.settings)
    return answer.held < given - len(cursor.refused)


def seconds_to_next_try(failures: int, *, waiting: bool, salt: str = "") -> float:
    """Return seconds from the latest try to the next.

    `failures` in a row; `waiting` whether there is something to push. `salt` spreads a room full of learners whose
    server comes back: up to a quarter longer, by the salt alone.
    """
    if not failures:
        return WAITING_S if waiting else QUIET_S
    spread = 1 + zlib.crc32(f"{salt} {failures}".encode()) % 256 / 1024
    return min(FIRST_S * 2.0 ** min(failures - 1, 16), LONGEST_S) * spread
