"""Browse: searching as one types, filters, what is done to a card and undone."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from ops_trainer.memory.events import Rating
from ops_trainer.trainer.views import Standing


def ids(seat: Any) -> list[str]:
    """The cards in the list."""
    return [option.id for option in seat.app.screen.query_one("#cards").options]


async def test_it_opens_on_the_search_line_with_all_cards(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        for key in ("b", "slash"):
            await seat.press(key)
            assert seat.place == "Browse"
            assert isinstance(seat.app.focused, Input)
            assert len(ids(seat)) == len(learner.cards())
            assert "产品运营" in seat.text
            await seat.press("escape")
            assert seat.place == "Home"


async def test_it_searches_as_one_types_chinese_words_of_one_and_two_characters(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("b", "竞")
        one = ids(seat)
        await seat.press("品")
        assert ids(seat) == one == ["first/product/duty.research"]
        await seat.press("ctrl+u")
        assert len(ids(seat)) == len(learner.cards())
        await seat.press(*"rivals", " ", *"users")
        assert set(ids(seat)) == {line.card.id for line in learner.search("rivals users").lines} != set()


async def test_what_an_input_method_commits_at_once_or_a_paste_brings_is_found(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("b")
        for char in "用户运营留人":  # many characters, nothing awaited between
            seat.send(char)
        await seat.settle()
        assert seat.app.screen.query_one(Input).value == "用户运营留人"
        assert ids(seat) == [line.card.id for line in learner.search("用户运营留人").lines]
        await seat.press("ctrl+u")
        seat.app.screen.query_one(Input).post_message(events.Paste("拆解竞品"))
        await seat.settle()
        assert ids(seat) == ["first/product/duty.research"]


@pytest.mark.soak(only=True)
async def test_letters_are_letters_while_one_types_and_commands_in_the_list(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("b", "s", "x", "f", "?")
        assert seat.app.screen.query_one(Input).value == "sxf?"
        assert "没有这样的卡片" in seat.text
        await seat.press("ctrl+u", "down")
        assert seat.app.focused.id == "cards"
        await seat.press("slash")
        assert isinstance(seat.app.focused, Input)
        await seat.press("enter")
        assert seat.app.focused.id == "cards"
    assert not list(learner.export_journal())


async def test_suspend_resume_reset_and_flag_can_all_be_undone(sit: Any, learner: Any, clock: Any) -> None:
    session = learner.study(["first"])
    card = session.card.id
    session.grade(Rating.GOOD)
    clock.forward(seconds=1)  # two who write in one millisecond have no order
    before = learner.memory(card).state

    def now() -> Any:
        return next(line for line in learner.search().lines if line.card.id == card)

    async with sit() as seat:
        await seat.press("b", "down")
        while seat.app.screen.highlighted != card:
            await seat.press("down")
        await seat.press("s")
        assert now().standing == Standing.SUSPENDED
        assert "■" in seat.text
        assert "按 u 撤销" in seat.lines[0]
        await seat.press("s")
        assert now().standing == Standing.LEARNING
        await seat.press("x")
        assert now().standing == Standing.NEW
        await seat.press("f", *"why", "enter")
        assert now().state.flag == "why"
        assert "⚑ why" in seat.text
        await seat.press("f", "ctrl+t")
        assert now().state.flag is None
        for _ in range(5):
            assert "u 撤销" in seat.text
            await seat.press("u")
        assert "u 撤销" not in seat.text
    after = learner.memory(card).state
    assert (after.due_day, after.stability, after.flag, after.suspended) == (
        before.due_day,
        before.stability,
        None,
        False,
    )


async def test_filters_by_deck_kind_state_and_flag(sit: Any, learner: Any) -> None:
    learner.flag(learner.cards("second")[0].id, "[b]odd[/b] [@click=app.quit]x[/]")
    async with sit() as seat:
        await seat.press("b", "down", "d", "2")
        assert {card.split("/")[0] for card in ids(seat)} == {"first"}
        assert "卡组：运营岗位" in seat.text
        await seat.press("k")
        await seat.press("down", "down", "enter")
        assert all(learner.note(card.rpartition("/")[0]).kind == "role" for card in ids(seat))
        await seat.press("t", "3")
        assert not ids(seat)
        assert "清空筛选" in seat.text
        await seat.click_key("清空")
        assert len(ids(seat)) == len(learner.cards())
        await seat.press("g", "2")
        assert ids(seat) == [learner.cards("second")[0].id]
        assert "⚑ [b]odd[/b] [@click=app.quit]x[/]" in seat.text
        await seat.press("g", "escape")
        assert len(ids(seat)) == 1, "escape changes nothing"


@pytest.mark.soak(only=True)
async def test_filters_and_cards_can_be_clicked(sit: Any, learner: Any) -> None:
    from ops_trainer.tui.widgets.flow import Chip

    async with sit() as seat:
        await seat.press("b")
        await seat.click(seat.app.screen.query(Chip).first())
        await seat.click("#choices", offset=(4, 2))
        assert {card.split("/")[0] for card in ids(seat)} == {"second"}
        await seat.click("#cards", offset=(4, 1))
        assert seat.place == "Browse", "a click looks at the card"
        assert seat.app.screen.highlighted == ids(seat)[1]
        await seat.click("#cards", offset=(4, 1))
        assert seat.place == "Lesson", "another one opens its lesson"


@pytest.mark.soak(only=True)
async def test_lesson_and_memory_open_from_there_and_one_comes_back(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("b", *"竞品", "down")
        for key, place in (("enter", "Lesson"), ("r", "Lesson"), ("i", "Memory")):
            await seat.press(key)
            assert seat.place == place
            await seat.press("escape")
            assert (seat.place, ids(seat)) == ("Browse", ["first/product/duty.research"])


@pytest.mark.soak(only=True)
async def test_a_lesson_shows_lines_lists_and_code_as_the_card_does(sit: Any, learner: Any, home: Any) -> None:
    case = Path(__file__).parents[1] / "content" / "cases" / "lesson-newlines.yaml"
    (home / "decks").mkdir(exist_ok=True)
    (home / "decks" / "f-md.yaml").write_bytes(case.read_bytes())
    async with sit() as seat:
        await seat.press("b", *"nor code", "down", "enter")
        assert seat.place == "Lesson"
        lines = [line.strip("▕ ▁▔│") for line in seat.lines]
        at = lines.index("- not a list")
        assert lines[at + 1 : at + 3] == ["1. nor this", "> nor a quote"]
        left = {line.lstrip("▕ │")[:8]: len(line) - len(line.lstrip("▕ │")) for line in seat.lines}
        assert left["nor code"] == left["> nor a "] + 4


async def test_an_own_note_opens_in_the_editor(
    sit: Any, learner: Any, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "id: own\ntitle: 自己的\nlanguage: zh\nnotes:\n  - {id: a, kind: qa, front: 甲是什么？, back: 乙}\n"
    own = home / "decks" / "own.yaml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(text, encoding="utf-8")
    called: list[Any] = []
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)

    def edit(command: list[str], **_: Any) -> None:
        called.append(command)
        own.write_text(text.replace("乙", "丙"), encoding="utf-8")

    monkeypatch.setattr("ops_trainer.tui.decks.editing.subprocess.run", edit)
    async with sit() as seat:
        assert "自己的" in seat.text, "what was put into the folder is there when the app opens"
        monkeypatch.setattr(type(seat.app), "suspend", lambda self: nullcontext())
        await seat.press("b", "down")
        place = list(seat.app.screen.choices("deck")).index("own") + 1
        await seat.press("d", f"{place}")
        assert ids(seat) == [learner.cards("own")[0].id]
        await seat.press("e", "f2")
        assert called == [["true", str(own)]]
        assert "丙" in seat.text, "the card is shown as it is now"


async def test_more_cards_than_the_list_holds_are_said(sit: Any, learner: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ops_trainer.tui.decks.browse.MOST", 3)
    async with sit() as seat:
        await seat.press("b")
        assert len(ids(seat)) == 3
        assert "前 3 张" in seat.lines[0]


TAGGED = """id: tagged
title: 带标签的
notes:
  - {id: one, kind: qa, front: 甲问, back: 甲答, tags: ["增长::拉新"]}
  - {id: two, kind: qa, front: 乙问, back: 乙答, tags: [high yield]}
