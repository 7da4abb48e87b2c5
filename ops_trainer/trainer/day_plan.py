"""What a day serves, settled as it begins, and what a simulated future begins from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.memory.future import MOST, SAMPLE, WINDOW, Deadline, Known, Limited, Start, choose_day
from ops_trainer.memory.queue import choose
from ops_trainer.memory.rates import Rates
from ops_trainer.memory.schedule import TYPICAL
from ops_trainer.store import candidates, learners
from ops_trainer.trainer.assigned import OpenAssignment, open_assignments

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.memory.queue import Candidate
    from ops_trainer.store.candidates import Row, Scope
    from ops_trainer.trainer.context import Context

PLANS = "day-plans"  # by day, with all that they were worked out from
HORIZON = 366  # days that are planned at most: what is due later is planned as if it were due then
LOOK_AHEAD = 12  # new cards looked at for each one wanted: of a note's cards, which stand together, one is taken a day


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a day serves in all: the cards `picked` for due days that are near, in their order, `picked_new` those of
    them that are new, and beside them at most so many `reviews` and so many `new` cards."""

    picked: tuple[str, ...]
    picked_new: tuple[str, ...]
    reviews: int
    new: int
    rates: Rates


def day_plan(context: Context, day: int) -> DayPlan:
    """Return what a day serves, today or tomorrow: worked out from what was known as it began, so that it stays all
    day.

    Today's is worked out anew when the assignments, decks, settings or the journal of the days before change.
    """
    scope = replace(context.scope(), day=day)
    with context.database.reading() as connection:
        deadlines = open_assignments(context, connection, day)
        if day != context.day():
            return _made(context, day, deadlines)
        origin = _origin(context, connection, scope, deadlines)
        stored = learners.document(connection, context.learner, PLANS, str(day))
    if stored is not None and stored["origin"] == origin:
        return DayPlan(
            tuple(stored["picked"]),
            tuple(stored["picked_new"]),
            stored["reviews"],
            stored["new"],
            Rates(*stored["rates"]),
        )
    made = _made(context, day, deadlines)
    _store(context, day, {
        "origin": origin, "picked": made.picked, "picked_new": made.picked_new, "reviews": made.reviews,
        "new": made.new, "rates": astuple(made.rates),
    })  # fmt: skip
    return made


def start_of(
    context: Context,
    day: int,
    rates: Rates,
    deadlines: Sequence[OpenAssignment],
    *,
    decks: tuple[str, ...] = (),
    dawn: bool = False,
    left: tuple[int, int] | None = None,
    whole: bool = False,
    days: int = 1,
) -> tuple[Start, list[str]]:
    """Return what a future of so many days begins from, and the names of its known cards.

    It is of some decks (all when none is named), with memories as they are or, at `dawn`, as they were when the day
    began. Of very many cards a part stands for all, unless they are wanted `whole`.
    """
    scope = replace(context.scope(decks), day=day)
    numbers = {deck: number for number, one in enumerate(deadlines, 1) for deck in one.decks}
    with context.database.reading() as connection:
        rows, scale = candidates.memories(connection, scope, 10**9 if whole else MOST, SAMPLE)
        sizes = [candidates.count_cards(connection, one.within(decks)) if one.within(decks) else 0 for one in deadlines]
        if dawn and day == context.day():
            rows = _at_dawn(context, connection, rows, scope)
        # More than this are never met within so many days.
        budget = context.budget_from(day)
        most = ceil(days * budget.minutes * 60 / rates.new_seconds) + 1
        most = max(most, *(days * (budget.new_limit or 0), 0)) + sum(left or ())
        limited = _limited(context, connection, scope, numbers, dawn=dawn)
        waiting = _waiting(connection, scope, deadlines, most + sum(one.waiting for one in limited), dawn=dawn)
    known = [
        Known(
            stability,
            difficulty or TYPICAL,
            day if last is None else last,
            due,
            numbers.get(card.partition("/")[0], 0),
        )
        for card, stability, difficulty, last, due in rows
    ]
    start = Start(
        scheduler=context.scheduler,
        rates=rates,
        budget=budget,
        day=day,
        known=known,
        waiting=[round(count / scale) for count in waiting],
        deadlines=[
            Deadline(min(one.due_day, day + HORIZON), round(size / scale))
            for one, size in zip(deadlines, sizes, strict=True)
        ],
        left=None if left is None else (round(left[0] / scale), round(left[1] / scale)),
        scale=scale,
        limited=[replace(one, waiting=round(one.waiting / scale), a_day=ceil(one.a_day / scale)) for one in limited],
    )
    return start, [row[0] for row in rows]


