"""Decks and assignments: what a lead hands out, and what a member gets."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.memory import days_off
from ops_trainer.memory.day import date_of, day_of
from ops_trainer.team import limits, wire
from ops_trainer.team.outline import Outline, aliases_of, outline_of
from ops_trainer.team.typed import plain_note
from ops_trainer.team.wire import Role
from ops_trainer.team_server.operations.memory_updates import team_memories
from ops_trainer.team_server.server import (
    Caller,
    Refusal,
    TeamServer,
    Why,
    checked_text,
    current,
    lock_as_lead,
    not_there,
)
from ops_trainer.team_server.tables import decks, members
from ops_trainer.team_server.tables.decks import Assignment


def put_deck(server: TeamServer, caller: Caller, deck: wire.Slug, asked: wire.DeckIn) -> wire.DeckRef:
    """Take a deck file, in place of the one of that id, after reading it whole (leads).

    Raises Refusal for one with problems, and for one that goes on from another than the team's: somebody else changed
    it, and nothing of theirs is lost unseen.
    """
    caller.must_lead()
    try:
        data = asked.text.encode()
    except UnicodeEncodeError:
        raise Refusal(Why.WRONG, "team.deck_no_text") from None
    reading = parse_deck(data, f"{deck}.yaml")
    if reading.deck is None:
        problems = reading.problems
        raise Refusal(Why.WRONG, "team.deck_refused", deck=deck, n=len(problems), first=problems[0])
    if reading.deck.id != deck:
        raise Refusal(Why.WRONG, "team.deck_other_id", deck=deck, found=reading.deck.id)
    outline, digest = outline_of(reading.deck), hashlib.sha256(data).hexdigest()
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        known = decks.digests(connection, caller.team)
        _must_carry_on_alone(connection, caller.team, outline)
        if asked.replaces is not None and known.get(deck, "") not in (asked.replaces, digest):
            raise Refusal(Why.CONFLICT, "team.deck_changed", deck=deck)
        if deck not in known and len(known) >= limits.DECKS:
            raise Refusal(Why.TOO_MUCH, "team.many_decks", most=limits.DECKS)
        if known.get(deck) != digest:
            decks.store_deck(connection, caller.team, outline, digest, asked.text)
            members.mark_changed(connection, caller.team)
            server.log(connection, caller, "team.did_deck", deck=deck)
    team_memories(server, caller, None)  # brought up now, so that the next page need not
    return deck_ref(outline, digest)


def _must_carry_on_alone(connection: Connection, team: int, outline: Outline) -> None:
    """Raises Refusal for a deck that claims an earlier note which another deck of the team carries on already."""
    others = aliases_of(one for name, one in decks.outlines(connection, team).items() if name != outline.deck)
    for old, new in outline.formerly:
        if old != new and (other := others.today(old)) != old:
            raise Refusal(Why.WRONG, "team.deck_formerly_taken", deck=outline.deck, old=old, other=other)


def read_deck(server: TeamServer, caller: Caller, deck: wire.Slug) -> wire.DeckText:
    """Return a deck's file: any of the team's for a lead, those assigned to them for a learner."""
    with server.database.reading() as connection:
        caller = current(connection, caller)
        found = decks.read_deck_text(connection, caller.team, deck)
        mine = {name for one in _mine(connection, caller) for name in one.decks}
    if found is None or not (caller.role is Role.LEAD or deck in mine):
        raise not_there()
    return wire.DeckText(id=deck, digest=found[0], text=found[1])


def assign(server: TeamServer, caller: Caller, assignment: wire.Id, asked: wire.AssignmentIn) -> wire.Assignment:
    """Make an assignment under an id that the client made up, or change the one of that id (leads)."""
    caller.must_lead()
    note, names = checked_text(plain_note, asked.note), tuple(dict.fromkeys(asked.decks))
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        known = decks.digests(connection, caller.team)
        if missing := [name for name in names if name not in known]:
            raise Refusal(Why.WRONG, "team.deck_unknown", deck=missing[0])
        keys = {member.id: member.key for member in members.members(connection, caller.team)} if asked.to else {}
        if asked.to and not set(asked.to) <= keys.keys():
            raise not_there()
        new = Assignment(
            assignment, names, frozenset(keys[name] for name in asked.to) if asked.to else None,
            None if asked.due is None else day_of(asked.due), asked.goal, note, server.today(caller.utc_offset),
            caller.name,
        )  # fmt: skip
        if decks.count_assignments(connection, caller.team) >= limits.ASSIGNMENTS and not any(
            one.id == assignment for one in decks.assignments(connection, caller.team)
        ):
            raise Refusal(Why.TOO_MUCH, "team.many_assignments", most=limits.ASSIGNMENTS)
        fresh = decks.store_assignment(connection, caller.team, new)
        members.mark_changed(connection, caller.team)
        did = "team.did_assign" if fresh else "team.did_change_assignment"
        server.log(connection, caller, did, decks=", ".join(names))
        found = next(one for one in decks.assignments(connection, caller.team) if one.id == assignment)
        made = _assignments_of(connection, caller, [found])[0]
    team_memories(server, caller, None)  # brought up now, so that the next page need not
    return made


def unassign(server: TeamServer, caller: Caller, assignment: wire.Id) -> None:
    """Take an assignment back (leads); the decks stay with those who have them."""
    caller.must_lead()
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        found = next((one for one in decks.assignments(connection, caller.team) if one.id == assignment), None)
        if found is None or not decks.drop_assignment(connection, caller.team, assignment):
            raise not_there()
        members.mark_changed(connection, caller.team)
        server.log(connection, caller, "team.did_unassign", decks=", ".join(found.decks))


def list_assignments(server: TeamServer, caller: Caller) -> wire.Assignments:
    """Return the caller's assignments; all of the team for a lead."""
    with server.database.reading() as connection:
        team = members.team(connection, caller.team)
        if team is None:
            raise Refusal(Why.UNKNOWN, "team.unknown_token")
        caller = current(connection, caller)
        lead = caller.role is Role.LEAD
        found = decks.assignments(connection, caller.team) if lead else _mine(connection, caller)
        return wire.Assignments(
            news=str(team.news), assignments=_assignments_of(connection, caller, found), days_off=team.days_off
        )


