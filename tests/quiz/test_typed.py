"""Typed answers over the whole table: what is right is found, and what is wrong never waved through."""

from __future__ import annotations

import pytest
from hypothesis import given

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.marking.negation import contradict, negations
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.text import Text
from tests.examples import any_text
from tests.quiz.answers import RIGHT, WRONG, Case, cases, figures


def of(*kinds: str) -> list[Case]:
    return [case for case in cases() if case.kind in kinds]


def told(found: list[Case]) -> list[tuple[str, str]]:
    return [(case.answer, str(case.question.accepted[0])) for case in found]


def test_the_table_is_large_and_in_both_languages() -> None:
    answers = [case.answer for case in cases()]
    assert len(answers) >= 300
    han = sum(any("\u4e00" <= char <= "\u9fff" for char in answer) for answer in answers)
    assert han >= 150
    assert len(answers) - han >= 150


@pytest.mark.parametrize("kind", ["right", "script", "synonym"])
def test_what_is_right_is_marked_right(kind: str) -> None:
    assert not told([case for case in of(kind) if case.band is not Band.RIGHT])


def test_slips_and_words_nobody_listed_are_never_simply_wrong() -> None:
    assert not told([case for case in of("slip", "unlisted") if case.band is Band.WRONG])


def test_almost_is_for_the_learner_to_judge() -> None:
    assert not told([case for case in of("almost") if case.band is not Band.JUDGE])


def test_what_is_wrong_is_never_marked_right() -> None:
    assert not told([case for case in of(*WRONG) if case.band is Band.RIGHT])


def test_a_negation_is_never_waved_through() -> None:
    assert not told([case for case in of("negated") if case.band is not Band.WRONG])


def test_precision_and_recall_over_the_table() -> None:
    found = figures(cases())
    assert found["precision"] == 1
    assert found["recall"] >= 0.95
    assert found["recall_judged"] == 1
    assert found["wrong_judged"] <= 0.05
    assert set(RIGHT) | set(WRONG) | {"almost"} == {case.kind for case in cases()}


def question(*accepted: str, rivals: tuple[tuple[str, bool], ...] = ()) -> Question:
    options = tuple(Option(Text(zh=name), correct, f"d/r{at}") for at, (name, correct) in enumerate(rivals))
    prompt = Text(zh="？")
    names = tuple(Text(zh=name) for name in accepted)
    return Question("d/n/term:typed@0", "d/n", "d/n/term", Type.TYPED, prompt, prompt, accepted=names, rivals=options)


def test_a_rivals_name_is_a_mixup() -> None:
    found = mark_answer(question("跳出率", rivals=(("退出率", False),)), Answer(text="退出率"))
    assert found.band is Band.WRONG
    assert found.taken_for == ("d/r0",)
    assert found.mixed == (("d/n", "d/r0"),)


def test_a_confusable_rival_is_for_the_learner_to_judge_and_then_counts() -> None:
    asked = question("内容运营", rivals=(("社交媒体运营", True),))
    assert mark_answer(asked, Answer(text="社交媒体运营")).band is Band.JUDGE
    right = mark_answer(asked, Answer(text="社交媒体运营", judged=True))
    assert (right.band, right.score, right.mixed) == (Band.RIGHT, 1, ())
    wrong = mark_answer(asked, Answer(text="社交媒体运营", judged=False))
    assert (wrong.band, wrong.score, wrong.taken_for) == (Band.WRONG, 0, ("d/r0",))


def test_a_verdict_of_ones_own_counts_only_where_it_is_asked_for() -> None:
    asked = question("跳出率", rivals=(("退出率", False),))
    assert mark_answer(asked, Answer(text="退出率", judged=True)).band is Band.WRONG
    assert mark_answer(asked, Answer(text="跳出率", judged=False)).band is Band.RIGHT


def test_another_language_counts_when_right_but_is_not_judged() -> None:
    prompt = Text(zh="？", en="?")
    names = (Text(zh="跳出率", en="Bounce rate per visit"),)
    asked = Question("d/n/term:typed@0", "d/n", "d/n/term", Type.TYPED, prompt, prompt, accepted=names)
    assert mark_answer(asked, Answer(text="bounce rate per visit"), "zh").band is Band.RIGHT
    assert mark_answer(asked, Answer(text="bounce rate"), "en").band is Band.JUDGE
    assert mark_answer(asked, Answer(text="bounce rate"), "zh").band is Band.WRONG


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("不是", 1), ("没有人", 1), ("非常好", 0), ("无论如何", 0), ("不得不做", 0), ("区别", 0), ("别做", 1),
        ("分别", 0), ("未付费", 1), ("未来", 0), ("沒有", 1), ("isn't", 1), ("isn’t it", 1), ("not only good", 0),
        ("never", 1), ("notes", 0), ("No. 5", 0), ("without it", 1), ("nothing", 1), ("", 0),
    ],
)  # fmt: skip
def test_negations_are_counted_and_harmless_words_are_not(text: str, count: int) -> None:
    assert negations(text) == count


@given(any_text(max_size=40), any_text(max_size=40))
def test_contradiction_goes_both_ways(one: str, other: str) -> None:
    forward = contradict(one, other, one.split(), other.split())
    assert forward == contradict(other, one, other.split(), one.split())
    assert not contradict(one, one, one.split(), one.split())
