"""FSRS-6's arithmetic: the same to the last bit as py-fsrs, by any weights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory import fsrs6
from tests.examples import examples

START = datetime(2000, 1, 1, tzinfo=UTC)
WEIGHTS = st.just(DEFAULT_PARAMETERS) | st.tuples(
    *(st.floats(low, high) for low, high in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True))
)
RATINGS = st.sampled_from(list(Rating))
DAYS = st.sampled_from([0, 0, 1, 1, 2, 3, 9, 40, 365, 10_000])


def py_fsrs(weights: tuple[float, ...]) -> Scheduler:
    return Scheduler(weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def test_the_published_defaults_are_the_packages() -> None:
    assert fsrs6.WEIGHTS == DEFAULT_PARAMETERS
    assert fsrs6.LOWEST == LOWER_BOUNDS_PARAMETERS
    assert fsrs6.HIGHEST == UPPER_BOUNDS_PARAMETERS


@given(WEIGHTS, st.lists(st.tuples(DAYS, RATINGS), min_size=1, max_size=30))
@examples(200)
def test_a_history_gives_what_py_fsrs_gives(weights: tuple[float, ...], history: list[tuple[int, Rating]]) -> None:
    step, theirs = fsrs6.step_of(weights), py_fsrs(weights)
    card, now = Card(card_id=0), START
    stability, difficulty = None, 0.0
    for days, rating in history:
        now += timedelta(days=days)
        card, _ = theirs.review_card(card, rating, now)
        stability, difficulty = step(stability, difficulty, days, rating)
        assert (stability, difficulty) == (card.stability, card.difficulty)


@given(WEIGHTS, st.floats(0.001, 40_000), st.floats(1, 10), DAYS, RATINGS)
@examples(300)
def test_any_memory_goes_on_as_in_py_fsrs(
    weights: tuple[float, ...], stability: float, difficulty: float, days: int, rating: Rating
) -> None:
    before = Card(0, State.Review, stability=stability, difficulty=difficulty, last_review=START)
    after, _ = py_fsrs(weights).review_card(before, rating, START + timedelta(days=days))
    assert fsrs6.step_of(weights)(stability, difficulty, days, rating) == (after.stability, after.difficulty)
