"""The room's API and page: an ASGI application around one hosted room. It knows no way to lead the room."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response

from ops_trainer import __version__
from ops_trainer.content.questions.answer import Answer
from ops_trainer.locale import LANGS, Complaint, Lang, catalogue
from ops_trainer.web.workshop.guard import NOT_SAVED, Guard, Refusal, refused
from ops_trainer.web.workshop.models import (
    AnswerBody,
    AnswerReply,
    Claim,
    Empty,
    Join,
    JoinReply,
    Problem,
    Review,
    ScreenBody,
    ScreenReply,
    StateReply,
)
from ops_trainer.web.workshop.requests import COOKIE_AGE, Desk, body
from ops_trainer.web.workshop.streams import packed
from ops_trainer.workshop.names import same_code
from ops_trainer.workshop.phones import answer_document, claim_document, review_document
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting


TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "json": "application/json",
}


@cache
def page_files() -> dict[str, tuple[bytes, bytes, str]]:
    """Every file by name: its bytes, the same packed, and its mark."""
    folder = files(__package__).joinpath("page")
    found = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.rpartition(".")[2] in TYPES}
    found |= {f"words-{lang}.json": _words(lang) for lang in LANGS}
    return {
        name: (body, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:16])
        for name, body in found.items()
    }


def _words(lang: Lang) -> bytes:
    """Return what the page says in a language, by key without the area."""
    return json.dumps({f"page.{name}": text for name, text in catalogue("page", lang).items()}).encode()


def page(request: Request, name: str) -> Response | None:
    """Return one of the page's files; None when there is none of that name."""
    found = page_files().get(name)
    if found is None:
        return None
    body, small, mark = found
    packs = "gzip" in request.headers.get("accept-encoding", "")
    mark = f'"{mark}-gzip"' if packs else f'"{mark}"'
    headers = {"etag": mark, "cache-control": "no-cache", "vary": "accept-encoding"}
    if packs:
        body, headers["content-encoding"] = small, "gzip"
    if request.headers.get("if-none-match") == mark:
        headers.pop("content-encoding", None)
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=TYPES[name.rpartition(".")[2]])


ROOM = "/api/rooms/{pin}"


def sent(document: bytes, status: int = 200) -> Response:
    """JSON bytes as a response."""
    return Response(document, status, media_type="application/json")


