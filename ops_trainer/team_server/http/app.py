"""The team server as an ASGI app: a table of routes, refusals as answers, the gate before them; serving it."""

from __future__ import annotations

import inspect
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ops_trainer import __version__
from ops_trainer.locale import Complaint, Lang
from ops_trainer.team import wire
from ops_trainer.team_server import Refusal, TeamServer, Why
from ops_trainer.team_server.http import docs
from ops_trainer.team_server.http.access import AccessLog
from ops_trainer.team_server.http.gate import Gate, Rates, answer, lang_of
from ops_trainer.team_server.operations import assignments, members, progress, sync
from ops_trainer.web.serving import Serving, listen

if TYPE_CHECKING:
    from types import TracebackType

STATUS = {
    Why.UNKNOWN: 401,
    Why.NOT_ALLOWED: 403,
    Why.NOT_THERE: 404,
    Why.CONFLICT: 409,
    Why.WRONG: 422,
    Why.TOO_MUCH: 429,
}
FULL = frozenset({"store.full", "team.database_full"})
KEYS = {400: "team.bad_json", 404: "team.not_there", 405: "team.no_method"}
LOG = logging.getLogger("ops_trainer.team")
PACKED_FROM = 2_000  # bytes of an answer below which packing costs more than it saves
PACKING = 4
SERVER = "ops_trainer.server"  # where a request's scope holds the team server that answers it
BEARER = HTTPBearer(auto_error=False, description="The token of a device that joined.")
FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"model": wire.FaultAnswer} for status in (400, 401, 403, 404, 408, 409, 413, 422, 426, 429, 500, 503, 507)
}
STOPPING_S = 5  # given to requests that are under way
MOST_CONNECTIONS = 800  # held open at once; the longest idle gives way to a new one


def hello(server: TeamServer) -> wire.Hello:
    """Return what this server is, and which protocol it speaks."""
    return wire.Hello(name="ops-trainer", version=__version__, protocol=wire.PROTOCOL, oldest=wire.OLDEST)


def live(server: TeamServer) -> None:
    """Do nothing: that there is an answer says all."""


def health(server: TeamServer) -> None:
    """Raise Complaint when the server's database does not answer."""
    server.team_names()


class Route(NamedTuple):
    """A route: method, path, the operation behind it, what it is for in the API's description.

    `gives` is the model of an operation that returns bytes of JSON.
    """

    method: str
    path: str
    operation: Callable[..., Any]
    about: str
    gives: type[BaseModel] | None = None


ROUTES = {
    "everyone": (
        Route("GET", "/hello", hello, "What this server is, and which protocol it speaks."),
        Route("GET", "/live", live, "Whether the server's process answers, whatever its database does."),
        Route("GET", "/health", health, "Whether the server and its database answer: for proxies and watchdogs."),
        Route(
            "POST", "/join", members.join_team,
            "Join by an invite. Asking again with the same token after a torn connection changes nothing.",
        ),
    ),
    "members": (
        Route("GET", "/me", members.read_me, "Who I am, and who leads the team."),
        Route("DELETE", "/me", members.leave_team, "Leave: all that the server holds of me is deleted."),
        Route("GET", "/me/devices", members.list_devices, "My devices."),
        Route("POST", "/me/devices", members.link_device, "A code with which another device of mine joins."),
        Route("DELETE", "/me/devices/{device}", members.remove_device, "Let one of my devices in no longer."),
        Route("GET", "/me/progress", progress.preview_report, "The bytes that a lead gets about me.", wire.Report),
        Route("POST", "/sync", sync.sync_events, "Push events and pull those of my other devices.", wire.Synced),
        Route("GET", "/assignments", assignments.list_assignments, "My assignments; for a lead all of the team."),
        Route(
            "GET", "/decks/{deck}", assignments.read_deck,
            "The file of a deck that is assigned to me; for a lead any of the team.",
        ),
        Route("GET", "/audit", members.read_audit, "What leads did; for a learner what was about them."),
    ),
    "leads": (
        Route("GET", "/members", members.list_members, "The members of the team."),
        Route("PATCH", "/members/{member}", members.change_member, "Make a member a lead, or a learner again."),
        Route(
            "DELETE", "/members/{member}", members.remove_member,
            "Remove a member, and delete all that the server holds of them.",
        ),
        Route("GET", "/members/{member}/progress", progress.read_report, "How far a member is.", wire.Report),
        Route(
            "POST", "/members/{member}/devices", members.link_member,
            "A code with which a member whose devices are gone comes back; they are told.",
        ),
        Route("GET", "/invites", members.list_invites, "The open invites."),
        Route("POST", "/invites", members.make_invite, "Make an invite; its code is told this once."),
        Route("DELETE", "/invites/{invite}", members.revoke_invite, "Take an invite back."),
        Route("PUT", "/decks/{deck}", assignments.put_deck, "Send a deck file, new or revised."),
        Route(
            "PUT", "/assignments/{assignment}", assignments.assign,
            "Make an assignment under an id of the client's own making, or change it.",
        ),
        Route("PUT", "/days-off", assignments.set_days_off, "Set the days on which nobody of the team studies."),
        Route("DELETE", "/assignments/{assignment}", assignments.unassign, "Take an assignment back."),
        Route("GET", "/progress", progress.read_progress, "How far everyone is.", wire.Progress),
        Route(
            "GET", "/progress/{deck}", progress.read_notes,
            "How ready the team is for a deck, note by note; nobody by name.",
        ),
        Route("GET", "/mixups", progress.read_mixups, "What the team mixes up; nobody by name."),
        Route("POST", "/misses", sync.take_misses, "Bring back what members missed in a workshop."),
    ),
}  # fmt: skip


