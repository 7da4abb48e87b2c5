"""The page's own files, and what it says, read once and served with a mark that tells whether they changed."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from ops_trainer.locale import LANGS, Lang, catalogue

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "json": "application/json",
}


@cache
def page_files() -> dict[str, tuple[bytes, str]]:
    """Every file by name: its bytes and its mark."""
    folder = files(__package__).joinpath("page")
    found = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.rpartition(".")[2] in TYPES}
    found |= {f"words-{lang}.json": _words(lang) for lang in LANGS}
    return {name: (body, f'"{hashlib.sha256(body).hexdigest()[:16]}"') for name, body in found.items()}


def _words(lang: Lang) -> bytes:
    """What the page says in a language, by key without the area."""
    return json.dumps({f"page.{name}": text for name, text in catalogue("page", lang).items()}).encode()


def page(request: Request, name: str) -> Response | None:
    """One of the page's files; None when there is none of that name."""
    found = page_files().get(name)
    if found is None:
        return None
    body, mark = found
    headers = {"etag": mark, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=TYPES[name.rpartition(".")[2]])
