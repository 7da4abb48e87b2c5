"""Days off and own due days, as people write them and as they are kept."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.locale import Complaint
from ops_trainer.memory import days_off, deck_limits, due_days
from ops_trainer.memory.budget import Budget
from ops_trainer.memory.day import day_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("无", ""),
        ("sun, sat", "sat sun"),
        ("Saturday Sunday", "sat sun"),
        ("周末", "sat sun"),
        ("星期三，周日", "wed sun"),
        ("２０２６-12-24 .. 2027/1/2 sat", "sat 2026-12-24..2027-01-02"),
        ("2026年12月24日到2026年12月26日", "2026-12-24..2026-12-26"),
    ],
)
def test_days_off_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert days_off.normalised(typed) == kept
    assert days_off.normalised(kept) == kept


@pytest.mark.parametrize("typed", ["someday", "2026-02-30", "2027-01-02..2026-12-24", "2026-01-01..2030-01-01",
                                   "mon tue wed thu fri sat sun", "x" * 500])  # fmt: skip
def test_what_is_no_day_off_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        days_off.normalised(typed)


def test_a_budget_has_nothing_on_days_off() -> None:
    weekly, single = days_off.read("sat sun 2026-12-24..2026-12-25")
    budget = Budget(10, weekly=weekly, off=single)
    week = [date(2026, 12, 20 + n) for n in range(8)]
    assert [budget.is_off(day_of(day)) for day in week] == [day.day in (20, 24, 25, 26, 27) for day in week]


def test_due_days_are_kept_by_deck() -> None:
    assert due_days.normalised("ops-b=2026-12-20, ops-a：2026-12-12") == "ops-a=2026-12-12 ops-b=2026-12-20"
    assert due_days.read("ops-a=2026-12-12") == {"ops-a": date(2026, 12, 12)}
    for wrong in ("ops-a=2026-13-12", "ops-a", "ops-a=tomorrow"):
        with pytest.raises(ValueError, match=r".*"):
            due_days.normalised(wrong)


def test_limits_are_kept_by_deck() -> None:
    assert deck_limits.normalised("ops-b=5, ops-a：０") == "ops-a=0 ops-b=5"
    assert deck_limits.read("ops-a=0 ops-b=5") == {"ops-a": 0, "ops-b": 5}
    assert deck_limits.normalised("none") == ""
    for wrong in ("ops-a", "ops-a=201", "ops-a=-1", "ops-a=x", "5"):
        with pytest.raises(ValueError, match=r"ops-a|5"):
            deck_limits.normalised(wrong)


@pytest.mark.parametrize(("typed", "limit"), [("5", 5), (" １２ ", 12), ("0", 0), ("none", None), ("无", None)])
def test_a_limit_is_read_as_it_is_typed(typed: str, limit: int | None) -> None:
    assert deck_limits.limit_from(typed) == limit


@pytest.mark.parametrize("typed", ["", "201", "-1", "5.5", "five"])
def test_what_is_no_limit_is_refused(typed: str) -> None:
    with pytest.raises(Complaint):
        deck_limits.limit_from(typed)


def days_of(weeks: int, weekdays: set[int], begin: int = 20_426) -> set[int]:
    """The local days on these weekdays over some weeks, from a Thursday on."""
    return {day for day in range(begin, begin + 7 * weeks) if (day + 3) % 7 in weekdays}


WORKDAYS = {0, 1, 2, 3, 4}


def test_weekdays_on_which_nobody_studies_are_found_within_three_weeks_and_let_go_at_once() -> None:
    studied = days_of(9, WORKDAYS)
    found = [days_off.habit({on for on in studied if on < day}, day) for day in range(20_426, 20_426 + 63)]
    assert found[0] == frozenset()
    assert all(one == {5, 6} for one in found[21:])
    saturday = next(day for day in range(20_480, 20_487) if (day + 3) % 7 == 5)
    assert days_off.habit(studied | {saturday}, saturday + 1) == {6}


@given(st.integers(0, 2**31), st.floats(0.3, 1.0))
def test_who_leaves_out_days_by_chance_has_no_such_habit(seed: int, share: float) -> None:
    chance = random.Random(seed)
    days = range(20_000, 20_100)
    studied = {day for day in days if chance.random() < share}
    found = [days_off.habit({on for on in studied if on < day}, day) for day in days]
    assert sum(map(len, found)) <= 7 * len(days) * 0.1


def test_a_holiday_is_no_habit() -> None:
    studied = days_of(8, set(range(7))) - set(range(20_450, 20_465))
    assert not any(days_off.habit({on for on in studied if on < day}, day) for day in range(20_426, 20_482))


def test_a_day_that_is_here_is_served_whatever_the_habit() -> None:
    saturday = next(day for day in range(20_480, 20_487) if (day + 3) % 7 == 5)
    budget = Budget(10, habit=frozenset({5}), since=saturday)
    assert (budget.seconds(saturday), budget.seconds(saturday + 7)) == (600, 0)
