"""Serving a room: uvicorn in a thread of its own, beside the facilitator's screen."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import socket
import threading
from typing import TYPE_CHECKING, Any

import uvicorn

from ops_trainer.locale import Complaint
from ops_trainer.web.timeouts import patient
from ops_trainer.web.workshop.app import create
from ops_trainer.web.workshop.network import bracketed, listen, more_files, own_names, reachable

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting

KEEP_ALIVE_S = 30
MOST_HEADERS = 16 * 1024
CONNECTIONS_A_PLAYER = 3
SPARE_CONNECTIONS = 200
START_S = 30.0
COLLECTING = (20_000, 20, 50)  # seldom: see _calm_collector
USUAL_PORT = 8000


class Announced(uvicorn.Server):
    """A server that tells when it is up."""

    def __init__(self, config: uvicorn.Config, up: threading.Event) -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._up.set()


class Serving:
    """A server that is running."""

    def __init__(self, hosting: Hosting, host: str, port: int) -> None:
        """Start it. `host` is the address to listen on (`0.0.0.0` for all), `port` 0 for any that is free.

        Raises Complaint when the address can't be had.
        """
        more_files()
        _say_nothing()
        self._socket = listen(host, port)
        self.host = host
        self.port = int(self._socket.getsockname()[1])
        self._app = create(hosting, own_names() | {host})
        most = hosting.room.rules.max_players * CONNECTIONS_A_PLAYER + SPARE_CONNECTIONS
        config = uvicorn.Config(
            self._app,
            http=patient(most),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=2,
            limit_concurrency=most,
            h11_max_incomplete_event_size=MOST_HEADERS,
        )
        self._ready = threading.Event()
        self._server = Announced(config, self._ready)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="workshop-server", daemon=True)
        self._thread.start()
        self._ready.wait(START_S)
        self._collecting = _calm_collector()
        hosting.start()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Under which phones reach it, the likeliest first, without the PIN: `http://192.168.1.5:8000`."""
        return tuple(f"http://{bracketed(address)}:{self.port}" for address in reachable(self.host))

    def stop(self) -> None:
        """End all connections and stop."""
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._app.close)
        self._server.should_exit = True
        self._thread.join()
        gc.set_threshold(*self._collecting)
        gc.unfreeze()

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._loop.set_exception_handler(_connections_break)
            await self._server.serve(sockets=[self._socket])

        try:
            asyncio.run(serve())
        finally:
            self._ready.set()
            self._socket.close()


def serve(hosting: Hosting, host: str, port: int | None) -> Serving:
    """Serve a room: on the port asked for, or (None) on the usual one, or any that is free when that is taken.

    Raises Complaint when the address can't be had.
    """
    if port is not None:
        return Serving(hosting, host, port)
    try:
        return Serving(hosting, host, USUAL_PORT)
    except Complaint:
        return Serving(hosting, host, 0)


def _calm_collector() -> tuple[int, int, int]:
    """Keep Python's collector from stopping the room: a whole collection walks over everything that is loaded, which
    takes up to half a second while a thousand answers arrive. What is there by now stays out of it until the server
    stops. The thresholds that were."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTING)
    return before


def _say_nothing() -> None:
    """Keep what uvicorn has to say of broken requests off the facilitator's screen."""
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _connections_break(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Phones go away in the middle of anything; that is no news. Everything else is."""
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)
