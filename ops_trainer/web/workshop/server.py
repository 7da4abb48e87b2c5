"""Serving a room to phones, beside the facilitator's screen."""

from __future__ import annotations

import contextlib
import gc
import logging
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.web.serving import ANYWHERE, Serving, listen, more_files, own_names, reachable
from ops_trainer.web.workshop.app import create

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting

KEEP_ALIVE_S = 30
STOPPING_S = 2
CONNECTIONS_A_PLAYER = 3
SPARE_CONNECTIONS = 200
COLLECTING = (20_000, 20, 50)  # seldom: see _calm_collector
USUAL_PORT = 8000


class RoomServing(Serving):
    """A room's server that is running."""

    def __init__(self, hosting: Hosting, host: str, port: int) -> None:
        """Start it. `host` is the address to listen on (`0.0.0.0` for all), `port` 0 for any that is free.

        Raises Complaint when the address can't be had.
        """
        more_files()
        _say_nothing()
        listening = listen(host, port, refused="page.no_port")
        self.host = host
        self._app = create(hosting, own_names() | {host})
        most = hosting.room.rules.max_players * CONNECTIONS_A_PLAYER + SPARE_CONNECTIONS
        super().__init__(
            self._app,
            listening,
            most,
            log_config=None,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=STOPPING_S,
            limit_concurrency=most,
        )
        if not self.start():
            raise Complaint("page.no_port", host=host, port=port)
        self._collecting = _calm_collector()
        hosting.show_address(self.addresses[0])
        hosting.start()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The URLs under which phones reach it, the likeliest first, without the PIN: `http://192.168.1.5:8000`."""
        return tuple(f"http://{address}:{self.port}" for address in reachable(self.host))

    @property
    def alone(self) -> bool:
        """Whether it was to be reached from outside and this computer is in no network."""
        return self.host in ANYWHERE and reachable(self.host) == ["127.0.0.1"]

    def stop(self) -> None:
        """End all connections and stop."""
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._app.close)
        super().stop()
        gc.set_threshold(*self._collecting)
        gc.unfreeze()


def serve(hosting: Hosting, host: str, port: int | None) -> RoomServing:
    """Serve a room: on the port asked for, or (None) on the usual one, or any that is free when that is taken.

    Raises Complaint when the address can't be had.
    """
    if port is not None:
        return RoomServing(hosting, host, port)
    try:
        return RoomServing(hosting, host, USUAL_PORT)
    except Complaint:
        return RoomServing(hosting, host, 0)


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
