"""Help: the page one needs, all others, and that a page is whole at every width."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from ops_trainer import help as manual
from ops_trainer.tui.shell.app import SCREENS, screen_class
from ops_trainer.tui.widgets.page import Page, folded, readied, table


@pytest.mark.soak(only=True)
async def test_it_opens_on_the_page_about_the_screen_in_front(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        for keys, title in (((), "第一次使用"), (("b", "down"), "浏览"), (("t",), "统计"), (("comma",), "设置")):
            await seat.press(*keys, "?")
            assert seat.place == "Help"
            assert seat.lines[0].endswith(title)
            await seat.press("escape", *["escape"] * bool(keys))
            assert seat.place == "Home"
        await seat.press("b", "f1")
        assert seat.place == "Help", "F1 also where letters are typed"
        await seat.press("?")
        assert seat.lines[0].endswith("浏览"), "asking for help in the help opens no other"


@pytest.mark.soak(only=True)
async def test_topics_and_pages_can_be_turned(sit: Any, learner: Any) -> None:
    topics = [manual.title(topic, "zh") for topic in manual.topics()]
    async with sit() as seat:
        await seat.press("?", "n")
        assert seat.lines[0].endswith(topics[1])
        await seat.press("p", "p")
        assert seat.lines[0].endswith(topics[-1])
        await seat.press("left", "home", "down", "enter", "space")
        assert seat.lines[0].endswith(topics[1])
        assert seat.app.screen.query_one("#scroll").scroll_y > 0
        await seat.click("#topics", offset=(3, 0))
        assert seat.lines[0].endswith(topics[0])


@pytest.mark.soak(only=True)
async def test_where_it_is_narrow_one_of_the_two_shows(sit: Any, learner: Any) -> None:
    async with sit(60, 20) as seat:
        await seat.press("?")
        assert not seat.app.screen.query_one("#topics").size
        await seat.press("left")
        assert not seat.app.screen.query_one("#scroll").size
        await seat.press("right")
        assert seat.app.screen.query_one("#scroll").size


async def test_the_palette_leads_to_every_page_and_setting(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("ctrl+p")
        titles = [command.title for command in seat.app.screen.commands]
        for topic in manual.topics():
            assert seat.app.say("manual.page", title=manual.title(topic, "zh")) in titles
        for char in "希望记住":
            seat.send(char)
        await seat.settle()
        await seat.press("enter")
        assert seat.place == "Settings"
        assert seat.app.screen.at == "retention"


def test_every_screen_names_a_page_of_the_manual_or_the_first() -> None:
    named = {getattr(screen_class(name), "TOPIC", "start") for name in SCREENS}
    assert named <= {*manual.topics(), *manual.ORDER}


# pages


def test_chinese_lines_are_joined_and_code_is_left_alone() -> None:
    assert readied("第一行，\n第二行。\n\n新段") == "第一行，第二行。\n\n新段"
    assert readied("中文\n`code`和word") == "中文`code`和 word"
    assert readied("one\ntwo") == "one\ntwo"
    assert readied("甲\n- 乙\n") == "甲\n- 乙\n"
    fence = "```\n中文\n中文\n```\n"
    assert readied(f"甲\n\n{fence}乙") == f"甲\n\n{fence}乙"


texts = st.text("ab 字符。", max_size=30)


@given(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=5), st.integers(30, 90))
def test_a_table_fits_and_loses_nothing(rows: list[list[str]], width: int) -> None:
    drawn = table([[Content(cell) for cell in row] for row in rows], width).plain
    assert all(cell_len(line) <= width for line in drawn.split("\n"))
    wanted = sorted("".join("".join(row) for row in rows).replace(" ", ""))
    assert sorted(char for char in drawn if not char.isspace() and char != "─") == wanted


@given(st.text("ab  字\n", max_size=200), st.integers(4, 60))
def test_code_is_broken_not_cut(code: str, width: int) -> None:
    drawn = folded(Content(code), width).plain
    assert all(cell_len(line) <= width for line in drawn.split("\n"))
    assert "".join(drawn.split()) == "".join(code.split())


@pytest.mark.parametrize("width", [40, 60])
def test_a_line_of_code_is_broken_at_its_gap(width: int) -> None:
    line = "  decks cards DECK [--json]" + " " * 10 + "the cards of a deck"
    first, second = folded(Content(line), width).plain.split("\n") if width < 56 else (line, "")
    assert first.strip().startswith("decks cards DECK [--json]")
    assert width == 60 or second == "    the cards of a deck"


async def test_no_language_is_guessed_at_for_code_that_names_none(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessed: list[str] = []
    monkeypatch.setattr("textual.highlight.guess_language", lambda code, path: guessed.append(code) or "text")
    async with sit() as seat:
        await seat.app.screen.mount(Page("```\nops-trainer study\n```\n\n    ops-trainer quiz\n"))
        await seat.settle()
        assert "ops-trainer study" in seat.text
        assert "ops-trainer quiz" in seat.text
    assert not guessed
