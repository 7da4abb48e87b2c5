"""Nothing is cut at any size, in either language; the checker itself finds what is."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Button, Static

from ops_trainer.tui.widgets.keys import KeyLink
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


@pytest.mark.parametrize(("width", "height"), [(60, 20), (80, 24), (120, 35)])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_nothing_is_cut(sit: Any, learner: Any, width: int, height: int, lang: str) -> None:
    learner.change(language=lang)
    found: dict[str, list[str]] = {}
    async with sit(width, height) as seat:
        async for name in tour(seat):
            if cut := cuts(seat.app.screen):
                found[name] = cut
        assert seat.place == "Home"
    assert not found


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
        await seat.pilot.resize_terminal(60, 20)
        await seat.settle()
        assert not cuts(seat.app.screen)


async def test_the_checker_finds_what_is_cut(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        note = seat.app.screen.query_one("#note", Static)
        note.display = True
        note.update("字" * 600)
        start = seat.app.screen.query_one("#start", Button)
        start.styles.width = 5
        seat.app.screen.query(KeyLink).first().does = "x" * 90
        await seat.settle()
        found = "\n".join(cuts(seat.app.screen))
        assert "Static#note" in found
        assert "Button#start" in found
        assert "KeyLink" in found
