"""Deck, lesson, memory, the end of a session, welcome."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Button, OptionList

from ops_trainer.memory.events import Rating


async def study_through(seat: Any, *, miss: int = 0) -> None:
    """Answer until the session ends, the first `miss` answers wrong."""
    while seat.place == "Study":
        await seat.press("space", "1" if miss > 0 else "2")
        miss -= 1


# deck


async def test_deck_shows_its_notes_and_their_state(sit: Any, learner: Any) -> None:
    session = learner.study(["first"])
    session.grade(Rating.GOOD)
    async with sit() as seat:
        await seat.press("d")
        assert seat.lines[0].startswith(" 运营岗位")
        assert "3 个知识点" in seat.lines[0]
        assert "公司里各种运营岗位" in seat.text
        assert any("◐ 产品运营" in line for line in seat.lines)
        assert any("○ 用户运营" in line for line in seat.lines)


@pytest.mark.soak(only=True)
async def test_deck_studies_only_itself(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("down", "down", "d", "space")
        assert seat.place == "Study"
        assert seat.app.screen.shown.card.deck == "second"
        await seat.press("escape")
        assert seat.place == "Deck"
        await seat.click("#start")
        assert seat.place == "Study"


async def test_deck_opens_the_lesson_of_a_note(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("d", "down", "enter")
        assert seat.place == "Lesson"
        assert "用户运营" in seat.text
        await seat.press("escape", "r")
        assert seat.place == "Lesson"
        await seat.press("escape")
        assert seat.app.screen.query_one("#notes", OptionList).highlighted == 1
        await seat.click("#notes", offset=(5, 0))
        assert "产品运营" in seat.text


async def test_a_deck_that_went_away_is_said(sit: Any, learner: Any, home: Any) -> None:
    async with sit() as seat:
        seat.app.go("deck", deck="gone")
        await seat.settle()
        assert seat.place == "Home"
        assert seat.notice == "卡组 gone 不在了，可能文件被删掉或改了名。"


# lesson and memory


async def test_lesson_has_both_languages_and_scrolls(sit: Any, learner: Any) -> None:
    async with sit(60, 20) as seat:
        seat.app.go("lesson", ref="first/long")
        await seat.settle()
        assert "大促后三天" in seat.text
        await seat.press("l")
        assert "Three days after" in seat.text
        await seat.press("l")
        paper = seat.app.screen.query_one("#scroll")
        assert paper.max_scroll_y > 0
        await seat.press("space")
        assert paper.scroll_y > 0
        await seat.press("down", "up", "pagedown", "home")
        assert paper.scroll_y == 0


async def test_memory_shows_history_and_prediction(sit: Any, learner: Any, clock: Any) -> None:
    card = learner.cards()[0].id
    for rating, days in ((Rating.GOOD, 3), (Rating.AGAIN, 0), (Rating.GOOD, 1)):
        session = learner.study()
        while session.card.id != card:
            session.grade(Rating.GOOD)
        session.grade(rating, 4000)
        clock.forward(days=days)
    async with sit(80, 40) as seat:
        seat.app.go("memory", card=card)
        await seat.settle()
        assert "现在想得起的可能" in seat.text
        assert "稳定性" in seat.text
        assert "100%" in seat.text
        assert seat.text.count("✓ 记得") == 2
        assert seat.text.count("✗ 忘了") == 1
        assert "4 秒" in seat.text


# the end of a session


async def test_the_end_sums_up(sit: Any, learner: Any, clock: Any) -> None:
    learner.change(new_limit=8)
    async with sit() as seat:
        await seat.press("space")
        await study_through(seat, miss=1)
        assert seat.place == "Finish"
        assert "一次答对：7/8 张" in seat.text
        assert "新认识：8 张" in seat.text
        assert "最难的几张" in seat.text
        assert "产品运营" in seat.text
        assert "明天" in seat.text


@pytest.mark.soak(only=True)
async def test_from_the_end_one_goes_back_by_enter_escape_or_button(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        await study_through(seat)
        await seat.press("enter")
        assert seat.place == "Home"
        for _ in range(2):
            await seat.press("space")
            assert seat.place == "Finish"
            assert "现在没有要学的了" in seat.text
            await seat.click("#home")
            assert seat.place == "Home"
        await seat.press("space", "escape")
        assert seat.place == "Home"


async def test_one_can_go_on_with_new_cards(sit: Any, learner: Any) -> None:
    learner.change(new_limit=2)
    async with sit() as seat:
        await seat.press("space")
        await study_through(seat)
        assert "再学 5 张新卡" in str(seat.app.screen.query_one("#new", Button).label)
        await seat.press("n")
        assert seat.place == "Study"
        assert seat.app.screen.shown.all == 7
        await study_through(seat)
        await seat.click("#new")
        assert seat.place == "Study"


@pytest.mark.soak(only=True)
async def test_one_can_go_on_with_reviews_put_off(sit: Any, learner: Any, clock: Any) -> None:
    session = learner.study(new_limit=50)
    while session.card:
        session.grade(Rating.GOOD)
    clock.forward(days=40)
    learner.change(review_limit=2, new_limit=0)
    async with sit() as seat:
        await seat.press("space")
        await study_through(seat)
        assert "再复习" in seat.text
        await seat.press("m")
        assert seat.place == "Study"


async def test_the_last_answer_can_be_taken_back_at_the_end(sit: Any, learner: Any) -> None:
    learner.change(new_limit=8)
    async with sit() as seat:
        await seat.press("space")
        await study_through(seat)
        await seat.press("u")
        assert seat.place == "Study"
        assert seat.app.screen.revealed
        await seat.press("1")
        assert seat.place == "Study"
        await study_through(seat)
        assert "一次答对：7/8 张" in seat.text


@pytest.mark.soak(only=True)
async def test_a_hard_card_leads_to_its_lesson(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        await study_through(seat, miss=1)
        for way in ("r", "down enter"):
            await seat.press(*way.split())
            assert seat.place == "Lesson"
            await seat.press("escape")
            assert seat.place == "Finish"
        await seat.click("#hardest", offset=(4, 0))
        assert seat.place == "Lesson"


# welcome


async def test_welcome_asks_three_things_and_the_first_card_follows(sit: Any, home: Any, clock: Any) -> None:
    async with sit(lang=None) as seat:
        assert seat.place == "Welcome"
        assert "Which language" in seat.text
        await seat.press("1")
        assert "每天学多久" in seat.text
        await seat.press("3")
        assert "先学什么" in seat.text
        await seat.press("3")
        assert seat.place == "Study"
        assert seat.app.screen.shown.card.deck == "second"
        await seat.press("space", "2", "escape")
        assert seat.place == "Home"
        settings = seat.app.trainer.settings
        assert (settings.language, settings.minutes, settings.focus) == ("zh", 15, ["second"])
    async with sit() as seat:
        assert seat.place == "Home", "it asks but once"


async def test_welcome_in_english_by_enter_and_mouse_with_a_step_back(sit: Any, decks: Any) -> None:
    async with sit() as seat:
        await seat.press("enter")
        assert "How long a day" in seat.text
        await seat.press("escape")
        assert "Which language" in seat.text
        await seat.press("2")
        await seat.click("#choices", offset=(4, 0))
        assert "What first" in seat.text
        await seat.click_key("Choose")
        assert seat.place == "Study"
        assert seat.app.trainer.settings.minutes == 5
        assert seat.app.trainer.settings.focus == []


@pytest.mark.soak(only=True)
async def test_welcome_left_in_the_middle_asks_again(sit: Any, decks: Any) -> None:
    async with sit() as seat:
        await seat.press("1", "1")
    async with sit() as seat:
        assert seat.place == "Welcome"
