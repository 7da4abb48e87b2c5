"""Members' memories of the team's decks: brought up as events arrive, made anew when decks changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

from sqlalchemy import Connection

from ops_trainer.memory.events import CardState, Rating
from ops_trainer.memory.journal import Void, settings_of
from ops_trainer.memory.schedule import Scheduler, usable
from ops_trainer.team import limits
from ops_trainer.team.course import FINAL_AFTER, GivenPlan
from ops_trainer.team.events_wire import from_wire
from ops_trainer.team.memories import REWRITES, Arrived, Known, Memories
from ops_trainer.team.outline import Outline, aliases_of
from ops_trainer.team.visibility import AssignedDeck, DeckMemory, Outcome, outcome_share
from ops_trainer.team.wire import Role, VoidIn
from ops_trainer.team_server.server import Caller, TeamServer, check_lead, current
from ops_trainer.team_server.tables import decks, events, members, memories, results
from ops_trainer.team_server.tables.decks import Assignment
from ops_trainer.team_server.tables.events import StoredEvent
from ops_trainer.team_server.tables.members import Member, Schedule
from ops_trainer.team_server.tables.memories import Figures, Made
from ops_trainer.team_server.tables.results import Result

TOGETHER = 50  # members whose memories are made anew in one transaction


class DeckMemories:
    """The memories of a team's members, over its decks of now."""

    def __init__(self, outlines: dict[str, Outline], today: int) -> None:
        """`today` is the local day of the team."""
        self.outlines = outlines
        self.today = today
        self.aliases = aliases_of(outlines.values())

    def made(self, deck: str, schedule: Schedule) -> Made:
        """Return by what memories of a deck are made now."""
        names = self.aliases.key(deck)
        if earlier := {name.partition("/")[0] for name in self.aliases.notes_into(deck)} - {deck}:
            names = " ".join([names, *sorted(earlier & shared_of(schedule))])
        return Made(names, self.outlines[deck].shape, key_of(schedule))

    def add(self, connection: Connection, member: int, schedule: Schedule, fresh: Iterable[Arrived]) -> None:
        """Take in events that were just written; the member's journal is locked."""
        by_deck: dict[str, list[Arrived]] = {}
        for one in fresh:
            deck = one.card.partition("/")[0]
            if deck in self.outlines and may_count(one.event.card, deck, schedule):
                by_deck.setdefault(deck, []).append(one)
        scheduler = scheduler_of(schedule)
        for deck, added in by_deck.items():
            made = self.made(deck, schedule)
            found = memories.read_memories(connection, member, deck)
            if found is None or (found[0].names, found[0].scheduler) != (made.names, made.scheduler):
                self.rebuild(connection, member, deck, schedule, fresh=True)
                continue
            memory = Memories.load(found[1])
            history = partial(self._of_card, connection, member, schedule)
            memory.add(added, scheduler, history, voids_of(schedule))
            self._put(connection, member, deck, made, memory, fresh=True)

    def rebuild(self, connection: Connection, member: int, deck: str, schedule: Schedule, *, fresh: bool) -> None:
        """Make a member's memories of a deck anew from the events, of which some may just have come; the member's
        journal is locked."""
        memory = self._remembered(connection, member, deck, schedule)
        self._put(connection, member, deck, self.made(deck, schedule), memory, fresh=fresh)

    def known_by(self, connection: Connection, member: int, deck: str, schedule: Schedule, day: int) -> Known:
        """Return what was known of a deck by the answers up to a local day; the member's journal is locked."""
        return Known.of(self._remembered(connection, member, deck, schedule, day).states, self.outlines[deck])

    def _remembered(
        self, connection: Connection, member: int, deck: str, schedule: Schedule, until: int | None = None
    ) -> Memories:
        stored = events.read_of_notes(connection, member, deck, self.aliases.notes_into(deck))
        memory = Memories()
        of_deck = (
            one
            for one in self._named(stored, deck, schedule)
            if one.card.startswith(f"{deck}/")
            and (until is None or one.event.local_day <= until or one.event.kind in REWRITES)
        )
        memory.rebuild(of_deck, scheduler_of(schedule), voids_of(schedule))
        return memory

    def bring_up(self, connection: Connection, member: int, deck: str, schedule: Schedule) -> None:
        """Bring memories up that were made by other names, cards or weights; the member's journal is locked."""
        made = self.made(deck, schedule)
        found = memories.read_memories(connection, member, deck)
        if found is None or (found[0].names, found[0].scheduler) != (made.names, made.scheduler):
            self.rebuild(connection, member, deck, schedule, fresh=False)
        elif found[0] != made:
            self._put(connection, member, deck, made, Memories.load(found[1]), fresh=False)

    def _put(
        self, connection: Connection, member: int, deck: str, made: Made, memory: Memories, *, fresh: bool
    ) -> None:
        memories.store_memories(
            connection, member, deck, made, states=memory.dump(), last_day=memory.last_day, mixups=memory.mixups,
            known=Known.of(memory.states, self.outlines[deck]).dump(), today=self.today, fresh=fresh,
        )  # fmt: skip

    def _of_card(self, connection: Connection, member: int, schedule: Schedule, card: str) -> Sequence[Arrived]:
        stored = events.read_of_cards(connection, member, self.aliases.before(card))
        return self._named(stored, card.partition("/")[0], schedule)

    def _named(self, stored: Iterable[StoredEvent], deck: str, schedule: Schedule) -> list[Arrived]:
        counting = [one for one in stored if may_count(one.card, deck, schedule)]
        pairs = [(replace(from_wire(json.loads(one.body), ""), via=one.via), one.ahead) for one in counting]
        return [Arrived(event, self.aliases.today(event.card), ahead) for event, ahead in pairs]


