"""What stands before the room's pages: whose name the server answers to, how much it reads, what browsers may do; and
what is said when something is refused: a code for programs, a line for people in both languages."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import math
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ops_trainer.locale import LANGS, Complaint

NOT_SAVED = "page.not_saved"
AGAIN_S = 2.0  # after which it makes sense to try again what could not be saved

STATUS = {
    "workshop.unknown_token": 401,
    "workshop.kicked": 403,
    "workshop.locked": 403,
    "workshop.full": 403,
    "workshop.no_screen": 403,
    "page.foreign": 403,
    "page.no_room": 404,
    "page.no_claim": 404,
    "page.no_page": 404,
    "workshop.no_player": 404,
    "page.slow": 408,
    "workshop.too_early": 409,
    "workshop.too_late": 409,
    "workshop.other_question": 409,
    "workshop.paused": 409,
    "workshop.name_taken": 409,
    "workshop.knocked": 409,
    "workshop.not_now": 409,
    "workshop.over": 410,
    "page.too_large": 413,
    "page.not_json": 415,
    "workshop.bad_answer": 422,
    "quiz.no_number": 422,
    "workshop.name_length": 422,
    "workshop.name_characters": 422,
    "page.bad_body": 422,
    "page.too_often": 429,
}


def refused(complaint: Complaint, wait: float = 0.0, **more: str) -> Response:
    """Return the response to what is refused, with the seconds after which it makes sense to try again, and more to
    hand out.

    What a phone can do nothing about (a full disk, a locked store, a fault of the program's) has one line of its own,
    which asks to try again: where the facilitator's files are, and what to do about them, is told on their screen.
    """
    status = STATUS.get(complaint.key)
    if status is None:
        status, complaint, wait = 503, Complaint(NOT_SAVED), AGAIN_S
    message = {lang: complaint.in_lang(lang) for lang in LANGS}
    document = {"error": complaint.key.partition(".")[2], "message": message, **more}
    response = Response(json.dumps(document, ensure_ascii=False).encode(), status, media_type="application/json")
    if wait > 0:
        response.headers["retry-after"] = str(math.ceil(wait))
    return response


class Refusal(Exception):
    """A complaint on its way out, with the seconds after which it makes sense to try again."""

    def __init__(self, complaint: Complaint, wait: float = 0.0) -> None:
        super().__init__(complaint.key)
        self.complaint = complaint
        self.wait = wait


MOST_BODY = 8192
BODY_S = 10.0  # a body that takes longer is given up

POLICY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Guard:
    """An ASGI application around another one.

    Requests for a host that is not ours are refused: a page of a stranger whose name was made to point here (DNS
    rebinding) shows itself by its name, which is why any plain address is let through. So are requests that another
    site's page sends, bodies that are too large or too slow, and bodies that are not JSON.
    """

    def __init__(
        self,
        app: ASGIApp,
        names: Iterable[str],
        close: Callable[[], None] = lambda: None,
        failed: Callable[[Exception], None] = lambda error: None,
        url: str = "",
    ) -> None:
        """`names` are the host names it answers to beside addresses and localhost; `close` ends what goes on;
        `failed` is told what no part of the application knew how to answer; `url` is where a proxy leads here from:
        its name is answered to, its own pages may send, and its path is taken off where the proxy left it on."""
        public = urlsplit(url)
        self._from = public.netloc.lower()
        self._path = public.path.rstrip("/")
        self.app = app
        self.close = close
        self.failed = failed
        self.names = {name.lower().rstrip(".") for name in names} | {"localhost"}
        if public.hostname:
            self.names.add(public.hostname.rstrip("."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in POLICY.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if self._path and scope["path"] == self._path:
            await RedirectResponse(f"{self._path}/")(scope, receive, guarded)
            return
        if self._path and scope["path"].startswith(f"{self._path}/"):
            scope = {**scope, "path": scope["path"].removeprefix(self._path)}
        complaint = self._wrong(scope)
        if complaint is None and scope["method"] == "POST":
            complaint, receive = await _whole_body(receive)
        if complaint is not None:
            await refused(complaint)(scope, receive, guarded)
            return
        try:
            await self.app(scope, receive, guarded)
        except Exception as error:  # the phone was told to try again, or its stream breaks off and comes again
            self.failed(error)

    def _wrong(self, scope: Scope) -> Complaint | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(host):
            return Complaint("page.foreign")
        if scope["method"] != "POST":
            return None
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2].lower() not in (host.lower(), self._from or host.lower()):
            return Complaint("page.foreign")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Complaint("page.not_json")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BODY:
            return Complaint("page.too_large", most=MOST_BODY)
        return None

    def _is_ours(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
        name = name.strip("[]").lower().rstrip(".")
        try:
            ipaddress.ip_address(name.partition("%")[0])
        except ValueError:
            return name in self.names
        return True


async def _whole_body(receive: Receive) -> tuple[Complaint | None, Receive]:
    """The body read whole, within bounds of size and time; and a `receive` that gives it again."""
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(BODY_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return Complaint("page.slow"), receive
                parts.append(message.get("body", b""))
                if sum(map(len, parts)) > MOST_BODY:
                    return Complaint("page.too_large", most=MOST_BODY), receive
                if not message.get("more_body"):
                    break
    except TimeoutError:
        return Complaint("page.slow"), receive
    whole: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

    async def again() -> Message:
        return whole.pop() if whole else await receive()

    return None, again
