"""A button shows the whole of its label, whenever that changes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual.content import Content
from textual.widgets import Button

from ops_trainer import tui
from tests.tui.cuts import cuts


@pytest.mark.parametrize("laid_out_between", [False, True])
@pytest.mark.parametrize("page", ["home", "deck"])
async def test_a_longer_label_makes_it_wider(sit: Any, learner: Any, page: str, laid_out_between: bool) -> None:
    async with sit() as seat:
        if page == "deck":
            await seat.press("d")
        button = seat.app.screen.query_one("#start", Button)
        for label in (" ", "开始学这个卡组吧  空格"):
            button.label = Content(label)
            if laid_out_between:  # by what else is on the screen, before the button has its turn
                seat.app.screen._refresh_layout()
        await seat.settle()
        assert label in seat.text
        assert not cuts(seat.app.screen)


def test_no_screen_has_a_button_of_another_kind() -> None:
    another = re.compile(r"^from textual\.widgets import (\([^)]*|.*)\bButton\b", re.MULTILINE)
    files = list(Path(tui.__path__[0]).rglob("*.py"))
    assert len(files) > 50
    assert [file.name for file in files if another.search(file.read_text("utf-8"))] == []
