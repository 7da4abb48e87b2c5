"""Every question type in the registry marks, reads, fits and speaks."""

from __future__ import annotations

import itertools

import pytest

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.json_form import dump_text
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types import ARRANGED, CHOICE, TYPES, WRITTEN, mark_answer, of
from ops_trainer.content.questions.types.base import Hints
from ops_trainer.content.questions.view import QuestionView, RevealView, Verdict
from ops_trainer.locale import LANGS, Complaint, Lang, say
from ops_trainer.trainer.workshops.reveal import view_of
from ops_trainer.workshop.phones import question_document, reveal_document
from ops_trainer.workshop.rules import Item
from ops_trainer.workshop.runs import Run
from tests.quiz import makers

QUESTIONS = {question.type: (question, right) for question, right in zip(makers.ALL, makers.RIGHT, strict=True)}
MISFITS = (Answer(), Answer((99,)), Answer((0, 0)), Answer(text="x" * 500), Answer((0,), text="both"))
types = pytest.mark.parametrize("type_", TYPES, ids=str)


def example(type_: Type) -> tuple[Question, Answer]:
    return QUESTIONS[type_]


def line_of(answer: Answer) -> str:
    return answer.text or " ".join(str(place + 1) for place in answer.chosen)


def test_the_registry_holds_every_type_once_and_each_has_one_form() -> None:
    assert tuple(TYPES) == tuple(Type)
    assert all(one.type is type_ for type_, one in TYPES.items())
    assert set(Type) == CHOICE | ARRANGED | WRITTEN
    assert not any(one & other for one, other in itertools.combinations((CHOICE, ARRANGED, WRITTEN), 2))


@types
def test_the_right_answer_is_right_and_none_is_wrong(type_: Type) -> None:
    question, right = example(type_)
    assert mark_answer(question, right).score == 1
    assert mark_answer(question, right).band is Band.RIGHT
    for wrong in (Answer(), Answer((0,) * 9, text="100")):
        assert mark_answer(question, wrong).score < 1
        assert mark_answer(question, wrong).band is Band.WRONG


@types
def test_it_reads_the_line_that_gives_the_right_answer_and_no_other(type_: Type) -> None:
    question, right = example(type_)
    size = len(question.options), len(question.pairs)
    assert of(question).read(line_of(right), *size) == right
    assert of(question).read("  ", *size) is None
    if type_ not in WRITTEN:
        assert of(question).read("z", *size) is None
        assert of(question).read("b" if type_ in CHOICE else "", *size) == (Answer((1,)) if type_ in CHOICE else None)


@types
def test_the_right_answer_fits_and_what_does_not_is_refused(type_: Type) -> None:
    question, right = example(type_)
    assert of(question).fitted(question, right) == right
    assert of(question).can_be_read(question, right)
    for misfit in MISFITS:
        with pytest.raises(Complaint):
            of(question).fitted(question, misfit)


@types
@pytest.mark.parametrize("lang", LANGS)
def test_it_has_words_in_both_languages(type_: Type, lang: str) -> None:
    question, right = example(type_)
    kind = of(question)
    for lettered in (True, False):
        words = kind.right_in_words(question, lang, lettered=lettered)
        parts = kind.right_parts(question, lang, lettered=lettered)
        assert parts
        assert all(part in words for part in parts)
        view = RevealView.of(question, lang, lettered=lettered)
        assert (view.right, view.parts, view.verdict) == (words, tuple(parts), Verdict.MISSED)
    if type_ not in WRITTEN:
        assert kind.in_words(question, right, lang) == kind.right_in_words(question, lang)
        assert kind.right_choice(question) == right.chosen
    for key in (getattr(kind.hints, name) for name in Hints.__slots__):
        assert key is None or say(key, lang)
    assert say(f"quiz_screen.type_{type_.name.lower()}", lang)


@types
def test_what_a_phone_is_told_says_the_same_answer(type_: Type) -> None:
    question, right = example(type_)
    reveal = reveal_document(Run(1, Item(question), []))
    assert mark_answer(question, right).score == 1
    assert reveal["answer"] == {lang: of(question).right_in_words(question, lang) for lang in question.prompt.langs}
    assert reveal.items() >= of(question).right_document(question, dump_text).items()
    assert of(question).right_json(question, dump_text)


@types
def test_it_says_how_long_it_takes(type_: Type) -> None:
    assert 1 <= TYPES[type_].pace <= 3


@types
@pytest.mark.parametrize("lang", LANGS)
def test_what_a_phone_is_asked_is_viewed_like_the_question_itself(type_: Type, lang: Lang) -> None:
    question = example(type_)[0]
    view = QuestionView.of(question, lang)
    assert view.prompt == question.prompt.in_lang(lang)
    assert len(view.options) == len(question.options)
    assert view.form is of(question).form
    run = Run(1, Item(question), [])
    assert view_of(question_document(run), lang) == view
