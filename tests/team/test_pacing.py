"""How many new cards a day, what to do when that can't be, and who is behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.events import CardState
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team.course import is_behind
from ops_trainer.team.pacing import Target, _chance, outline, plan, simulate
from tests.examples import examples

SCHEDULER = Scheduler()
CARDS = [f"ops-roles/role-{n // 5}/face-{n % 5}" for n in range(60)]
TODAY = 20_000


def target(**changed: object) -> Target:
    return replace(Target(CARDS, {}, TODAY, TODAY + 20, 0.85, 15, 9_000), **changed)  # type: ignore[arg-type]


def test_the_plan_reaches_what_it_promises_and_a_slower_one_does_not() -> None:
    found = plan(target(), SCHEDULER)
    assert found.reached
    assert found.future.readiness >= 0.85
    assert simulate(target(), SCHEDULER, found.new_a_day) == found.future
    assert simulate(target(), SCHEDULER, found.new_a_day // 2).readiness < 0.85


@examples(15)
@given(st.integers(1, 30), st.integers(1, 25), st.integers(0, 40))
def test_no_day_takes_longer_than_the_learner_gives(minutes: int, days: int, new_a_day: int) -> None:
    future = simulate(target(minutes=minutes, due_day=TODAY + days), SCHEDULER, new_a_day)
    assert len(future.minutes) == days
    # The last card of a day may be missed, and is looked at once more.
    assert max(future.minutes) <= minutes + 9_000 / 60_000
    assert 0 <= future.readiness <= 1


def test_the_same_task_gives_the_same_plan() -> None:
    assert plan(target(), SCHEDULER) == plan(target(), SCHEDULER)


def test_too_few_minutes_are_told_with_what_would_do() -> None:
    short = target(minutes=3, due_day=TODAY + 8, goal=0.8)
    found = plan(short, SCHEDULER)
    assert not found.reached
    assert found.goal_possible == found.future.readiness < 0.8
    assert found.minutes_needed is not None
    assert found.minutes_needed > 3
    assert plan(replace(short, minutes=found.minutes_needed), SCHEDULER).reached
    assert found.day_needed is not None
    assert found.day_needed > short.due_day
    assert plan(replace(short, due_day=found.day_needed), SCHEDULER).reached


def test_more_minutes_do_not_help_against_forgetting_but_a_later_day_does() -> None:
    """On the eve of the due day most cards are too young, however long one sits."""
    found = plan(target(minutes=180, due_day=TODAY + 3, goal=0.97), SCHEDULER)
    assert not found.reached
    assert found.minutes_needed is None


def test_who_knows_it_all_needs_no_new_cards() -> None:
    known = {
        card: CardState(card, stability=400.0, difficulty=5.0, due_day=TODAY + 400, last_day=TODAY - 1, reps=5)
        for card in CARDS
    }
    found = plan(target(states=known, goal=0.95), SCHEDULER)
    assert (found.new_a_day, found.reached) == (0, True)
    assert sum(found.future.minutes) == 0


def test_suspended_cards_are_not_taken_up() -> None:
    aside = {card: CardState(card, suspended=True) for card in CARDS[:50]}
    assert len(target(states=aside).waiting) == 10
    assert simulate(target(states=aside), SCHEDULER, 60).readiness <= 10 / 60


def test_minutes_of_other_decks_come_first() -> None:
    free = simulate(target(), SCHEDULER, 6)
    crowded = simulate(target(taken=[14.0] * 20), SCHEDULER, 6)
    assert crowded.readiness < free.readiness
    assert max(crowded.minutes) <= 1 + 9_000 / 60_000


@given(st.integers(1, 90), st.integers(1, 30), st.sampled_from([0.3, 0.6, 0.9]))
@examples(20)
def test_a_pace_that_reaches_the_goal_meets_every_card_where_the_minutes_allow(
    cards: int, days: int, goal: float
) -> None:
    wanted = target(cards=CARDS[:cards], due_day=TODAY + days, goal=goal, minutes=180)
    made = outline(wanted, SCHEDULER)
    if made.reached:
        assert made.future.unmet == 0
        assert made.new_a_day * days >= min(cards, len(CARDS))


def test_no_cards_is_no_work() -> None:
    assert plan(target(cards=[], goal=0.0), SCHEDULER).reached


@pytest.mark.parametrize(
    ("met", "today", "behind"), [(0, 0, False), (0, 4, True), (24, 4, False), (59, 12, True), (60, 12, False)]
)
def test_behind_is_less_than_an_even_pace(met: int, today: int, behind: bool) -> None:
    assert is_behind(met, 60, TODAY, TODAY + today, TODAY + 12) is behind


def test_chance_is_even_and_cards_of_like_names_do_not_share_their_luck() -> None:
    """CRC-32 alone made cards that differ in a digit miss and recall together, and forecasts far too gloomy."""
    days = range(TODAY, TODAY + 50)
    luck = {card: [_chance(card, day, 0) for day in days] for card in CARDS}
    means = [sum(found) / len(found) for found in luck.values()]
    assert 0.47 < sum(means) / len(means) < 0.53
    one, other = luck[CARDS[0]], luck[CARDS[1]]
    apart = [abs(a - b) for a, b in zip(one, other, strict=True)]
    assert 0.25 < sum(apart) / len(apart) < 0.42  # a third, for numbers that have nothing to do with each other


def test_a_plan_hardly_depends_on_the_date() -> None:
    found = [plan(replace(target(), today=day, due_day=day + 20), SCHEDULER) for day in range(TODAY, TODAY + 8)]
    ready = [one.future.readiness for one in found]
    assert max(ready) - min(ready) < 0.03
