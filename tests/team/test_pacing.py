"""Whether a goal will be reached by a day, what to do where it won't, and who is behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ops_trainer.memory.budget import Budget
from ops_trainer.memory.future import Deadline, Known, Start
from ops_trainer.memory.rates import Rates
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team.course import is_behind
from ops_trainer.team.pacing import Plan, Verdict, advice, judge, plan, seen

TODAY = 20_780
CARDS = 60


def start(days: int = 20, minutes: float = 15, cards: int = CARDS, **changed: object) -> Start:
    made = Start(Scheduler(), Rates(), Budget(minutes), TODAY, (), (0, cards), (Deadline(TODAY + days, cards),))
    return replace(made, **changed)  # type: ignore[arg-type]


def planned(begin: Start, goal: float) -> Plan:
    return plan(begin, seen(begin), 1, goal)


def test_a_goal_that_is_easy_is_promised_with_what_it_takes() -> None:
    found = planned(start(), 0.85)
    assert found.verdict is Verdict.YES
    assert found.ready >= found.possible >= 0.85
    assert 1 <= found.new_a_day * 20 <= CARDS
    assert found.minutes <= 15
    assert [one.key for one in advice(start(), found)] == ["team_pace.reached"]
    assert planned(start(), 0.85) == found, "the same task gives the same plan"


def test_too_few_minutes_are_told_with_what_would_do() -> None:
    short = start(days=8, minutes=3)
    found = planned(short, 0.8)
    assert found.verdict is Verdict.NO
    assert found.possible <= found.ready < 0.8
    assert found.minutes_needed is not None
    assert found.minutes_needed > 3
    assert planned(replace(short, budget=Budget(found.minutes_needed)), 0.8).reached
    assert found.day_needed is not None
    assert planned(replace(short, deadlines=(Deadline(found.day_needed, CARDS),)), 0.8).reached
    said = [one.key for one in advice(short, found, fewer=1)]
    assert said == [f"team_pace.{one}" for one in ("short", "longer", "later", "fewer", "lower")]


@pytest.mark.soak(only=True)
def test_what_is_close_is_called_tight() -> None:
    expected = planned(start(days=8, minutes=4), 0.99).ready
    assert planned(start(days=8, minutes=4), round(expected, 3)).verdict is Verdict.TIGHT
    assert judge([0.9, 0.9, 0.9], 0.5) == (Verdict.YES, pytest.approx(0.9, abs=0.02))
    assert judge([0.2, 0.9], 0.95)[0] is Verdict.TIGHT


def test_who_knows_it_all_needs_no_new_cards() -> None:
    known = [Known(400.0, 5.0, TODAY - 1, TODAY + 400, 1) for _ in range(CARDS)]
    begin = start(known=known, waiting=(0, 0))
    found = planned(begin, 0.95)
    assert (found.new_a_day, found.verdict) == (0, Verdict.YES)
    assert [one.key for one in advice(begin, found)] == ["team_pace.reviews"]


def test_days_off_count() -> None:
    week, whole = start(days=14, minutes=4), Budget(4, weekly=frozenset({5, 6}))
    assert planned(replace(week, budget=whole), 0.9).ready < planned(week, 0.9).ready - 0.03


def test_no_cards_is_no_work() -> None:
    assert planned(start(cards=0), 0.0).reached


@pytest.mark.parametrize(
    ("met", "today", "behind"), [(0, 0, False), (0, 4, True), (24, 4, False), (59, 12, True), (60, 12, False)]
)
def test_behind_is_less_than_an_even_pace(met: int, today: int, behind: bool) -> None:
    assert is_behind(met, 60, TODAY, TODAY + today, TODAY + 12) is behind
    assert not is_behind(met, 60, TODAY, TODAY + today, TODAY + 12, TODAY + today - 1), "who studies is on the plan"


def test_a_plan_hardly_depends_on_the_date() -> None:
    begun = [replace(start(), day=day, deadlines=(Deadline(day + 20, CARDS),)) for day in range(TODAY, TODAY + 6)]
    ready = [seen(one).ready[0] for one in begun]
    means = [sum(runs) / len(runs) for runs in ready]
    assert max(means) - min(means) < 0.03
