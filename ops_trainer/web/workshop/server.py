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
    from pathlib import Path

    from ops_trainer.trainer.workshops import Hosting, Plan

KEEP_ALIVE_S = 30
STOPPING_S = 2
CONNECTIONS_A_PLAYER = 3
SPARE_CONNECTIONS = 200
COLLECTING = (20_000, 20, 50)  # seldom: see _calm_collector
USUAL_PORT = 8000
HERE = "127.0.0.1,::1"


class RoomServing(Serving):
    """A room's server that is running."""

    def __init__(
        self,
        hosting: Hosting,
        host: str,
        port: int,
        *,
        url: str = "",
        certificate: Path | None = None,
        key: Path | None = None,
    ) -> None:
        """Start it. `host` is the address to listen on (`0.0.0.0` for all), `port` 0 for any that is free. `url` is the
        one under which a tunnel or a proxy leads here, with a path or without; what those on this machine say of where
        a request comes from is believed then. `certificate` and `key` are PEM files for TLS.

        Raises Complaint when the address can't be had or the certificate not be used.
        """
        more_files()
        _say_nothing()
        listening = listen(host, port, refused="page.no_port")
        self.host = host
        self._url, self._scheme = url, "https" if certificate is not None else "http"
        self._app = create(hosting, own_names() | {host}, url=url)
        most = hosting.room.rules.max_players * CONNECTIONS_A_PLAYER + SPARE_CONNECTIONS
        try:
            super().__init__(
                self._app,
                listening,
                most,
                log_config=None,
                proxy_headers=bool(url),
                forwarded_allow_ips=HERE,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=STOPPING_S,
                limit_concurrency=most,
                ssl_certfile=certificate,
                ssl_keyfile=key,
            )
        except (OSError, ValueError) as error:
            listening.close()
            why = getattr(error, "strerror", None) or str(error)
            raise Complaint("team.bad_certificate", error=why) from None
        if not self.start():
            raise Complaint("page.no_port", host=host, port=port)
        self._collecting = _calm_collector()
        hosting.show_address(self.addresses[0])
        hosting.start()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The URLs under which phones reach it, the likeliest first, without the PIN: `http://192.168.1.5:8000`."""
        own = tuple(f"{self._scheme}://{address}:{self.port}" for address in reachable(self.host))
        return (self._url, *own) if self._url else own

    @property
    def alone(self) -> bool:
        """Whether it was to be reached from outside and this computer is in no network."""
        return not self._url and self.host in ANYWHERE and reachable(self.host) == ["127.0.0.1"]

    def stop(self) -> None:
        """End all connections and stop."""
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._app.close)
        super().stop()
        gc.set_threshold(*self._collecting)
        gc.unfreeze()


def serve(hosting: Hosting, plan: Plan) -> RoomServing:
    """Serve a room where its plan says: on the port asked for, or (None) on the usual one, or any that is free when
    that is taken.

    Raises Complaint when the address can't be had or the certificate not be used.
    """

    def start(port: int) -> RoomServing:
        return RoomServing(hosting, plan.bind, port, url=plan.url, certificate=plan.certificate, key=plan.key)

    if plan.port is not None:
        return start(plan.port)
    try:
        return start(USUAL_PORT)
    except Complaint as complaint:
        if complaint.key != "page.no_port":
            raise
        return start(0)


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
