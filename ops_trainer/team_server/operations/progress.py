"""What a lead sees of the team, and what a member sees that the lead sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from ops_trainer.memory.day import date_of, local_day
from ops_trainer.team import visibility, wire
from ops_trainer.team.known import Known
from ops_trainer.team.visibility import Standing, Task
from ops_trainer.team.wire import Role
from ops_trainer.team_server.operations.assignments import ref
from ops_trainer.team_server.operations.memory_updates import Upkeep
from ops_trainer.team_server.operations.refusal import not_there
from ops_trainer.team_server.operations.rights import check_lead, current
from ops_trainer.team_server.operations.server import Base, Caller, scheduler_of
from ops_trainer.team_server.tables import decks, events, members, memories
from ops_trainer.team_server.tables.decks import Assignment
from ops_trainer.team_server.tables.members import Member
from ops_trainer.team_server.tables.memories import Figures

TOGETHER = 50  # members whose memories are made anew in one transaction


@dataclass(frozen=True)
class Scene:
    """A team as a report needs it."""

    upkeep: Upkeep
    digests: Mapping[str, str]
    assignments: Sequence[Assignment]
    people: Sequence[Member]
    figures: Mapping[tuple[int, str], Figures]

    @cached_property
    def _tasks(self) -> dict[int, list[Task]]:
        found = {}
        for member in self.people:
            mine = decks.for_member(self.assignments, member.key, is_learner=member.role == Role.LEARNER)
            found[member.key] = [Task(a.id, deck, a.created, a.due, a.goal) for a in mine for deck in a.decks]
        return found

    def tasks(self, member: Member) -> list[Task]:
        """What a member is to learn."""
        return self._tasks[member.key]

    def standing(self, member: Member, deck: str) -> Standing | None:
        """How far a member is with a deck."""
        found = self.figures.get((member.key, deck))
        return None if found is None else Standing(Known.load(found.known), found.last_day)


def mine(base: Base, caller: Caller) -> bytes:
    """The bytes of a `wire.Report`: what a lead gets about the caller."""
    scene = _scene(base, caller, caller.id)
    return _report(scene, scene.people[0], caller, base.day(caller.utc_offset)).model_dump_json().encode()


def of_member(base: Base, caller: Caller, member_id: str) -> bytes:
    """The bytes of a `wire.Report` about a member."""
    caller.must_lead()
    scene = _scene(base, caller, member_id)
    if not scene.people:
        raise not_there()
    return _report(scene, scene.people[0], caller, base.day(caller.utc_offset)).model_dump_json().encode()


def of_team(base: Base, caller: Caller) -> bytes:
    """The bytes of a `wire.Progress`: all members who have something to learn."""
    caller.must_lead()
    scene, today = _scene(base, caller, None), base.day(caller.utc_offset)
    reports = [_report(scene, one, caller, today).model_dump_json() for one in scene.people if scene.tasks(one)]
    assigned = sorted({deck for one in scene.assignments for deck in one.decks})
    page = wire.Progress(
        team=caller.team_name,
        day=date_of(today),
        decks=[ref(scene.upkeep.outlines[deck], scene.digests[deck]) for deck in assigned],
        members=[],
    )
    # Each member's report stands in the page byte for byte as the member themselves sees it.
    head, tail = page.model_dump_json().rsplit('"members":[]', 1)
    return f'{head}"members":[{",".join(reports)}]{tail}'.encode()


def notes(base: Base, caller: Caller, deck: str) -> wire.Notes:
    """A deck by notes, over the learners who have it."""
    caller.must_lead()
    scene, today = _scene(base, caller, None), base.day(caller.utc_offset)
    if deck not in scene.upkeep.outlines:
        raise not_there()
    having = [one for one in scene.people if any(task.deck == deck for task in scene.tasks(one))]
    days = [a.due for a in scene.assignments if deck in a.decks and a.due is not None and a.due > today]
    found = [
        (
            Known.of({}, scene.upkeep.outlines[deck]) if standing is None else standing.known,
            scheduler_of(one.parameters),
        )
        for one in having
        for standing in [scene.standing(one, deck)]
    ]
    lines = visibility.notes(scene.upkeep.outlines[deck], found, today, min(days, default=None))
    return wire.Notes(deck=deck, learners=len(having), notes=lines)


def mixups(base: Base, caller: Caller) -> wire.Mixups:
    """What the team mixes up, over all learners who have a deck to learn."""
    caller.must_lead()
    scene = _scene(base, caller, None)
    by_member: dict[int, dict[str, dict[str, int]]] = {one.key: {} for one in scene.people if scene.tasks(one)}
    with base.database.reading() as connection:
        for member, mixed in memories.mixups(connection, caller.team):
            if member in by_member:
                by_member[member] = {**by_member[member], **mixed}
    return visibility.mixups(by_member.values())


def _report(scene: Scene, member: Member, caller: Caller, today: int) -> wire.Report:
    tasks = scene.tasks(member)
    standing = {task.deck: found for task in tasks if (found := scene.standing(member, task.deck)) is not None}
    return wire.Report.model_construct(
        member=member.id,
        name=member.name,
        role=Role(member.role),
        joined=date_of(local_day(member.joined, caller.utc_offset)),
        lines=visibility.lines(tasks, scene.upkeep.outlines, standing, scheduler_of(member.parameters), today),
    )


def bring_up(base: Base, caller: Caller) -> None:
    """After decks or assignments changed: make the figures fit them now, so that the next page need not."""
    _scene(base, caller, None)


def _scene(base: Base, caller: Caller, member_id: str | None) -> Scene:
    """The team, or one member of it, with memories that fit the decks of now."""
    with base.database.reading() as connection:
        scene = _look(connection, caller, member_id)
    outdated = _outdated(scene)
    if not outdated:
        return scene
    # In one order for everyone, so that no two who do this at once wait for each other crosswise.
    people = sorted(outdated)
    for start in range(0, len(people), TOGETHER):
        with base.database.writing() as connection:
            upkeep = Upkeep(decks.outlines(connection, caller.team))
            for member in people[start : start + TOGETHER]:
                if events.lock(connection, member) is not None:
                    parameters = members.parameters(connection, member)
                    for deck in sorted(outdated[member]):
                        if deck in upkeep.outlines:
                            upkeep.bring_up(connection, member, deck, parameters)
    with base.database.reading() as connection:
        return _look(connection, caller, member_id)


def _look(connection: Connection, caller: Caller, member_id: str | None) -> Scene:
    if member_id == caller.id:
        current(connection, caller)
    else:
        check_lead(connection, caller)
    if member_id is None:
        people = members.members(connection, caller.team)
    else:
        found = members.member(connection, caller.team, member_id)
        people = [] if found is None else [found]
    assignments = decks.assignments(connection, caller.team)
    assigned = {deck for one in assignments for deck in one.decks}
    one = people[0].key if member_id is not None and people else None
    figures = memories.figures(connection, caller.team, assigned, one) if people else {}
    upkeep = Upkeep(decks.outlines(connection, caller.team))
    return Scene(upkeep, decks.digests(connection, caller.team), assignments, people, figures)


def _outdated(scene: Scene) -> dict[int, list[str]]:
    """Members' memories that are missing or were made by other names, cards or weights."""
    found: dict[int, list[str]] = {}
    made: dict[tuple[str, str], memories.Made] = {}
    for member in scene.people:
        for deck in {task.deck for task in scene.tasks(member)}:
            wanted = made.setdefault((deck, member.parameters), scene.upkeep.made(deck, member.parameters))
            figures = scene.figures.get((member.key, deck))
            if figures is None or figures.made != wanted:
                found.setdefault(member.key, []).append(deck)
    return found