def _made(context: Context, day: int, deadlines: Sequence[OpenAssignment]) -> DayPlan:
    rates = context.rates(day)
    near = any(one.due_day - day <= WINDOW for one in deadlines)
    start, names = start_of(context, day, rates, deadlines, dawn=True, whole=near)
    choice = choose_day(start)
    scope = replace(context.scope(), day=day)
    fresh = _fresh(context, scope, deadlines, [number for card, number in choice.picked if card is None])
    picked: list[str] = []
    for card, number in choice.picked:
        if card is not None:
            picked.append(names[card])
        elif fresh[number]:
            picked.append(fresh[number].pop(0))
    of_new = tuple(card for card in picked if card not in set(names))
    return DayPlan(tuple(picked), of_new, round(choice.reviews * start.scale), round(choice.new * start.scale), rates)


def _fresh(
    context: Context, scope: Scope, deadlines: Sequence[OpenAssignment], wanted: Sequence[int]
) -> dict[int, list[str]]:
    """Return the new cards to be met of each deadline, by its number, as many as are wanted."""
    found: dict[int, list[str]] = {}
    with context.database.reading() as connection:
        met = candidates.notes_met(connection, scope)
        limits = context.deck_limits
        introduced = candidates.introduced_by_deck(connection, scope) if limits else {}
        for number in set(wanted):
            count = wanted.count(number)
            there = []
            for deck in deadlines[number - 1].decks:
                some = of_decks(connection, scope, (deck,), count * LOOK_AHEAD)
                if deck in limits:
                    within = choose(some, max(limits[deck] - introduced.get(deck, 0), 0), set(met))
                    some = [one for one in some if one.card in within]
                there += some
            found[number] = choose(there, count, met)
    return found


def of_decks(connection: Connection, scope: Scope, decks: Sequence[str], most: int) -> list[Candidate]:
    """Return new cards of some decks, deck by deck, at most so many."""
    found: list[Candidate] = []
    for deck in decks:
        if len(found) < most:
            found += candidates.new(connection, replace(scope, decks=(deck,)), most - len(found))
    return found


def _waiting(
    connection: Connection, scope: Scope, deadlines: Sequence[OpenAssignment], most: int, *, dawn: bool
) -> list[int]:
    """Return how many cards were never met, of no deadline and of each, counted no further than `most`."""
    introduced = candidates.introduced_by_deck(connection, scope) if dawn else {}
    counts = []
    for one in deadlines:
        mine = one.within(scope.decks)
        there = candidates.count_new(connection, replace(scope, decks=mine), 10**6) if mine else 0
        counts.append(there + sum(introduced.get(deck, 0) for deck in mine))
    everything = candidates.count_new(connection, scope, most + sum(counts))
    everything += sum(count for deck, count in introduced.items() if not scope.decks or deck in scope.decks)
    return [max(everything - sum(counts), 0), *counts]


def _limited(
    context: Context, connection: Connection, scope: Scope, numbers: Mapping[str, int], *, dawn: bool
) -> list[Limited]:
    """Return the decks with a limit of their own that have cards never met."""
    limits = context.deck_limits
    introduced = candidates.introduced_by_deck(connection, scope) if limits and dawn else {}
    found = []
    for deck, a_day in limits.items():
        if not scope.decks or deck in scope.decks:
            there = candidates.count_new(connection, replace(scope, decks=(deck,)), 10**6) + introduced.get(deck, 0)
            found.append(Limited(numbers.get(deck, 0), there, a_day))
    return [one for one in found if one.waiting]


def _at_dawn(context: Context, connection: Connection, rows: Sequence[Row], scope: Scope) -> list[Row]:
    """Return rows of memories as they were when the day began."""
    touched = set(candidates.touched(connection, scope))
    if not touched:
        return list(rows)
    found = [row for row in rows if row[0] not in touched]
    scheduler, journal = context.scheduler, context.journal
    suspended = {card for card, state in journal.states(connection, touched).items() if state.suspended}
    for card in sorted(touched - suspended):
        earlier = [event for event in journal.history(connection, card) if event.local_day < scope.day]
        state = scheduler.fold_events(card, earlier)
        if state.due_day is not None and not state.suspended:
            found.append((card, state.stability, state.difficulty, state.last_day, state.due_day))
    return sorted(found)


def _origin(context: Context, connection: Connection, scope: Scope, deadlines: Sequence[OpenAssignment]) -> str:
    latest = candidates.last_event_before(connection, scope)
    asked = [(one.id, one.decks, one.due_day) for one in deadlines]
    budget = context.budget
    limits: list[object] = [
        budget.minutes,
        budget.new_limit,
        budget.review_limit,
        sorted(budget.weekly),
        sorted(budget.off),
    ]
    limits += [sorted(context.deck_limits.items())]
    return json.dumps([asked, candidates.count_cards(connection), latest, limits, context.scheduler.key])


def _store(context: Context, day: int, body: dict[str, object]) -> None:
    at, _, _ = context.now()
    try:
        with context.database.writing() as connection:
            for old in learners.document_ids(connection, context.learner, PLANS):
                learners.delete_document(connection, context.learner, PLANS, old)
            learners.put_document(connection, context.learner, PLANS, str(day), at, body)
    except Complaint:
        pass  # a home that can't be written is looked at all the same; the plan is worked out again
