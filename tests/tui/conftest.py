"""The app on a real trainer: a fresh home, a clock that stands, decks of the tests' own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

import ops_trainer
from ops_trainer.tui.app import TrainerApp
from ops_trainer.tui.widgets.keys import KeyLink, Keys
from ops_trainer.tui.widgets.notice import Notice

DECKS = Path(__file__).parent / "decks"


class Seat:
    """Someone sitting at the app: presses keys and reads the screen."""

    def __init__(self, app: TrainerApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Wait until nothing is under way: messages, workers, their answers, and the screens these open."""
        quiet = rounds = 0
        while quiet < 2:
            rounds += 1
            if self.app._exception is not None:  # it crashed, and will never be at rest
                raise self.app._exception
            turn = asyncio.Event()
            self.app.call_later(turn.set)  # what a key does is done in the app's own turn
            while not turn.is_set() and self.app._exception is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(turn.wait(), 1)
            await self.pilot._wait_for_screen()
            busy = [worker for worker in self.app.workers if not worker.is_finished]
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete(busy)
            self.app.screen._on_timer_update()
            await self.app.animator.wait_until_complete()
            opening = self.app.door is None and self.app.trouble is None
            screen = self.app.screen
            unpainted = self.app._batch_count or screen._layout_required or not self.text.strip()
            unpainted = unpainted or (rounds < 50 and self.keys_behind())
            quiet = 0 if busy or opening or unpainted else quiet + 1

    def keys_behind(self) -> bool:
        """Whether the key bar is still to be renewed."""

        def said(links: Iterable[KeyLink]) -> list[tuple[str, str]]:
            return [(link.shown, link.does) for link in links]

        return any(said(bar.query_children(KeyLink)) != said(bar._links()) for bar in self.app.screen.query(Keys))

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the app is at rest."""
        for key in keys:
            self.send(key)
            await self.settle()

    def send(self, key: str) -> None:
        """Press a key and wait for nothing."""
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        char = key if len(key) == 1 else {"space": " ", "enter": "\r", "tab": "\t"}.get(key)
        event = events.Key(name, char)
        event.set_sender(self.app)
        self.app.post_message(event)

    async def click(self, selector: str | type, **where: Any) -> None:
        """Click on a widget."""
        assert await self.pilot.click(selector, **where)
        await self.settle()

    async def click_key(self, does: str) -> None:
        """Click a link in the key bar by what it says."""
        from ops_trainer.tui.widgets.keys import KeyLink

        link = next(link for link in self.app.screen.query(KeyLink) if link.does == does)
        assert await self.pilot.click(link)
        await self.settle()

    @property
    def lines(self) -> list[str]:
        """The screen as text, a line each, spaces at the end gone."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return [strip.text.rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def place(self) -> str:
        """The class name of the screen in front."""
        return type(self.app.screen).__name__

    @property
    def notice(self) -> str:
        """What the notice above the page says, "" when there is none."""
        return self.app.news.message if any(n.has_class("-shown") for n in self.app.screen.query(Notice)) else ""


Sit = Callable[..., AbstractAsyncContextManager[Seat]]


@pytest.fixture
def decks(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Built-in decks of the tests' own, so that no test depends on what the real ones say."""
    monkeypatch.setattr("ops_trainer.content.library.builtin_folder", lambda: DECKS)
    return DECKS


@pytest.fixture
def learner(home: Path, clock: Any, decks: Path) -> Iterator[Any]:
    """A trainer on the home, past the welcome, to prepare and to check with."""
    with ops_trainer.open(home, clock=clock) as trainer:
        trainer.change(welcomed=True, language="zh", theme="dark")
        yield trainer


@pytest.fixture
def sit(home: Path, clock: Any, decks: Path) -> Sit:
    """Start the app on the home."""

    @asynccontextmanager
    async def start(width: int = 80, height: int = 24, **options: Any) -> AsyncIterator[Seat]:
        app = TrainerApp(home, clock=clock, stopwatch=lambda: clock().timestamp(), **options)
        app.animation_level = "none"
        async with app.run_test(size=(width, height)) as pilot:
            seat = Seat(app, pilot)
            await seat.settle()
            yield seat

    return start
