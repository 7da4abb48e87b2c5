"""How regularly somebody studies: days in a row, days off, days of this week."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.streaks import Habit, habit, longest_streak, streak

MONDAY = 20_003  # a local day; (day + 3) % 7 is 0 on Mondays


def test_days_off_break_nothing_and_count_as_none() -> None:
    weekend = lambda day: (day + 3) % 7 in (5, 6)  # noqa: E731
    worked = {MONDAY + day for day in (*range(5), *range(7, 12))}
    assert streak(worked, MONDAY + 13, weekend) == 10
    assert streak(worked, MONDAY + 14, weekend) == 10, "Monday is not over yet"
    assert streak(worked, MONDAY + 15, weekend) == 0
    assert longest_streak(worked, weekend) == 10
    assert longest_streak(worked) == 5


def test_one_day_left_out_is_named_and_takes_little() -> None:
    days = set(range(MONDAY - 40, MONDAY)) - {MONDAY - 1}
    assert habit(days, MONDAY) == Habit(streak=0, week=0, lately=28, missed=True)
    assert habit(days | {MONDAY}, MONDAY) == Habit(streak=1, week=1, lately=29, missed=True)
    assert not habit(days, MONDAY, {MONDAY - 1}.__contains__).missed
    assert not habit(days - {MONDAY - 2}, MONDAY).missed, "away for longer"


@given(st.sets(st.integers(MONDAY - 60, MONDAY), max_size=40), st.sets(st.integers(MONDAY - 60, MONDAY), max_size=20))
def test_a_streak_is_part_of_the_longest_and_days_off_never_shorten_it(days: set[int], off: set[int]) -> None:
    found = habit(days, MONDAY, off.__contains__)
    assert found.streak <= longest_streak(days, off.__contains__) <= len(days)
    assert found.streak >= streak(days, MONDAY)
    assert found.week <= found.lately <= len(days)
