"""The simulated future: minutes and limits hold in it, nothing is dropped, and it ends where chance has no part."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.budget import Budget
from ops_trainer.memory.future import WINDOW, Deadline, Future, Known, Start, choose_day, gain_of, simulate
from ops_trainer.memory.rates import SHORTEST, Look, Rates, measure
from ops_trainer.memory.schedule import Scheduler
from tests.examples import examples

SCHEDULER = Scheduler()
TODAY = 20_780  # a Monday
KNOWN = st.lists(
    st.builds(
        Known,
        stability=st.one_of(st.none(), st.floats(0.1, 200)),
        difficulty=st.floats(1, 10),
        last_day=st.integers(TODAY - 60, TODAY - 1),
        due_day=st.integers(TODAY - 30, TODAY + 60),
    ),
    max_size=120,
)


def start(**changed: object) -> Start:
    return replace(Start(SCHEDULER, Rates(), Budget(10), TODAY, (), (300,)), **changed)  # type: ignore[arg-type]


@examples(15)
@given(KNOWN, st.integers(0, 200), st.integers(1, 40), st.one_of(st.none(), st.integers(0, 30)))
def test_no_day_takes_more_than_its_minutes_and_limits(
    known: list[Known], waiting: int, minutes: int, limit: int | None
) -> None:
    budget = Budget(minutes, new_limit=limit, review_limit=limit, weekly=frozenset({5, 6}))
    seen = simulate(start(known=known, waiting=(waiting,), budget=budget), 28, runs=2)
    assert max(seen.minutes) <= minutes + 1e-9
    assert sum(seen.new) <= waiting
    assert all(not seen.reviews[n] and not seen.new[n] for n in range(28) if n % 7 in (5, 6))
    if limit is not None:
        assert max(*seen.reviews, *seen.new) <= limit


@examples(10)
@given(KNOWN)
def test_what_is_due_is_reviewed_or_left_over(known: list[Known]) -> None:
    seen = simulate(start(known=known, waiting=(0,), budget=Budget(2)), 1, runs=1)
    assert seen.reviews[0] + seen.left_over[0] == sum(one.due_day <= TODAY for one in known)


def test_the_same_start_gives_the_same_future_and_so_does_settled_work() -> None:
    assert simulate(start(), 20) == simulate(start(), 20)
    known = [Known(5.0, 5.0, TODAY - 6, TODAY) for _ in range(30)]
    seen = simulate(start(known=known, left=(12, 3)), 2)
    assert (seen.reviews[0], seen.new[0]) == (12, 3)


def test_minutes_are_filled_and_kept_for_weeks_and_new_cards_come_evenly() -> None:
    seen = simulate(start(), 40)
    assert all(8 <= minutes <= 10 for minutes in seen.minutes[10:30])
    assert all(new > 0 for new in seen.new[:25])
    assert seen.backlog_gone == TODAY, "nothing is ever left over"


def after_weeks_away(minutes: int) -> Future:
    known = [Known(4.0 + n % 9, 5.0, TODAY - 40 - n % 5, TODAY - 30 + n % 7) for n in range(260)]
    return simulate(start(known=known, budget=Budget(minutes)), 60)


def test_after_an_absence_new_cards_wait_until_the_backlog_is_bearable() -> None:
    seen = after_weeks_away(10)
    gone = seen.backlog_gone
    assert gone is not None
    assert TODAY + 4 < gone < TODAY + 25
    assert sum(seen.new[:3]) == 0, "they pause"
    assert sum(seen.new[gone - TODAY :]) > 0, "and go on"
    sooner = after_weeks_away(20).backlog_gone
    assert sooner is not None
    assert sooner < gone


def test_a_due_day_that_is_near_fills_the_minutes_and_gains_on_that_day() -> None:
    far = start(waiting=(0, 120), deadlines=(Deadline(TODAY + 12, 120),))
    usual = simulate(replace(far, deadlines=(Deadline(TODAY + 12, 120),), budget=Budget(10, new_limit=8)), 13)
    (ready,) = simulate(far, 13).ready
    assert sum(ready) / len(ready) > 0.9
    assert all(minutes > 9 for minutes in simulate(far, 13).minutes[:12])
    assert sum(usual.ready[0]) / len(usual.ready[0]) <= sum(ready) / len(ready) + 0.01


def test_what_a_day_serves_is_settled_without_chance_and_other_decks_keep_half() -> None:
    known = [Known(3.0, 5.0, TODAY - 4, TODAY - 1) for _ in range(100)]
    begin = start(known=known, waiting=(50, 200), deadlines=(Deadline(TODAY + 9, 200),))
    chosen = choose_day(begin)
    assert chosen == choose_day(begin)
    assert {card for card, _ in chosen.picked} == {None}
    assert len(chosen.picked) * Rates().new_seconds <= 300
    assert chosen.reviews > 15
    later = replace(begin, deadlines=(Deadline(TODAY + WINDOW + 1, 200),))
    assert choose_day(later).picked == ()


@examples(50)
@given(st.floats(0.2, 300), st.floats(1, 10), st.integers(1, 60), st.integers(1, 30))
def test_a_review_gains_what_it_changes_on_the_day(stability: float, hard: float, elapsed: int, ahead: int) -> None:
    gain = gain_of(SCHEDULER, Rates())(stability, hard, elapsed, ahead)
    assert abs(gain) <= 1 / Rates().review
    assert gain_of(SCHEDULER, Rates())(None, hard, 0, ahead) > 0


@pytest.mark.parametrize("count", [0, 5, 500])
def test_rates_go_from_what_is_usual_to_what_was_measured(count: int) -> None:
    looks = [Look(f"d/n{n}/f", 1, True, n % 2 == 0, 8_000) for n in range(count)]
    found = measure(looks)
    if not count:
        assert found == Rates()
    else:
        assert 8 < found.first < 24
        assert 0.5 < found.known < 0.75
    if count == 500:
        assert found.first < 9
        assert found.known < 0.52


def test_looks_at_a_missed_card_are_told_apart_and_interruptions_do_not_count() -> None:
    looks = [Look("d/n/f", 3, False, False, 3_600_000), Look("d/n/f", 3, False, False, 4_000)]
    looks += [Look("d/n/f", 3, False, True, 4_000), Look("d/n/f", 3, False, True, 9_000)]
    found = measure(looks)
    pace = (3 + 60 / 12 + 8 / 10) / (3 + 3)
    assert found.review == pytest.approx((pace * 12 * 8 + 60) / 9)
    assert found.again == pytest.approx((pace * 10 * 8 + 8) / 10)
    assert found.repeats == pytest.approx((1.2 * 12 + 2) / 13)


@pytest.mark.parametrize("times", [0.4, 2.0])
def test_the_pace_of_one_kind_of_answers_tells_of_the_others_within_days(times: float) -> None:
    looks = [Look(f"d/n{n}/f", n // 10, True, True, round(24_000 * times)) for n in range(20)]
    found = measure(looks)
    assert found.first == pytest.approx(24 * times, rel=0.1)
    assert found.review == pytest.approx(12 * times, rel=0.25), "none was seen yet"


def test_who_leafs_through_cards_is_not_taken_for_a_reader_of_hundreds_a_day() -> None:
    looks = [Look(f"d/n{n}/f", 1, True, True, 0) for n in range(200)]
    rates = measure(looks)
    assert rates.first >= Rates().first * SHORTEST
    assert rates.review >= Rates().review * SHORTEST