def set_days_off(server: TeamServer, caller: Caller, asked: wire.DaysOffIn) -> None:
    """Set the days on which nobody of the team studies (leads): every member's plans take them up.

    Raises Refusal for what are no days.
    """
    caller.must_lead()
    try:
        kept = days_off.normalised(asked.days_off)
    except ValueError:
        raise Refusal(Why.WRONG, "team.bad_days_off") from None
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        members.set_days_off(connection, caller.team, kept)
        members.mark_changed(connection, caller.team)
        server.log(connection, caller, "team.did_days_off", days=kept)


def deck_ref(outline: Outline, digest: str) -> wire.DeckRef:
    """Return a deck as an assignment names it."""
    return wire.DeckRef(id=outline.deck, title=outline.title, digest=digest, cards=len(outline.cards))


def _mine(connection: Connection, caller: Caller) -> list[Assignment]:
    found = decks.assignments(connection, caller.team)
    return decks.assigned_to(found, caller.key, is_learner=caller.role is Role.LEARNER)


def _assignments_of(connection: Connection, caller: Caller, found: list[Assignment]) -> list[wire.Assignment]:
    outlines, digests = decks.outlines(connection, caller.team), decks.digests(connection, caller.team)
    lead = caller.role is Role.LEAD
    ids = {m.key: m.id for m in members.members(connection, caller.team)} if lead else {}
    mine = {one.id for one in decks.assigned_to(found, caller.key, is_learner=not lead)}
    return [
        wire.Assignment(
            id=one.id,
            decks=[deck_ref(outlines[name], digests[name]) for name in one.decks],
            due=None if one.due is None else date_of(one.due),
            goal=one.goal,
            note=one.note,
            created=date_of(one.created),
            by=one.by,
            to=sorted(ids[key] for key in one.to) if lead and one.to is not None else None,
            mine=one.id in mine,
        )
        for one in found
    ]
