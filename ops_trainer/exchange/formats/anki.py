"""Anki's packages, .apkg and .colpkg: three layouts in (v1, v2, v3), the first one out."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ops_trainer.content import media
from ops_trainer.exchange import markup, protobuf
from ops_trainer.exchange.anki_package import SEEN, USED, fingerprint, package
from ops_trainer.exchange.anki_templates import answer_part, rendered
from ops_trainer.exchange.archives import Archive, unpack_zstd
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import CardMark, Parcel, Review, Source, slug
from ops_trainer.exchange.table import tags_of
from ops_trainer.locale import Complaint

MOST_DATABASE = 384 << 20
MOST_MEDIA_LIST = 16 << 20
MOST_MEDIA = 32 << 20  # bytes of one file
MOST_STEPS = 4_000  # of a million instructions of SQLite each
SIDE = "\x1f"
OCCLUSION = re.compile(r"\{\{c(\d+)::image-occlusion:[^{}]*\}\}(?:<br>)?")
GAP = re.compile(r"\{\{c(\d+)::")
SEVERAL_GAPS = re.compile(r"\{\{c(\d+)(?:,\d+)+::")
FLAGS = ("", "red", "orange", "green", "blue", "pink", "turquoise", "purple")
RENAMED = re.compile(r"[/\\:*?\"<>|%#\x00-\x1f]")


@dataclass(slots=True)
class _Type:
    """A note type: what its fields are called, the templates of its cards (front, back), whether it has gaps."""

    name: str
    fields: list[str] = field(default_factory=list)
    templates: list[tuple[str, str, str]] = field(default_factory=list)
    cloze: bool = False


def read(source: Source, wish: str = "") -> Parcel:
    """Return the notes of a package. Raises Complaint."""
    with Archive(source.path) as archive:
        names = archive.names
        newest = "collection.anki21b" in names
        inside = next(
            (name for name in ("collection.anki21b", "collection.anki21", "collection.anki2") if name in names), ""
        )
        if not inside:
            raise Complaint("import.not_format", file=source.path.name, format="anki")
        data = archive.read(inside, MOST_DATABASE)
        if newest:
            data = unpack_zstd(data, MOST_DATABASE, source.path.name)
        parcel = Parcel("anki", source.name)
        known = _media(archive, parcel, source, newest=newest)
    try:
        with closing(_opened(data)) as connection:
            del data
            _read(connection, parcel, known)
    except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Complaint("import.broken", file=source.path.name) from None
    return parcel


def _opened(data: bytes) -> sqlite3.Connection:
    """Open a database that nobody vouches for, in memory. Raises sqlite3.Error."""
    if data[:16] != b"SQLite format 3\0":
        raise sqlite3.DatabaseError
    if data[18:20] == b"\x02\x02":  # written with a log of its own, which isn't there
        data = data[:18] + b"\x01\x01" + data[20:]
    connection = sqlite3.connect(":memory:")
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return int(steps > MOST_STEPS)

    try:
        connection.deserialize(data)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.create_collation(
            "unicase", lambda one, two: (one.casefold() > two.casefold()) - (one.casefold() < two.casefold())
        )
        connection.set_progress_handler(step, 1_000_000)
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"notes", "cards", "revlog", "col"} <= tables:
            raise sqlite3.DatabaseError
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _types(connection: sqlite3.Connection) -> tuple[dict[int, _Type], dict[int, str]]:
    """Return note types and names of decks by their ids."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "notetypes" not in tables:
        models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
        types = {
            int(key): _Type(
                str(model["name"]),
                [str(one["name"]) for one in model["flds"]],
                [(str(one["name"]), str(one["qfmt"]), str(one["afmt"])) for one in model["tmpls"]],
                model["type"] == 1,
            )
            for key, model in json.loads(models).items()
        }
        return types, {int(key): str(deck["name"]) for key, deck in json.loads(decks).items()}
    types = {
        row[0]: _Type(str(row[1]), cloze=protobuf.first_number(row[2], 1) == 1)
        for row in connection.execute("SELECT id, name, config FROM notetypes")
    }
    for kind, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        if kind in types:  # rows of types that are no longer there stay behind
            types[kind].fields.append(str(name))
    for kind, name, config in connection.execute("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
        if kind in types:
            sides = (protobuf.first_bytes(config, number).decode("utf-8", "replace") for number in (1, 2))
            types[kind].templates.append((str(name), *sides))  # type: ignore[arg-type]
    decks = connection.execute("SELECT id, name FROM decks").fetchall()
    return types, {row[0]: str(row[1]).replace(SIDE, "::") for row in decks}


def _read(connection: sqlite3.Connection, parcel: Parcel, known: dict[str, str]) -> None:
    types, decks = _types(connection)
    cards: dict[int, dict[int, tuple[int, int, int, int]]] = {}
    for id_, note, deck, number, queue, flags in connection.execute(
        "SELECT id, nid, did, ord, queue, flags FROM cards"
    ):
        cards.setdefault(note, {})[number] = (id_, deck, queue, flags)
    places: dict[int, tuple[int, int]] = {}
    found = set()
    rows = connection.execute("SELECT id, guid, mid, tags, flds FROM notes ORDER BY id")
    for id_, guid, kind, tags, values in rows:
        of_note = cards.get(id_, {})
        if kind not in types:
            parcel.losses.add("import.no_type", str(values))
            continue
        names = {decks.get(card[1], "") for card in of_note.values()} - {"", "Default"}
        found |= names
        made = _note(types[kind], str(values).split(SIDE), parcel, known)
        if made is None:
            continue
        raw, faces = made
        if "ops" not in raw:
            levels = [tag for name in sorted(names) for tag in tags_of(name, re.compile(r"$^"))]
            raw["tags"] = [*dict.fromkeys([*tags_of(str(tags), re.compile(r"\s+")), *levels])]
        raw.pop("ops", None)
        where = re.sub(r"<[^>]*>", "", str(values).split(SIDE)[0])
        parcel.add(raw, where, str(guid), faces=faces)
        here = len(parcel.notes) - 1
        for number, (card, _, queue, flags) in of_note.items():
            places[card] = (here, number)
            if queue == -1:
                parcel.marks.append(CardMark(here, number))
            if flags & 7:
                parcel.marks.append(CardMark(here, number, FLAGS[flags & 7]))
    if len(found) > 1:
        parcel.losses.add("import.decks_as_tags")
    if len(found) == 1:
        parcel.title = next(iter(found)).split("::")[-1].strip() or parcel.title
    _reviews(connection, parcel, places)


def _reviews(connection: sqlite3.Connection, parcel: Parcel, places: Mapping[int, tuple[int, int]]) -> None:
    for at, card, ease, took in connection.execute("SELECT id, cid, ease, time FROM revlog ORDER BY id"):
        if card not in places:
            parcel.losses.add("import.review_of_none")
        elif ease not in (1, 2, 3, 4):
            parcel.losses.add("import.no_rating")
        else:
            parcel.reviews.append(Review(*places[card], at, ease, min(max(took, 0), 600_000)))


def _note(
    kind: _Type, values: list[str], parcel: Parcel, known: dict[str, str]
) -> tuple[dict[str, Any], dict[int, str]] | None:
    given = dict(zip(kind.fields, values, strict=False))
    where = re.sub(r"<[^>]*>", " ", values[0])[:60]
    if (ours := _restored(given, known)) is not None:
        return ours
    for number in SEVERAL_GAPS.finditer(values[0]):
        parcel.losses.add("import.several_gaps", number[0])
    named = markup.named_by(known, where, parcel.losses.add)

    def said(html: str) -> str:
        return markup.to_text(html, where, parcel.losses.add, named).strip()

    try:
        return _cloze(kind, given, parcel, where, said) if kind.cloze else _cards(kind, given, parcel, where, said)
    except Complaint as complaint:
        parcel.losses.add("import.left_out", where, why=complaint)
        return None


def _cloze(
    kind: _Type, given: dict[str, str], parcel: Parcel, where: str, said: Any
) -> tuple[dict[str, Any], dict[int, str]] | None:
    front, back = (kind.templates or [("", "", "")])[0][1:]
    names = [name for name in given if re.search(rf"cloze:(?:\w+:)*\s*{re.escape(name)}\s*\}}\}}", front)]
    if not names:
        parcel.losses.add("import.no_gap", where)
        return None
    html = given[names[0]]
    shapes = OCCLUSION.findall(html)
    if shapes:
        parcel.losses.add("import.occlusion", where)
        numbers = sorted({int(number) for number in shapes})
        rest = rendered(front, given, front=True, cloze=False).html
        rest = re.sub(r"(?is)<(script|canvas)\b.*?(?:</\1>|$)|<div id=\"?err\"?>.*?</div>", "", rest)
        html = f"{rest}<br>{' '.join(f'{{{{c{number}::{number}}}}}' for number in numbers)}"
    text = said(SEVERAL_GAPS.sub(r"{{c\1::", html))
    keys = sorted({int(number) for number in GAP.findall(text)})
    if not keys:
        parcel.losses.add("import.no_gap", where)
        return None
    extra = "" if shapes else said(rendered(back, given, front=False, cloze=False).html)
    return {"kind": "cloze", "text": text, "example": extra}, {key - 1: f"cloze.c{key}" for key in keys}


def _cards(
    kind: _Type, given: dict[str, str], parcel: Parcel, where: str, said: Any
) -> tuple[dict[str, Any], dict[int, str]] | None:
    cards: list[tuple[int, str, str, str]] = []
    typed = ""
    for number, (name, front, back) in enumerate(kind.templates):
        side = rendered(front, given, front=True)
        for hint in side.hints:
            parcel.losses.add("import.hint", where, field=hint)
        asked = said(side.html)
        if not asked:
            continue
        other = said(rendered(answer_part(back), given, front=False).html)
        if other.startswith(asked) and "FrontSide" not in back:
            other = other[len(asked) :].strip()
        cards.append((number, name, asked, other))
        typed = typed or (said(given.get(side.typed, "")) if side.typed else "")
    if not cards:
        first = said(values) if (values := next(iter(given.values()), "")) else ""
        parcel.losses.add("import.no_front", first or where)
        return None
    number, _, front, back = cards[0]
    if not back:
        parcel.losses.add("import.no_back", front)
        return {"kind": "question", "ask": front}, {number: "answer"}
    if len(cards) == 1 and typed and "\n" not in typed:
        return {"kind": "question", "ask": front, "accept": [typed], "why": back if back != typed else ""}, {
            number: "answer"
        }
    raw: dict[str, Any] = {"kind": "qa", "front": front, "back": back}
    faces = {number: "answer"}
    for number, name, asked, other in cards[1:]:
        if (asked, other) == (back, front) and "reverse" not in raw:
            raw["reverse"] = True
            faces[number] = "reverse"
        else:
            key = slug(name, "t") if slug(name, "t") not in raw.get("faces", {}) else f"t{number + 1}"
            raw.setdefault("faces", {})[key] = {"front": asked, "back": other or "·"}
            faces[number] = f"face.{key}"
    return raw, faces


def _restored(given: dict[str, str], known: dict[str, str]) -> tuple[dict[str, Any], dict[int, str]] | None:
    """Return a note that this program wrote, as it was; None for any other, or one that was changed in Anki."""
    from html import unescape

    if USED not in given:
        return None
    try:
        kept = json.loads(unescape(given[USED]))
        shown = [value for name, value in given.items() if name != USED]
        if kept[SEEN] != fingerprint(shown):
            return None
        raw = dict(kept["note"])
        faces = {number: str(face) for number, face in enumerate(kept["faces"])}
    except (ValueError, KeyError, TypeError):
        return None
    text = json.dumps(raw, ensure_ascii=False)
    for name, ours in known.items():
        if name != ours:
            text = text.replace(f"](media/{name})", f"](media/{ours})")
    return {**json.loads(text), "ops": True}, faces


def _media(archive: Archive, parcel: Parcel, source: Source, *, newest: bool) -> dict[str, str]:
    """Return what the package's files are called here, by their names there; their bytes go into the parcel."""
    known: dict[str, str] = {}
    taken: set[str] = set()
    for member, name in _listed(archive, source, newest=newest):
        ours = _file_name(name)
        if not media.is_name(ours):
            parcel.losses.add("import.media_name", repr(name)[1:40])
            continue
        if member not in archive.names:
            parcel.losses.add("import.no_media", name=ours)
            continue
        stem, _, ending = ours.rpartition(".")
        number = 2
        while ours.casefold() in taken:
            ours, number = f"{stem}-{number}.{ending}", number + 1
        taken.add(ours.casefold())
        known[name] = ours
        parcel.media[ours] = partial(_file, source, member, newest=newest)
    return known


def _listed(archive: Archive, source: Source, *, newest: bool) -> Iterator[tuple[str, str]]:
    if "media" not in archive.names:
        return
    data = archive.read("media", MOST_MEDIA_LIST)
    try:
        if newest:
            entries = protobuf.fields(unpack_zstd(data, MOST_MEDIA_LIST, source.path.name))
            for number, (_, entry) in enumerate(e for e in entries if e[0] == 1 and isinstance(e[1], bytes)):
                assert isinstance(entry, bytes)
                yield str(number), protobuf.first_bytes(entry, 1).decode("utf-8", "replace")
        else:
            for member, name in json.loads(data or b"{}").items():
                yield str(member), str(name)
    except (ValueError, AttributeError):
        raise Complaint("import.broken", file=source.path.name) from None


def _file(source: Source, member: str, *, newest: bool) -> bytes:
    with Archive(source.path) as archive:
        data = archive.read(member, MOST_MEDIA)
    return unpack_zstd(data, MOST_MEDIA, source.path.name) if newest else data


def _file_name(name: str) -> str:
    """Return a name as a media folder may have it; what is a path stays none."""
    if "/" in name or "\\" in name or ":" in name:
        return ""
    made = unicodedata.normalize("NFC", RENAMED.sub("_", name)).strip()
    return re.sub(r"\.jpe$", ".jpg", made, flags=re.IGNORECASE)


def write(out: Outgoing) -> bytes:
    """Return a package of the notes, their media and their history."""
    return package(out)
