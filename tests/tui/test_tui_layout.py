"""Nothing is cut at any size, in either language; the checker itself finds what is."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Button, Static

from ops_trainer import help as manual
from ops_trainer.memory.events import Rating
from ops_trainer.tui.widgets.frame import KeyLink
from tests.tui.cuts import cuts


async def tour(seat: Any) -> Any:
    """Every screen in its states, one after the other, by name."""
    yield "home"
    await seat.press("ctrl+p")
    yield "palette"
    await seat.press("x", "y", "z")
    yield "palette, nothing found"
    await seat.press("escape", "d")
    yield "deck"
    await seat.press("enter")
    yield "lesson"
    await seat.press("escape", "escape", "space")
    yield "study, asking"
    await seat.press("space")
    yield "study, answered"
    await seat.press("f")
    yield "remark"
    await seat.press("x", "enter", "1", "u", "f")
    yield "remark, flagged"
    await seat.press("escape", "1", "i")
    yield "memory"
    await seat.press("escape")
    for _ in range(60):
        if seat.place == "Finish":
            break
        if seat.app.screen.shown.card.note == "long":
            yield "study, long"
            if not seat.app.screen.revealed:
                await seat.press("space")
            yield "study, long and answered"
        await seat.press("enter")
    yield "finish"
    await seat.press("escape")
    yield "home, done"


async def second_tour(seat: Any) -> Any:
    """The screens about cards, figures, settings and help."""
    await seat.press("b")
    yield "browse"
    await seat.press("down", "f", "x", "enter", "s", "d")
    yield "browse, a filter asked"
    await seat.press("2")
    yield "browse, filtered and suspended"
    await seat.press("slash", "#", "#")
    yield "browse, nothing found"
    await seat.press("escape", "t")
    for page in ("1", "2", "3"):
        await seat.press(page)
        yield f"statistics, page {page}"
    await seat.press("escape", "comma")
    for row in range(11):
        yield f"settings, row {row}"
        await seat.press("down")
    await seat.press("end", "enter")
    yield "settings, the shared folder"
    await seat.press("escape", "home", "enter")
    yield "settings, a choice"
    await seat.press("escape", "down", "enter")
    yield "settings, a number"
    await seat.press("0", "0", "0", "enter")
    yield "settings, a wrong number"
    await seat.press("escape", "k")
    yield "keys"
    await seat.press("enter")
    yield "keys, a key asked"
    await seat.press("ctrl+p")
    yield "keys, a key refused"
    await seat.press("?")
    for _ in manual.topics():
        yield f"help, {seat.app.screen.topic}"
        await seat.press("n")
    await seat.press("left")
    yield "help, topics"
    await seat.press("escape", "escape", "escape")


@pytest.mark.looks
async def test_nothing_is_cut(sit: Any, learner: Any, width: int, height: int, lang: str) -> None:
    learner.change(language=lang)
    found: dict[str, list[str]] = {}
    async with sit(width, height) as seat:
        async for name in tour(seat):
            if cut := cuts(seat.app.screen):
                found[name] = cut
        assert seat.place == "Home"
    assert not found


@pytest.mark.soak(only=True)
@pytest.mark.looks
async def test_nothing_is_cut_where_one_looks_and_settles(
    sit: Any, learner: Any, clock: Any, width: int, height: int, lang: str
) -> None:
    learner.change(language=lang)
    for _ in range(3):
        session = learner.study()
        while session.card:
            session.grade(Rating.GOOD, 4000)
        clock.forward(days=1)
    found: dict[str, list[str]] = {}
    async with sit(width, height) as seat:
        async for name in second_tour(seat):
            if cut := cuts(seat.app.screen):
                found[name] = cut
        assert seat.place == "Home"
    assert not found


async def test_without_study_the_statistics_are_whole_too(sit: Any, learner: Any) -> None:
    async with sit(60, 20) as seat:
        await seat.press("t")
        assert not cuts(seat.app.screen)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_nothing_is_cut_in_the_welcome(sit: Any, lang: str) -> None:
    async with sit(60, 20, lang=lang) as seat:
        for _ in range(3):
            assert seat.place == "Welcome"
            assert not cuts(seat.app.screen)
            await seat.press("enter")
        assert seat.place == "Study"
        assert not cuts(seat.app.screen)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_four_buttons_fit(sit: Any, learner: Any, lang: str) -> None:
    learner.change(language=lang, buttons=4)
    async with sit(60, 20) as seat:
        await seat.press("space", "space")
        assert not cuts(seat.app.screen)


async def test_a_resize_leaves_nothing_cut(sit: Any, learner: Any) -> None:
    async with sit(120, 35) as seat:
        await seat.resize(60, 20)
        assert not cuts(seat.app.screen)


async def test_the_checker_finds_what_is_cut(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        note = seat.app.screen.query_one("#note", Static)
        note.display = True
        note.update("字" * 600)
        start = seat.app.screen.query_one("#start", Button)
        start.styles.width = 5
        link = seat.app.screen.query(KeyLink).first()
        link.show(link.shortcut._replace(does="x" * 90))
        await seat.settle()
        found = "\n".join(cuts(seat.app.screen))
        assert "Static#note" in found
        assert "Button#start" in found
        assert "KeyLink" in found
