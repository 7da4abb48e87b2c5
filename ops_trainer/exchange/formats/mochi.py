"""Mochi's .mochi in its JSON form: a card is Markdown, its sides parted by `---`, `{{…}}` a gap."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from ops_trainer.content import media
from ops_trainer.exchange.archives import Archive
from ops_trainer.exchange.formats.markdown import plain
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.locale import Complaint

MOST = 64 << 20
MOST_DEPTH = 50
GAP = re.compile(r"\{\{(?:(\d+)::)?([^{}\n]+)\}\}")
FILE = re.compile(r"!\[([^\]\n]*)\]\(@media/([^)\n]+)\)")


def read(source: Source, wish: str = "") -> Parcel:
    """Return the cards of a file. Raises Complaint."""
    parcel = Parcel("mochi", source.name)
    with Archive(source.path) as archive:
        try:
            decks = _listed(json.loads(archive.read("data.json", MOST)).get("~:decks"))
            for deck in decks:
                parcel.title = str(deck.get("~:name") or parcel.title)
                for card in _listed(deck.get("~:cards")):
                    _card(parcel, source, card, archive.names)
        except (ValueError, AttributeError, TypeError, RecursionError):
            raise Complaint("import.broken", file=source.path.name) from None
    return parcel


def _listed(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        value = value.get("~#list") or value.get("~#set") or []
    yield from (one for one in value or () if isinstance(one, dict))


def _card(parcel: Parcel, source: Source, card: dict[str, Any], names: frozenset[str]) -> None:
    text = str(card.get("~:content") or "")
    tags = card.get("~:tags")
    found = [str(tag) for tag in (tags.get("~#set", []) if isinstance(tags, dict) else [])]

    def mark(file: re.Match[str]) -> str:
        if file[2] not in names or not media.is_name(file[2]):
            parcel.losses.add("import.no_media", text, name=file[2][:60])
            return f"[{file[1] or file[2]}]"
        parcel.media[file[2]] = partial(_file, source, file[2])
        return media.mark(file[2], file[1])

    text = FILE.sub(mark, text)
    guid = str(card.get("~:id") or "").removeprefix("~:") or None
    if GAP.search(text):
        count = 0

        def gap(one: re.Match[str]) -> str:
            nonlocal count
            count += 1
            return f"{{{{c{one[1] or count}::{one[2]}}}}}"

        parcel.add({"kind": "cloze", "text": GAP.sub(gap, text), "tags": found}, "", guid)
        return
    front, *back = re.split(r"^---\s*$", text, flags=re.MULTILINE)
    front = re.sub(r"^#{1,6} ", "", front, flags=re.MULTILINE)
    if front.strip() and any(part.strip() for part in back):
        raw = {"kind": "qa", "front": plain(front), "back": plain("\n".join(back)), "tags": found}
        parcel.add(raw, "", guid)
    else:
        parcel.losses.add("import.half_row", text)


def _file(source: Source, name: str) -> bytes:
    with Archive(source.path) as archive:
        return archive.read(name, MOST)
