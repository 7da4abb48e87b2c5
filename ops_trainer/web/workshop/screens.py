"""The projector pages of a room: one document made once for all of them, a moment after something changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ops_trainer.web.workshop.streams import BEAT_S, EventStream, packed
from ops_trainer.workshop.projector import screen_document

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.workshop.log import Entry

GATHER_S = 0.1  # what a crowd does at once is shown together
MOST_SCREENS = 12  # open at once; the oldest gives way


class Screen:
    """The connection of one projector page."""

    __slots__ = ("beat", "over", "shown", "wake")

    def __init__(self) -> None:
        self.shown = -1  # the change that it has
        self.beat = False
        self.over = False
        self.wake = asyncio.Event()
        self.wake.set()


class Screens:
    """All projector pages of a room. Without any, nothing is made."""

    def __init__(self, hosting: Hosting, loop: asyncio.AbstractEventLoop) -> None:
        self._hosting = hosting
        self._loop = loop
        self._open: list[Screen] = []
        self._change = 0
        self._packed: tuple[int, bytes] | None = None
        self._gathering: asyncio.TimerHandle | None = None
        self._beat = loop.call_later(BEAT_S, self._beat_all)
        self._unwatch = hosting.watch(self._changed)

    def close(self) -> None:
        """End all of them."""
        self._unwatch()
        self._beat.cancel()
        if self._gathering is not None:
            self._gathering.cancel()
        for screen in self._open:
            screen.over = True
            screen.wake.set()

    def document(self) -> bytes:
        """Return what they show now."""
        with self._hosting.reading():
            return packed(screen_document(self._hosting.room, self._hosting.now(), self._hosting.address))

    def open(self) -> EventStream[Screen]:
        """Return a stream for one more page."""
        screen, self._packed = Screen(), None  # with the time of now, by which the page sets its clock
        self._open.append(screen)
        for old in self._open[:-MOST_SCREENS]:
            old.over = True
            old.wake.set()
        return EventStream(self, screen)

    def left(self, stream: Screen) -> None:
        """A page's connection is gone."""
        if stream in self._open:
            self._open.remove(stream)

    def due(self, stream: Screen) -> bytes:
        """Return what a page has to be sent now."""
        chunk = b""
        if stream.shown != self._change:
            if self._packed is None or self._packed[0] != self._change:
                self._packed = (self._change, self.document())
            stream.shown = self._change
            chunk = b"event: screen\ndata: %b\n\n" % self._packed[1]
        elif stream.beat:
            chunk = b"event: beat\ndata: {}\n\n"
        stream.beat = False
        return chunk

    # what changes, called in the thread that changed it

    def _changed(self, entry: Entry | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._gather)

    def _gather(self) -> None:
        if self._gathering is None:
            self._gathering = self._loop.call_later(GATHER_S, self._show)

    def _show(self) -> None:
        self._gathering = None
        self._change += 1
        for screen in self._open:
            screen.wake.set()

    def _beat_all(self) -> None:
        self._beat = self._loop.call_later(BEAT_S, self._beat_all)
        for screen in self._open:
            screen.beat = True
            screen.wake.set()
