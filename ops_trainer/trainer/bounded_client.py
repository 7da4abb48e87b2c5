"""The one place that reads what a server answers: within bounds, whatever it sends."""

from __future__ import annotations

import os
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    import ssl

    import httpx  # loading it takes a while, and only who goes online needs it

CONNECT_S = 10.0
MOST_LOCATION = 200  # characters of an address that is told


class Unreachable(Exception):
    """No answer, or half of one; what the server did with the request is not known."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one answer may be: `size` in bytes, as it comes and unpacked; `seconds` from the request to its end."""

    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer, whatever it says. Header names are in small letters."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def tls() -> ssl.SSLContext:
    """Return how TLS is checked: as SSL_CERT_FILE and SSL_CERT_DIR say. Shared: to read the certificates for each
    client takes longer than most requests."""
    return _tls(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _tls(file: str | None, folder: str | None) -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


class BoundedClient:
    """Asks one server over one client, from any thread."""

    def __init__(self, client: httpx.Client, url: str, bounds: Bounds) -> None:
        import httpx

        # A single read may take longer than the whole answer: so that it is the whole that is judged.
        client.timeout = httpx.Timeout(bounds.seconds + 10, connect=CONNECT_S)
        self._client, self._url, self._bounds = client, url, bounds
        self._sockets: list[socket.socket] = []

    def ask(self, method: str, path: str, headers: dict[str, str], **sent: Any) -> Reply:
        """Send one request (`content` or `json`, as httpx takes it) and read its answer whole.

        Raises Unreachable when no whole answer came, Complaint when it is over the bounds, packed in a way that was not
        asked for, or sends the request elsewhere.
        """
        with self._asking(method, path, {**headers, "accept-encoding": "gzip"}, **sent) as (reply, _):
            names = {name.lower(): value for name, value in reply.headers.items()}
            return Reply(reply.status_code, self._body(reply), names)

    @contextmanager
    def stream(self, path: str, headers: dict[str, str], silence: float) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Yield the status of an answer that goes on without end, and its pieces as they come.

        Its head is bound in time as an answer is, after that a silence of so many seconds ends it. Raises as `ask`.
        """
        import httpx

        timeout = httpx.Timeout(self._bounds.seconds, read=silence)
        with self._asking("GET", path, {**headers, "accept-encoding": "identity"}, timeout=timeout) as (reply, timer):
            timer.cancel()
            if _packing(reply) != "":
                raise Complaint("answer.packed", url=self._url)
            yield reply.status_code, reply.iter_raw()

    @contextmanager
    def _asking(
        self, method: str, path: str, headers: dict[str, str], **sent: Any
    ) -> Iterator[tuple[httpx.Response, threading.Timer]]:
        import httpx

        late = threading.Event()
        # httpx bounds each read alone. A server that sends a byte a second is cut off by its connection.
        timer = threading.Timer(self._bounds.seconds, self._cut, (late,))
        timer.daemon = True
        timer.start()
        try:
            with self._client.stream(
                method, path, headers=headers, follow_redirects=False, extensions={"trace": self._notice}, **sent
            ) as reply:
                if reply.is_redirect:
                    to = "".join(c for c in reply.headers["location"] if c.isprintable())[:MOST_LOCATION]
                    raise Complaint("answer.elsewhere", url=self._url, to=to)
                yield reply, timer
            if late.is_set():  # the end of what was cut off looks like any other
                raise Unreachable("cut off")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, Unreachable) as error:
            if late.is_set():
                raise Complaint("answer.slow", url=self._url, seconds=round(self._bounds.seconds)) from None
            raise Unreachable(str(error)) from error
        finally:
            timer.cancel()

    def _body(self, reply: httpx.Response) -> bytes:
        most, packing = self._bounds.size, _packing(reply)
        if packing not in ("", "gzip"):
            raise Complaint("answer.packed", url=self._url)
        length = reply.headers.get("content-length", "")
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing else None
        came, size, chunks = 0, 0, list[bytes]()
        too_large = length.isascii() and length.isdigit() and (len(length) > 15 or int(length) > most)
        for chunk in () if too_large else reply.iter_raw():
            came += len(chunk)
            if unpack is not None:
                try:
                    chunk = unpack.decompress(chunk, most + 1 - size)
                except zlib.error as error:
                    raise Unreachable(str(error)) from None
            size += len(chunk)
            if size > most or came > most:
                too_large = True
                break
            chunks.append(chunk)
        if too_large:
            raise Complaint("answer.large", url=self._url, mb=round(most / 2**20))
        if unpack is not None and came and not unpack.eof:
            raise Unreachable("half an answer")
        return b"".join(chunks)

    def _notice(self, name: str, info: dict[str, Any]) -> None:
        """Remember the sockets of open connections; httpx tells of each as it is made."""
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            line = info["return_value"].get_extra_info("socket")
            self._sockets = [*(one for one in self._sockets if one.fileno() != -1), line]

    def _cut(self, late: threading.Event) -> None:
        late.set()
        for line in self._sockets:
            with suppress(OSError):
                # Of a TLS socket too the connection below: another thread is reading from it.
                socket.socket.shutdown(line, socket.SHUT_RDWR)


def _packing(reply: httpx.Response) -> str:
    named = str(reply.headers.get("content-encoding", "")).strip().lower()
    return "" if named == "identity" else named
