"""The page at /docs: the API's own description as plain HTML, which asks nothing of any other server."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ops_trainer.locale import Lang, say
from ops_trainer.web.team.faults import lang_of

STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;"
    "background:#fff}code,pre{font:14px/1.5 ui-monospace,monospace;background:#f3f3f0;border-radius:4px}"
    "code{padding:.1em .3em}pre{padding:.8em;overflow:auto}section{border-top:1px solid #ddd;padding:.4rem 0}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}code,pre{background:#262626}"
    "section{border-color:#333}a{color:#8ab4ff}}"
)
router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The description, in HTML."""
    lang = lang_of(request.headers.get("accept-language", ""))
    return HTMLResponse(page(request.app.openapi(), lang))


def page(described: dict[str, Any], lang: Lang) -> str:
    """A page from an OpenAPI description."""
    title = say("team.docs_title", lang)
    parts = [
        f"<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(title)}</h1>",
        f"<p>{escape(say('team.docs_intro', lang))}</p><p><a href=openapi.json>openapi.json</a></p>",
    ]
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            parts.append(_route(method, path, said, lang))
    parts.append(f"<h2>{escape(say('team.docs_models', lang))}</h2>")
    for name, schema in described.get("components", {}).get("schemas", {}).items():
        text = json.dumps(schema, ensure_ascii=False, indent=1)
        parts.append(f"<section id='{escape(name)}'><h3>{escape(name)}</h3><pre>{escape(text)}</pre></section>")
    return "".join(parts)


def _route(method: str, path: str, said: dict[str, Any], lang: Lang) -> str:
    taken = _model(said.get("requestBody", {}))
    good: dict[str, Any] = next((reply for status, reply in said["responses"].items() if status.startswith("2")), {})
    given = _model(good)
    who = escape(say(f"team.docs_for_{said['tags'][0]}", lang))
    return (
        f"<section><p><code>{method.upper()} {escape(path)}</code> {who}</p>"
        f"<p>{escape(said.get('description', ''))}</p>"
        f"<p>{escape(say('team.docs_takes', lang))} {taken} · {escape(say('team.docs_gives', lang))} {given}</p>"
        "</section>"
    )


def _model(body: dict[str, Any]) -> str:
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return f"<a href='#{escape(name)}'>{escape(name)}</a>" if name else "–"
