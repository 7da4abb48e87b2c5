"""What a lead sees of the team, and what a member sees that the lead sees."""

from __future__ import annotations

from ops_trainer.memory.day import date_of, local_day
from ops_trainer.team import visibility, wire
from ops_trainer.team.wire import Role
from ops_trainer.team_server.operations.assignments import deck_ref
from ops_trainer.team_server.operations.memory_updates import (
    TeamMemories,
    plans_of,
    scheduler_of,
    shared_of,
    team_memories,
)
from ops_trainer.team_server.server import Caller, TeamServer, lock_as_lead, not_there
from ops_trainer.team_server.tables import decks, memories
from ops_trainer.team_server.tables.members import Member


def preview_report(server: TeamServer, caller: Caller) -> bytes:
    """Return what a lead gets about the caller: the bytes of a `wire.Report`."""
    team = team_memories(server, caller, caller.id)
    return _report(team, team.people[0], caller, server.today(caller.utc_offset)).model_dump_json().encode()


def read_report(server: TeamServer, caller: Caller, member: wire.Id) -> bytes:
    """Return the bytes of a `wire.Report` about a member (leads)."""
    caller.must_lead()
    team = team_memories(server, caller, member)
    if not team.people:
        raise not_there()
    return _report(team, team.people[0], caller, server.today(caller.utc_offset)).model_dump_json().encode()


def read_progress(server: TeamServer, caller: Caller) -> bytes:
    """Return the bytes of a `wire.Progress`: all members who have something to learn (leads)."""
    caller.must_lead()
    team, today = team_memories(server, caller, None), server.today(caller.utc_offset)
    reports = [_report(team, one, caller, today).model_dump_json() for one in team.people if team.assigned(one)]
    assigned = sorted({deck for one in team.assignments for deck in one.decks})
    page = wire.Progress(
        team=caller.team_name,
        day=date_of(today),
        decks=[deck_ref(team.decks.outlines[deck], team.digests[deck]) for deck in assigned],
        members=[],
    )
    # Each member's report stands in the page byte for byte as the member themselves sees it.
    head, tail = page.model_dump_json().rsplit('"members":[]', 1)
    return f'{head}"members":[{",".join(reports)}]{tail}'.encode()


def read_notes(server: TeamServer, caller: Caller, deck: wire.Slug) -> wire.Notes:
    """Return a deck by notes, over the learners who have begun it (leads).

    Who counts is no lead's choice: whoever once counted goes on to, and others come in by three at least, so that no
    two calls differ by one person.
    """
    caller.must_lead()
    team, today = team_memories(server, caller, None), server.today(caller.utc_offset)
    if deck not in team.decks.outlines:
        raise not_there()
    having = [one for one in team.people if any(task.deck == deck for task in team.assigned(one))]
    days = [a.due for a in team.assignments if deck in a.decks and a.due is not None and a.due > today]
    begun = {
        one.key: (memory.known, scheduler_of(one.schedule))
        for one in team.people
        if (memory := team.memory(one, deck)) is not None and memory.fits and memory.known.introduced
    }
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        before = decks.counted(connection, caller.team, deck)
        counted = visibility.counted(before, begun.keys() & {one.key for one in having})
        if counted != before:
            decks.set_counted(connection, caller.team, deck, counted)
    found = [figures for key, figures in begun.items() if key in counted]
    lines = visibility.notes(team.decks.outlines[deck], found, today, min(days, default=None))
    return wire.Notes(deck=deck, learners=len(having), notes=lines)


def read_mixups(server: TeamServer, caller: Caller) -> wire.Mixups:
    """Return what the team mixes up, over all learners who have a deck to learn (leads)."""
    caller.must_lead()
    team = team_memories(server, caller, None)
    shown = {
        one.key: {task.deck for task in team.assigned(one)} & shared_of(one.schedule)
        for one in team.people
        if team.assigned(one)
    }
    by_member: dict[int, dict[str, dict[str, int]]] = {member: {} for member in shown}
    with server.database.reading() as connection:
        for member, deck, mixed in memories.read_mixups_by_member(connection, caller.team):
            if deck in shown.get(member, ()):
                by_member[member] = {**by_member[member], **mixed}
    return visibility.mixups(by_member.values())


def _report(team: TeamMemories, member: Member, caller: Caller, today: int) -> wire.Report:
    assigned = team.assigned(member)
    memories = {one.deck: memory for one in assigned if (memory := team.memory(member, one.deck)) is not None}
    return wire.Report.model_construct(
        member=member.id,
        name=member.name,
        role=Role(member.role),
        joined=date_of(local_day(member.joined, caller.utc_offset)),
        lines=visibility.lines(
            assigned,
            team.decks.outlines,
            memories,
            scheduler_of(member.schedule),
            today,
            team.outcomes(member),
            plans_of(member.schedule),
        ),
    )
