"""The seat waits for whatever is under way, and nobody waits otherwise."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from tests.tui import seat as seat_module
from tests.tui.seat import Seat

TURNS = 200  # of the event loop: far more than the app needs for anything


async def held(seat: Seat, release: threading.Event) -> bool:
    """Whether the seat waits until something is released, and not longer."""
    waiting = asyncio.ensure_future(seat.settle())
    for _ in range(TURNS):
        await asyncio.sleep(0)
    waited = not waiting.done()
    release.set()
    await waiting
    return waited


@pytest.mark.parametrize("kind", ["worker", "call", "parsing"])
async def test_what_a_thread_is_at_is_waited_for(sit: Any, learner: Any, kind: str) -> None:
    release, came = threading.Event(), []
    async with sit() as seat:
        if kind == "worker":
            seat.app.screen.ask(lambda trainer: release.wait(), came.append)
        elif kind == "call":

            async def call() -> None:
                came.append(await seat.app.screen.do(release.wait))

            seat.app.screen.call_later(call)
        else:  # as Textual does with the Markdown of a page: beside the app's workers

            async def parse() -> None:
                came.append(await asyncio.get_running_loop().run_in_executor(None, release.wait))

            seat.app.screen.call_later(parse)
        assert await held(seat, release)
        assert came == [True]


async def test_a_chain_of_callbacks_and_what_it_paints_is_waited_for(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        note = seat.app.screen.query_one("#note", Static)

        def step(left: int) -> None:
            if left:
                seat.app.screen.call_after_refresh(step, left - 1)
            note.display = True
            note.update(f"left: {left}")

        step(20)
        await seat.settle()
        assert "left: 0" in seat.text


async def test_another_size_is_waited_for(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        for width, height in ((60, 20), (120, 35), (40, 12)):
            await seat.resize(width, height)
            assert seat.app.screen.size == (width, height)
            assert not seat.app.screen._layout_required


async def rest() -> None:
    """As when there is nothing to wait for."""


async def test_what_never_comes_fails_with_the_screen(sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit() as seat:
        monkeypatch.setattr(seat, "settle", rest)
        monkeypatch.setattr(seat_module, "PATIENCE_S", 0)
        with pytest.raises(AssertionError, match="学运营"):
            await seat.until(lambda: False)


def test_nobody_waits_in_another_way() -> None:
    otherwise = re.compile(r"\bpilot\b|\bsleep\(|run_test\(|wait_for\(")
    for file in Path(__file__).parent.glob("test_*.py"):
        if file != Path(__file__):
            assert not otherwise.search(file.read_text("utf-8")), file
