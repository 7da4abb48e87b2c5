"""The order of the day and the line of a session."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.forecast import (
    HORIZON,
    Batch,
    Forecast,
    Intake,
    Paced,
    forecast,
    longest_streak,
    minutes_for,
    streak,
)
from ops_trainer.memory.queue import DISTANCE, Candidate, SessionQueue, arrange_day, spread

cards = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), unique=True, max_size=40).map(
    lambda found: [Candidate(f"d/n{n}/f{f}", f"d/n{n}") for n, f in found]
)


@given(cards, st.integers(0, 20), st.integers(0, 20))
def test_limits_hold_and_nothing_stands_twice(found: list[Candidate], reviews: int, new: int) -> None:
    half = len(found) // 2
    order = arrange_day([], found[:half], found[half:], review_limit=reviews, new_limit=new).order
    assert len(order) == len(set(order)) == min(half, reviews) + min(len(found) - half, new)


@given(cards, st.integers(1, 20))
def test_one_card_of_a_note_while_others_can_take_the_place(found: list[Candidate], limit: int) -> None:
    order = arrange_day([], found, [], review_limit=limit, new_limit=0).order
    notes = [card.rpartition("/")[0] for card in order]
    free = len({candidate.note for candidate in found})
    assert len(set(notes)) == min(limit, free)


@given(cards, st.integers(0, 20), st.integers(0, 9), st.integers(0, 9))
def test_shares_are_served_within_the_limit_and_before_the_others(
    found: list[Candidate], limit: int, first: int, second: int
) -> None:
    third = len(found) // 3
    groups = [(found[:third], first), (found[third : 2 * third], second)]
    chosen = arrange_day([], [], [*found], review_limit=0, new_limit=limit, shares=groups)
    assert len(chosen.order) == len(set(chosen.order)) == min(limit, len(found))
    assert chosen.new == set(chosen.order)
    room = limit
    for candidates, count in groups:
        least = min(count, len(candidates), room)
        assert len(chosen.new & {one.card for one in candidates}) >= least
        room -= least
    places = [[one.card for one in found].index(card) for card in chosen.order]
    assert places == sorted(places), "in the learning order"


@given(cards)
def test_missed_cards_come_first_and_limits_do_not_touch_them(found: list[Candidate]) -> None:
    assert arrange_day(found, [], [], review_limit=0, new_limit=0).order == [c.card for c in found]


@given(st.lists(st.integers(), unique=True, max_size=30), st.integers(0, 30))
def test_new_cards_are_spread_evenly_in_order(due: list[int], count: int) -> None:
    reviews, new = [f"r{n}" for n in due], [f"n{n}" for n in range(count)]
    order = spread(reviews, new)
    assert [card for card in order if card[0] == "r"] == reviews
    assert [card for card in order if card[0] == "n"] == new
    if reviews and new:
        assert order[0] == reviews[0]


@given(st.integers(0, 12), st.lists(st.booleans(), max_size=40))
def test_a_miss_returns_after_three_others_until_recalled(count: int, answers: list[bool]) -> None:
    line = SessionQueue(f"c{n}" for n in range(count))
    shown: list[str] = []
    misses: dict[str, int] = {}
    for recalled in answers:
        card = line.next_card
        if card is None:
            break
        if card in misses:
            others = shown[misses[card] + 1 :]
            assert len(others) >= min(DISTANCE, len(line) - 1)
            del misses[card]
        shown.append(card)
        if recalled:
            line.recalled()
        else:
            line.missed()
            misses[card] = len(shown) - 1
    assert line.again == len(misses)
    assert line.done + len(line) == count


@given(st.integers(1, 10), st.lists(st.booleans(), max_size=30), st.integers(0, 30))
def test_undo_takes_the_line_back_exactly(count: int, answers: list[bool], back: int) -> None:
    line = SessionQueue(f"c{n}" for n in range(count))
    seen = []
    for recalled in answers:
        if line.next_card is None:
            break
        seen.append((list(line._cards), line.again, line.done))
        line.recalled() if recalled else line.missed()
    for _ in range(min(back, line.steps)):
        line.undo()
        assert (list(line._cards), line.again, line.done) == seen.pop()


def never(_: float | None, __: int) -> tuple[float, int]:
    """Nothing comes back."""
    return 1.0, 10_000


def in_two_days(_: float | None, __: int) -> tuple[float, int]:
    return 2.0, 2


def load(due: dict[int, int], limit: int, done: int = 0, days: int = 14) -> Forecast:
    batches = {on: Batch(count) for on, count in due.items()}
    waiting = sum(count for on, count in due.items() if on <= 100)
    return forecast(batches, 100, limit, never, days, today=min(waiting, max(limit - done, 0)))


@given(st.dictionaries(st.integers(80, 130), st.integers(0, 300)), st.integers(1, 100), st.integers(0, 120))
def test_the_load_never_passes_the_limit(due: dict[int, int], limit: int, done: int) -> None:
    ahead = load(due, limit, done)
    assert len(ahead.reviews) == len(ahead.new) == 14
    assert all(0 <= count <= limit for count in ahead.reviews)
    assert sum(ahead.reviews) <= sum(due.values())


@given(st.dictionaries(st.integers(80, 130), st.integers(0, 300)), st.integers(1, 5000))
def test_what_is_due_comes_when_it_is_due_or_later_and_none_is_dropped(due: dict[int, int], limit: int) -> None:
    ahead = load(due, limit, days=200)
    for count in range(1, 200):
        so_far = sum(cards for day, cards in due.items() if day < 100 + count)
        assert sum(ahead.reviews[:count]) <= so_far
    assert sum(ahead.reviews) == min(sum(due.values()), sum(ahead.reviews[:199]) + limit)


@given(st.dictionaries(st.integers(80, 130), st.integers(0, 300)), st.integers(1, 5000))
def test_the_backlog_is_gone_on_the_first_day_that_leaves_none_of_it(due: dict[int, int], limit: int) -> None:
    ahead = load(due, limit, days=HORIZON)
    backlog = sum(cards for day, cards in due.items() if day <= 100)
    reviewed = itertools.accumulate(ahead.reviews)
    gone = next((100 + passed for passed, done in enumerate(reviewed) if done >= backlog), None)
    assert ahead.backlog_gone == gone
    assert load(due, limit).backlog_gone == gone


def test_the_day_by_which_a_backlog_is_gone() -> None:
    assert load({90: 100, 101: 10}, 30).backlog_gone == 103
    assert load({}, 30).backlog_gone == 100
    assert load({90: 100}, 0).backlog_gone is None


def test_new_cards_come_each_day_until_none_is_left_and_come_back() -> None:
    ahead = forecast({}, 100, 60, in_two_days, 7, today=0, intake=Intake(waiting=20, today=0, limit=8))
    assert ahead.new == (0, 8, 8, 4, 0, 0, 0)
    assert ahead.reviews == (0, 0, 0, 8, 8, 12, 8)
    assert ahead.cards == (0, 8, 8, 12, 8, 12, 8)


def test_an_assignment_is_served_at_its_pace_up_to_its_due_day() -> None:
    paced = Paced(waiting=100, today=3, a_day=13, due_day=103)
    ahead = forecast({}, 100, 0, never, 5, today=0, intake=Intake(200, 3, 8, (paced,)))
    assert ahead.new == (3, 13, 13, 8, 8)


@given(
    st.integers(0, 300), st.integers(0, 20), st.integers(0, 30),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 15), st.integers(100, 120)), max_size=3),
)  # fmt: skip
def test_no_more_new_cards_come_than_there_are(
    others: int, today: int, limit: int, tasks: list[tuple[int, int, int]]
) -> None:
    paced = tuple(Paced(waiting, 0, a_day, due) for waiting, a_day, due in tasks)
    waiting = others + sum(one.waiting for one in paced)
    ahead = forecast({}, 100, 50, in_two_days, 30, today=0, intake=Intake(waiting, today, limit, paced))
    assert sum(ahead.new) <= waiting
    assert all(count <= max(limit, sum(one.a_day for one in paced)) for count in ahead.new[1:])
    assert sum(ahead.new) >= min(waiting, min(today, waiting) + 29 * limit)


def test_streaks() -> None:
    assert streak({8, 9, 10}, 10) == 3
    assert streak({8, 9}, 10) == 2
    assert streak({7, 8}, 10) == 0
    assert longest_streak({1, 2, 3, 7, 8}) == 3
    assert longest_streak(set()) == 0
    assert minutes_for(0, 9000) == 0
    assert minutes_for(1, 9000) == 1
    assert minutes_for(0, 20_000, new=2) == 2
