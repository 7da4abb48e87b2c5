"""Synchronising: a member's events come in and go out, as a set union."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ops_trainer.memory.events import Event
from ops_trainer.team import limits, wire
from ops_trainer.team.events_wire import BadEvent, check_frame, from_wire, is_newer, packed
from ops_trainer.team.memories import Arrived
from ops_trainer.team_server.operations.memory_updates import Upkeep, weights_of
from ops_trainer.team_server.operations.refusal import Refusal, Why
from ops_trainer.team_server.operations.rights import current
from ops_trainer.team_server.operations.server import Base, Caller
from ops_trainer.team_server.tables import decks, events, members
from ops_trainer.team_server.tables.events import Stored


@dataclass(frozen=True, slots=True)
class Checked:
    """What came in one request: events that can be stored, and those that can't."""

    stored: dict[str, tuple[Stored, Event | None]]  # by id; no event for a kind that only a newer program knows
    refused: list[wire.RefusedEvent]


def checked(raw_events: Iterable[Mapping[str, Any]], now: int) -> Checked:
    """Look at every event by itself, so that a bad one keeps none of the others back."""
    stored: dict[str, tuple[Stored, Event | None]] = {}
    refused = []
    for raw in raw_events:
        try:
            newer = is_newer(raw)
            event = None
            if newer:
                check_frame(raw)
            else:
                event = from_wire(raw, "")
            body = packed(raw)
        except BadEvent as bad:
            named = str(raw.get("id"))[:64].encode(errors="replace").decode()  # half a character can't be sent back
            refused.append(wire.RefusedEvent(id=named, reason=bad.key))
            continue
        ahead = raw["at"] > now + limits.AHEAD_MS
        stored.setdefault(raw["id"], (Stored(raw["id"], raw["card"], not newer, ahead, body), event))
    return Checked(stored, refused)


def sync(base: Base, caller: Caller, asked: wire.SyncIn) -> bytes:
    """One step, as the bytes of a `wire.Synced`: what was pushed is on disk, and what comes after the cursor."""
    found = checked(asked.events, base.now())
    parameters = weights_of(asked.parameters)
    if parameters is None:
        raise Refusal(Why.WRONG, "team.bad_parameters")
    fresh: list[tuple[Stored, Event | None]] = []
    lost = _is_lost(base, caller, asked)
    before: int | None = None
    if found.stored or not _same_parameters(base, caller, parameters):
        with base.database.writing() as connection:
            current(connection, caller)
            before, fresh = push(connection, caller.team, caller.key, found, parameters)
    with base.database.reading() as connection:
        current(connection, caller)
        held = events.held(connection, caller.key)
        if held is None:
            raise Refusal(Why.UNKNOWN, "team.unknown_token")
        until = held if before is None else before
        after = [] if lost else events.between(connection, caller.key, asked.after, until, asked.take + 1)
        given = after[: asked.take]
        more = len(after) > len(given)
        cursor = given[-1][0] if given else asked.after
        if not more and before is not None and asked.after <= before:
            # All that came from elsewhere is given: what was just pushed need not come back, and is passed over.
            cursor = before + len(fresh)
            more = cursor < held
        mark = events.id_at(connection, caller.key, cursor) or ""
    synced = wire.Synced(
        accepted=len(fresh),
        refused=found.refused,
        ahead=sum(stored.ahead for stored, _ in fresh),
        events=[],
        next=cursor,
        mark=mark,
        lost=lost,
        more=more,
        held=held,
        news=str(caller.news),
        now=base.now(),
    )
    # The events are JSON already; they are put in as they are.
    head, tail = synced.model_dump_json().split('"events":[]', 1)
    return f'{head}"events":[{",".join(body for _, body in given)}]{tail}'.encode()


def _is_lost(base: Base, caller: Caller, asked: wire.SyncIn) -> bool:
    """Whether the client's cursor is of another life of this store: it was restored from a backup since."""
    if not asked.after:
        return False
    with base.database.reading() as connection:
        found = events.id_at(connection, caller.key, asked.after)
    return found is None or (asked.mark != "" and found != asked.mark)


def push(
    connection: Connection, team: int, member: int, found: Checked, parameters: str | None = None
) -> tuple[int, list[tuple[Stored, Event | None]]]:
    """Write the events that are new, and bring the member's memories up, all in one transaction.

    Gives the last number before them, and the new ones.
    """
    last = events.lock(connection, member)
    if last is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    known = events.there(connection, member, list(found.stored))
    fresh = [pair for key, pair in found.stored.items() if key not in known]
    if last + len(fresh) > limits.EVENTS:
        raise Refusal(Why.TOO_MUCH, "team.many_events", most=limits.EVENTS)
    if fresh:
        events.append(connection, member, last, [stored for stored, _ in fresh])
    before = members.parameters(connection, member)
    if parameters is not None and parameters != before:
        members.set_parameters(connection, member, parameters)
    parameters = before if parameters is None else parameters
    upkeep = Upkeep(decks.outlines(connection, team))
    today = upkeep.aliases.today
    arrived = [Arrived(event, today(event.card), stored.ahead) for stored, event in fresh if event is not None]
    upkeep.add(connection, member, parameters, arrived)
    return last, fresh


def _same_parameters(base: Base, caller: Caller, parameters: str) -> bool:
    with base.database.reading() as connection:
        return members.parameters(connection, caller.key) == parameters
