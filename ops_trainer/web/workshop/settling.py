"""Waiting in the event loop until something is on disk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting


class Settling:
    """Everyone whose entry a commit holds is released by that commit."""

    def __init__(self, hosting: Hosting, loop: asyncio.AbstractEventLoop) -> None:
        self._hosting = hosting
        self._loop = loop
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        hosting.when_written(self._written)

    async def until(self, seq: int) -> None:
        """Return when an entry is on disk. Raises Complaint when it can't be written now."""
        if self._hosting.written >= seq:
            return
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((seq, future))
        await future

    def _written(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        written, trouble = self._hosting.written, self._hosting.trouble
        still = []
        for seq, future in self._waiting:
            if future.done():
                continue
            if seq <= written:
                future.set_result(None)
            elif trouble is not None:
                future.set_exception(trouble)
            else:
                still.append((seq, future))
        self._waiting = still
