"""The app: routes, refusals, the gate before them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from ops_trainer import __version__
from ops_trainer.locale import Complaint, Lang
from ops_trainer.team_server import Refusal, TeamServer, Why
from ops_trainer.team_server.http import docs, routes
from ops_trainer.team_server.http.gate import Gate, Rates, answer, lang_of
from ops_trainer.team_server.operations.access import find_caller

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


def api(server: TeamServer) -> FastAPI:
    """Return the API without its gate: what OpenAPI describes."""
    app = FastAPI(
        title="ops-trainer team server",
        version=__version__,
        description="Members, assignments, synchronising, progress. Errors are FaultAnswer everywhere.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.server = server
    _answer_refusals(app)
    for router in (docs.router, routes.open_to_all, routes.for_members, routes.for_leads):
        app.include_router(router)
    return app


def create_app(
    server: TeamServer, *, rates: Rates | None = None, path: str = "", now: Callable[[], float] = time.monotonic
) -> ASGIApp:
    """Return the whole ASGI app around a team server. It holds no state of its own but the rates.

    `now` gives seconds for these. `path` is what may stand before the API's own paths; whether a proxy takes it off or
    not makes no difference.
    """

    async def known(token: str) -> bool:
        try:
            await run_in_threadpool(find_caller, server, token)
        except Refusal:
            return False
        except Complaint:
            pass  # the store is in trouble; the app will say so
        return True

    return Gate(GZipMiddleware(api(server), PACKED_FROM, PACKING), known, rates or Rates(), path, now)


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
