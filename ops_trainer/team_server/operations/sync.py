"""Synchronising: a member's events come in and go out, as a set union."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from ops_trainer.memory.events import Event, Kind, Source
from ops_trainer.team import limits, wire
from ops_trainer.team.events_wire import (
    BadEvent,
    brought,
    check_frame,
    from_wire,
    in_journals,
    is_newer,
    packed,
    passed_on,
)
from ops_trainer.team.memories import REWRITES, Arrived
from ops_trainer.team.typed import folded
from ops_trainer.team_server.operations.memory_updates import (
    DeckMemories,
    schedule_of,
    schedule_told,
    shared_of,
    with_voids,
)
from ops_trainer.team_server.server import Caller, Refusal, TeamServer, Why, check_lead, current, lock_as_lead
from ops_trainer.team_server.tables import decks, events, members, results
from ops_trainer.team_server.tables.events import StoredEvent
from ops_trainer.team_server.tables.members import RETENTION, Schedule


@dataclass(frozen=True, slots=True)
class CheckedEvents:
    """The events of one request: accepted ones, which can be stored, and those that can't."""

    accepted: dict[str, tuple[StoredEvent, Event | None]]  # by id; no event for a kind that only a newer program knows
    refused: list[wire.RefusedEvent]


def check_events(raw_events: Iterable[Mapping[str, Any]], now: int, by: str) -> CheckedEvents:
    """Check every event by itself, so that a bad one keeps none of the others back.

    `by` is who brings them: `device:ID` or `lead:ID`.
    """
    accepted: dict[str, tuple[StoredEvent, Event | None]] = {}
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
        via = brought(by, raw)
        event = None if event is None else replace(event, via=via)
        accepted.setdefault(raw["id"], (StoredEvent(raw["id"], raw["card"], not newer, ahead, via, body), event))
    return CheckedEvents(accepted, refused)


def sync_events(server: TeamServer, caller: Caller, asked: wire.SyncIn) -> bytes:
    """Store what a client pushes and return, as the bytes of a `wire.Synced`, what comes after its cursor."""
    found = check_events(asked.events, server.now(), f"device:{in_journals(caller.device)}")
    if schedule_of(asked.parameters, RETENTION) is None:
        raise Refusal(Why.WRONG, "team.bad_parameters")
    fresh: list[tuple[StoredEvent, Event | None]] = []
    with server.database.reading() as connection:
        lost = _is_lost(connection, caller, asked)
        before_this = members.schedule(connection, caller.key)
        retention = before_this.retention if asked.retention is None else asked.retention
        voids = with_voids(before_this.voids, asked.voids)
        shared = _shared(connection, caller, before_this, asked.decks)
        plans = before_this.plans if asked.plans is None else json.dumps(asked.plans, sort_keys=True)
        asked_for = Schedule(json.dumps(asked.parameters), retention, voids, shared, plans)
        schedule = schedule_told(connection, caller.key, asked_for)
    before: int | None = None
    if found.accepted or schedule != before_this:
        with server.database.writing() as connection:
            current(connection, caller)
            before, fresh = push_events(connection, server, caller, caller.key, found, schedule)
    with server.database.reading() as connection:
        current(connection, caller)
        held = events.count_events(connection, caller.key)
        if held is None:
            raise Refusal(Why.UNKNOWN, "team.unknown_token")
        until = held if before is None else before
        after = [] if lost else events.read_bodies(connection, caller.key, asked.after, until, asked.take + 1)
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
        now=server.now(),
    )
    # The events are JSON already; they are put in as they are.
    head, tail = synced.model_dump_json().split('"events":[]', 1)
    return f'{head}"events":[{",".join(passed_on(body, via) for _, via, body in given)}]{tail}'.encode()


def _shared(connection: Connection, caller: Caller, before: Schedule, told: list[str] | None) -> str:
    """Return what a member shares with the team, as `Schedule` holds it: once shared, a deck stays so."""
    if told is None:
        every = decks.assignments(connection, caller.team)
        mine = decks.assigned_to(every, caller.key, is_learner=caller.role is wire.Role.LEARNER)
        told = [deck for one in mine for deck in one.decks]
    return json.dumps(sorted(shared_of(before).union(told))[: limits.SHARED])


def _is_lost(connection: Connection, caller: Caller, asked: wire.SyncIn) -> bool:
    """Return whether the client's cursor is from before this store was restored from a backup."""
    if not asked.after:
        return False
    found = events.id_at(connection, caller.key, asked.after)
    return found is None or (asked.mark != "" and found != asked.mark)