def may_count(card: str, deck: str, schedule: Schedule) -> bool:
    """Return whether an event of a card, by the name that it bears, may count for a deck: what the deck says it took
    over counts only where the member shared that too."""
    written = card.partition("/")[0]
    return written == deck or written in shared_of(schedule)


@lru_cache(maxsize=256)
def shared_of(schedule: Schedule) -> frozenset[str]:
    """Return the decks that a member shares with the team."""
    return frozenset(json.loads(schedule.shared))


def plans_of(schedule: Schedule) -> dict[str, GivenPlan]:
    """Return the plans that a member was given, by assignment."""
    return {key: GivenPlan.load(numbers) for key, numbers in json.loads(schedule.plans).items()}


def schedule_of(parameters: Sequence[float], retention: float) -> Schedule | None:
    """Return a schedule as it is stored, None when FSRS does not take the weights."""
    schedule = Schedule(json.dumps(list(parameters)), retention)
    try:
        scheduler_of(schedule)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    return schedule


def schedule_told(connection: Connection, member: int, asked: Schedule) -> Schedule:
    """Return by what a member's cards are scheduled: as their setting events tell, else as their app last asked."""
    stored = events.read_of_cards(connection, member, [""])
    events_told = [replace(from_wire(json.loads(one.body), ""), via=one.via) for one in stored if not one.ahead]
    told = settings_of(events_told, voids_of(asked))
    retention, parameters = told.get("retention"), told.get("parameters")
    if isinstance(retention, float | int) and 0.5 <= retention <= 0.99:
        asked = replace(asked, retention=float(retention))
    if told.get("own_weights") is False:
        return replace(asked, parameters="[]")
    if isinstance(parameters, list) and usable(parameters):
        asked = replace(asked, parameters=json.dumps(parameters))
    return asked


def with_voids(stored: str, asked: Iterable[VoidIn]) -> str:
    """Return what is out of force, as `Schedule` holds it, with what a device says: of each way the latest."""
    found: dict[str, list[int]] = json.loads(stored)
    for one in asked:
        if one.at > found.get(one.via, [0, -1])[1]:
            found[one.via] = [one.since, one.at, int(one.lifted)]
    latest = sorted(found.items(), key=lambda pair: (pair[1][1], pair[0]))[-limits.VOIDS :]
    return json.dumps(dict(sorted(latest)))


@lru_cache(maxsize=256)
def voids_of(schedule: Schedule) -> tuple[Void, ...]:
    """Return what is out of force with a member."""
    return tuple(Void(via, since) for via, (since, _, lifted) in json.loads(schedule.voids).items() if not lifted)


def key_of(schedule: Schedule) -> str:
    """Return a text that tells by what memories were made: the scheduler, and what is out of force."""
    voids = voids_of(schedule)
    told = hashlib.sha256(repr(voids).encode()).hexdigest()[:16] if voids else ""
    return f"{scheduler_of(schedule).key} {told}".rstrip()


@lru_cache(maxsize=256)
def scheduler_of(schedule: Schedule) -> Scheduler:
    """Return a member's scheduler. Raises ValueError for weights that FSRS rejects."""
    scheduler = Scheduler(tuple(json.loads(schedule.parameters)), schedule.retention)
    scheduler.reviewed(CardState("deck/note/face"), Rating.GOOD, 0)
    return scheduler


