"""The schedule: FSRS over whole days, with a fuzz that a replay repeats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, State
from fsrs import Scheduler as Fsrs
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.events import Event, Kind, Rating
from ops_trainer.memory.journal import in_force
from ops_trainer.memory.mastery import is_mastered, readiness
from ops_trainer.memory.schedule import Scheduler
from tests.examples import examples
from tests.memory.journals import journals

SCHEDULER = Scheduler()


def review(card: str, day: int, rating: Rating, number: int = 0) -> Event:
    at = day * 86_400_000 + number
    return Event(f"{at:020d}", "mei", "one", Kind.REVIEW, card, at, 0, day, rating=rating)


@given(st.floats(0.01, 30_000), st.integers(0, 40_000))
def test_recall_is_the_packages_own(stability: float, days: int) -> None:
    start = datetime(2000, 1, 1, tzinfo=UTC)
    card = Card(state=State.Review, stability=stability, difficulty=5.0, last_review=start)
    theirs = Fsrs(learning_steps=(), relearning_steps=()).get_card_retrievability(card, start + timedelta(days=days))
    assert SCHEDULER.recall(stability, days) == pytest.approx(theirs)


@given(st.floats(0.01, 30_000), st.floats(0.7, 0.97))
def test_an_interval_ends_where_recall_falls_to_what_was_asked(stability: float, retention: float) -> None:
    scheduler = Scheduler(retention=retention)
    days = scheduler.interval(stability)
    if 1 < days < 36_500:
        assert scheduler.recall(stability, days - 1) > retention - 1e-9 or days == 2
        assert scheduler.recall(stability, days + 1) < retention


@given(st.floats(0.1, 3000), st.text("abc/", min_size=1), st.integers(0, 50))
def test_fuzz_is_small_and_always_the_same(stability: float, card: str, reps: int) -> None:
    plain, spread = SCHEDULER.interval(stability), SCHEDULER.interval(stability, card, reps)
    assert spread == SCHEDULER.interval(stability, card, reps) >= 1
    assert abs(spread - plain) <= 1 + 0.15 * min(plain, 7) + 0.1 * min(plain, 20) + 0.05 * plain + 1


def test_two_mornings_count_as_one_day_apart_at_any_minute() -> None:
    first = SCHEDULER.fold_events("d/n/a", [review("d/n/a", 100, Rating.GOOD)])
    early = SCHEDULER.apply_event(first, review("d/n/a", 102, Rating.GOOD, 1))
    late = SCHEDULER.apply_event(first, review("d/n/a", 102, Rating.GOOD, 80_000_000))
    assert (early.stability, early.due_day) == (late.stability, late.due_day)


@given(journals())
@examples(80)
def test_no_journal_gives_impossible_memory(events: list[Event]) -> None:
    for card in {event.card for event in events}:
        state = SCHEDULER.fold_events(card, in_force([e for e in events if e.card == card]))
        if state.stability is not None:
            assert state.stability > 0
            assert 1 <= (state.difficulty or 0) <= 10
        if state.last_day is not None and state.summoned is None:
            assert state.due_day is not None
            assert state.due_day >= state.last_day
        assert 0 <= state.lapses <= state.reps
        assert state.days_recalled <= state.reps


def test_the_clock_set_back_gives_no_negative_days() -> None:
    state = SCHEDULER.fold_events("c", [review("c", 200, Rating.GOOD), review("c", 100, Rating.GOOD, 1)])
    assert state.last_day == 200


def test_a_miss_is_due_the_same_day_until_recalled() -> None:
    state = SCHEDULER.fold_events("c", [review("c", 10, Rating.GOOD), review("c", 12, Rating.AGAIN)])
    assert state.missed
    assert state.due_day == 12
    assert state.lapses == 1
    back = SCHEDULER.apply_event(state, review("c", 12, Rating.GOOD, 1))
    assert not back.missed
    assert back.due_day is not None
    assert back.due_day > 12


def test_previews_say_what_a_grade_then_does() -> None:
    state = SCHEDULER.fold_events("c", [review("c", 10, Rating.GOOD)])
    for rating, days in SCHEDULER.preview(state, 13).items():
        after = SCHEDULER.apply_event(state, review("c", 13, rating))
        assert after.due_day == 13 + days


def test_cramming_masters_nothing() -> None:
    crammed = SCHEDULER.fold_events("c", [review("c", 10, Rating.EASY, n) for n in range(20)])
    assert not is_mastered(crammed, 10)
    spaced = SCHEDULER.fold_events("c", [review("c", day, Rating.GOOD) for day in (10, 12, 17)])
    assert is_mastered(spaced, 18)
    assert not is_mastered(spaced, 10_000)


@given(st.lists(st.sampled_from(list(Rating)), min_size=1, max_size=8), st.integers(0, 400))
def test_mastered_means_three_days_and_ninety_percent(ratings: list[Rating], ahead: int) -> None:
    state = SCHEDULER.fold_events("c", [review("c", 10 + 3 * n, rating) for n, rating in enumerate(ratings)])
    day = (state.last_day or 0) + ahead
    recall = SCHEDULER.retrievability(state, day) or 0.0
    expected = state.days_recalled >= 3 and recall >= 0.9 - 1e-12 and not state.missed
    assert is_mastered(state, day) == expected


def test_readiness_counts_what_was_never_met_as_unknown() -> None:
    known = SCHEDULER.fold_events("c", [review("c", 10, Rating.GOOD)])
    assert readiness([known], 2, SCHEDULER, 10) == pytest.approx(0.5)
    assert readiness([], 0, SCHEDULER, 10) == 0.0
    assert readiness([known], 1, SCHEDULER, 40) < readiness([known], 1, SCHEDULER, 11)


def test_schedulers_that_differ_have_different_keys() -> None:
    assert len({Scheduler().key, Scheduler(retention=0.85).key, Scheduler((0.1,) * 21).key}) == 3


def test_placed_cards_come_back_later_and_a_reset_forgets() -> None:
    place = Event("1", "mei", "one", Kind.CREDIT, "c", 1, 0, 50, data={"stability": 30})
    placed = SCHEDULER.fold_events("c", [place])
    assert placed.placed
    assert placed.due_day is not None
    assert placed.due_day > 70
    assert SCHEDULER.apply_event(placed, Event("2", "mei", "one", Kind.RESET, "c", 2, 0, 51)).is_new
