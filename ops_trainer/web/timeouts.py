"""HTTP that does not wait for ever: for connections that say nothing, half a request, or do not listen."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 10.0  # a connection that has not sent the head of a request by then is closed
DEAF_S = 30.0  # one that has taken nothing of what it is sent for so long is cut off


class Patient(H11Protocol):
    """A connection. Where there are as many as there may be, the one that has kept the server waiting longest gives
    way to a new one, so that nobody is kept out by connections that are merely held open."""

    most: int
    waiting: dict[Patient, None]  # those that keep the server waiting, the longest first

    _patience: asyncio.TimerHandle | None = None
    _deaf: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A connection is open."""
        super().connection_made(transport)
        self._be_patient()
        while len(self.connections) >= self.most:
            longest = next(iter(self.waiting))
            if longest is self:
                break  # all the others are being served
            longest.give_way()

    def data_received(self, data: bytes) -> None:
        """Something came: a request, or a part of one."""
        super().data_received(data)
        self._be_patient()

    def on_response_complete(self) -> None:
        """A request was answered; the next may come."""
        super().on_response_complete()
        self._see_who_waits()

    def pause_writing(self) -> None:
        """The other side does not take what it is sent."""
        super().pause_writing()
        self._deaf = self._deaf or self.loop.call_later(DEAF_S, self.give_way)
        self._see_who_waits()

    def resume_writing(self) -> None:
        """The other side takes it again."""
        super().resume_writing()
        self._listens()
        self._see_who_waits()

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection is gone."""
        self._stop_waiting()
        self._listens()
        self.waiting.pop(self, None)
        super().connection_lost(exc)

    def give_way(self) -> None:
        """End the connection at once, without waiting until what was sent is taken."""
        self.waiting.pop(self, None)
        self.connections.discard(self)
        self.transport.abort()

    @property
    def _is_served(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _be_patient(self) -> None:
        if self._is_served:
            self._stop_waiting()
        elif self._patience is None:
            self._patience = self.loop.call_later(HEADERS_S, self._give_up)
        self._see_who_waits()

    def _see_who_waits(self) -> None:
        if self.transport.is_closing() or (self._is_served and not self.cycle.more_body and not self.flow.write_paused):
            self.waiting.pop(self, None)
        else:
            self.waiting.setdefault(self)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _listens(self) -> None:
        if self._deaf is not None:
            self._deaf.cancel()
            self._deaf = None

    def _give_up(self) -> None:
        self._patience = None
        if not self.transport.is_closing() and not self._is_served:
            self.transport.close()


def patient(most: int) -> type[Patient]:
    """The protocol of one server, for so many connections at once."""
    return type("Patient", (Patient,), {"most": most, "waiting": {}})
