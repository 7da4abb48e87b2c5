"""Anki's own text files: `#` headers that say what the columns are, fields with or without HTML."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from ops_trainer.exchange import markup
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.sheets import separated_rows, separator_of
from ops_trainer.exchange.table import asked_columns, columns_of, read_rows, tags_of

SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
HEADER = re.compile(r'^"?#\s*([a-z ]+?)\s*:(.*)$', re.IGNORECASE)
SPECIAL = ("guid", "notetype", "deck", "tags")
GAP = re.compile(r"\{\{c\d+::", re.IGNORECASE)
LOOKS_HTML = re.compile(r"<(?:br|div|b|i|img|ul|li|p|span)\b[^>]*>|&(?:nbsp|lt|gt|amp);", re.IGNORECASE)


def headers(text: str) -> dict[str, str]:
    """Return the `#` headers at the beginning, also where a spreadsheet added commas behind them."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if not line.lstrip('"').startswith("#"):
            break
        if mark := HEADER.match(line):
            value = mark[2].strip().strip('"')
            if mark[1].lower() not in ("columns", "separator") or len(value) > 1:
                value = value.rstrip(",;\t").strip('"') if mark[1].lower() != "columns" else value
            found[mark[1].lower()] = value
    return found


def read(source: Source, wish: str = "") -> Parcel:
    """Return the notes of a text. Raises Complaint."""
    text = source.text()
    known = headers(text)
    lines = text.split("\n")
    begin = next((number for number, line in enumerate(lines) if not line.lstrip('"').startswith("#")), len(lines))
    body = "\n".join(lines[begin:])
    named = known.get("separator", "")
    separator = SEPARATORS.get(named.casefold(), named if len(named) == 1 else "") or separator_of(body)
    parcel = Parcel("tsv", known.get("deck", "").split("::")[-1].strip() or source.name)
    rows = separated_rows(body, separator, source.path.name)
    if not known and (wish or any(columns_of(row) for row in rows[:3])):
        read_rows(parcel, rows, wish)
        return parcel
    columns = {field: _place(known.get(f"{field} column", "")) for field in SPECIAL}
    if wish:
        asked = {"front": 0, "back": 1} | asked_columns(wish, rows)[0]
        order = [asked["front"], asked["back"]]
    else:
        order = []
    is_html = known.get("html", "").casefold() == "true" or ("html" not in known and bool(LOOKS_HTML.search(body)))
    for number, row in enumerate(rows, begin + 1):
        if any(cell.strip() for cell in row):
            _add(parcel, row, columns, order, known.get("tags", ""), is_html, number)
    return parcel


def _place(number: str) -> int | None:
    return int(number) - 1 if number.isdecimal() and number != "0" else None


def _add(
    parcel: Parcel,
    row: list[str],
    columns: dict[str, int | None],
    order: list[int],
    all_tags: str,
    is_html: bool,
    number: int,
) -> None:
    def cell(field: str) -> str:
        place = columns[field]
        return row[place].strip() if place is not None and place < len(row) else ""

    special = {place for place in columns.values() if place is not None}
    fields = (
        [value for place, value in enumerate(row) if place not in special]
        if not order
        else [row[p] for p in order if p < len(row)]
    )
    where = f"{number} {fields[0] if fields else ''}"[:50]
    if is_html:
        named = markup.named_by({}, where, parcel.losses.add)
        fields = [markup.to_text(field, where, parcel.losses.add, named) for field in fields]
    tags = tags_of(f"{all_tags} {cell('tags')}", re.compile(r"\s+"))
    if deck := cell("deck"):
        tags = [*dict.fromkeys([*tags, *tags_of(deck, re.compile(r"$^"))])]
    guid = cell("guid") or None
    fields = [field.strip() for field in fields]
    rest = [field for field in fields[2:] if field]
    if GAP.search(fields[0] if fields else ""):
        more = "\n".join(filter(None, fields[1:]))
        parcel.add({"kind": "cloze", "text": fields[0], "example": more, "tags": tags}, where, guid)
    elif len(fields) > 1 and fields[0] and fields[1]:
        kind = cell("notetype").casefold()
        back = fields[1]
        reverse = "reversed" in kind and ("optional" not in kind or bool(rest))
        if rest and "optional" not in kind:
            back = "\n".join([back, *rest])
        raw: dict[str, Any] = {"kind": "qa", "front": fields[0], "back": back, "tags": tags}
        if reverse:
            raw["reverse"] = True
        parcel.add(raw, where, guid)
    elif fields and fields[0]:
        parcel.losses.add("import.no_back", where)
        parcel.add({"kind": "question", "ask": fields[0], "tags": tags}, where, guid)
    else:
        parcel.losses.add("import.half_row", where)


def write(out: Outgoing) -> bytes:
    """Return the cards, a line each, as Anki imports them."""
    text = io.StringIO()
    text.write("#separator:tab\n#html:false\n#guid column:1\n#deck column:2\n#tags column:5\n")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    for ref, note in out.notes.items():
        deck = ref.partition("/")[0]
        for place, card in enumerate(note.make_cards(deck)):
            guid = note.guid or ref
            name = guid if place == 0 else f"{guid}#{card.face}"
            tags = " ".join(tag.replace(" ", "_") for tag in note.tags)
            title = out.titles[deck].in_lang(out.lang)
            writer.writerow([name, title, out.said(card.front), out.said(card.back), tags])
    return text.getvalue().encode()
