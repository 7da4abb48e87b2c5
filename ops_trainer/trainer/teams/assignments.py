"""The learner's assignments as they stand today: how far, how ready, today's share, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ops_trainer.locale import Lang
from ops_trainer.memory.budget import Budget
from ops_trainer.memory.day import date_of, day_of
from ops_trainer.memory.events import CardState
from ops_trainer.memory.future import WINDOW, Deadline, Start
from ops_trainer.memory.mastery import has_faded, is_mastered, readiness
from ops_trainer.memory.rates import Rates
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import candidates, mastery_counts
from ops_trainer.store import decks as rows
from ops_trainer.team import wire
from ops_trainer.team.course import Course, course_of, is_behind, pooled, result_words
from ops_trainer.team.pacing import Advice, Plan, Verdict, advice, outline, plan, seen
from ops_trainer.trainer.assigned import OpenAssignment, open_assignments
from ops_trainer.trainer.day_plan import HORIZON, start_of
from ops_trainer.trainer.plan import chosen, left_of
from ops_trainer.trainer.teams.given_plans import give_plans, given_plans
from ops_trainer.trainer.teams.membership import LearnerAssignment
from ops_trainer.trainer.teams.results import result_of

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context

USUAL_MINUTES = 10  # a day, that a lead may expect of a learner: what the program proposes to newcomers


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
    def faded(self) -> int:
        """Cards mastered once, and predicted below 90 % by now."""
        return sum(line.faded for line in self.lines)

    @property
    def ready(self) -> float:
        """The share of its cards expected to be recalled today."""
        return sum(line.ready * line.cards for line in self.lines) / self.cards if self.cards else 0.0

    @property
    def course(self) -> Course:
        """How it goes, over all of its cards."""
        return course_of(pooled(self.lines), self.today) if self.lines else Course.UNTOUCHED

    @property
    def result(self) -> float | None:
        """The share of its cards expected to be recalled on the due day by the answers until then, None before that
        is over."""
        return pooled(self.lines).result if self.lines else None

    @property
    def final(self) -> date | None:
        """The day since which the result stays."""
        return pooled(self.lines).final if self.lines else None

    def result_words(self, lang: Lang) -> str:
        """Return what came of its due day in words, "" before that is over."""
        return result_words(pooled(self.lines), lang) if self.lines else ""

    @property
    def settled(self) -> bool:
        """Whether its due day is over and the goal was reached."""
        return (self.assigned.days_left or 0) < 0 and self.course is Course.READY


@dataclass(frozen=True, slots=True)
class Pace:
    """What an assignment asks a day. `share` new cards of it are what today still serves; until the due day it is
    `new_a_day` a day, as a mean. `expected` is the share of its cards that will be recalled on the due day."""

    share: int
    new_a_day: int
    verdict: Verdict
    expected: float
    advice: tuple[Advice, ...]

    @property
    def reached(self) -> bool:
        """Return whether the goal may be counted on."""
        return self.verdict is Verdict.YES


class Work:
    """What the assignments ask of the learner, and for leads what an assignment would ask. No network."""

    def __init__(self, context: Context, assigned: Callable[[], list[LearnerAssignment]]) -> None:
        self._context = context
        self._assigned = assigned
        self._plans: tuple[object, list[tuple[Plan, int]]] | None = None

    def progress(self) -> list[AssignmentProgress]:
        """Return the assignments with figures of now, the soonest due first, those that are over and done last."""
        today = self._context.day()
        there = self._decks({deck.id for one in self._assigned() for deck in one.assignment.decks})
        found = [self._progress(one, there, today) for one in self._assigned()]
        return sorted(found, key=lambda one: one.settled)

    def paces(self, assignments: Iterable[AssignmentProgress]) -> dict[str, Pace]:
        """Return the pace of each assignment that has a due day ahead, by its id, as it was settled when the day began;
        takes up to some seconds where the goal is out of reach."""
        context = self._context
        day, wanted = context.day(), {one.id: one for one in assignments}
        with context.database.reading() as connection:
            deadlines = open_assignments(context, connection, day)
        if not deadlines:
            return {}
        left = left_of(context, (), day)
        coming = chosen(context, (), left.new_limit, left.review_limit).new
        start, _ = start_of(context, day, left.rates, deadlines, dawn=True, days=WINDOW)
        plans = self._planned(start, deadlines)
        give_plans(
            context,
            (
                (one.id, one.due_day, wanted[one.id].introduced, made.met)
                for one, (made, _) in zip(deadlines, plans, strict=True)
                if one.id in wanted
            ),
        )
        found = {}
        for one, (made, fewer) in zip(deadlines, plans, strict=True):
            if one.id in wanted:
                share = sum(card.partition("/")[0] in one.decks for card in coming)
                now, cards = wanted[one.id].ready * wanted[one.id].cards, wanted[one.id].cards
                counts = {"now": round(now), "cards": cards, "expected": round(made.ready * cards)}
                said = (Advice("team_pace.expected", counts), *advice(start, made, fewer))
                found[one.id] = Pace(share, round(made.new_a_day), made.verdict, made.ready, said)
        return found

    def foresee(
        self, decks: Sequence[str], due: date, goal: float, minutes: float = USUAL_MINUTES
    ) -> tuple[bool, list[Advice]]:
        """Return whether a beginner can reach a goal by a day in so many minutes a day, and what to know about it."""
        with self._context.database.reading() as connection:
            cards = candidates.count_cards(connection, decks)
        day = self._context.day()
        deadline = Deadline(min(day_of(due), day + HORIZON), cards)
        start = Start(Scheduler(), Rates(), Budget(minutes), day, (), (0, cards), (deadline,))
        made = plan(start, seen(start), 1, goal)
        return made.reached, advice(start, made)

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
        if assignment.due is not None and lines:
            whole = pooled(lines)
            last = None if whole.last_day is None else day_of(whole.last_day)
            created, due = day_of(assignment.created), day_of(assignment.due)
            with self._context.database.reading() as connection:
                plan = given_plans(connection, self._context.learner).get(assignment.id)
            if plan is not None and plan.due == due:
                behind = plan.is_behind(whole.introduced, today)
            else:
                behind = is_behind(whole.introduced, whole.cards, created, today, due, last)
            lines = [line.model_copy(update={"behind": behind}) for line in lines]
        came = result_of(
            self._context,
            assigned.team,
            assignment,
            {deck.id: there[deck.id][0] for deck in assignment.decks if deck.id in there},
        )
        if came is not None:
            final = None if came.final is None else date_of(came.final)
            lines = [
                line.model_copy(update={"result": came.ready.get(line.deck, 0.0), "final": final}) for line in lines
            ]
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
            behind=False,
            faded=sum(has_faded(state, today) for state in known),
        )

    def _planned(self, start: Start, deadlines: Sequence[OpenAssignment]) -> list[tuple[Plan, int]]:
        """Return the plan of each deadline, and how many of its decks would be ready in time without the others, 0
        where that is not to be known; worked out once for the same memory and circumstances."""
        key = (tuple(start.known), tuple(start.waiting), start.day, start.budget, start.rates, tuple(deadlines))
        if self._plans is None or self._plans[0] != key:
            future = seen(start)
            made = [plan(start, future, number, one.goal) for number, one in enumerate(deadlines, 1)]
            self._plans = (
                key,
                [
                    (found, self._fewer(start, deadlines, number) if found.verdict is Verdict.NO else 0)
                    for number, found in enumerate(made, 1)
                ],
            )
        return self._plans[1]

    def _fewer(self, start: Start, deadlines: Sequence[OpenAssignment], number: int) -> int:
        """Return how many decks of a deadline, in their order, would be ready in time without the others."""
        one = deadlines[number - 1]
        for count in range(len(one.decks) - 1, 0, -1):
            some = list(deadlines)
            some[number - 1] = replace(one, decks=one.decks[:count])
            less, _ = start_of(self._context, start.day, start.rates, some, dawn=True, days=WINDOW)
            if outline(less, seen(less), number, one.goal).reached:
                return count
        return 0
