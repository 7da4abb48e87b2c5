"""Days off and own due days, as people write them and as they are kept."""

from __future__ import annotations

from datetime import date

import pytest

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
