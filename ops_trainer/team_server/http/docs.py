"""The page at /docs: the API's own description as plain HTML, which asks nothing of any other server."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ops_trainer.locale import Lang, say
from ops_trainer.team_server.http.gate import lang_of

STYLE = (
    "body{font:15px/1.55 system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;color:#222;"
    "background:#fff}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem;margin:1.4rem 0 .3rem}"
    "code{font:13px/1.5 ui-monospace,monospace}table{border-collapse:collapse;width:100%}"
    "td,th{border-top:1px solid #ddd;padding:.35rem .6rem .35rem 0;text-align:left;vertical-align:top}"
    "td:first-child{white-space:nowrap}p{margin:.3rem 0}a{color:#0b57d0}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}td,th{border-color:#333}a{color:#8ab4ff}}"
)
LIMITS = ("pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "default", "enum")
router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Return the API's description in HTML."""
    lang = lang_of(request.headers.get("accept-language", ""))
    return HTMLResponse(page(request.app.openapi(), lang))


def page(described: dict[str, Any], lang: Lang) -> str:
    """Return a page from an OpenAPI description."""
    title = say("team.docs_title", lang)
    parts = [
        f"<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(title)}</h1>",
        f"<p>{escape(say('team.docs_intro', lang))}</p><p><a href=openapi.json>openapi.json</a></p>",
    ]
    for audience in dict.fromkeys(said["tags"][0] for _, _, said in _routes(described)):
        parts.append(f"<h2>{escape(say(f'team.docs_for_{audience}', lang))}</h2><table><tr><th><th>")
        parts.append(f"<th>{escape(say('team.docs_takes', lang))}<th>{escape(say('team.docs_gives', lang))}")
        parts += [_row(*route) for route in _routes(described) if route[2]["tags"][0] == audience]
        parts.append("</table>")
    parts.append(f"<h2>{escape(say('team.docs_models', lang))}</h2>")
    for name, schema in described.get("components", {}).get("schemas", {}).items():
        parts.append(f"<h3 id='{escape(name)}'>{escape(name)}</h3><p>{escape(schema.get('description', ''))}</p>")
        fields = schema.get("properties", {}).items()
        parts.append("<table>" + "".join(_field(key, one, schema) for key, one in fields) + "</table>")
    return "".join(parts)


def _routes(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, said) for path, methods in described["paths"].items() for method, said in methods.items()]


def _row(method: str, path: str, said: dict[str, Any]) -> str:
    good: dict[str, Any] = next((reply for status, reply in said["responses"].items() if status.startswith("2")), {})
    takes, gives = (_shape(_schema(body)) for body in (said.get("requestBody", {}), good))
    return (
        f"<tr><td><code>{method.upper()} {escape(path)}</code><td>{escape(said.get('description', ''))}"
        f"<td>{takes}<td>{gives}"
    )


def _schema(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _field(name: str, schema: dict[str, Any], model: dict[str, Any]) -> str:
    mark = "" if name in model.get("required", ()) else "?"
    limits = {key: schema[key] for key in LIMITS if key in schema}
    shown = escape(", ".join(f"{key} {value}" for key, value in limits.items()))
    return f"<tr><td><code>{escape(name)}{mark}</code><td>{_shape(schema)}<td><code>{shown}</code>"


def _shape(schema: dict[str, Any]) -> str:
    """Return the type of a value, with links to models."""
    if ref := schema.get("$ref"):
        name = escape(str(ref).rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    if "anyOf" in schema:
        return " | ".join(_shape(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_shape(schema.get('items', {}))}]"
    return escape(str(schema.get("format") or schema.get("type") or ("–" if not schema else "")))
