"""Marking: every type, partial credit, mix-ups; no answer can upset it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.questions import answer as answers
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types import mark_answer
from tests.quiz import makers


@pytest.mark.parametrize(("question", "answer"), list(zip(makers.ALL, makers.RIGHT, strict=True)))
def test_a_right_answer_has_the_whole_score(question: Question, answer: Answer) -> None:
    found = mark_answer(question, answer)
    assert (found.score, found.band, found.taken_for, found.mixed) == (1.0, Band.RIGHT, (), ())


@pytest.mark.parametrize("question", makers.ALL)
def test_no_answer_is_a_wrong_one(question: Question) -> None:
    found = mark_answer(question, Answer())
    assert (found.score, found.band, found.mixed) == (0.0, Band.WRONG, ())


def test_a_wrong_option_says_what_was_taken_for_what() -> None:
    found = mark_answer(makers.single(), Answer(chosen=(0,)))
    assert (found.score, found.taken_for, found.mixed) == (0.0, ("d/other",), (("d/one", "d/other"),))
    assert mark_answer(makers.true_false(), Answer(chosen=(0,))).mixed == (("d/claim", "d/other"),)


def test_a_scenario_mixes_up_what_it_is_about() -> None:
    asked = makers.single("scene")
    about = (makers.option("a", True, "d/about"), makers.option("b", note="d/other"))
    scenario = makers.made("scene", Type.SINGLE, options=about)
    assert asked.note == scenario.note == "d/scene"
    assert mark_answer(scenario, Answer(chosen=(1,))).mixed == (("d/about", "d/other"),)


def test_one_of_several_is_not_chosen_by_ticking_two() -> None:
    assert mark_answer(makers.single(), Answer(chosen=(0, 1))).score == 0
    assert mark_answer(makers.single(), Answer(chosen=(1, 1))).score == 1


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ((0, 1), 1),
        ((0,), 0.5),
        ((0, 2), 0),
        ((0, 1, 2), 0.5),
        ((0, 1, 2, 3), 0),
        ((2, 3), 0),
        ((0, 0, 0), 0.5),
        ((0, 99), 0.5),
    ],
)
def test_several_right_ones_give_partial_credit(chosen: tuple[int, ...], score: float) -> None:
    found = mark_answer(makers.multiple(), Answer(chosen=chosen))
    assert found.score == score
    assert (found.band is Band.RIGHT) == (score == 1)


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ((1, 2, 3, 0), 1),
        ((0, 1, 2, 3), 2 / 3),
        ((2, 3, 0, 1), 2 / 3),
        ((0, 3, 2, 1), 0),
        ((1, 2), 1 / 3),
        ((1, 2, 0, 3), 1 / 3),
    ],
)
def test_an_order_counts_the_neighbours_kept(chosen: tuple[int, ...], score: float) -> None:
    assert mark_answer(makers.order(), Answer(chosen=chosen)).score == pytest.approx(score)


@pytest.mark.parametrize(
    ("chosen", "score", "mixed"),
    [
        ((1, 0, 2), 1, ()),
        ((0, 1, 2), 1 / 3, (("d/a", "d/b"), ("d/b", "d/a"))),
        ((1, -1, 2), 2 / 3, ()),
        ((1,), 1 / 3, ()),
        ((1, 2, 2), 2 / 3, (("d/b", "d/c"),)),
    ],
)
def test_a_match_counts_its_rows(chosen: tuple[int, ...], score: float, mixed: object) -> None:
    found = mark_answer(makers.match(), Answer(chosen=chosen))
    assert found.score == pytest.approx(score)
    assert found.mixed == mixed


@given(st.sampled_from(makers.ALL), makers.answers, st.sampled_from([None, "zh", "en"]))
def test_nothing_that_is_answered_upsets_marking(question: Question, answer: Answer, lang: object) -> None:
    found = mark_answer(question, answer, lang)  # type: ignore[arg-type]
    assert 0 <= found.score <= 1
    assert (found.band is Band.RIGHT) == (found.score == 1)
    assert found.taken_for == tuple(dict.fromkeys(other for _, other in found.mixed))
    assert all(own != other for own, other in found.mixed)
    assert mark_answer(question, answer, lang) == found  # type: ignore[arg-type]


@given(makers.answers)
def test_an_answer_is_kept_without_loss_and_tidied_once(answer: Answer) -> None:
    tidy = answers.tidy(answer)
    assert answers.load(answers.dump(tidy)) == tidy
    assert answers.tidy(tidy) == tidy
    tidy.text.encode("utf-8")
    assert tidy.judged is None
