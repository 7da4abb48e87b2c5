"""A package for Anki, in the layout that every version reads: a note type a kind, stable ids, media, history."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import unicodedata
import zipfile
from collections import defaultdict
from contextlib import closing
from html import escape, unescape
from typing import Any

from ops_trainer.content.card import Card
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.kinds.gaps import OPENING
from ops_trainer.content.media import MARK, SOUNDS
from ops_trainer.exchange.outgoing import Outgoing, PastReview

USED = "ops-trainer"  # the field that holds the note as it was
SEEN = "seen"
DAY_MS = 86_400_000
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
SIDE = "\x1f"
TABLES = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
  ivl integer not null, factor integer not null, reps integer not null, lapses integer not null, left integer not null,
  odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
  ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
  type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""
LOOKS = ".card { font-family: sans-serif; font-size: 20px; text-align: center; }"
DECK = {
    "mod": 0, "usn": -1, "lrnToday": [0, 0], "revToday": [0, 0], "newToday": [0, 0], "timeToday": [0, 0],
    "collapsed": False, "browserCollapsed": False, "desc": "", "dyn": 0, "conf": 1, "extendNew": 0, "extendRev": 0,
}  # fmt: skip
OPTIONS = {
    "1": {
        "id": 1, "mod": 0, "name": "Default", "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0, "replayq": True,
        "new": {"bury": False, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
        "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
        "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0}, "dyn": False,
    }
}  # fmt: skip


def fingerprint(shown: list[str]) -> str:
    """Return a digest of what a note shows in Anki, by which one that was changed there is told."""
    plain = unicodedata.normalize("NFC", SIDE.join(unescape(text) for text in shown))
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def package(out: Outgoing) -> bytes:
    """Return the package's bytes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        _Writer(out, connection).run()
        connection.commit()
        database = connection.serialize()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", database)
        names: dict[str, str] = {}
        for number, ((_, name), path) in enumerate(sorted(out.media.items())):
            if name not in names.values():
                names[str(number)] = name
                archive.write(path, str(number))
        archive.writestr("media", json.dumps(names, ensure_ascii=False))
    return made.getvalue()


