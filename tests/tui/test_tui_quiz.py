"""Quizzes on the screen: set up, every type by keyboard and by mouse, results, mix-ups, placement."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.locale import say
from ops_trainer.memory import Rating
from ops_trainer.quiz.run import Mode, Scope, Step
from ops_trainer.tui.quiz.answering import Row
from ops_trainer.tui.quiz.quiz_rows import outcome
from tests.quiz import makers
from tests.tui.cuts import cuts

DECKS = Path(__file__).parent / "quizdecks"


@pytest.fixture
def decks(monkeypatch: pytest.MonkeyPatch) -> Path:
    """One deck that makes every type of question."""
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: DECKS)
    return DECKS


def begin(**given: Any) -> Callable[[Any], Any]:
    return lambda trainer: trainer.quizzes.start(**{"count": 1, "seed": 1, "scope": Scope.ALL, **given})


def meet(learner: Any, *notes: str) -> None:
    """Review the cards of some notes, of all when none is named."""
    session = learner.study(new_limit=1000)
    while session.card is not None:
        if not notes or session.card.note_id in notes:
            session.grade(Rating.GOOD)
        else:
            session.bury()


async def play(seat: Any, **given: Any) -> Question:
    """Open a quiz; its first question."""
    seat.app.go("quiz_play", begin=begin(**given))
    await seat.settle()
    return asked(seat)


def asked(seat: Any) -> Question:
    question = seat.app.screen.quiz.question
    assert question is not None
    return question


def keys_for(question: Question, *, right: bool = True) -> list[str]:
    """The keys that answer a question, rightly or wrongly."""
    options = range(len(question.options))
    match question.type:
        case Type.SINGLE | Type.TRUE_FALSE:
            return ["abcdefgh"[next(n for n in options if question.options[n].correct is right)]]
        case Type.MULTIPLE:
            return [*("abcdefgh"[n] for n in options if question.options[n].correct is right), "enter"]
        case Type.MATCH:
            places = [place for _, place in question.pairs]
            places = places if right else [*places[1:], places[0]]
            return [*("abcdefgh"[place] for place in places), "enter"]
        case Type.ORDER:
            places = list(question.sequence) if right else list(question.sequence)[::-1]
            return [*("abcdefgh"[place] for place in places), "enter"]
        case Type.NUMERIC:
            assert question.number is not None
            text = f"{question.number.value if right else 987654:.1f}"
            return [*text.replace(".", "X"), "enter"]
    return [*(question.accepted[0].in_lang("zh") if right else "乱写一气"), "enter"]


async def answer(seat: Any, *, right: bool = True) -> None:
    for key in keys_for(asked(seat), right=right):
        await seat.press("full_stop" if key == "X" else key)


async def test_every_type_goes_by_keyboard_alone_in_a_small_terminal(sit: Any, learner: Any) -> None:
    async with sit(60, 20) as seat:
        for done, type_ in enumerate(Type):
            await play(seat, types={type_})
            assert not cuts(seat.app.screen), type_
            question = asked(seat)
            keys = keys_for(question)
            if type_ is Type.NUMERIC:
                assert question.number is not None
                for char in f"{question.number.value:.1f}":
                    seat.app.screen.query_one(Input).insert_text_at_cursor(char)
                keys = ["enter"]
            await seat.press(*keys)
            assert "答对了" in seat.text, type_
            assert not cuts(seat.app.screen), type_
            written = [e for e in learner.export_journal() if e["kind"] == "answer"]
            assert [e["data"]["score"] for e in written] == [1.0] * (done + 1), type_
            await seat.press("enter")
            assert seat.place == "QuizResult", type_
            assert "100%" in seat.text, type_


@pytest.mark.parametrize("sure", [False, pytest.param(True, marks=pytest.mark.soak(only=True))])
async def test_a_number_that_can_not_be_read_is_asked_for_again(sit: Any, learner: Any, sure: bool) -> None:
    async with sit(60, 20) as seat:
        question = await play(seat, types={Type.NUMERIC}, ask_sure=sure)
        assert question.number is not None
        line = seat.app.screen.query_one(Input)
        line.insert_text_at_cursor("很多")
        await seat.press("enter")
        assert "没看懂这是哪个数" in seat.text
        assert line.value == "很多"
        assert line.has_focus
        assert not [e for e in learner.export_journal() if e["kind"] == "answer"]
        line.value = f"{question.number.value:.1f}"
        await seat.press("enter", *(["y"] if sure else []))
        assert "答对了" in seat.text


async def test_every_type_of_choice_goes_by_mouse_alone(sit: Any, learner: Any) -> None:
    async with sit(80, 30) as seat:
        for type_ in (Type.SINGLE, Type.TRUE_FALSE, Type.MULTIPLE, Type.MATCH, Type.ORDER):
            question = await play(seat, types={type_})
            for key in keys_for(question):
                if key != "enter":
                    row = next(r for r in seat.app.screen.query(Row) if not r.left and r.place == "abcdefgh".index(key))
                    await seat.click(row)
            if type_ not in (Type.SINGLE, Type.TRUE_FALSE):
                await seat.click("GradeButton")
            assert "答对了" in seat.text, type_


async def test_a_wrong_choice_says_what_it_is_and_its_card_can_be_studied_at_once(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        question = await play(seat, types={Type.SINGLE})
        await answer(seat, right=False)
        wrong = next(option for option in question.options if not option.correct and option.why)
        assert "答错了" in seat.text
        assert "✗" in seat.text
        assert wrong.why is not None
        await seat.press("r")
        assert seat.place == "Lesson"
        await seat.press("escape", "enter")
        assert seat.place == "QuizResult"
        assert "错题（1）" in seat.text
        await seat.press("s")
        assert seat.place == "Study"
        assert seat.app.screen.shown.card.id == question.card
        await seat.press("space", "2")
        assert learner.memory(question.card).state.reps == 1


async def test_a_quiz_that_is_closed_in_the_middle_goes_on_where_it_was(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await play(seat, count=5)
        await answer(seat)
        await seat.press("enter")
        second = asked(seat)
    async with sit() as seat:
        await seat.press("z")
        assert "接着做（1/5）" in seat.text
        await seat.press("o")
        assert asked(seat) == second
        await seat.press("escape")
        assert seat.place == "QuizSetup"
        assert "随时可以接着做" in seat.notice


async def test_the_set_up_is_what_is_played(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("z", "down", "down", "right", "right")
        assert "‹ 还没学的" in seat.text
        await seat.press("down", "right", "down")
        assert "15 道" in seat.text
        await seat.press("enter")
        assert seat.place == "Pick"
        await seat.press("a", "7", "s")
        assert "计算" in seat.text
        await seat.press("down", "right", "down", "right", "down", "right")
        await seat.press("space")
        rules = seat.app.screen.quiz.rules
        assert (rules.at_once, rules.limit_ms, rules.ask_sure) == (False, 120_000, True)
        assert {question.type for question in seat.app.screen.quiz.run.questions} == {Type.NUMERIC}


@pytest.mark.parametrize(
    "wide",
    [pytest.param(True, id="full width"), pytest.param(False, id="Caps Lock", marks=pytest.mark.soak(only=True))],
)
async def test_options_are_chosen_with_an_input_method_on(sit: Any, learner: Any, wide: bool) -> None:
    async with sit() as seat:
        for type_ in (Type.SINGLE, Type.MULTIPLE, Type.MATCH, Type.ORDER):
            await play(seat, types={type_})
            for key in keys_for(asked(seat)):
                await seat.press(key if len(key) > 1 else chr(ord(key) + 0xFEE0) if wide else key.upper())
            assert "答对了" in seat.text, type_


async def test_feedback_at_the_end_and_how_sure(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await play(seat, types={Type.SINGLE}, count=2, at_once=False, ask_sure=True)
        await answer(seat, right=False)
        assert "有把握" in seat.text
        await seat.press("right")
        assert "答错了" not in seat.text
        await answer(seat, right=False)
        await seat.press("left")
        assert seat.place == "QuizResult"
        assert "1 题很有把握却错了" in seat.text
        mistakes = seat.app.screen.results.mistakes
        assert [mistake.answer.sure for mistake in mistakes] == [True, False]


async def test_the_time_ends_the_quiz(sit: Any, learner: Any, clock: Any) -> None:
    async with sit() as seat:
        await play(seat, count=3, limit_s=60)
        assert "剩 1:00" in seat.text
        clock.forward(seconds=61)
        await seat.app.screen.watch_time()
        await seat.settle()
        assert seat.place == "QuizResult"
        assert "没答的：3 题" in seat.text


async def test_what_can_not_be_decided_is_left_to_the_learner(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        seat.app.go("quiz_play", begin=begin(types={Type.TYPED}, notes=["kitchen/driver"]))
        await seat.settle()
        await seat.press(*"送餐", "enter")
        assert "自己判" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("y")
        assert "答对了" in seat.text


@pytest.mark.soak(only=True)
async def test_what_an_input_method_commits_or_a_paste_brings_arrives_whole(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        for length in (1, 2, 5, 12, 20):
            text = "骑车送外卖让饭菜到手还是热的送餐员规划路线"[:length]
            await play(seat, types={Type.TYPED})
            for char in text:  # a commit comes as one key a character, with nothing between
                seat.send(char)
            await seat.settle()
            line = seat.app.screen.query_one(Input)
            assert line.value == text
            line.post_message(events.Paste(text))
            await seat.settle()
            assert line.value == text * 2


async def test_the_other_language_keeps_what_was_chosen(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        question = await play(seat, types={Type.MULTIPLE})
        await seat.press("a", "l")
        assert question.options[0].text.in_lang("en").split()[0] in seat.text
        assert "■ A" in seat.text
        await seat.press("l")
        assert "■ A" in seat.text


async def test_an_answer_that_is_not_whole_is_not_given(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await play(seat, types={Type.ORDER})
        await seat.press("a", "b", "enter")
        assert seat.app.screen.step is None
        assert "还没答完" in seat.text
        await seat.press("backspace")
        assert seat.app.screen.page.answering.chosen == [0]


@pytest.mark.soak(only=True)
async def test_the_history_opens_a_quiz_again(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await play(seat, types={Type.SINGLE})
        await answer(seat, right=False)
        await seat.press("enter", "escape")
        assert seat.place == "Home"
        await seat.press("z", "h")
        assert seat.place == "QuizHistory"
        assert "0%" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("enter")
        assert seat.place == "QuizResult"
        assert "错题（1）" in seat.text


async def test_mixups_are_drilled_side_by_side(sit: Any, learner: Any) -> None:
    meet(learner)
    async with sit() as seat:
        await play(seat, types={Type.SINGLE}, notes=["kitchen/chef"])
        await answer(seat, right=False)
        await seat.press("enter", "m")
        assert seat.place == "Mixups"
        assert "主厨" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("space")
        assert seat.app.screen.quiz.mode is Mode.CONTRAST
        assert "辨析练习" in seat.text
        pair = learner.quizzes.mixups()[0]
        assert {option.note for option in asked(seat).options} == {pair.one, pair.other}


@pytest.mark.soak(only=True)
async def test_the_statistics_show_what_was_mixed_up(sit: Any, learner: Any) -> None:
    meet(learner)
    async with sit(60, 20) as seat:
        await play(seat, types={Type.SINGLE}, notes=["kitchen/chef"])
        await answer(seat, right=False)
        await seat.press("enter", "escape", "t", "4")
        assert "主厨 ⇄" in seat.text
        assert "搞混过 1 次" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("enter")
        assert seat.place == "Mixups"


async def test_placement_says_what_it_skipped_and_gives_it_back(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("z", "p")
        assert seat.app.screen.quiz.mode is Mode.PLACEMENT
        for _ in range(30):
            if seat.place != "QuizPlay":
                break
            question = asked(seat)
            if question.type is Type.NUMERIC:
                assert question.number is not None
                seat.app.screen.query_one(Input).value = f"{question.number.value}"
                await seat.press("enter")
            else:
                await answer(seat)
            await seat.press("enter")
        assert seat.place == "QuizResult"
        skipped = learner.quizzes.skipped()
        assert skipped
        await seat.press("k")
        assert seat.place == "SkippedNotes"
        assert not cuts(seat.app.screen)
        await seat.press("x")
        assert len(learner.quizzes.skipped()) == len(skipped) - 1
        await seat.press("u")
        assert len(learner.quizzes.skipped()) == len(skipped)
        await seat.press("A")
        assert not learner.quizzes.skipped()
        assert "没有当作已会的内容" in seat.text


@pytest.mark.soak(only=True)
@pytest.mark.looks
async def test_nothing_is_cut_in_a_quiz(sit: Any, learner: Any, width: int, height: int, lang: str) -> None:
    learner.change(language=lang)
    async with sit(width, height) as seat:
        await seat.press("z")
        assert not cuts(seat.app.screen)
        seat.app.go("quiz_play", begin=begin(count=8, seed=3, types={Type.SINGLE, Type.MULTIPLE, Type.MATCH}))
        await seat.settle()
        while seat.place == "QuizPlay":
            assert not cuts(seat.app.screen)
            await answer(seat, right=False)
            assert not cuts(seat.app.screen)
            await seat.press("enter")
        assert not cuts(seat.app.screen)


@pytest.mark.soak(only=True)
async def test_who_has_met_nothing_is_told_so_and_studies_or_asks_about_all(sit: Any, learner: Any) -> None:
    async with sit(60, 20) as seat:
        await seat.press("z")
        assert "还没学过" in seat.text
        assert re.search(r"范围 +‹ 学过的（0 道） ›", seat.text)
        assert not cuts(seat.app.screen)
        assert "先学几张  空格" in seat.text
        await seat.press("space")
        assert seat.place == "Study"
        await seat.press("space", "2", "escape")
        if seat.place == "Finish":
            await seat.press("escape")
        assert seat.place == "QuizSetup"
        assert "（0 道）" not in seat.text
        assert "测验也就这么长" in seat.text
        met = {card.rpartition("/")[0] for card in {e["card"] for e in learner.export_journal()}}
        await seat.press("space")
        assert {question.note for question in seat.app.screen.quiz.run.questions} == met
    async with sit() as seat:
        await seat.press("z", "a")
        assert "‹ 全部（" in seat.text
        assert "考全部  a" not in seat.text
        await seat.press("space")
        assert len(seat.app.screen.quiz.run.questions) == 10


@pytest.mark.soak(only=True)
async def test_each_scope_says_how_many_questions_it_has(sit: Any, learner: Any) -> None:
    meet(learner)
    async with sit() as seat:
        await seat.press("z", "down", "down")
        total = learner.quizzes.offer().total
        assert f"‹ 学过的（{total} 道） ›" in seat.text
        await seat.press("right")
        assert f"‹ 全部（{total} 道） ›" in seat.text
        await seat.press("right")
        assert "‹ 还没学的（0 道） ›" in seat.text
        assert "你都学过了" in seat.text
        assert seat.app.screen.check_action("start", ()) is False
        assert not cuts(seat.app.screen)
        await seat.press("right")
        assert f"‹ 学过的（{total} 道） ›" in seat.text


async def test_results_say_what_was_new_and_bring_none_of_it_back(sit: Any, learner: Any, clock: Any) -> None:
    async with sit() as seat:
        question = await play(seat, types={Type.SINGLE})
        await answer(seat, right=False)
        await seat.press("enter")
        assert seat.place == "QuizResult"
        assert "1 条还没学过" in seat.text
        assert learner.memory(question.card).state.due_day is None
    meet(learner)
    clock.forward(minutes=1)
    async with sit() as seat:
        question = await play(seat, types={Type.SINGLE})
        await answer(seat, right=False)
        await seat.press("enter")
        assert "还没学过" not in seat.text
        assert learner.memory(question.card).state.due_day == learner.day()


async def test_a_quiz_asked_for_in_full_starts_at_once_and_else_says_what_is_missing(sit: Any, learner: Any) -> None:
    asked_for = {"decks": (), "straight": True, "types": frozenset({Type.SINGLE}), "count": 2, "limit_s": 90}
    async with sit(start=("quiz", asked_for)) as seat:
        assert seat.place == "QuizSetup"
        assert "还没学过" in seat.text
        assert "‹ 90 秒 ›" in seat.text
        await seat.press("a", "space")
        assert seat.app.screen.quiz.rules.limit_ms == 90_000
    meet(learner)
    async with sit(start=("quiz", asked_for)) as seat:
        assert seat.place == "QuizPlay"
        assert len(seat.app.screen.quiz) == 2


async def test_a_quiz_that_can_not_begin_says_why_and_goes_back(sit: Any, learner: Any) -> None:
    async with sit(start=("quiz_play", {"begin": lambda trainer: trainer.quizzes.start_contrast()})) as seat:
        assert seat.place == "Home"
        assert "没有可练的" in seat.notice


@pytest.mark.looks
async def test_a_quiz_keeps_to_tags(sit: Any, learner: Any, width: int, height: int, lang: str) -> None:
    learner.change(language=lang)
    async with sit(width, height, start=("quiz", {})) as seat:
        assert "tags" not in seat.app.screen.rows
    notes = "".join(
        f"  - {{id: {name}, kind: qa, front: {name}问, back: {name}答, tags: [{tag}]}}\n"
        for name, tag in (("one", "拉新"), ("two", "留存"), ("three", "留存"))
    )
    (learner.home / "decks").mkdir(exist_ok=True)
    (learner.home / "decks" / "tagged.yaml").write_text(f"id: tagged\ntitle: t\nnotes:\n{notes}", encoding="utf-8")
    async with sit(width, height, start=("quiz", {"scope": Scope.ALL})) as seat:
        await seat.press("down", "down", "right")
        assert seat.place == "Pick"
        await seat.press("2", "s")
        assert seat.app.screen.options.tags == ("留存",)
        assert "留存" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("space")
        assert {question.note for question in seat.app.screen.quiz.run.questions} == {"tagged/two", "tagged/three"}


def test_a_number_typed_in_another_form_is_said_back() -> None:
    asked = makers.numeric()
    answer = Answer(text="0.125")
    step = Step(0, asked, answer, mark_answer(asked, answer), 0)
    assert "Read as 12.5%." in outcome(step, "en", lambda key, **params: say(key, "en", **params)).plain


@pytest.mark.soak(only=True)
async def test_not_knowing_is_an_answer_and_mixes_nothing_up(sit: Any, learner: Any) -> None:
    meet(learner)
    async with sit() as seat:
        for type in (Type.SINGLE, Type.MULTIPLE, Type.MATCH, Type.ORDER, Type.TYPED, Type.NUMERIC):
            await play(seat, types={type}, ask_sure=type is Type.SINGLE)
            await seat.press("enter" if type in (Type.TYPED, Type.NUMERIC) else "9")
            step = seat.app.screen.step
            assert step is not None, type
            assert (step.mark.score, step.answer.chosen, step.answer.text) == (0, (), ""), type
            assert not cuts(seat.app.screen)
            await seat.press("escape")
        await play(seat, types={Type.SINGLE})
        await seat.press("x")
        assert seat.app.screen.step is not None
    assert learner.quizzes.mixups() == []
