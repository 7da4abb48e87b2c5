"""Refusals as HTTP answers: a status, and the reason in the language that was asked for."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ops_trainer.locale import Complaint, Lang
from ops_trainer.team.wire import Fault, FaultAnswer
from ops_trainer.team_server import Refusal, Why

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


def lang_of(header: str) -> Lang:
    """The language of an Accept-Language header: Chinese where that comes first."""
    return "zh" if header.strip().lower().startswith("zh") else "en"


def answer(status: int, complaint: Complaint, lang: Lang, headers: dict[str, str] | None = None) -> JSONResponse:
    """The body of a refusal."""
    params = {
        name: value if isinstance(value, int | float | str) else value.in_lang(lang)
        if hasattr(value, "in_lang")
        else str(value)
        for name, value in complaint.params.items()
    }  # fmt: skip
    fault = Fault(key=complaint.key, params=params, message=complaint.in_lang(lang))
    return JSONResponse(FaultAnswer(error=fault).model_dump(mode="json"), status, headers)


def add(app: FastAPI) -> None:
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