class _Writer:
    def __init__(self, out: Outgoing, connection: sqlite3.Connection) -> None:
        self.out, self.connection = out, connection
        self.seconds = out.at // 1000
        self.models: dict[str, dict[str, Any]] = {}
        self.used: set[int] = set()
        self.reviews: dict[str, list[PastReview]] = defaultdict(list)
        for review in out.reviews:
            self.reviews[review.card].append(review)
        self.crt = out.at - out.at % DAY_MS
        self.position = 0

    def run(self) -> None:
        decks: dict[str, dict[str, Any]] = {"1": {**DECK, "id": 1, "name": "Default"}}
        for deck, title in self.out.titles.items():
            number = self.id_of("deck", deck)
            decks[str(number)] = {**DECK, "id": number, "name": title.in_lang(self.out.lang).replace("::", "：：")}
        numbers = {deck: int(key) for deck, key in zip(self.out.titles, list(decks)[1:], strict=True)}
        for ref, note in self.out.notes.items():
            deck = ref.partition("/")[0]
            self.put_note(ref, note, note.make_cards(deck), numbers[deck])
        conf = {
            "nextPos": self.position + 1, "estTimes": True, "activeDecks": [1], "sortType": "noteFld", "timeLim": 0,
            "sortBackwards": False, "addToCur": True, "curDeck": 1, "newBury": True, "newSpread": 0, "dueCounts": True,
            "curModel": None, "collapseTime": 1200,
        }  # fmt: skip
        values = (
            1, self.crt // 1000, self.out.at, self.out.at, 11, 0, 0, 0, json.dumps(conf),
            json.dumps(self.models, ensure_ascii=False), json.dumps(decks, ensure_ascii=False), json.dumps(OPTIONS),
            "{}",
        )  # fmt: skip
        self.connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", values)

    def id_of(self, *name: str) -> int:
        """Return a number for a name: the same every time, and the time of no other."""
        digest = hashlib.sha256("\n".join(name).encode()).digest()
        number = 1_300_000_000_000 + int.from_bytes(digest[:6], "big") % 100_000_000_000
        while number in self.used:
            number += 1
        self.used.add(number)
        return number

    def put_note(self, ref: str, note: BaseNote, cards: tuple[Card, ...], deck: int) -> None:
        raw = note.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        raw = {
            "id": note.id,
            "kind": note.kind,
            **{name: value for name, value in raw.items() if name not in ("id", "kind")},
        }
        gaps = note.kind == "cloze" and note.text_of("text")
        faces = [card.face for card in cards]
        if gaps:
            shown = [
                self.with_gaps(gaps.in_lang(self.out.lang), faces),
                self.html(note.example.in_lang(self.out.lang)) if note.example else "",
            ]
        else:
            shown = [side for card in cards for side in self.sides(note, card)]
        model, size = self.model(note.kind, len(cards), is_cloze=bool(gaps))
        shown += [""] * (2 * size - len(shown) if not gaps else 0)
        kept = {"note": raw, "faces": faces, SEEN: fingerprint(shown)}
        fields = [*shown, escape(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), quote=False)]
        number = self.id_of("note", ref)
        tags = " ".join(tag.replace(" ", "_") for tag in note.tags)
        first = re.sub(r"<[^>]*>", "", fields[0])
        check = int(hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16)
        self.connection.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
            (
                number,
                note.guid or ref,
                model,
                self.seconds,
                f" {tags} " if tags else "",
                SIDE.join(fields),
                first,
                check,
            ),
        )
        for place, card in enumerate(cards):
            self.put_card(number, card, place, deck)

    def sides(self, note: BaseNote, card: Card) -> tuple[str, str]:
        """Return front and back of a card, with its pictures and sounds."""
        face = next(face for face in note.make_faces() if face[0] == card.face)
        lang = self.out.lang
        front = "\n".join(dict.fromkeys((face[1].in_lang(lang), face[2].in_lang(lang))))
        return self.html(front), self.html(face[3].in_lang(lang))

    def html(self, text: str) -> str:
        def shown(mark: re.Match[str]) -> str:
            if mark[2].rpartition(".")[2].lower() in SOUNDS:
                return f"[sound:{mark[2]}]"
            return f'<img src="{mark[2]}" alt="{mark[1]}">'

        return MARK.sub(shown, escape(text, quote=False)).replace("\n", "<br>")

    def with_gaps(self, text: str, faces: list[str]) -> str:
        """Return a text whose gaps have the names that Anki gives them, in the order of the cards."""
        numbers = {face.partition(".")[2]: place for place, face in enumerate(faces, 1)}
        return OPENING.sub(lambda gap: f"{{{{c{numbers.get(gap[1].lower(), 1)}::", self.html(text))

    def model(self, kind: str, cards: int, *, is_cloze: bool) -> tuple[int, int]:
        """Return the id of a kind's note type for so many cards, and for how many it is."""
        size = 1 if is_cloze else next(size for size in SIZES if size >= cards)
        name = f"ops-trainer {kind}" + (f" {size}" if size > 1 else "")
        for key, model in self.models.items():
            if model["name"] == name:
                return int(key), size
        number = self.id_of("type", name)
        if is_cloze:
            names = ["Text", "Extra", USED]
            sides = [("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")]
        else:
            names = [f"{side} {n}" for n in range(1, size + 1) for side in ("Front", "Back")] + [USED]
            sides = [
                (
                    f"Card {n}",
                    f"{{{{#Front {n}}}}}{{{{Front {n}}}}}{{{{/Front {n}}}}}",
                    f"{{{{FrontSide}}}}<hr id=answer>{{{{Back {n}}}}}",
                )
                for n in range(1, size + 1)
            ]
        fields = [
            {"name": field, "ord": place, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
            for place, field in enumerate(names)
        ]
        templates = [
            {
                "name": called,
                "ord": place,
                "qfmt": front,
                "afmt": back,
                "did": None,
                "bqfmt": "",
                "bafmt": "",
                "bfont": "",
                "bsize": 0,
            }
            for place, (called, front, back) in enumerate(sides)
        ]
        self.models[str(number)] = {
            "id": number, "name": name, "type": int(is_cloze), "mod": self.seconds, "usn": -1, "sortf": 0,
            "did": None, "vers": [],
            "tags": [], "flds": fields, "tmpls": templates, "css": LOOKS, "latexPre": "", "latexPost": "",
            "req": [[place, "any", [2 * place if not is_cloze else 0]] for place in range(len(sides))],
        }  # fmt: skip
        return number, size

    def put_card(self, note: int, card: Card, place: int, deck: int) -> None:
        number = self.id_of("card", card.id)
        reviews = self.reviews.get(card.id, [])
        self.position += 1
        state: tuple[int, ...] = (0, 0, self.position, 0, 0, 0, 0)
        if reviews:
            last = reviews[-1]
            due = (last.at - last.at % DAY_MS - self.crt) // DAY_MS + max(last.days, 1)
            lapses = sum(review.rating == 1 for review in reviews[1:])
            state = (2, 2, due, max(last.days, 1), 2500, len(reviews), lapses)
        self.connection.execute(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, '')",
            (number, note, deck, place, self.seconds, *state),
        )
        before = 0
        for review in reviews:
            at = review.at
            while at in self.used:
                at += 1
            self.used.add(at)
            days = max(review.days, 1)
            self.connection.execute(
                "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, 0, ?, 1)",
                (at, number, review.rating, days, before, min(review.took_ms, 60_000)),
            )
            before = days