@dataclass(frozen=True)
class TeamMemories:
    """A team with its members' memories, as reports need it."""

    decks: DeckMemories
    digests: Mapping[str, str]
    assignments: Sequence[Assignment]
    people: Sequence[Member]
    figures: Mapping[tuple[int, str], Figures]
    results: Mapping[tuple[int, str, str], Result]

    @cached_property
    def _assigned(self) -> dict[int, list[AssignedDeck]]:
        found = {}
        for member in self.people:
            mine = decks.assigned_to(self.assignments, member.key, is_learner=member.role == Role.LEARNER)
            found[member.key] = [AssignedDeck(a.id, deck, a.created, a.due, a.goal) for a in mine for deck in a.decks]
        return found

    def assigned(self, member: Member) -> list[AssignedDeck]:
        """Return the decks assigned to a member."""
        return self._assigned[member.key]

    def outcomes(self, member: Member) -> dict[tuple[str, str], Outcome]:
        """Return what came of a member's due days, by assignment and deck."""
        found = {}
        for one in self.assigned(member):
            result = self.results.get((member.key, one.assignment, one.deck))
            if result is not None and result.due == one.due:
                found[one.assignment, one.deck] = Outcome(result.ready, result.final)
        return found

    def memory(self, member: Member, deck: str) -> DeckMemory | None:
        """Return a member's memory of a deck as it was when the day began, None where there is none to be shown."""
        found = self.figures.get((member.key, deck))
        if found is None or deck not in shared_of(member.schedule):
            return None
        if found.shown_day < self.decks.today:  # nothing came since the day began
            return DeckMemory(Known.load(found.known), found.last_day)
        fits = found.shown_shape == self.decks.outlines[deck].shape
        return DeckMemory(Known.load(found.shown), found.shown_last, fits)


def team_memories(server: TeamServer, caller: Caller, member_id: str | None) -> TeamMemories:
    """Return the team, or one member of it, with memories that fit the current decks. Raises Refusal.

    The caller must lead the team, or be that member.
    """
    today = server.today(caller.utc_offset)
    with server.database.reading() as connection:
        team = _look(connection, caller, member_id, today)
    outdated, unsettled = _outdated(team), _unsettled(team)
    if not outdated and not unsettled:
        return team
    # In one order for everyone, so that no two who do this at once wait for each other crosswise.
    people = sorted(outdated.keys() | unsettled.keys())
    for start in range(0, len(people), TOGETHER):
        with server.database.writing() as connection:
            deck_memories = DeckMemories(decks.current_outlines(connection, caller.team), today)
            for member in people[start : start + TOGETHER]:
                if events.lock_journal(connection, member) is not None:
                    schedule = members.schedule(connection, member)
                    for deck in sorted(outdated.get(member, ())):
                        if deck in deck_memories.outlines:
                            deck_memories.bring_up(connection, member, deck, schedule)
                    for task in unsettled.get(member, ()):
                        _settle(connection, caller.team, deck_memories, member, schedule, task)
    with server.database.reading() as connection:
        return _look(connection, caller, member_id, today)


def _look(connection: Connection, caller: Caller, member_id: str | None, today: int) -> TeamMemories:
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
    figures = memories.read_figures(connection, caller.team, assigned, one) if people else {}
    deck_memories = DeckMemories(decks.current_outlines(connection, caller.team), today)
    found_results = results.read_results(connection, caller.team, one)
    digests = decks.digests(connection, caller.team)
    return TeamMemories(deck_memories, digests, assignments, people, figures, found_results)


def _unsettled(team: TeamMemories) -> dict[int, list[AssignedDeck]]:
    """Return of which due days that are over there is no result yet, or one that is to be made anew or to stay.

    What came in today counts from tomorrow on: who looks often learns no hour.
    """
    today = team.decks.today
    found: dict[int, list[AssignedDeck]] = {}
    for member in team.people:
        for one in team.assigned(member):
            if one.due is None or one.due >= today or one.deck not in shared_of(member.schedule):
                continue
            result = team.results.get((member.key, one.assignment, one.deck))
            if result is not None and result.due == one.due:
                stays = today > one.due + FINAL_AFTER
                if result.final is not None or not (stays or (result.stale is not None and result.stale < today)):
                    continue
            found.setdefault(member.key, []).append(one)
    return found


def _settle(
    connection: Connection, team: int, deck_memories: DeckMemories, member: int, schedule: Schedule, task: AssignedDeck
) -> None:
    """Store what came of a due day by the answers until then; the member's journal is locked."""
    if task.due is None or task.deck not in deck_memories.outlines:
        return
    today, cards = deck_memories.today, len(deck_memories.outlines[task.deck].cards)
    known = deck_memories.known_by(connection, member, task.deck, schedule, task.due)
    ready = outcome_share(known, cards, scheduler_of(schedule), task.due, task.goal)
    final = task.due + FINAL_AFTER if today > task.due + FINAL_AFTER else None
    results.store_result(connection, team, task.assignment, member, task.deck, Result(task.due, ready, None, final))


def _outdated(team: TeamMemories) -> dict[int, list[str]]:
    """Return members' memories that are missing or were made by other names, cards or weights."""
    found: dict[int, list[str]] = {}
    made: dict[tuple[str, Schedule], memories.Made] = {}
    for member in team.people:
        for deck in {one.deck for one in team.assigned(member)}:
            wanted = made.setdefault((deck, member.schedule), team.decks.made(deck, member.schedule))
            figures = team.figures.get((member.key, deck))
            if figures is None or figures.made != wanted:
                found.setdefault(member.key, []).append(deck)
    return found