def push_events(
    connection: Connection,
    server: TeamServer,
    caller: Caller,
    member: int,
    found: CheckedEvents,
    schedule: Schedule | None = None,
) -> tuple[int, list[tuple[StoredEvent, Event | None]]]:
    """Write the events that are new, and bring the member's memories up, all in one transaction.

    Returns the last number before them, and the new ones. Raises Refusal when the member is gone or over the limit.
    """
    last = events.lock_journal(connection, member)
    if last is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    known = events.stored_ids(connection, member, list(found.accepted))
    fresh = [pair for key, pair in found.accepted.items() if key not in known]
    more = sum(not stored.via.startswith("lead:") for stored, _ in fresh)
    if more and last + more > limits.EVENTS < last + more - events.count_brought(connection, member):
        raise Refusal(Why.TOO_MUCH, "team.many_events", most=limits.EVENTS)
    if fresh:
        events.append_events(connection, member, last, [stored for stored, _ in fresh])
    before = members.schedule(connection, member)
    schedule = schedule_told(connection, member, schedule or before)
    if schedule != before:
        members.set_schedule(connection, member, schedule)
    memories = DeckMemories(decks.current_outlines(connection, caller.team), server.today(caller.utc_offset))
    today = memories.aliases.today
    arrived = [Arrived(event, today(event.card), stored.ahead) for stored, event in fresh if event is not None]
    if arrived:
        rewrites = any(one.event.kind in REWRITES for one in arrived)  # of whatever day
        results.mark_stale(
            connection, member, 0 if rewrites else min(one.event.local_day for one in arrived), memories.today
        )
    memories.add(connection, member, schedule, arrived)
    return last, fresh


def take_misses(server: TeamServer, caller: Caller, asked: wire.MissesIn) -> wire.MissesTaken:
    """Put the misses of a workshop's players into the journals of the members who go by their names (leads).

    Members find them at their next sync, without claiming. Only cards assigned to a member are taken, and no more of
    them than a member must put up with.

    The ids come from the claim: whoever also claims by hand, or sends the same again, makes nothing twice. Raises
    Refusal when an event does anything else than bring a card back.
    """
    caller.must_lead()
    looked = {folded(player.name): _misses(server, caller, player) for player in asked.players}
    with server.database.reading() as connection:
        check_lead(connection, caller)
        found = members.by_folded(connection, caller.team, list(looked))
        deck_memories = DeckMemories(decks.current_outlines(connection, caller.team), server.today(caller.utc_offset))
        every = decks.assignments(connection, caller.team)
    left_out = 0
    for name, member in sorted(found.items(), key=lambda pair: pair[1].key):
        mine = decks.assigned_to(every, member.key, is_learner=member.role == wire.Role.LEARNER)
        wanted = _of_decks(looked[name], deck_memories, {deck for one in mine for deck in one.decks})
        # A transaction for each: two hosts at once never wait for each other's members crosswise.
        with server.database.writing() as connection:
            lock_as_lead(connection, caller)  # before the member, as everyone who holds both does
            taken = _that_fit(connection, member.key, wanted)
            _, fresh = push_events(connection, server, caller, member.key, taken)
            left_out += len(looked[name].accepted) - len(taken.accepted)
            if fresh:
                server.log(connection, caller, "team.did_misses", about=member.id, name=member.name, n=len(fresh))
    names = [player.name for player in asked.players]
    return wire.MissesTaken(
        matched=[name for name in names if folded(name) in found],
        unknown=[name for name in names if folded(name) not in found],
        left_out=left_out,
    )


def _of_decks(found: CheckedEvents, memories: DeckMemories, assigned: set[str]) -> CheckedEvents:
    """Return the events of cards that stand in some of a team's decks now."""
    cards = {card for deck in assigned & memories.outlines.keys() for card in memories.outlines[deck].cards}
    kept = {id_: pair for id_, pair in found.accepted.items() if memories.aliases.today(pair[0].card) in cards}
    return CheckedEvents(kept, [])


def _that_fit(connection: Connection, member: int, found: CheckedEvents) -> CheckedEvents:
    """Return the events that a member's journal holds already, and of the others as many as leads may still bring."""
    events.lock_journal(connection, member)
    known = events.stored_ids(connection, member, list(found.accepted))
    fresh = [id_ for id_ in found.accepted if id_ not in known]
    room = max(limits.BROUGHT - events.count_brought(connection, member), 0)
    return CheckedEvents({id_: found.accepted[id_] for id_ in (*known, *fresh[:room])}, [])


def _misses(server: TeamServer, caller: Caller, player: wire.MissedIn) -> CheckedEvents:
    found = check_events(player.events, server.now(), f"lead:{caller.id}")
    if found.refused:
        raise Refusal(Why.WRONG, found.refused[0].reason)
    oldest = server.today(caller.utc_offset) - limits.MISS_DAYS
    for stored, event in found.accepted.values():
        if event is not None and event.local_day < oldest:
            raise Refusal(Why.WRONG, "team.miss_old", n=limits.MISS_DAYS)
        if event is None or event.kind is not Kind.BRING_BACK or event.source is not Source.WORKSHOP or stored.ahead:
            raise Refusal(Why.WRONG, "team.no_miss")
    return found
