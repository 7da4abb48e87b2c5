"""A line for each request, and an id by which a member, a proxy and this server speak of the same one."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from datetime import datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")  # a proxy's own id, where it is one that can't garble a line
SHOWN = 200  # characters of a path
JOIN = "/api/v1/join"
LOG = logging.getLogger("ops_trainer.team")


class AccessLog:
    """An ASGI layer around all others. A line holds the time, the request's id, who asks by address, method and path,
    status, milliseconds and bytes: no header and no query, and so no token, code or name.

    `write` takes each line, None for no log; a join that fails is told to the server's log all the same.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime], write: Callable[[str], None] | None) -> None:
        self._app = app
        self._clock = clock
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it when it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        id_ = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        began, status, size = time.perf_counter(), 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = id_
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            path = ascii(scope["path"])[1:-1][:SHOWN]  # in one line, whatever was asked for
            address = (scope.get("client") or ("-",))[0]
            if path.endswith(JOIN) and status >= 400:
                LOG.warning("join refused: %s from %s, request %s", status, address, id_)
            if self._write is not None:
                at = self._clock().isoformat(timespec="milliseconds")
                took = (time.perf_counter() - began) * 1000
                self._write(f"{at} {id_} {address} {scope['method']} {path} {status or '-'} {took:.0f}ms {size}")
