"""The client of a team server: HTTP requests, models out and in, refusals as complaints."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from ops_trainer.locale import Complaint, Lang, catalogue, say
from ops_trainer.team import wire
from ops_trainer.team.typed import FINGERPRINT
from ops_trainer.team.wire import HEADER, PROTOCOL
from ops_trainer.trainer.bounded_client import BoundedClient, Bounds, Reply, Unreachable, tls
from ops_trainer.trainer.teams.pinning import Pinned

API = "/api/v1"
PRINT = re.compile(rf"[0-9a-f]{{{FINGERPRINT}}}")
PACKED_FROM = 2_000  # bytes of a request below which packing costs more than it saves
BOUNDS = Bounds(32 * 2**20, 120.0)  # the page of a large team, a large deck over a slow line
T = TypeVar("T", bound=BaseModel)
# What is asked: by the protocol spoken, where that makes a difference. Defaults are not sent, which older servers may
# not know.
Asked = BaseModel | Callable[[int], BaseModel] | None
CONTROLS = ("Cc", "Cf", "Cs")  # also what turns the direction of writing
# What is taken over as it is, and looked at piece by piece before it is used.
VERBATIM: tuple[type[BaseModel], ...] = (wire.Synced, wire.DeckText)


class Transport(Protocol):
    """What the client needs of the network."""

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        """Send a request to a path under the server's address. Raises Unreachable when no whole answer came."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class Http:
    """Over HTTP, with TLS checked as the machine is set up (SSL_CERT_FILE, HTTPS_PROXY are heeded), or by the
    fingerprint that stands behind the address."""

    def __init__(self, url: str, bounds: Bounds = BOUNDS) -> None:
        import httpx

        address, _, fingerprint = url.partition("#")
        self._client = httpx.Client(base_url=address, verify=Pinned.to(fingerprint, address) if fingerprint else tls())
        self._answers = BoundedClient(self._client, url, bounds)

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        """Send one request; large ones packed. Raises Unreachable, or Complaint for an answer that is out of bounds."""
        if body is not None and len(body) >= PACKED_FROM:
            body, headers = gzip.compress(body, 5, mtime=0), {**headers, "content-encoding": "gzip"}
        return self._answers.ask(method, API + path, headers, content=body)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


def server_url(typed: str) -> str:
    """Return a server's address normalised: `http://` where no scheme is typed, no slash at the end; behind `#` the
    fingerprint of its certificate, where one is named.

    Raises Complaint for what is no such address.
    """
    text = typed.strip()
    text = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(text)
        pinned = parts.fragment.lower()
        odd = parts.scheme not in ("http", "https") or not parts.hostname or bool(parts.query)
        odd = odd or bool(pinned and not (parts.scheme == "https" and PRINT.fullmatch(pinned)))
        odd = odd or parts.username is not None or (parts.port is not None and not 0 < parts.port < 65536)
    except ValueError:
        odd = True
    if odd or any(c.isspace() for c in text):
        raise Complaint("team.bad_url", url=typed)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}" + (f"#{pinned}" if pinned else "")


def asking(token: str | None, lang: str, protocol: int) -> dict[str, str]:
    """Return the headers of every request."""
    found = {HEADER: str(protocol), "accept-language": lang, "content-type": "application/json"}
    return found if token is None else {**found, "authorization": f"Bearer {token}"}


class TeamClient:
    """Sends one member's requests to one server and reads the responses."""

    def __init__(self, transport: Transport, url: str, token: str | None, lang: Lang) -> None:
        self._transport = transport
        self._url = url
        self._token = token
        self._lang = lang
        self.protocol = PROTOCOL  # that both sides speak, as far as is known yet
        self.server_time: datetime | None = None  # of the latest answer, where the server told it

    def ask(self, method: str, path: str, gives: type[T], asked: Asked = None) -> T:
        """Ask, and get a model back. Raises Complaint as `raw` does, and for an answer that is none."""
        body = self.raw(method, path, asked)
        try:
            # Not pydantic's own reader: it refuses the whole answer for half a character in one event.
            answer = json.loads(body)
            return gives.model_validate(answer if gives in VERBATIM else _plain(answer))
        except (ValidationError, ValueError, RecursionError):
            raise Complaint("team.answer_odd", url=self._url) from None

    def raw(self, method: str, path: str, asked: Asked = None) -> bytes:
        """Ask, and get the bytes of the answer back; an older server is asked again in the protocol that it speaks.

        Raises Complaint when the server can't be reached, is none of ours, or refuses.
        """
        given = asked(self.protocol) if callable(asked) else asked
        body = None if given is None else given.model_dump_json(exclude_unset=True).encode()
        try:
            reply = self._transport.send(method, path, body, asking(self._token, self._lang, self.protocol))
        except Unreachable:
            raise Complaint("team.offline", url=self._url) from None
        with suppress(ValueError, TypeError):
            self.server_time = parsedate_to_datetime(reply.headers.get("date", ""))
        if wire.HEADER not in reply.headers:
            # A proxy whose server is away answers in its stead.
            key = "team.server_away" if reply.status >= 500 else "team.not_a_server"
            raise Complaint(key, url=self._url)
        theirs = reply.headers[wire.HEADER]
        if reply.status == 426 and theirs.isdecimal() and wire.OLDEST <= int(theirs) < self.protocol:
            self.protocol = int(theirs)
            return self.raw(method, path, asked)
        if reply.status >= 300:
            raise _complaint(reply, self._url)
        return reply.body

    def __enter__(self) -> TeamClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


def _plain(value: Any) -> Any:
    """Return an answer without control characters, so that no server can write to the terminal by itself."""
    if isinstance(value, str):
        return "".join(c if c == "\n" or unicodedata.category(c) not in CONTROLS else "\ufffd" for c in value)
    if isinstance(value, dict):
        return {_plain(key): _plain(value) for key, value in value.items()}
    return [_plain(value) for value in value] if isinstance(value, list) else value


def _complaint(reply: Reply, url: str) -> Complaint:
    """Return a refusal in the words of this program where it knows them, else in the server's."""
    try:
        fault = wire.FaultAnswer.model_validate(_plain(json.loads(reply.body))).error
    except (ValueError, RecursionError):
        return Complaint("team.answer_odd", url=url)
    area, _, name = fault.key.partition(".")
    if area == "team" and name in catalogue("team", "en"):
        try:
            say(fault.key, "en", **{"n": 0, **fault.params})
            return Complaint(fault.key, **fault.params)
        except (KeyError, IndexError, ValueError):
            pass  # the server's version of this message takes other parameters
    return Complaint("team.server_says", message=fault.message)
