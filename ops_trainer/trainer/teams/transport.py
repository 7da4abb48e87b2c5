"""The way to a server: one request, one answer, over HTTP."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from ops_trainer.locale import Complaint
from ops_trainer.team.wire import HEADER, PROTOCOL

API = "/api/v1"
PACKED_FROM = 2_000  # bytes of a request below which packing costs more than it saves
CONNECT_S = 10.0
ANSWER_S = 60.0


class Unreachable(Exception):
    """No answer, or half of one; what the server did with the request is not known."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer, whatever it says. Header names are in small letters."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


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

    def __init__(self, url: str) -> None:
        import httpx

        self._client = httpx.Client(
            base_url=url, timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S), follow_redirects=False
        )

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        """Send one request; large ones packed."""
        import httpx

        if body is not None and len(body) >= PACKED_FROM:
            body, headers = gzip.compress(body, 5, mtime=0), {**headers, "content-encoding": "gzip"}
        try:
            reply = self._client.request(method, API + path, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Unreachable(str(error)) from error
        return Reply(reply.status_code, reply.content, {name.lower(): value for name, value in reply.headers.items()})

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
