"""The way to a server: one request, one answer, over HTTP."""

from __future__ import annotations

import gzip
from typing import Protocol
from urllib.parse import urlsplit

from ops_trainer.locale import Complaint
from ops_trainer.team.wire import HEADER, PROTOCOL
from ops_trainer.trainer.answers import Answers, Bounds, Reply

API = "/api/v1"
PACKED_FROM = 2_000  # bytes of a request below which packing costs more than it saves
BOUNDS = Bounds(32 * 2**20, 120.0)  # the page of a large team, a large deck over a slow line


class Transport(Protocol):
    """What the client needs of the network."""

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        """One request to a path under the server's address. Raises Unreachable when no whole answer came."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class Http:
    """Over HTTP, with TLS checked as the machine is set up (SSL_CERT_FILE, HTTPS_PROXY are heeded)."""

    def __init__(self, url: str, bounds: Bounds = BOUNDS) -> None:
        import httpx

        self._client = httpx.Client(base_url=url)
        self._answers = Answers(self._client, url, bounds)

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        """Send one request; large ones packed. Raises Unreachable, or Complaint for an answer that is out of bounds."""
        if body is not None and len(body) >= PACKED_FROM:
            body, headers = gzip.compress(body, 5, mtime=0), {**headers, "content-encoding": "gzip"}
        return self._answers.ask(method, API + path, headers, content=body)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


def server_url(typed: str) -> str:
    """A server's address as it is kept: `http://` where nothing is said, no slash at the end.

    Raises Complaint for what is no such address.
    """
    text = typed.strip()
    text = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(text)
        odd = parts.scheme not in ("http", "https") or not parts.hostname or bool(parts.query or parts.fragment)
        odd = odd or parts.username is not None or (parts.port is not None and not 0 < parts.port < 65536)
    except ValueError:
        odd = True
    if odd or any(c.isspace() for c in text):
        raise Complaint("team.bad_url", url=typed)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def asking(token: str | None, lang: str) -> dict[str, str]:
    """The headers of every request."""
    found = {HEADER: str(PROTOCOL), "accept-language": lang, "content-type": "application/json"}
    return found if token is None else {**found, "authorization": f"Bearer {token}"}
