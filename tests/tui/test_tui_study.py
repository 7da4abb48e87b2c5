"""Study: every key, undo of any number of steps, long cards, and what is kept when the app closes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Input

from ops_trainer.memory.events import Rating
from ops_trainer.tui.widgets.controls import GradeButton, Grades


def shown(seat: Any) -> Any:
    return seat.app.screen.shown


def rows(learner: Any) -> list[tuple[str, str, Any]]:
    """The journal as (kind, card, rating)."""
    return [(str(line["kind"]), str(line["card"]), line.get("rating")) for line in learner.export_journal()]


async def test_reveal_then_grade_writes_and_goes_on(sit: Any, learner: Any, clock: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        first = shown(seat).card.id
        assert "盯着用户" not in seat.text
        assert "看答案" in seat.text
        await seat.press("space")
        assert "盯着用户" in seat.text
        assert "忘了" in seat.text
        assert "这次再来" in seat.text
        clock.forward(seconds=7)
        await seat.press("2")
        assert shown(seat).card.id != first
        assert not seat.app.screen.revealed
    kind, card, rating = rows(learner)[-1]
    assert (kind, card, rating) == ("review", first, Rating.GOOD)
    assert learner.memory(first).history[0].took_ms == 7000


@pytest.mark.soak(only=True)
async def test_being_away_does_not_count_as_thinking(sit: Any, learner: Any, clock: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "space")
        card = shown(seat).card.id
        clock.forward(hours=2)
        await seat.press("2")
    assert learner.memory(card).history[0].took_ms == 60_000


async def test_grading_needs_the_answer_to_show(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "1", "2", "3", "4")
        assert rows(learner) == []
        await seat.press("space", "space")
        assert rows(learner) == [], "space never grades"


async def test_enter_reveals_and_then_remembers(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "enter")
        assert seat.app.screen.revealed
        await seat.press("enter")
        assert [rating for _, _, rating in rows(learner)] == [Rating.GOOD]


async def test_a_missed_card_comes_again(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        missed = shown(seat).card.id
        await seat.press("space", "1")
        assert "重来 1" in seat.lines[0]
        for _ in range(3):
            await seat.press("space", "2")
        assert shown(seat).card.id == missed
        assert "再来一次" in seat.text


async def test_two_buttons_or_four(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "space")
        assert len([b for b in seat.app.screen.query(GradeButton) if b.display]) == 2
        await seat.press("3")
        assert rows(learner) == []
    learner.change(buttons=4)
    async with sit() as seat:
        await seat.press("space", "space")
        assert len([b for b in seat.app.screen.query(GradeButton) if b.display]) == 4
        assert "吃力" in seat.text
        await seat.press("4", "space", "2", "space", "3", "space", "1", "enter", "enter")
    ratings = [rating for _, _, rating in rows(learner)]
    assert ratings == [Rating.EASY, Rating.HARD, Rating.GOOD, Rating.AGAIN, Rating.GOOD]


async def test_the_next_interval_stands_on_each_button(sit: Any, learner: Any) -> None:
    learner.change(buttons=4)
    async with sit() as seat:
        await seat.press("space", "space")
        previews = shown(seat).previews
        whens = [offer.when for offer in seat.app.screen.query_one(Grades).offers]
    assert whens[0] == "这次再来"
    assert whens[3] == f"{previews[Rating.EASY]} 天后"


async def test_the_buttons_can_be_clicked(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        await seat.click(GradeButton)
        assert seat.app.screen.revealed
        buttons = [button for button in seat.app.screen.query(GradeButton) if button.display]
        await seat.click(buttons[0])
        assert [rating for _, _, rating in rows(learner)] == [Rating.AGAIN]
        await seat.click_key("撤销")
        assert rows(learner)[-1][0] == "undo"


async def test_undo_of_any_number_of_steps(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        assert "u 撤销" not in seat.text
        first = shown(seat).card.id
        await seat.press("space", "2", "space", "1", "b", "space", "2", "s")
        for _ in range(5):
            await seat.press("u")
        assert shown(seat).card.id == first
        assert seat.app.screen.revealed, "as it was when it was answered"
        assert "u 撤销" not in seat.text
    assert learner.memory(first).state.reps == 0
    assert learner.today().done == 0


@pytest.mark.soak(only=True)
async def test_undo_shows_an_unseen_answer_no_more_than_before(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "b", "u")
        assert not seat.app.screen.revealed


async def test_bury_and_suspend_put_the_card_aside(sit: Any, learner: Any, clock: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        buried = shown(seat).card.id
        await seat.press("b")
        assert "这张明天再学" in seat.lines[0]
        suspended = shown(seat).card.id
        await seat.press("s")
        assert "已暂停" in seat.lines[0]
        assert shown(seat).card.id not in (buried, suspended)
    assert learner.memory(suspended).state.suspended
    assert learner.memory(buried).state.buried_day == learner.day()


async def test_flag_with_a_chinese_remark_pasted_at_once(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        card = shown(seat).card.id
        await seat.press("f")
        assert seat.place == "Remark"
        seat.app.screen.query_one(Input).post_message(events.Paste("这里的例子看不懂"))
        await seat.settle()
        await seat.press("enter")
        assert seat.place == "Study"
        assert "⚑ 这里的例子看不懂" in seat.text
        assert shown(seat).card.id == card
        await seat.press("f")
        assert seat.app.screen.query_one(Input).value == "这里的例子看不懂"
        await seat.press("escape")
        assert shown(seat).flagged == "这里的例子看不懂"
        await seat.press("f", "ctrl+t")
        assert "⚑" not in seat.text
    assert learner.memory(card).state.flag is None


@pytest.mark.soak(only=True)
async def test_typed_letters_in_the_remark_are_letters_and_the_buttons_work(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "f", "u", "b", "s", "space", "1")
        assert seat.app.screen.query_one(Input).value == "ubs 1"
        await seat.click("#save")
        assert "⚑ ubs 1" in seat.text
        await seat.press("f")
        await seat.click("#unflag")
        assert "⚑" not in seat.text
        await seat.press("f")
        await seat.click("#cancel")
        assert seat.place == "Study"


@pytest.mark.soak(only=True)
async def test_flagging_keeps_the_answer_in_view_and_the_time_running(sit: Any, learner: Any, clock: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "space")
        card = shown(seat).card.id
        clock.forward(seconds=5)
        await seat.press("f", "x", "enter")
        assert seat.app.screen.revealed
        clock.forward(seconds=4)
        await seat.press("2")
    assert learner.memory(card).history[0].took_ms == 9000


async def test_lesson_memory_and_back(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "r")
        assert seat.place == "Lesson"
        assert "产品运营经营的是" in seat.text
        await seat.press("r")
        assert seat.place == "Study"
        await seat.press("i")
        assert seat.place == "Memory"
        assert "还没学过" in seat.text
        await seat.press("i")
        assert seat.place == "Study"


async def test_the_other_language_of_this_card_only(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "l")
        assert "Product operations" in seat.text
        await seat.press("space")
        assert "Watches how people" in seat.text
        await seat.press("l")
        assert "盯着用户" in seat.text
        await seat.press("l", "2")
        assert "运营" in seat.text
        assert not seat.app.screen.other


async def test_a_card_in_one_language_says_so(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        seat.app.go("study", decks=["second"])
        await seat.settle()
        await seat.press("space", "2")
        back = shown(seat).card.back
        assert back.has("zh")
        await seat.press("l")
        assert seat.app.screen.other == back.has("en")


async def test_deck_text_is_never_markup(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        seat.app.go("study", decks=["second"])
        await seat.settle()
        await seat.press("space", "2", "space")
        assert "[@click=app.quit]点我[/]" in seat.text.replace(" ", "")
        assert "[b]不加粗[/b]" in seat.text.replace(" ", "")
        await seat.press("r")
        assert "[b]不加粗[/b]" in seat.text.replace(" ", "")


async def test_a_long_card_scrolls_and_nothing_of_it_is_lost(sit: Any, learner: Any) -> None:
    async with sit(60, 20) as seat:
        await seat.press("space")
        while shown(seat).card.note != "long":
            await seat.press("space", "2")
        scroll = seat.app.screen.query_one("#card", VerticalScroll)
        assert scroll.max_scroll_y > 0
        assert "大促后三天" in seat.text.replace(" ", "")
        await seat.press("down", "j")
        assert scroll.scroll_y == 2
        await seat.press("pagedown", "pagedown", "pagedown")
        assert "先做哪一步" in seat.text
        await seat.press("up", "k", "pageup")
        await seat.press("space")
        assert "核对这批商品" in seat.text, "the answer comes into view"


async def test_closing_in_the_middle_loses_nothing(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "space", "2", "space", "1", "space")
        expected = shown(seat).card.id
        done = rows(learner)
    async with sit() as seat:
        assert rows(learner) == done
        assert seat.place == "Home"
        await seat.press("space")
        remaining = {shown(seat).card.id}
        assert expected in {card.id for card in learner.cards()}
        assert remaining.isdisjoint({done[0][1]}), "what was remembered does not come back today"


async def test_keys_pressed_faster_than_the_disk_are_taken_in_order(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space")
        for key in ("space", "2", "space", "2", "space", "1"):
            seat.send(key)
        await seat.settle()
    assert [rating for _, _, rating in rows(learner)] == [Rating.GOOD, Rating.GOOD, Rating.AGAIN]


async def test_a_grade_that_cant_be_written_is_said_and_the_card_stays(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ops_trainer.locale import Complaint
    from ops_trainer.trainer.session import Session

    async with sit() as seat:
        await seat.press("space", "space")
        card = shown(seat).card.id

        def refuse(*_: object) -> None:
            raise Complaint("trainer.bad_name", most=40)

        with monkeypatch.context() as patch:
            patch.setattr(Session, "grade", refuse)
            await seat.press("2")
        assert shown(seat).card.id == card
        assert seat.app.screen.revealed
        assert seat.notice
        await seat.press("2")
        assert [kind for kind, _, _ in rows(learner)] == ["review"]


async def test_keys_can_be_remapped(sit: Any, learner: Any) -> None:
    learner.change(keys={"study.first": "x", "study.second": "c,v", "study.reveal": "n"})
    async with sit() as seat:
        await seat.press("space", "n")
        assert "x 忘了" in seat.text
        assert "c 记得" in seat.text
        await seat.press("2")
        assert rows(learner) == []
        await seat.press("v")
        assert len(rows(learner)) == 1


async def test_an_own_deck_opens_in_the_editor_and_shows_what_was_changed(
    sit: Any, learner: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "decks").mkdir(exist_ok=True)
    mine = home / "decks" / "mine.yaml"
    mine.write_text(
        "id: mine\ntitle: 我的\nnotes:\n  - id: wifi\n    kind: qa\n    front: 访客网络叫什么？\n    back: ops-guest\n",
        encoding="utf-8",
    )
    calls = []

    def edit(command: list[str], check: bool) -> None:
        calls.append(command)
        mine.write_text(mine.read_text(encoding="utf-8").replace("ops-guest", "ops-visitor"), encoding="utf-8")

    from contextlib import nullcontext

    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("ops_trainer.tui.decks.editing.subprocess.run", edit)
    async with sit() as seat:
        monkeypatch.setattr(seat.app, "suspend", nullcontext)
        seat.app.go("study", decks=["mine"])
        await seat.settle()
        assert "编辑" in seat.text
        await seat.press("space")
        assert "ops-guest" in seat.text
        await seat.press("e", "f2")
        assert calls == [["true", str(mine)]]
        assert "ops-visitor" in seat.text


async def test_a_card_of_a_built_in_deck_offers_a_copy(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "e")
        assert seat.place == "Choose"
        assert "不能改" in seat.text
        await seat.press("2")
        assert seat.place == "Study"
