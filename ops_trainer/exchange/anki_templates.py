"""Anki's card templates: `{{Field}}`, `{{#Field}}…{{/Field}}`, filters, as HTML of a front and a back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

TAG = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
RULE = re.compile(r"<hr[^>]*\bid\s*=\s*[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
LONGEST = 100_000  # characters of a template


@dataclass(slots=True)
class Rendered:
    """What a side of a card shows: HTML, the field that is to be typed, the fields that a hint hides."""

    html: str
    typed: str = ""
    hints: tuple[str, ...] = ()


def rendered(template: str, fields: Mapping[str, str], *, front: bool, cloze: bool = True) -> Rendered:
    """Return a side of a card. On the front nothing stands for what is to be typed or hidden; `cloze` says whether
    fields with gaps are shown."""
    template = COMMENT.sub("", template[:LONGEST])
    pieces: list[str] = []
    typed, hints = "", []
    skipped: list[str] = []  # the conditions that are open and don't hold, and all within them
    place = 0
    for tag in TAG.finditer(template):
        if not skipped:
            pieces.append(template[place : tag.start()])
        place = tag.end()
        name = tag[1]
        if name[:1] in "#^":
            key = name[1:].strip()
            holds = bool(fields.get(key, "").strip())
            if skipped or holds != (name[0] == "#"):
                skipped.append(key)
        elif name[:1] == "/":
            if skipped and skipped[-1] == name[1:].strip():
                skipped.pop()
        elif not skipped:
            *filters, key = (part.strip() for part in name.split(":"))
            value = fields.get(key, "")
            if key == "FrontSide":
                continue
            if "type" in filters and front:
                typed = key
            elif "hint" in filters and front:
                hints += [key] if value.strip() else []
            elif "cloze" not in filters or cloze:
                pieces.append(value)
    if not skipped:
        pieces.append(template[place:])
    return Rendered("".join(pieces), typed, tuple(hints))


def answer_part(template: str) -> str:
    """Return what of a back's template stands for the answer: behind its rule where it has one."""
    parts = RULE.split(template, maxsplit=1)
    return parts[-1]