"""


async def test_tags_are_a_filter_where_there_are_any(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("b")
        assert "标签" not in seat.text
    (learner.home / "decks").mkdir(exist_ok=True)
    (learner.home / "decks" / "tagged.yaml").write_text(TAGGED, encoding="utf-8")
    async with sit() as seat:
        await seat.press("b", "down", "l", "3")
        assert ids(seat) == ["tagged/one/answer"]
        assert "标签：增长" in seat.text
        await seat.press("c")
        assert len(ids(seat)) > 2


async def test_all_that_was_found_is_suspended_after_a_yes_and_taken_back_at_once(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("b", *"rivals", "down", "a", "enter")
        assert not [line for line in learner.search().lines if line.state.suspended]
        found = ids(seat)
        await seat.press("a", "2")
        assert {line.card.id for line in learner.search("is:suspended").lines} == set(found) != set()
        await seat.press("a", "2")
        assert not learner.search("is:suspended").lines
        await seat.press("u", "u")
        assert not learner.search("is:suspended").lines
        assert {line.card.id for line in learner.search().lines} > set(found)


async def test_conditions_are_typed_and_told_while_they_are_not_whole(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("b")
        for char in "is:d":
            seat.send(char)
        await seat.settle()
        assert "没有“is:d”这种状态" in seat.text
        for char in "ue":
            seat.send(char)
        await seat.settle()
        assert ids(seat) == [line.card.id for line in learner.search("is:due").lines]


@pytest.mark.soak(only=True)
async def test_more_of_many_is_listed_on_a_key_and_the_order_chosen(sit: Any, learner: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ops_trainer.tui.decks.browse.MOST", 2)
    async with sit() as seat:
        await seat.press("b", "down")
        assert len(ids(seat)) == 2
        assert f"共 {len(learner.cards())} 张" in seat.text
        await seat.press("m")
        assert len(ids(seat)) == 4
        await seat.press("o", "3")
        assert ids(seat) == [line.card.id for line in learner.search(order="lapses", limit=4).lines]
