"""A page to print: cards to cut, folded along the middle, and a sheet to read."""

from __future__ import annotations

import base64
from html import escape
from mimetypes import guess_type

from ops_trainer.content.media import PICTURES
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.webpage import to_html

POLICY = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'"
STYLE = """
body { font: 11pt/1.5 sans-serif; margin: 1.5cm auto; max-width: 19cm; color: #111; background: #fff }
h1 { font-size: 16pt } h2 { font-size: 13pt; break-before: page }
.cards { display: grid; gap: 0 }
.card { display: grid; grid-template-columns: 1fr 1fr; border: 1px dashed #999; break-inside: avoid; min-height: 4.5cm }
.card > div { padding: .4cm; display: flex; align-items: center; justify-content: center; text-align: center }
.card > div + div { border-left: 1px dotted #bbb }
dl { columns: 1 } dt { font-weight: bold; margin-top: .5em; break-after: avoid } dd { margin: 0 0 0 1em }
img { max-width: 100%; max-height: 4cm }
"""


def write(out: Outgoing) -> bytes:
    """Return the page: nothing in it comes from elsewhere, and nothing runs."""
    cards, sheet = [], []
    for ref, note in out.notes.items():
        deck = ref.partition("/")[0]
        for face in note.make_faces():
            if not any(face[2].has(lang) for lang in face[1].langs):
                continue
            front = _html(out, deck, f"{face[1].in_lang(out.lang)}\n{face[2].in_lang(out.lang)}")
            back = _html(out, deck, face[3].in_lang(out.lang))
            cards.append(f'<div class="card"><div>{front}</div><div>{back}</div></div>')
            sheet.append(f"<dt>{front}</dt><dd>{back}</dd>")
    title = escape(out.title)
    page = (
        f'<!doctype html>\n<html lang="{out.lang}"><head><meta charset="utf-8"><meta '
        f'http-equiv="Content-Security-Policy" content="{POLICY}"><title>{title}</title><style>{STYLE}</style>'
        f'</head><body><h1>{title}</h1>\n<p>{escape(out.say("export.cut"))}</p>\n<div class="cards">\n'
        + "\n".join(cards)
        + f"\n</div>\n<h2>{escape(out.say('export.sheet'))}</h2>\n<dl>\n"
        + "\n".join(sheet)
        + "\n</dl></body></html>\n"
    )
    return page.encode()


def _html(out: Outgoing, deck: str, text: str) -> str:
    def source(name: str) -> str:
        path = out.media.get((deck, name))
        kind = guess_type(name)[0]
        if path is None or name.rpartition(".")[2].lower() not in PICTURES:
            out.losses.add("export.no_media", name=name)
            return ""
        return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"

    return to_html(text, source)