def create(
    hosting: Hosting, names: Iterable[str] = (), clock: Callable[[], float] = time.monotonic, url: str = ""
) -> Guard:
    """Return the application. `names` are the host names it answers to beside addresses and localhost; `clock` gives
    seconds that only rise, for the limits; `url` is where a proxy leads here from, if one does."""
    app = FastAPI(
        title="ops-trainer workshop",
        version=__version__,
        description="A live quiz for phones and for programs. The facilitator leads it from the terminal; there is "
        "nothing here that leads it. Times are UTC in milliseconds by the server's clock.",
        docs_url=None,
        redoc_url=None,
        responses={status: {"model": Problem} for status in (401, 403, 404, 409, 422, 429, 503)},
    )
    hosting.expect_phones()
    desks: list[Desk] = []

    def desk() -> Desk:
        if not desks:
            desks.append(Desk(hosting, clock, path=bool(urlsplit(url).path)))
        return desks[0]

    @app.exception_handler(Refusal)
    async def refusal(_: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return refused(error.complaint, error.wait)

    @app.exception_handler(Complaint)
    async def complaint(_: Request, error: Exception) -> Response:
        assert isinstance(error, Complaint)
        return refused(error)

    @app.exception_handler(Exception)
    async def fault(_: Request, error: Exception) -> Response:
        return refused(Complaint(NOT_SAVED))

    @app.exception_handler(404)
    @app.exception_handler(405)
    async def nothing(_: Request, error: Exception) -> Response:
        return refused(Complaint("page.no_page"))

    _add_answers(app, desk)  # first, since routes are looked through in their order
    _add_players(app, desk)
    _add_end(app, desk)
    _add_screens(app, desk)
    _add_page(app)

    def close() -> None:
        for one in desks:
            one.streams.close()
            one.screens.close()

    return Guard(app, names, close, hosting.failed, url)


def _add_page(app: FastAPI) -> None:
    @app.get("/screen", include_in_schema=False)
    async def screen_page(request: Request) -> Response:
        return page(request, "screen.html") or refused(Complaint("page.no_page"))

    @app.get("/", include_in_schema=False)
    @app.get("/{pin}", include_in_schema=False)
    async def join_page(request: Request) -> Response:
        pin = str(request.path_params.get("pin", "0"))
        if not (pin.isascii() and pin.isdigit()):
            return refused(Complaint("page.no_page"))
        found = page(request, "index.html")
        assert found is not None
        return found

    @app.get("/page/{name}", include_in_schema=False)
    async def file(request: Request, name: str) -> Response:
        return page(request, name) or refused(Complaint("page.no_page"))


def _careful(request: Request) -> dict[str, Any]:
    """Return what keeps a cookie from scripts, other sites, and from open lines where it came over a closed one."""
    return {"httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}


def _takes(model: Any) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _add_players(app: FastAPI, desk: Callable[[], Desk]) -> None:
    @app.post(
        ROOM + "/players", response_model=JoinReply, status_code=201, openapi_extra=_takes(Join), tags=["players"]
    )
    async def join(request: Request, pin: str) -> Response:
        """Come in under a name. Who is in already is told who they are; nobody comes in twice with one token.

        202 when the name is taken and `knock` asks for it: the token is good as soon as the facilitator says yes. 503
        when that can't be saved just now: the token comes all the same, and with it the next try finds its own place.
        """
        at = desk()
        at.room(request, pin)
        wanted = await body(request, Join)
        try:
            player, token, status = at.hosting.who(at.token(request)), "", 200
        except Complaint:
            player = None
        if player is None and wanted.knock and at.knocks(request):
            token, status = "", 202
        elif player is None and wanted.knock:
            at.limit_address(request, at.limits.knocks)
            token, _ = at.hosting.knock(wanted.name, wanted.lang)
            status = 202
        elif player is None:
            at.limit_address(request, at.limits.joins)
            joined = at.hosting.join(wanted.name, wanted.lang)
            player, token, status = joined.player, joined.token, 201
        else:
            at.hosting.heard(player.id)
        document: dict[str, Any] = {"player": None, "waiting": player is None}
        if player is not None:
            document["player"] = {"id": player.id, "name": player.name, "team": player.team}
        own = {"token": token} if token and wanted.carry == "header" else {}
        try:
            await at.settling.until(at.hosting.room.seq)
            response = sent(packed(document | own), status)
        except Complaint as complaint:
            response = refused(complaint, 0.0, **own)
        if token and wanted.carry == "cookie":
            response.set_cookie(at.cookie, token, max_age=COOKIE_AGE, path=at.cookie_path(), **_careful(request))
        return response

    @app.post(ROOM + "/leave", status_code=204, openapi_extra=_takes(Empty), tags=["players"])
    async def leave(request: Request, pin: str) -> Response:
        """Go. The points stay, and `return` brings one back."""
        at = desk()
        player = at.player(request, pin, at.limits.looks)
        await body(request, Empty)
        await at.settling.until(at.hosting.leave(player.id))
        return Response(status_code=204)

    @app.post(ROOM + "/return", status_code=204, openapi_extra=_takes(Empty), tags=["players"])
    async def come_back(request: Request, pin: str) -> Response:
        """Come back after having gone."""
        at = desk()
        player = at.player(request, pin, at.limits.looks)
        await body(request, Empty)
        await at.settling.until(at.hosting.come_back(player.id))
        return Response(status_code=204)

    @app.get(ROOM + "/state", response_model=StateReply, tags=["room"])
    async def state(request: Request, pin: str) -> Response:
        """Everything this player may know now. 202 `{"waiting": true}` for who waits for the facilitator's yes."""
        at = desk()
        at.room(request, pin)
        if at.knocks(request):
            return sent(b'{"waiting":true}', 202)
        player = at.player(request, pin, at.limits.looks)
        now = b"%d" % at.hosting.now()
        return sent(b'{"now":' + now + b',"room":' + at.streams.room() + b',"me":' + at.streams.own(player.id) + b"}")

    @app.get(
        ROOM + "/events",
        tags=["room"],
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def events(request: Request, pin: str, answers_beats: bool = False) -> Response:
        """Server-sent events: `room` (its `id` is the revision) and `me`, each whole, whenever it changes; `gone` when
        the facilitator took one out. With `Last-Event-ID` the room comes only if it has changed since. Who says
        `answers_beats` asks for `state`, or anything else, after each `beat`, and is hung up on where nothing comes."""
        at = desk()
        player = at.player(request, pin, at.limits.streams)
        last = request.headers.get("last-event-id", "")
        rev = int(last) if last.isascii() and last.isdigit() and len(last) < 12 else -1
        return at.streams.open(player.id, rev, answers_beats=answers_beats)


def _add_answers(app: FastAPI, desk: Callable[[], Desk]) -> None:
    @app.post(ROOM + "/answers", response_model=AnswerReply, openapi_extra=_takes(AnswerBody), tags=["room"])
    async def answer(request: Request, pin: str) -> Response:
        """Answer the open vote. It is on disk when the reply comes. A repeat changes nothing: the reply then holds the
        answer that was kept, so that it is safe to send again whenever no reply came.

        409 `too_early`, `too_late`, `other_question`, `paused`; 422 when the answer does not fit the question.
        """
        at = desk()
        player = at.player(request, pin, at.limits.answers)
        given = await body(request, AnswerBody)
        receipt = at.hosting.accept_vote(
            player.id, given.run, given.ballot, Answer(tuple(given.chosen), given.text, given.sure), given.lang
        )
        await at.settling.until(receipt.seq)
        kept = answer_document(receipt.reply.answer)
        return sent(packed({"run": given.run, "ballot": given.ballot, "new": receipt.new, "answer": kept}))


def _add_end(app: FastAPI, desk: Callable[[], Desk]) -> None:
    @app.get(ROOM + "/review", response_model=Review, tags=["end"])
    async def review(request: Request, pin: str) -> Response:
        """One's own misses with explanations, and the claim code. 409 `not_now` before the end."""
        at = desk()
        player = at.player(request, pin, at.limits.looks)
        with at.hosting.reading():
            if at.hosting.room.phase is not Phase.END:
                raise Complaint("workshop.not_now")
            return sent(packed(review_document(at.hosting.room, player.id)))

    @app.get(ROOM + "/claims/{code}", response_model=Claim, tags=["end"])
    async def claims(request: Request, pin: str, code: str) -> Response:
        """The misses behind a claim code, for the learner's own trainer; nobody has to be in the room for it."""
        at = desk()
        at.room(request, pin)
        wanted = same_code(code)
        with at.hosting.reading():
            room = at.hosting.room
            if room.phase is Phase.END:
                for player in room.players.values():
                    if player.claim == wanted:
                        return sent(packed(claim_document(room, player.id)))
        at.limit_address(request, at.limits.tries)
        raise Refusal(Complaint("page.no_claim"))


SCREEN = "/api/screen"


def _add_screens(app: FastAPI, desk: Callable[[], Desk]) -> None:
    @app.post(SCREEN, response_model=ScreenReply, status_code=201, openapi_extra=_takes(ScreenBody), tags=["projector"])
    async def open_screen(request: Request) -> Response:
        """Open a projector page: it shows what everybody may see and can do nothing. The PIN is used up with it."""
        at = desk()
        wanted = await body(request, ScreenBody)
        if wait := at.limits.tries.wait(at.address(request)):
            raise Refusal(Complaint("page.too_often"), wait)
        try:
            token, seq = at.hosting.let_screen_in(wanted.pin)
        except Complaint:
            at.limit_address(request, at.limits.tries)
            raise
        await at.settling.until(seq)
        response = sent(packed({"token": token} if wanted.carry == "header" else {}), 201)
        if wanted.carry == "cookie":
            response.set_cookie(
                at.screen_cookie, token, max_age=COOKIE_AGE, path=at.cookie_path(SCREEN), **_careful(request)
            )
        return response

    @app.get(SCREEN + "/state", response_model=dict[str, Any], tags=["projector"])
    async def screen_state(request: Request) -> Response:
        """Everything the projector page shows now: the room as phones see it, how many have answered, who is there,
        the first ten of the standings."""
        at = desk()
        at.screen(request)
        return sent(at.screens.document())

    @app.get(
        SCREEN + "/events",
        tags=["projector"],
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def screen_events(request: Request) -> Response:
        """Server-sent events `screen`, whole, whenever something on it changes, and `beat`."""
        at = desk()
        at.screen(request)
        return at.screens.open()
