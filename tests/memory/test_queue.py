"""The order of the day and the line of a session."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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


@given(cards, st.integers(0, 20), st.integers(0, 20))
def test_what_was_picked_comes_first_within_the_limits(found: list[Candidate], reviews: int, new: int) -> None:
    third = len(found) // 3
    picked, picked_new = found[:third], found[third : 2 * third]
    chosen = arrange_day(
        [], found[:third], found[third:], review_limit=reviews, new_limit=new, picked=picked, picked_new=picked_new
    )
    order = chosen.order
    assert len(order) == len(set(order)) == min(third, reviews) + min(len(found) - third, new)
    assert [card for card in order if card not in chosen.new] == [one.card for one in picked[:reviews]]
    assert [card for card in order if card in chosen.new][:third] == [one.card for one in picked_new[:new]]


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
