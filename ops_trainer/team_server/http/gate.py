"""What every request passes before it is looked at: protocol, rate, size; and what every answer carries."""

from __future__ import annotations

import asyncio
import math
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ops_trainer.locale import Complaint, Lang
from ops_trainer.team import limits
from ops_trainer.team.typed import hashed
from ops_trainer.team.wire import HEADER, OLDEST, PROTOCOL, Fault, FaultAnswer
from ops_trainer.web.buckets import Buckets, Rate

SMALL_BODY = 64 * 1024
LARGE_BODIES = ("/api/v1/sync", "/api/v1/decks/", "/api/v1/misses", "/api/v1/assignments/")
KEYS = 20_000  # addresses or devices counted at once
READING_S = 60  # a body that takes longer than this is given up
ANSWER_HEADERS = {
    HEADER: str(PROTOCOL),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


def lang_of(header: str) -> Lang:
    """Return the language of an Accept-Language header: Chinese where that comes first."""
    return "zh" if header.strip().lower().startswith("zh") else "en"


def answer(status: int, complaint: Complaint, lang: Lang, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return a refusal as an answer: the status, and the reason in a language."""
    params = {
        name: value if isinstance(value, int | float | str) else value.in_lang(lang)
        if hasattr(value, "in_lang")
        else str(value)
        for name, value in complaint.params.items()
    }  # fmt: skip
    fault = Fault(key=complaint.key, params=params, message=complaint.in_lang(lang))
    return JSONResponse(FaultAnswer(error=fault).model_dump(mode="json"), status, headers)


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests a minute, from one address, from one device, and to join from one address.

    They are counted in each process; a room full of learners behind one address fits.
    """

    address: int = 6_000
    device: int = 600
    join: int = 600


class Gate:
    """An ASGI layer around the app. `known` tells whether a token is a member's: nobody else's large bodies are read.
    `now` in seconds, for the rates."""

    def __init__(
        self,
        app: ASGIApp,
        known: Callable[[str], Awaitable[bool]],
        rates: Rates,
        prefix: str,
        now: Callable[[], float],
    ) -> None:
        self._app = app
        self._known = known
        self._prefix = prefix.rstrip("/")
        self._by_address, self._by_device, self._joining = (
            Buckets(Rate(a_minute, a_minute / 60), now, KEYS) for a_minute in (rates.address, rates.device, rates.join)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = self._without_prefix(scope)
        headers = Headers(scope=scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in ANSWER_HEADERS.items():
                    out.setdefault(name, value)
            await send(message)

        async def refuse(status: int, complaint: Complaint, **more: str) -> None:
            reply = answer(status, complaint, lang_of(headers.get("accept-language", "")), more)
            await reply(scope, receive, sending)

        if (wrong := _protocol(headers.get(HEADER))) is not None:
            await refuse(426, wrong)
            return
        if (wait := self._wait(scope, headers)) > 0:
            await refuse(429, Complaint("team.too_fast", n=wait), **{"Retry-After": str(wait)})
            return
        try:
            async with asyncio.timeout(READING_S):
                body = await _body(receive, headers, _most(scope["path"]), self._known)
        except TimeoutError:
            await refuse(408, Complaint("team.too_slow"))
            return
        except _BadBody as bad:
            await refuse(bad.status, bad.complaint, **bad.headers)
            return
        if body is not None:
            await self._app(_unpacked(scope, len(body)), _replay(body, receive), sending)

    def _without_prefix(self, scope: Scope) -> Scope:
        path = scope["path"]
        if not self._prefix or not path.startswith(f"{self._prefix}/"):
            return scope
        path = path[len(self._prefix) :]
        return {**scope, "path": path, "raw_path": path.encode()}

    def _wait(self, scope: Scope, headers: Headers) -> int:
        """Return the whole seconds until the request may come; 0 when it may now."""
        address = (scope.get("client") or ("",))[0]
        wait = self._by_address.take(address)
        if scope["path"] == "/api/v1/join":
            wait = max(wait, self._joining.take(address))
        elif token := headers.get("authorization"):
            wait = max(wait, self._by_device.take(hashed(token)))
        return math.ceil(wait)


class _BadBody(Exception):
    """A body that is not read to its end, with the answer to it."""

    def __init__(self, status: int, complaint: Complaint, **headers: str) -> None:
        super().__init__(complaint.key)
        self.status, self.complaint, self.headers = status, complaint, headers


def _too_large(most: int) -> _BadBody:
    return _BadBody(413, Complaint("team.too_large", mb=round(most / 2**20, 2)))


def _most(path: str) -> int:
    return limits.BODY_BYTES if path.startswith(LARGE_BODIES) else SMALL_BODY


def _protocol(header: str | None) -> Complaint | None:
    """Return what is wrong with a client's protocol, None when this server speaks it, or none was named."""
    if header is None:
        return None
    if not (header.isascii() and header.isdigit() and len(header) < 6):
        return Complaint("team.client_odd")
    if int(header) > PROTOCOL:
        return Complaint("team.server_older")
    return Complaint("team.client_older") if int(header) < OLDEST else None


async def _body(receive: Receive, headers: Headers, most: int, known: Callable[[str], Awaitable[bool]]) -> bytes | None:
    """Return the whole body, unpacked, None when the client went away."""
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()) or int(length) > most:
        raise _too_large(most)
    allowed = SMALL_BODY
    packing = headers.get("content-encoding", "identity").lower()
    if packing not in ("identity", "gzip"):
        raise _BadBody(400, Complaint("team.bad_json"))
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing == "gzip" else None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        if unpack is not None:
            try:
                chunk = unpack.decompress(chunk, most + 1 - size)
            except zlib.error:
                raise _BadBody(400, Complaint("team.bad_json")) from None
        size += len(chunk)
        if size > most:
            raise _too_large(most)
        if size > allowed:
            if not await known(headers.get("authorization", "").partition(" ")[2].strip()):
                raise _BadBody(401, Complaint("team.unknown_token"), **{"WWW-Authenticate": "Bearer"})
            allowed = most
        chunks.append(chunk)
        if not message.get("more_body", False):
            break
    if unpack is not None and not unpack.eof:
        raise _too_large(most) if unpack.unconsumed_tail else _BadBody(400, Complaint("team.bad_json"))
    return b"".join(chunks)


def _unpacked(scope: Scope, size: int) -> Scope:
    """Return the request as if it had come unpacked and whole."""
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name not in (b"content-encoding", b"content-length", b"transfer-encoding")
    ]
    return {**scope, "headers": [*headers, (b"content-length", str(size).encode())]}


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
