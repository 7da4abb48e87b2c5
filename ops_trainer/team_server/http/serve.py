"""Running the team server in a thread of its own."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from ops_trainer.locale import Complaint
from ops_trainer.team_server import TeamServer
from ops_trainer.team_server.http.app import create_app
from ops_trainer.team_server.http.gate import Rates
from ops_trainer.web.timeouts import patient

if TYPE_CHECKING:
    from types import TracebackType

STOPPING_S = 5  # given to requests that are under way
MOST_CONNECTIONS = 800  # held open at once; the longest idle gives way to a new one
MOST_HEADERS = 16 * 1024
STARTING_S = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how to serve.

    `port` 0 takes a free one. `certificate` and `key` are PEM files for TLS. `proxies` are the addresses (comma
    separated, or `*`) of proxies whose X-Forwarded headers are believed; without it none are. `path` (`/ops`) is what
    stands before the API's own paths, taken off by a proxy or not.
    """

    host: str = "127.0.0.1"
    port: int = 8787
    certificate: Path | None = None
    key: Path | None = None
    proxies: str | None = None
    path: str = ""

    @property
    def scheme(self) -> str:
        """`https` with a certificate."""
        return "https" if self.certificate else "http"


class Serving:
    """A team server in a thread of its own: `with Serving(hub, place) as serving: serving.url`.

    Raises Complaint when the port is taken or the certificate can't be read.
    """

    def __init__(self, hub: TeamServer, place: Place, rates: Rates | None = None) -> None:
        self.place = place
        self._socket = _bound(place)
        self._server = uvicorn.Server(_config(hub, place, rates))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    @property
    def url(self) -> str:
        """The address to reach it at from this machine."""
        host = "127.0.0.1" if self.place.host in ("0.0.0.0", "::") else self.place.host
        return f"{self.place.scheme}://{host}:{self._socket.getsockname()[1]}{self.place.path}"

    def __enter__(self) -> Serving:
        self._thread.start()
        waited = threading.Event()
        for _ in range(int(STARTING_S / 0.01)):
            if self._server.started or not self._thread.is_alive():
                break
            waited.wait(0.01)
        if not self._server.started:
            raise Complaint("team.cannot_serve", host=self.place.host, port=self.place.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


def _bound(place: Place) -> socket.socket:
    """A socket at the place, bound now so that a taken port is known before anything starts."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    # Named as TCP: otherwise asyncio leaves small packets waiting for each other, 40 ms an answer.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((place.host, place.port))
    except (OSError, OverflowError):
        bound.close()
        raise Complaint("team.cannot_serve", host=place.host, port=place.port) from None
    return bound


def _config(hub: TeamServer, place: Place, rates: Rates | None) -> uvicorn.Config:
    config = uvicorn.Config(
        create_app(hub, rates=rates, path=place.path),
        http=patient(MOST_CONNECTIONS),
        h11_max_incomplete_event_size=MOST_HEADERS,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=place.proxies is not None,
        forwarded_allow_ips=place.proxies,
        timeout_graceful_shutdown=STOPPING_S,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )
    try:
        config.load()
    except (OSError, ValueError) as error:
        raise Complaint("team.bad_certificate", error=getattr(error, "strerror", None) or str(error)) from None
    return config
