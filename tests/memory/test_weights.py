"""Personal weights: the arithmetic against the scheduler's and against finite differences, and what is fitted."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory import fsrs6
from ops_trainer.memory import weights as personal
from ops_trainer.memory.events import Event, Kind, Rating
from ops_trainer.memory.mastery import trials
from ops_trainer.memory.schedule import Scheduler, usable
from tests.examples import examples

DAY_MS = 86_400_000
# What was done with a card, and how many days after what was done before: mostly reviews.
DONE = st.tuples(
    st.sampled_from([*Rating, *Rating, *Rating, Kind.CREDIT, Kind.RESET, Kind.FLAG]),
    st.sampled_from([0, 0, 1, 2, 3, 5, 9, 17, 40, 200, 2000]),
)
SHIFTS = st.tuples(*(st.floats(-1, 1) for _ in personal.FITTED))


def events_of(done: Sequence[tuple[Rating | Kind, int]], card: str = "a/b/c") -> list[Event]:
    """A card's history, an event a line."""
    found, day = [], 20_000
    for number, (what, later) in enumerate(done):
        day += later
        kind = Kind.REVIEW if isinstance(what, Rating) else what
        rating = what if isinstance(what, Rating) else None
        data = {"stability": 30.0} if kind is Kind.CREDIT else None
        at = day * DAY_MS + number
        found.append(Event(f"{at}", "mei", "d", kind, card, at, 0, day, rating, data=data))
    return found


def point_near(shifts: Sequence[float]) -> personal.Vector:
    """Values of the five, up to a standard deviation from the defaults."""
    moved = [mean + by * sd for mean, by, sd in zip(personal.MEAN, shifts, personal.SPREAD, strict=True)]
    return personal.point_of(personal.weights_at(moved))


@examples(60)
@given(st.lists(DONE, min_size=1, max_size=12), SHIFTS)
def test_trials_are_those_of_the_scheduler(done: list[tuple[Rating | Kind, int]], shifts: Sequence[float]) -> None:
    weights = personal.weights_at(point_near(shifts))
    (early, late) = personal.sums_over([personal.steps_of(events_of(done))], weights)
    told = trials(Scheduler(weights), events_of(done))
    surest = 1 - personal.LEAST_DOUBT
    losses = [-math.log(one.predicted if one.recalled else 1 - min(one.predicted, surest)) for one in told]
    assert (early.trials, late.trials) == (len(told), 0)
    assert early.loss == pytest.approx(sum(losses), rel=1e-7, abs=1e-9)


@examples(60)
@given(st.lists(DONE, min_size=2, max_size=12), SHIFTS)
def test_slopes_are_those_of_finite_differences(done: list[tuple[Rating | Kind, int]], shifts: Sequence[float]) -> None:
    histories = [personal.steps_of(events_of(done))]
    inside = [(low + 1e-3, high - 1e-3) for low, high in zip(personal.LEAST, personal.MOST, strict=True)]
    point = [min(max(at, low), high) for at, (low, high) in zip(point_near(shifts), inside, strict=True)]
    slopes = personal.sums_over(histories, personal.weights_at(point))[0].gradient

    def difference(number: int, h: float) -> float:
        ends = [[at + by * (place == number) for place, at in enumerate(point)] for by in (-h, h)]
        low, high = (personal.sums_over(histories, personal.weights_at(end))[0].loss for end in ends)
        return (high - low) / (2 * h)

    for number, slope in enumerate(slopes):
        near, nearer = difference(number, 2e-6), difference(number, 1e-6)
        if abs(near - nearer) < 1e-4 * max(abs(slope), 0.01):  # else a bound or the lesser of two lies in between
            assert slope == pytest.approx(nearer, rel=1e-3, abs=1e-4)


def simulated(weights: Sequence[float], answers: int, seed: int) -> list[list[Event]]:
    """So many graded answers of someone with these weights, cards met daily and seen when they are due."""
    rng, scheduler, true = random.Random(seed), Scheduler(), Scheduler(tuple(weights))
    cards: dict[str, list[Event]] = {}
    due: dict[int, list[str]] = {}
    day, count = 20_000, 0
    while count < answers:
        for card in [*due.pop(day, []), *(f"a/n{len(cards) + number}/c" for number in range(8))]:
            mine = cards.setdefault(card, [])
            before = true.retrievability(true.fold_events(card, mine), day)
            rating = Rating.GOOD if rng.random() < (0.6 if before is None else before) else Rating.AGAIN
            for again in (rating, Rating.GOOD) if rating is Rating.AGAIN else (rating,):
                at = day * DAY_MS + count
                mine.append(Event(f"{at}", "mei", "d", Kind.REVIEW, card, at, 0, day, again))
                count += 1
            due.setdefault(scheduler.fold_events(card, mine).due_day or day + 1, []).append(card)
        day += 1
    return list(cards.values())


LONG = personal.weights_at(point_near([1, 1.5, 1, 1, 0.0]))


def test_a_memory_that_holds_longer_is_found_and_said() -> None:
    found = personal.fit(simulated(LONG, 1500, 1))
    assert found is not None
    assert found.is_better
    assert usable(found.weights)
    assert found.answers >= 1500
    assert 0 < found.numbers < 5
    assert personal.holds(found.weights) > 1.3
    assert personal.holds(fsrs6.WEIGHTS) == 1.0
    again = personal.fit(simulated(LONG, 1500, 1), found.weights)
    assert again is not None
    assert (again.weights, again.loss) == (found.weights, found.loss)
    assert again.before < found.before


def test_fewer_answers_than_needed_fit_nothing() -> None:
    cards = simulated(LONG, 200, 2)
    assert personal.fit(cards) is not None
    few, answers = [], 0
    for events in cards:
        if answers + len(events) < personal.NEEDED:
            few.append(events)
            answers += len(events)
    assert answers > 190
    assert personal.fit(few) is None
    assert personal.fit([[]]) is None


def test_an_odd_history_gives_usable_weights() -> None:
    cards = [
        events_of([(Rating.AGAIN, n), (rating, 1), (rating, 400), (rating, 4000)], f"a/n{n}/c")
        for n, rating in enumerate([Rating.GOOD, Rating.AGAIN, Rating.EASY] * 40)
    ]
    found = personal.fit(cards)
    assert found is not None
    assert usable(found.weights)
    same_day = [events_of([(Rating.GOOD, 0)] * 300)]
    assert personal.fit(same_day) is None
