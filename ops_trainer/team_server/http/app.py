"""The app: routes, refusals, the gate before them."""

from __future__ import annotations

import time
from collections.abc import Callable

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from ops_trainer import __version__
from ops_trainer.locale import Complaint
from ops_trainer.team_server import Hub, Refusal
from ops_trainer.team_server.http import docs, faults, routes
from ops_trainer.team_server.http.gate import Gate, Rates

PACKED_FROM = 2_000  # bytes of an answer below which packing costs more than it saves
PACKING = 4


def api(hub: Hub) -> FastAPI:
    """The API without its gate: what OpenAPI describes."""
    app = FastAPI(
        title="ops-trainer team server",
        version=__version__,
        description="Members, assignments, synchronising, progress. Errors are FaultAnswer everywhere.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.hub = hub
    faults.add(app)
    for router in (docs.router, routes.open_to_all, routes.for_members, routes.for_leads):
        app.include_router(router)
    return app


def create_app(
    hub: Hub, *, rates: Rates | None = None, path: str = "", now: Callable[[], float] = time.monotonic
) -> ASGIApp:
    """The whole ASGI app around a hub. It holds no state of its own but the rates; `now` in seconds is for these.

    `path` is what may stand before the API's own paths; whether a proxy takes it off or not makes no difference.
    """

    async def known(token: str) -> bool:
        try:
            await run_in_threadpool(hub.who, token)
        except Refusal:
            return False
        except Complaint:
            pass  # the store is in trouble; the app will say so
        return True

    return Gate(GZipMiddleware(api(hub), PACKED_FROM, PACKING), known, rates or Rates(), path, now)
