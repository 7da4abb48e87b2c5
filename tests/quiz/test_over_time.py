"""What the answers of many days say: mix-ups, questions to ask again, and what placement concludes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.events import Event, Kind, Source
from ops_trainer.quiz import placement
from ops_trainer.quiz.mixups import again, mixups, tempting
from ops_trainer.quiz.placement import Shown


def event(day: int, source: Source = Source.QUIZ, card: str = "d/a/term", **data: Any) -> Event:
    return Event(f"{day}", "mei", "dev", Kind.ANSWER, card, day * 1000, 480, day, source=source, data=data)


def mixed(day: int, own: str, other: str) -> Event:
    return event(day, mixed=[[own, other]], score=0, band="wrong")


def drilled(day: int, own: str, other: str, right: bool = True) -> Event:
    pairs = [] if right else [[own, other]]
    return event(day, pair=[own, other], score=int(right), mixed=pairs, mode="contrast")


def test_mixups_count_both_ways_round() -> None:
    found = mixups([mixed(1, "d/a", "d/b"), mixed(2, "d/b", "d/a"), mixed(3, "d/b", "d/a"), mixed(2, "d/c", "d/a")])
    assert [(one.one, one.other, one.times, one.latest) for one in found] == [
        ("d/b", "d/a", 3, 3),
        ("d/c", "d/a", 1, 2),
    ]
    assert tempting(found) == {"d/b": {"d/a": 3}, "d/a": {"d/b": 3, "d/c": 1}, "d/c": {"d/a": 1}}


def test_answers_of_a_workshop_count_too() -> None:
    found = mixups(
        [event(1, Source.WORKSHOP, chosen=["d/b"], score=0), event(1, Source.WORKSHOP, chosen=["d/a"], score=1)]
    )
    assert [(one.one, one.other) for one in found] == [("d/a", "d/b")]


def test_a_pair_is_settled_on_two_different_days_only() -> None:
    events = [mixed(1, "d/a", "d/b"), drilled(2, "d/a", "d/b"), drilled(2, "d/b", "d/a"), drilled(2, "d/a", "d/b")]
    assert mixups(events)[0].apart == (2,)
    assert not mixups(events)[0].settled
    events += [drilled(5, "d/a", "d/b"), drilled(5, "d/b", "d/a")]
    assert mixups(events)[0].apart == (2, 5)
    assert mixups(events)[0].settled
    assert tempting(mixups(events)) == {}
    events.append(mixed(9, "d/a", "d/b"))
    assert mixups(events)[0].apart == ()


def test_one_half_of_a_pair_does_not_settle_it_and_a_miss_spoils_the_day() -> None:
    half = [mixed(1, "d/a", "d/b"), drilled(2, "d/a", "d/b"), drilled(3, "d/a", "d/b")]
    assert mixups(half)[0].apart == ()
    missed = [mixed(1, "d/a", "d/b"), drilled(2, "d/a", "d/b"), drilled(2, "d/b", "d/a", right=False)]
    assert mixups(missed)[0].apart == ()
    blank = [
        mixed(1, "d/a", "d/b"),
        drilled(2, "d/a", "d/b"),
        event(2, pair=["d/a", "d/b"], score=0, mixed=[]),
        drilled(2, "d/b", "d/a"),
    ]
    assert mixups(blank)[0].apart == ()


def test_odd_data_is_no_mixup() -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"mixed": "x"},
        {"mixed": [["d/a"]]},
        {"mixed": [["d/a", "d/a"]]},
        {"chosen": 3},
        {"pair": 1},
    ]
    assert mixups([event(1, **data) for data in odd]) == []


def surely_wrong(day: int, question: str = "d/a/term:single@5") -> Event:
    return event(day, question=question, sure=True, band="wrong", mode="quiz")


def answered(day: int, band: str = "right", question: str = "d/a/term:single@9", sure: bool | None = None) -> Event:
    return event(day, question=question, band=band, sure=sure, mode="quiz")


def test_surely_wrong_comes_again_after_one_day_and_after_seven() -> None:
    events = [surely_wrong(10)]
    assert again(events, 10) == []
    assert again(events, 11) == ["d/a/term:single"]
    events.append(answered(12))
    assert again(events, 12) == []
    assert again(events, 16) == []
    assert again(events, 17) == ["d/a/term:single"]
    events.append(answered(20))
    assert again(events, 99) == []


def test_one_late_answer_covers_both_days_and_a_new_sure_miss_starts_anew() -> None:
    assert again([surely_wrong(10), answered(30)], 99) == []
    events = [surely_wrong(10), answered(11), surely_wrong(17)]
    assert again(events, 17) == []
    assert again(events, 18) == ["d/a/term:single"]


def test_unsure_misses_placement_and_other_sources_do_not_come_again() -> None:
    unsure = answered(10, "wrong", sure=False)
    place = event(10, question="d/a/term:single@1", sure=True, band="wrong", mode="placement")
    room = event(10, Source.WORKSHOP, question="d/a/term:single@1", sure=True, band="wrong")
    assert again([unsure, place, room], 30) == []


ORDER = [f"d/n{n}" for n in range(12)] + [f"e/n{n}" for n in range(5)]


def play(known: set[str], order: list[str] = ORDER) -> tuple[dict[str, Shown], dict[str, float]]:
    asked: dict[str, Shown] = {}
    while (ref := placement.next_note(order, asked)) is not None:
        assert ref not in asked
        asked[ref] = Shown(ref in known)
    return asked, placement.known(order, asked)


def test_who_knows_nothing_is_asked_little() -> None:
    asked, known = play(set())
    assert len(asked) == 4  # two groups of each deck
    assert known == {}


def test_who_knows_everything_is_asked_a_part_and_the_rest_is_assumed() -> None:
    asked, known = play(set(ORDER))
    assert set(known) == set(ORDER)
    assert len(asked) < len(ORDER)
    assert len(asked) == 4 + 2 + 2 + 4 + 1, "four to be sure, two where the group before was known"
    assert all(known[ref] == placement.RECOGNISED for ref in asked)
    assert all(known[ref] == placement.ASSUMED for ref in set(ORDER) - set(asked))


def test_what_is_new_begins_where_knowledge_ends() -> None:
    asked, known = play({f"d/n{n}" for n in range(4)})
    assert {ref for ref in known if ref.startswith("d/")} == {"d/n0", "d/n1", "d/n2", "d/n3"}
    assert "d/n7" in asked, "the end of the next group tells at once"


def test_what_was_recalled_is_taken_as_known_for_longer_and_needs_fewer_answers() -> None:
    known = placement.known(["d/a", "d/b"], {"d/a": Shown(True, True, 0.02), "d/b": Shown(True)})
    assert known == {"d/a": placement.RECALLED, "d/b": placement.RECOGNISED}
    assert placement.known(["d/a", "d/b"], {"d/a": Shown(True), "d/b": Shown(True)}) == {}, "a sixteenth by chance"


@pytest.mark.soak(only=True)
def test_who_guesses_is_credited_next_to_nothing_and_who_knows_the_beginning_rightly() -> None:
    """566 cards of 200 notes in ten decks, so 2.8 a note."""
    order = [f"deck{n // 20}/n{n}" for n in range(200)]
    guessed, placed, right = 0, 0, 0
    runs = 400
    for seed in range(runs):
        chance = random.Random(seed)
        asked: dict[str, Shown] = {}
        while (ref := placement.next_note(order, asked)) is not None:
            asked[ref] = Shown(chance.random() < 0.25)
        guessed += len(placement.known(order, asked))
        begun = {f"deck{n // 20}/n{n}" for n in range(200) if n % 20 < 6}  # the first 30 % of each deck
        asked = {}
        while (ref := placement.next_note(order, asked)) is not None:
            asked[ref] = Shown(ref in begun or chance.random() < 0.25)
        known = placement.known(order, asked)
        placed, right = placed + len(known), right + len(begun & set(known))
    assert guessed * 2.8 / runs <= 3
    assert right / placed >= 0.9


@given(st.sets(st.sampled_from(ORDER)), st.sets(st.sampled_from(ORDER)))
def test_placement_ends_and_never_contradicts_an_answer(knows: set[str], silent: set[str]) -> None:
    asked: dict[str, Shown] = {}
    while (ref := placement.next_note(ORDER, asked, frozenset(silent))) is not None:
        assert ref not in silent
        asked[ref] = Shown(ref in knows)
    known = placement.known(ORDER, asked, frozenset(silent))
    assert len(asked) <= placement.MOST
    assert not {ref for ref, shown in asked.items() if not shown.right} & set(known)
    assert all(known[ref] != placement.ASSUMED for ref in set(asked) & set(known))
