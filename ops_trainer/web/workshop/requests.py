"""What stands behind the API: who is asking, whether they may, and what the room says to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from ops_trainer.locale import Complaint
from ops_trainer.web.buckets import Buckets, Rate
from ops_trainer.web.workshop.guard import Refusal
from ops_trainer.web.workshop.screens import Screens
from ops_trainer.web.workshop.streams import Streams

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.workshop.state import Player

B = TypeVar("B", bound=BaseModel)
COOKIE_AGE = 86_400


class Limits:
    """All limits of a room's server. Many honest phones may share one address, so that what is limited by address is
    only what honest people seldom do."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.tries = Buckets(Rate(60, 1), clock)  # wrong PINs and codes, by address
        self.knocks = Buckets(Rate(10, 0.2), clock)  # asking for a name back, by address
        self.joins = Buckets(Rate(300, 60), clock)  # coming in, by address: a whole room may share one
        self.answers = Buckets(Rate(20, 4), clock)  # by player
        self.looks = Buckets(Rate(40, 5), clock)  # whole snapshots, by player
        self.streams = Buckets(Rate(20, 1), clock)  # event streams opened, by player


class Desk:
    """A hosted room as the web sees it. Made in the event loop that serves it, at the first request."""

    def __init__(self, hosting: Hosting, clock: Callable[[], float], *, path: bool = False) -> None:
        """`path` tells that a proxy leads here from below a path, which browsers see and this server doesn't."""
        self.hosting = hosting
        self._path = path
        self.limits = Limits(clock)
        loop = asyncio.get_running_loop()
        self.settling = Settling(hosting, loop)
        self.streams = Streams(hosting, loop)
        self.screens = Screens(hosting, loop)

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a player's token."""
        return f"ops-trainer-{self.hosting.pin}"

    def cookie_path(self, path: str = "") -> str:
        """Return where a cookie is sent: below a path of this server's, a player's below their room's."""
        return "/" if self._path else path or f"/api/rooms/{self.hosting.pin}"

    def token(self, request: Request) -> str:
        """Return the token that a request shows: `Authorization: Bearer …`, or the cookie; empty without one."""
        return self._shown(request, self.cookie)

    def room(self, request: Request, pin: str) -> None:
        """Raise Refusal unless the PIN is this room's. Who tried too many wrong ones learns nothing for a while;
        who is in the room already is not held up by that."""
        address = self.address(request)
        if self.token(request) and pin == self.hosting.pin and self._is_known(request):
            return
        if wait := self.limits.tries.wait(address):
            raise Refusal(Complaint("page.too_often"), wait)
        if pin != self.hosting.pin:
            self.limits.tries.take(address)
            raise Refusal(Complaint("page.no_room"))

    def player(self, request: Request, pin: str, limit: Buckets | None = None) -> Player:
        """Return the player who asks. Raises Refusal for another room, without a token, with one that is not known."""
        try:
            player = self.hosting.who(self.token(request)) if pin == self.hosting.pin else None
        except Complaint as complaint:
            self.room(request, pin)
            raise Refusal(complaint) from complaint
        if player is None:
            self.room(request, pin)
            raise Refusal(Complaint("page.no_room"))
        self.hosting.heard(player.id)
        self.streams.heard(player.id)
        if limit is not None:
            self.take(limit, player.id)
        return player

    @property
    def screen_cookie(self) -> str:
        """The name of the cookie that holds a projector page's token."""
        return f"ops-trainer-screen-{self.hosting.pin}"

    def screen(self, request: Request) -> str:
        """Return the token of the projector page that asks. Raises Refusal when none may show the room with it."""
        token = self._shown(request, self.screen_cookie)
        if not token or not self.hosting.is_screen(token):
            raise Refusal(Complaint("workshop.no_screen"))
        self.take(self.limits.looks, token)
        return token

    def knocks(self, request: Request) -> bool:
        """Return whether the one who asks waits for the facilitator's yes."""
        token = self.token(request)
        return bool(token) and self.hosting.is_knocking(token)

    @staticmethod
    def address(request: Request) -> str:
        """Return the address that asks."""
        return request.client.host if request.client is not None else "-"

    def limit_address(self, request: Request, limit: Buckets) -> None:
        """Take one out of the bucket of the address that asks. Raises Refusal when it is empty."""
        self.take(limit, self.address(request))

    def take(self, limit: Buckets, key: str) -> None:
        """Take one out of a bucket. Raises Refusal when it is empty."""
        if wait := limit.take(key):
            raise Refusal(Complaint("page.too_often"), wait)

    def _shown(self, request: Request, cookie: str) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else request.cookies.get(cookie, "")

    def _is_known(self, request: Request) -> bool:
        try:
            self.hosting.who(self.token(request))
        except Complaint:
            return self.knocks(request)
        return True


async def body(request: Request, model: type[B]) -> B:
    """The JSON body as a model. Raises Refusal for anything that is not exactly one."""
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "-"
        raise Refusal(Complaint("page.bad_body", where=where[:60], what=first["msg"])) from error


class Settling:
    """Everyone whose entry a commit holds is released by that commit."""

    def __init__(self, hosting: Hosting, loop: asyncio.AbstractEventLoop) -> None:
        self._hosting = hosting
        self._loop = loop
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        hosting.when_written(self._written)

    async def until(self, seq: int) -> None:
        """Return when an entry is on disk. Raises Complaint when it can't be written now."""
        if self._hosting.written >= seq:
            return
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((seq, future))
        await future

    def _written(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        written, trouble = self._hosting.written, self._hosting.trouble
        still = []
        for seq, future in self._waiting:
            if future.done():
                continue
            if seq <= written:
                future.set_result(None)
            elif trouble is not None:
                future.set_exception(trouble)
            else:
                still.append((seq, future))
        self._waiting = still