def server_of(request: Request) -> TeamServer:
    """Return the team server that `create_app` puts into each request."""
    found: TeamServer = request.scope[SERVER]
    return found


async def token_of(given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> str:
    """Return the bearer token of a request. Raises Refusal when there is none."""
    if given is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    return given.credentials


FOUND = {"server": Annotated[TeamServer, Depends(server_of)], "caller": Annotated[str, Depends(token_of)]}


def add_route(router: APIRouter, audience: str, route: Route) -> None:
    """Add a route that runs its operation.

    The operation's `server` is the app's and its `caller` the one whose token the request bears; its other parameters
    are the path's, and `asked` is the body.
    """

    def endpoint(**given: Any) -> Any:
        if "caller" in given:
            given["caller"] = members.find_caller(given["server"], given["caller"])
        body = route.operation(**given)
        return Response(body, media_type="application/json") if route.gives else body

    signature = inspect.signature(route.operation, eval_str=True)
    parameters = [one.replace(annotation=FOUND.get(one.name, one.annotation)) for one in signature.parameters.values()]
    endpoint.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    gives = route.gives or signature.return_annotation
    router.add_api_route(
        route.path,
        endpoint,
        methods=[route.method],
        name=route.operation.__name__,
        description=route.about,
        response_model=gives,
        status_code=204 if gives is None else 200,
        tags=[audience],
    )


@cache
def api() -> FastAPI:
    """Return the API without its gate: what OpenAPI describes.

    It knows no server, and is made once: to make its routes takes longer than all else of an app.
    """
    app = FastAPI(
        title="ops-trainer team server",
        version=__version__,
        description="Members, assignments, synchronising, progress. Errors are FaultAnswer everywhere.",
        docs_url=None,
        redoc_url=None,
    )
    _answer_refusals(app)
    router = APIRouter(prefix="/api/v1", responses=FAULTS)
    for audience, listed in ROUTES.items():
        for route in listed:
            add_route(router, audience, route)
    app.include_router(docs.router)
    app.include_router(router)
    return app


def create_app(
    server: TeamServer,
    *,
    rates: Rates | None = None,
    path: str = "",
    now: Callable[[], float] = time.monotonic,
    log: Callable[[str], None] | None = None,
) -> ASGIApp:
    """Return the whole ASGI app around a team server. It holds no state of its own but the rates.

    `now` gives seconds for these. `log` takes a line for each request. `path` is what may stand before the API's own
    paths; whether a proxy takes it off or not makes no difference.
    """

    async def known(token: str) -> bool:
        try:
            await run_in_threadpool(members.find_caller, server, token)
        except Refusal:
            return False
        except Complaint:
            pass  # the store is in trouble; the app will say so
        return True

    described = api()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await described({**scope, SERVER: server}, receive, send)

    gate = Gate(GZipMiddleware(app, PACKED_FROM, PACKING), known, rates or Rates(), path, now)
    return AccessLog(gate, server.clock, log)


def _answer_refusals(app: FastAPI) -> None:
    """Answer every refusal in one form."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> JSONResponse:
        headers = {"WWW-Authenticate": "Bearer"} if error.why is Why.UNKNOWN else None
        return answer(STATUS[error.why], error, _lang(request), headers)

    @app.exception_handler(Complaint)
    async def complained(request: Request, error: Complaint) -> JSONResponse:
        # The database can't: nothing was stored, and the client keeps what it has.
        LOG.error("%s", error)
        if error.key in FULL:
            return answer(507, Complaint("team.server_full"), _lang(request))
        return answer(503, Complaint("team.server_busy"), _lang(request), {"Retry-After": "5"})

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first: dict[str, Any] = dict(error.errors()[0])
        where = ".".join(str(part) for part in first["loc"])[:200]
        return answer(422, Complaint("team.bad_request", where=where, what=str(first["msg"])[:200]), _lang(request))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers) if error.headers else None
        complaint = Complaint(KEYS.get(error.status_code, "team.bad_json"))
        return answer(error.status_code, complaint, _lang(request), headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        LOG.exception("team server", exc_info=error)
        return answer(500, Complaint("team.server_broken"), _lang(request))


def _lang(request: Request) -> Lang:
    return lang_of(request.headers.get("accept-language", ""))


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


class TeamServing(Serving):
    """A team server in a thread of its own: `with TeamServing(server, place) as serving: serving.url`."""

    def __init__(
        self,
        server: TeamServer,
        place: Place,
        rates: Rates | None = None,
        log: Callable[[str], None] | None = None,
    ) -> None:
        """`log` takes a line for each request.

        Raises Complaint when the port is taken or the certificate can't be read.
        """
        self.place = place
        listening = listen(place.host, place.port, refused="team.cannot_serve")
        try:
            super().__init__(
                create_app(server, rates=rates, path=place.path, log=log),
                listening,
                MOST_CONNECTIONS,
                log_level="warning",
                proxy_headers=place.proxies is not None,
                forwarded_allow_ips=place.proxies,
                timeout_graceful_shutdown=STOPPING_S,
                ssl_certfile=place.certificate,
                ssl_keyfile=place.key,
            )
        except (OSError, ValueError) as error:
            listening.close()
            raise Complaint("team.bad_certificate", error=getattr(error, "strerror", None) or str(error)) from None

    @property
    def url(self) -> str:
        """The address to reach it at from this machine."""
        host = "127.0.0.1" if self.place.host in ("0.0.0.0", "::") else self.place.host
        return f"{self.place.scheme}://{host}:{self.port}{self.place.path}"

    def __enter__(self) -> TeamServing:
        if not self.start():
            raise Complaint("team.cannot_serve", host=self.place.host, port=self.place.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
