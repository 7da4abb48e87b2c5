"""The learner's assignments as they stand today: how far, how ready, today's share, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ops_trainer.memory.day import date_of, day_of
from ops_trainer.memory.events import CardState
from ops_trainer.memory.mastery import is_mastered, readiness
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import decks as rows
from ops_trainer.store import mastery_counts
from ops_trainer.team import wire
from ops_trainer.team.course import Course, course_of, is_behind
from ops_trainer.team.pacing import Advice, Plan, Target, advice, plan
from ops_trainer.trainer.assigned import HORIZON, planned
from ops_trainer.trainer.context import FIRST_PACE_MS
from ops_trainer.trainer.plan import limits, served
from ops_trainer.trainer.teams.membership import LearnerAssignment

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context

USUAL_MINUTES = 10  # a day, that a lead may expect of a learner: what the program proposes to newcomers
PLANS = 64  # kept


@dataclass(frozen=True, slots=True)
class AssignmentProgress:
    """An assignment with the learner's own figures. `lines` are by deck, as a lead is told them.

    `missing` are decks that are not in use here.
    """

    assigned: LearnerAssignment
    lines: tuple[wire.Line, ...]
    missing: tuple[str, ...]
    today: date

    @property
    def id(self) -> str:
        """Of the assignment."""
        return self.assigned.assignment.id

    @property
    def decks(self) -> tuple[str, ...]:
        """The decks that are there to be learnt."""
        return tuple(deck.id for deck in self.assigned.assignment.decks if deck.id not in self.missing)

    @property
    def cards(self) -> int:
        """Cards of all its decks."""
        return sum(line.cards for line in self.lines)

    @property
    def introduced(self) -> int:
        """Cards met."""
        return sum(line.introduced for line in self.lines)

    @property
    def mastered(self) -> int:
        """Cards mastered."""
        return sum(line.mastered for line in self.lines)

    @property
    def ready(self) -> float:
        """The share of its cards expected to be recalled today."""
        return sum(line.ready * line.cards for line in self.lines) / self.cards if self.cards else 0.0

    @property
    def course(self) -> Course:
        """How it goes, by the deck with which it goes worst."""
        found = [course_of(line, self.today) for line in self.lines]
        return min(found, key=list(Course).index, default=Course.UNTOUCHED)

    @property
    def settled(self) -> bool:
        """Whether its due day is over and the goal was reached."""
        return (self.assigned.days_left or 0) < 0 and self.course is Course.READY


@dataclass(frozen=True, slots=True)
class Pace:
    """What an assignment asks a day. `share` new cards of it are what today still serves; it takes `new_a_day` a day
    to reach the goal, and where the daily limit has room for more, the share is more."""

    share: int
    new_a_day: int
    reached: bool
    advice: tuple[Advice, ...]


class Work:
    """What the assignments ask of the learner, and for leads what an assignment would ask. No network."""

    def __init__(self, context: Context, assigned: Callable[[], list[LearnerAssignment]]) -> None:
        self._context = context
        self._assigned = assigned
        self._plans: dict[object, Plan] = {}

    def progress(self) -> list[AssignmentProgress]:
        """Return the assignments with figures of now, the soonest due first, those that are over and done last."""
        today = self._context.day()
        there = self._decks({deck.id for one in self._assigned() for deck in one.assignment.decks})
        found = [self._progress(one, there, today) for one in self._assigned()]
        return sorted(found, key=lambda one: one.settled)

    def paces(self, assignments: Iterable[AssignmentProgress]) -> dict[str, Pace]:
        """Return the pace of each assignment that has a due day ahead, by its id; takes up to some seconds where
        the goal is out of reach. Assignments due sooner come first, and what they take is not there for later ones."""
        day = self._context.day()
        whole = limits(self._context, (), day)
        made = planned(self._context, [share.assignment for share in whole.shares], day, self._plan)
        found, wanted = {}, {one.id for one in assignments}
        for share in whole.shares:
            if share.assignment.id in wanted:
                target, best = made[share.assignment.id]
                new = served(self._context, whole, share.assignment.decks)
                found[share.assignment.id] = Pace(new, share.a_day, best.reached, tuple(advice(target, best)))
        return found

    def foresee(
        self, decks: Sequence[str], due: date, goal: float, minutes: float = USUAL_MINUTES
    ) -> tuple[bool, list[Advice]]:
        """Return whether a beginner can reach a goal by a day in so many minutes a day, and what to know about it."""
        with self._context.database.reading() as connection:
            cards = [card.id for deck in decks for card in rows.cards(connection, deck=deck)]
        target = Target(
            cards=cards,
            states={},
            today=self._context.day(),
            due_day=min(day_of(due), self._context.day() + HORIZON),
            goal=goal,
            minutes=minutes,
            pace_ms=FIRST_PACE_MS,
        )
        made = plan(target, Scheduler())
        return made.reached, advice(target, made)

    # within

    def _decks(self, wanted: set[str]) -> dict[str, tuple[list[str], dict[str, CardState]]]:
        """Return cards in learning order and memories of the decks that are in use."""
        with self._context.database.reading() as connection:
            used = {info.id for info in rows.decks(connection)}
            return {
                deck: (
                    [card.id for card in rows.cards(connection, deck=deck)],
                    {
                        state.card: state
                        for state in mastery_counts.states(connection, self._context.learner, deck=deck)
                    },
                )
                for deck in sorted(wanted & used)
            }

    def _progress(
        self, assigned: LearnerAssignment, there: Mapping[str, tuple[list[str], dict[str, CardState]]], today: int
    ) -> AssignmentProgress:
        assignment, lines = assigned.assignment, []
        for deck in assignment.decks:
            cards, states = there.get(deck.id, ([], {}))
            known = [state for card in cards if (state := states.get(card)) is not None and not state.is_new]
            lines.append(self._line(assignment, deck, len(cards) or deck.cards, known, today))
        missing = tuple(deck.id for deck in assignment.decks if deck.id not in there)
        return AssignmentProgress(assigned, tuple(lines), missing, date_of(today))

    def _line(
        self, assignment: wire.Assignment, deck: wire.DeckRef, cards: int, known: list[CardState], today: int
    ) -> wire.Line:
        due = None if assignment.due is None else day_of(assignment.due)
        scheduler, last = self._context.scheduler, max((state.last_day or 0 for state in known), default=None)
        return wire.Line(
            assignment=assignment.id,
            deck=deck.id,
            cards=cards,
            introduced=len(known),
            mastered=sum(is_mastered(state, today) for state in known),
            ready=readiness(known, cards, scheduler, today),
            ready_due=None if due is None else readiness(known, cards, scheduler, max(due, today)),
            due=assignment.due,
            goal=assignment.goal,
            last_day=None if last is None else date_of(last),
            behind=due is not None and is_behind(len(known), cards, day_of(assignment.created), today, due),
        )

    def _plan(self, target: Target) -> Plan:
        """Return a plan, worked out once for the same memory and circumstances."""
        states = hash(frozenset((card, state.upto) for card, state in target.states.items()))
        key = (
            tuple(target.cards), states, target.today, target.due_day, target.goal, target.minutes, target.pace_ms,
            tuple(target.taken), self._context.scheduler.key,
        )  # fmt: skip
        if key not in self._plans:
            if len(self._plans) >= PLANS:
                self._plans.clear()
            self._plans[key] = plan(target, self._context.scheduler)
        return self._plans[key]
