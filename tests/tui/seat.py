"""Someone sitting at the app: presses keys, clicks, and reads the screen, each once the app is at rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sized
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import Any
from unittest.mock import patch

from textual import events
from textual import screen as textual_screen
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from ops_trainer.tui.shell.app import TrainerApp
from ops_trainer.tui.widgets.frame import KeyLink, Notice
from ops_trainer.tui.workshop.player import PlayerApp

PATIENCE_S = 60.0  # for what is over in moments: a test that waits so long has failed
LOOK_S = 0.01  # between looks at what comes from outside
NEVER_S = 3600.0  # longer than any test takes


class Seat:
    """Someone at the app. Whatever they do is over, and can be read, when the call comes back."""

    def __init__(self, app: TrainerApp, elsewhere: set[asyncio.Future[Any]]) -> None:
        self.app = app
        self._elsewhere = elsewhere
        self._read: tuple[Screen[Any], list[str]] | None = None  # what the screen says while the app rests
        self._painted: tuple[Screen[Any], Size] | None = None
        self._pilot = Pilot[Any](app)
        # Textual's own takes an app for idle that leaves the processor alone for a moment, as any does on a busy one.
        self._pilot.pause = self._paused  # type: ignore[method-assign]

    # waiting

    async def settle(self) -> None:
        """Wait until nothing is under way in the app: no message, worker or layout.

        Not waited for is what the app itself does not wait for: clocks, and its threads that synchronise or listen to
        a room (see `until`). Raises what the app crashed with; AssertionError with the screen if it comes to no rest.
        """
        end = monotonic() + PATIENCE_S
        while not await self._rests():
            self._read = None
            assert monotonic() < end, f"the app comes to no rest:\n{self.text}"

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for what comes from outside, by network or thread; AssertionError with the screen if it doesn't."""
        end = monotonic() + PATIENCE_S
        await self.settle()
        while not holds():
            assert monotonic() < end, f"waited in vain:\n{self.text}"
            await asyncio.sleep(LOOK_S)
            await self.settle()

    async def shows(self, *words: str) -> None:
        """Wait until the screen shows words that come from outside."""
        await self.until(lambda: all(word in self.text for word in words))

    async def _rests(self) -> bool:
        """Let the app do what it can do now; whether there was nothing to do, and nothing is waited for."""
        app = self.app
        if app._exception is not None:
            raise app._exception
        if app._exit:
            return True
        if self._elsewhere:
            await asyncio.wait(self._elsewhere)
            return False
        if await self._handled() or app._exit:
            return False
        await app.animator.wait_until_complete()  # even what is not animated may be moved by its clock
        if getattr(app, "_resize_timer", None) is not None:  # which the oldest Textual that we take has not
            app._check_resize()  # now, rather than by its clock; layout and paint, below, likewise
            return False
        screen = app.screen
        if (
            screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
            or screen._callbacks
        ):
            screen._on_timer_update()
            return False
        if screen._compositor._dirty_regions:
            self._paint(screen)
            return False
        opening = app.opened is None and app.open_error is None and not isinstance(app, PlayerApp)
        return not (opening or app._batch_count or self._elsewhere)

    def _paint(self, screen: Screen[Any]) -> None:
        """Paint a screen that is new in front or has a new size. What changes on it is painted when it is read: most
        keys of a test only lead to what it looks at."""
        if self._painted != (seen := (screen, self.app.size)):
            self._painted = seen
            PAINT(screen)
        else:
            screen._compositor._dirty_regions.clear()
            self.app._update_mouse_over(screen)

    @staticmethod
    async def _handled() -> bool:
        """Run the event loop until it has nothing left to run; whether it had anything.

        Every message, callback and answer of a thread is a handle that is ready in the loop. Where none is, only time
        or another thread can bring anything about.
        """
        found = bool(ready())
        await asyncio.sleep(0)
        while ready():
            found = True
            await asyncio.sleep(0)
        return found

    async def _paused(self, delay: float | None = None) -> None:
        await self.settle()

    # keys and mouse

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

    async def paste(self, text: str) -> None:
        """Paste into what has the focus."""
        focused = self.app.screen.focused
        assert focused is not None, self.text
        focused.post_message(events.Paste(text))
        await self.settle()

    async def click(self, target: Widget | type[Widget] | str, **where: Any) -> None:
        """Click on a widget. Fails when something else lies there."""
        assert await self._pilot.click(target, **where), f"something lies over {target}:\n{self.text}"
        await self.settle()

    async def click_key(self, does: str) -> None:
        """Click a link in the key bar by what it says."""
        await self.click(next(link for link in self.app.screen.query(KeyLink) if link.shortcut.does == does))

    async def hover(self, target: Widget | type[Widget] | str) -> None:
        """Move the mouse over a widget."""
        await self._pilot.hover(target)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await self._pilot.resize_terminal(width, height)
        await self.settle()

    # reading

    @property
    def lines(self) -> list[str]:
        """The screen as text, a line each, spaces at the end gone."""
        screen = self.app.screen
        if self._read is None or self._read[0] is not screen or ready():
            strips = screen._compositor.render_strips(self.app.size)
            self._read = screen, [strip.text.rstrip() for strip in strips]
        return list(self._read[1])

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
        said = self.app.announcement
        return said.message if said and any(n.has_class("-shown") for n in self.app.screen.query(Notice)) else ""


def ready() -> Sized:
    """What the running event loop can do now."""
    return asyncio.get_running_loop()._ready  # type: ignore[attr-defined, no-any-return]


def in_executors(loop: asyncio.AbstractEventLoop) -> set[asyncio.Future[Any]]:
    """What the loop waits for from threads from now on: workers, calls of the trainer, Textual's parsing of a page."""
    waited: set[asyncio.Future[Any]] = set()
    run = loop.run_in_executor

    def run_in_executor(executor: Any, job: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        future = run(executor, job, *args)
        waited.add(future)
        future.add_done_callback(waited.discard)
        return future

    loop.run_in_executor = run_in_executor  # type: ignore[assignment, method-assign]
    return waited


PAINT = Screen._compositor_refresh


def _paint_at_rest(screen: Screen[Any]) -> None:
    """Leave the regions that a screen would paint now to the seat. What is behind it is never painted by itself."""
    if screen is not screen.app.screen:
        PAINT(screen)
        return
    screen._dirty_widgets.clear()  # the compositor knows their regions by now
    screen.app._update_mouse_over(screen)


@contextmanager
def no_frames() -> Iterator[None]:
    """Lay out and paint only what is there once an app rests: frames by the clock, sixty a second, take longer than
    what they show."""
    with (
        patch.object(textual_screen, "UPDATE_PERIOD", NEVER_S),
        patch.object(Screen, "_compositor_refresh", _paint_at_rest),
    ):
        yield


@asynccontextmanager
async def seated(app: TrainerApp, width: int = 80, height: int = 24) -> AsyncIterator[Seat]:
    """Run an app in a terminal of a size, without animations, and sit down at it once it is there."""
    app.animation_level = "none"
    elsewhere = in_executors(asyncio.get_running_loop())
    with no_frames():
        async with app.run_test(size=(width, height)):
            seat = Seat(app, elsewhere)
            await seat.settle()
            yield seat
