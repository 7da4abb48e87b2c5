"""A quiz under way: it may be put aside at any moment, and nothing is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.questions import json_form as wire
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.view import Verdict
from ops_trainer.quiz import run as runs
from ops_trainer.quiz.results import results
from ops_trainer.quiz.run import Mode, Phase, Rules, Run
from tests.examples import any_text
from tests.quiz import makers

NEAR = Answer(text="跳失率")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | any_text(),
    lambda inner: st.lists(inner) | st.dictionaries(any_text(), inner),
    max_leaves=8,
)


def again(run: Run) -> Run:
    return runs.load(json.loads(json.dumps(runs.dump(run), ensure_ascii=False)))


def test_question_by_question_to_the_end() -> None:
    run = Run(list(makers.ALL))
    for place, answer in enumerate(makers.RIGHT):
        assert run.question is makers.ALL[place]
        assert run.answer(answer, 1000).place == place
    assert (run.phase, run.question, run.spent_ms) == (Phase.DONE, None, 7000)
    assert results(run).score == 1
    with pytest.raises(IndexError):
        run.answer(Answer())


def test_a_verdict_is_asked_at_once_or_at_the_end() -> None:
    for at_once in (True, False):
        run = Run([makers.typed(), makers.single(), makers.typed("again")], Rules(at_once=at_once))
        assert run.answer(NEAR).mark.band is Band.JUDGE
        assert (run.phase is Phase.JUDGE) == at_once
        if at_once:
            with pytest.raises(IndexError):
                run.answer(Answer())
            assert run.judge(True).mark.band is Band.RIGHT
        run.answer(Answer(chosen=(1,)))
        run.answer(NEAR)
        while run.phase is Phase.JUDGE:
            assert run.judging is not None
            run.judge(run.judging.place == 0)
        assert run.phase is Phase.DONE
        assert [step.mark.score for step in run.steps] == [1, 1, 0]
    with pytest.raises(IndexError):
        run.judge(True)


def test_a_time_limit_ends_it_and_unanswered_questions_count_nothing() -> None:
    run = Run([makers.single(str(n)) for n in range(4)], Rules(limit_ms=10_000))
    run.answer(Answer(chosen=(1,)), 4000)
    assert run.left_ms == 6000
    run.answer(Answer(chosen=(1,)), 7000)
    assert (run.phase, run.left_ms) == (Phase.DONE, 0)
    found = results(run)
    assert (found.score, found.answered, found.questions, found.right) == (0.5, 2, 4, 2)


def test_time_spent_before_it_was_put_aside_counts() -> None:
    run = Run([makers.single()], Rules(limit_ms=5000))
    run.spend(2000)
    run = again(run)
    assert run.left_ms == 3000
    run.spend(3000)
    assert run.phase is Phase.DONE


def test_ending_early_still_asks_for_verdicts_that_are_owed() -> None:
    run = Run([makers.typed(), makers.single()], Rules(at_once=False))
    run.answer(NEAR)
    run.end()
    assert run.phase is Phase.JUDGE
    run.judge(False)
    assert run.phase is Phase.DONE


def test_results_put_the_surely_wrong_first_and_the_weakest_topic() -> None:
    run = Run([makers.multiple(), makers.single("x"), makers.typed("y"), makers.single("z")], Rules(ask_sure=True))
    run.answer(Answer(chosen=(0,), sure=False))
    run.answer(Answer(chosen=(0,), sure=False))
    run.answer(Answer(text="退出率", sure=True))
    run.answer(Answer(chosen=(1,), sure=True))
    found = results(run)
    assert [mistake.question.note for mistake in found.mistakes] == ["d/y", "d/x", "d/several"]
    surely = found.mistakes[0]
    assert surely.sure_but_wrong
    view = surely.view("zh")
    assert (view.verdict, view.right, view.note) == (Verdict.WRONG, "跳出率", "d/y")
    assert view.wrong[0].text == "退出率"
    assert view.wrong[0].what
    assert found.mistakes[1].view("zh").wrong[0].text == "wrong"
    partly = found.mistakes[2].view("zh")
    assert partly.verdict is Verdict.PARTLY
    assert not partly.wrong  # too few ticked, nothing wrong among them
    assert [topic.note for topic in found.topics] == ["d/x", "d/y", "d/several", "d/z"]
    assert found.topics[0].share == 0


@pytest.mark.parametrize("question", makers.ALL)
def test_every_type_says_what_was_right_and_what_was_chosen(question: Question) -> None:
    run = Run([question])
    wrong = Answer(chosen=tuple(reversed(range(len(question.options)))), text="100")
    run.answer(wrong)
    view = results(run).mistakes[0].view("en")
    assert view.right
    assert view.parts
    assert view.explanation
    assert view.wrong or question.type.value in ("single", "true-false", "order")
    assert [option.chosen for option in view.options] == [True] * len(question.options)


@given(
    st.lists(st.sampled_from(makers.ALL), max_size=6),
    st.lists(makers.answers, max_size=6),
    st.booleans(),
    st.none() | st.integers(1, 20_000),
    st.sampled_from(Mode),
    st.lists(st.booleans(), max_size=6),
)
def test_dumped_and_loaded_it_is_the_same(
    questions: list[Question], answers: list[Answer], at_once: bool, limit: int | None, mode: Mode, verdicts: list[bool]
) -> None:
    run = Run(questions, Rules(at_once, limit, True), mode)
    assert again(run) == run
    for answer in answers:
        if run.phase is Phase.ASK:
            run.answer(answer, 3000)
        elif run.phase is Phase.JUDGE and verdicts:
            run.judge(verdicts.pop())
        assert again(run) == run
        assert again(run).phase is run.phase
        found = results(run)
        assert 0 <= found.score <= 1
        assert results(again(run)) == found


@pytest.mark.parametrize("question", makers.ALL)
def test_a_question_goes_over_the_wire_without_loss(question: Question) -> None:
    assert wire.load(json.loads(json.dumps(wire.dump(question)))) == question


@given(ANYTHING)
def test_what_is_no_question_is_refused(raw: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        wire.load(raw)  # type: ignore[arg-type]
