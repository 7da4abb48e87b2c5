"""Writing one's own decks: notes added, changed, renamed, merged, moved, put in order, taken out; progress stays.

A deck is opened as its file stands, and a change is refused when the file is another by then. Names that something had
before are written down (`formerly`), so that progress follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ops_trainer import private_files
from ops_trainer.content.files import Problem
from ops_trainer.content.forms import WRITTEN_ELSEWHERE, as_kind, fields_of, filled, merged, written
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.reading.deck_file import DeckFile, Raw, references, with_names
from ops_trainer.content.reading.reader import read_note
from ops_trainer.content.reading.shapes import Path as TreePath
from ops_trainer.content.reading.writing import deck_text
from ops_trainer.content.text import Text
from ops_trainer.exchange.parcel import free_id, id_of
from ops_trainer.locale import LANGS, Complaint, Lang
from ops_trainer.memory.events import Kind
from ops_trainer.store import decks as rows
from ops_trainer.store.database import complaints
from ops_trainer.trainer.library import TEAM_FOLDER, media_names, own_files

if TYPE_CHECKING:
    from ops_trainer.content.card import Card
    from ops_trainer.content.questions.question import Question
    from ops_trainer.content.reading.reader import Reading
    from ops_trainer.trainer.context import Context

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
DRAFT = "deck.draft"
NOT_OWN = "authoring.not_own"
NEIGHBOURS = 20  # notes on either side that a question of the preview may take wrong options from


@dataclass(frozen=True, slots=True)
class OwnDeck:
    """A deck that its learner may write: where it is, what it is called, whether it is a draft, which isn't asked."""

    id: str
    title: Text
    path: Path
    draft: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """An own deck as its file stood when it was opened."""

    path: Path
    file: DeckFile

    @property
    def deck(self) -> str:
        """The deck's id."""
        return self.file.deck

    @property
    def language(self) -> Lang:
        """The language of texts that name none."""
        return self.file.language

    def ref(self, note: str) -> str:
        """Return a note's name, `deck/note`."""
        return f"{self.deck}/{note}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a note would be: its cards, one question, and what is wrong with it, each with its path in the note."""

    cards: tuple[Card, ...]
    question: Question | None
    wrong: tuple[tuple[TreePath, Complaint], ...]


class Authoring:
    """The learner's own decks, to be written. `refresh` reads what changed, but for a file that was read just now."""

    def __init__(self, context: Context, refresh: Callable[[Reading | None], object]) -> None:
        self._context = context
        self._refresh = refresh
        self._undo: list[tuple[Path, bytes, bytes]] = []  # files of the latest change, before and after it

    def decks(self) -> list[OwnDeck]:
        """Return the decks that may be written, drafts among them, by title."""
        found = []
        with self._context.database.reading() as connection:
            titles = {info.id: info.title for info in rows.decks(connection)}
            problems = rows.problems(connection)
        for deck, path in own_files(self._context.database, self._context.home).items():
            found.append(OwnDeck(deck, titles[deck], path, False))
        team = self._context.home / "decks" / TEAM_FOLDER
        for name, of_file in problems:
            if [problem["key"] for problem in of_file] == [DRAFT] and not Path(name).is_relative_to(team):
                deck = of_file[0]["params"]["deck"]
                found.append(OwnDeck(deck, Text(**dict.fromkeys(LANGS, deck)), Path(name), True))
        return sorted(found, key=lambda one: (one.draft, one.title.in_lang("zh"), one.id))

    def free_deck_id(self, title: str) -> str:
        """Return an id for a new deck of a title, "" without one."""
        return free_id(id_of(title, "deck"), self._deck_ids()) if title.strip() else ""

    def new_deck(self, title: str, language: Lang, deck: str = "") -> str:
        """Make a deck without notes, and return its id. Raises Complaint for an id that can't be one, or is taken."""
        title, deck = title.strip(), deck.strip() or self.free_deck_id(title)
        if not title:
            raise Complaint("authoring.no_title")
        if not SLUG.fullmatch(deck):
            raise Complaint("deck.slug", value=deck[:40])
        path = self._context.home / "decks" / f"{deck}.yaml"
        if deck in self._deck_ids() or path.exists():
            raise Complaint("authoring.deck_taken", deck=deck)
        data = deck_text({"id": deck, "title": title, "language": language}, []).encode()
        with complaints(path):
            private_files.make_folder(path.parent)
            private_files.write_whole(path, data)
        self._refresh(None)
        return deck

    def _earlier(self, deck: str) -> dict[str, str]:
        """Return the notes (`deck/note`) by ids in a deck that they had before: their progress goes by these."""
        with self._context.database.reading() as connection:
            names = rows.aliases(connection)
        split = [(old.split("/"), new.split("/")) for old, new in names.items()]
        return {old[1]: "/".join(new[:2]) for old, new in split if old[0] == deck}

    def _free_id(self, wanted: str, opened: Opened, ref: str = "") -> str:
        """Return an id for a note of a deck that no note there has, and none had before but the one at `ref`."""
        earlier = {note for note, now in self._earlier(opened.deck).items() if now != ref}
        return free_id(wanted, {*opened.file.raws, *earlier})

    def _deck_ids(self) -> set[str]:
        with self._context.database.reading() as connection:
            used = {info.id for info in rows.decks(connection)}
        return used | {path.stem for path in (self._context.home / "decks").rglob("*.y*ml")}

    def open(self, deck: str) -> Opened:
        """Return an own deck as its file stands. Raises Complaint for one that may not be written, or has problems."""
        path = next((one.path for one in self.decks() if one.id == deck), None)
        if path is None:
            with self._context.database.reading() as connection:
                known = [info.id for info in rows.decks(connection)]
                problems = rows.problems(connection)
            wrong = next((found[0] for name, found in problems if Path(name).stem == deck), None)
            if wrong is not None:
                first = Problem(
                    wrong["file"], wrong["line"], wrong["column"], Complaint(wrong["key"], **wrong["params"])
                )
                raise Complaint("authoring.has_problems", deck=deck, first=first)
            raise Complaint(NOT_OWN if deck in known else "trainer.no_deck", deck=deck, known=", ".join(known))
        with complaints(path):
            return _opened(path, path.read_bytes())

    def preview(self, opened: Opened, raw: Raw, note: str = "") -> Preview:
        """Return what a note would be in a deck, `note` being the id it has there. Quick, whatever the deck's size."""
        file = opened.file
        raw = {"id": note or "new", **{name: value for name, value in raw.items() if name != "id"}}
        made, wrong = read_note(raw, opened.deck, opened.language, file.raws)
        if made is None:
            return Preview((), None, tuple(wrong))
        return Preview(made.make_cards(opened.deck), _question(opened, made), tuple(wrong))

    # notes

    def save(
        self, opened: Opened, raw: Raw, note: str = "", *, faces: Mapping[str, str] | None = None, absorb: str = ""
    ) -> tuple[Opened, str]:
        """Write a note: that of an id, or a new one; return the deck as it is now, and the note's id.

        `faces` are faces of today by those whose keys were changed. `absorb` is a note (`deck/note`) that becomes part
        of this one: what was learnt of it counts for this one, and it is taken out. Raises Complaint for what is wrong
        with the note, or a file that was changed meanwhile.
        """
        file = opened.file
        id_ = note or self._free_id(id_of(_title(raw), "n"), opened)
        raw = {"id": id_, **{name: value for name, value in raw.items() if name != "id"}}
        if note:
            raw = {**{name: raw[name] for name in file.raws[note] if name in raw}, **raw}
        made, wrong = read_note(raw, opened.deck, opened.language, {*file.raws, id_})
        if made is None or wrong:
            raise wrong[0][1] if wrong else Complaint("deck.not_a_deck")
        moved = dict(faces or {})
        if note and (old := _note(file, note)) is not None and old.kind != made.kind:
            moved |= _carried(old, made, opened.deck)
        raw = with_formerly(raw, (), moved)
        if absorb:
            return self._absorb(opened, raw, id_, made, absorb), id_
        change = file.changed({id_: raw}) if note else file.changed({}, [raw])
        return self._write([(opened, change, {id_})])[0], id_

    def _absorb(self, opened: Opened, raw: Raw, id_: str, made: BaseNote, absorb: str) -> Opened:
        deck, _, other = absorb.partition("/")
        theirs = opened if deck == opened.deck else self.open(deck)
        gone = _note(theirs.file, other)
        if gone is None or absorb == opened.ref(id_):
            raise Complaint("trainer.no_note", note=absorb)
        ref = opened.ref(id_)
        faces = {f"{absorb}/{old}": face for old, face in _carried(gone, made, deck).items()}
        raw = without_name(with_names(raw, {absorb: ref}, opened.deck, opened.deck), ref, opened.deck)
        raw = with_formerly(raw, [absorb], faces)
        renamed = {absorb: ref}
        if theirs is opened:
            changes = [(opened, opened.file.changed({id_: raw, other: None}, renamed=renamed), {id_, other})]
        else:
            changes = [
                (opened, opened.file.changed({id_: raw}, renamed=renamed), {id_}),
                (theirs, theirs.file.changed({other: None}, renamed=renamed), {other}),
            ]
        return self._write([*changes, *self._namers(renamed, {opened.deck, deck})], renamed)[0]

    def merged_form(self, opened: Opened, note: str, absorb: str) -> dict[str, Any]:
        """Return a note's form with all that another (`deck/note`) says in it as well. Raises Complaint when that is
        not there."""
        deck, _, other = absorb.partition("/")
        theirs = opened if deck == opened.deck else self.open(deck)
        if other not in theirs.file.raws or absorb == opened.ref(note):
            raise Complaint("trainer.no_note", note=absorb)
        raw, gone = opened.file.raws[note], theirs.file.raws[other]
        gone = with_names(gone, {absorb: opened.ref(note)}, deck, opened.deck)
        form = filled(fields_of(gone["kind"]), gone, theirs.language)
        if gone["kind"] != raw["kind"]:
            form = as_kind(form, gone["kind"], raw["kind"], opened.language)
        return merged(raw["kind"], filled(fields_of(raw["kind"]), raw, opened.language), form)

    def delete(self, opened: Opened, note: str) -> Opened:
        """Take a note out of its deck, and its name out of the deck's other notes; what was learnt stays in the
        journal. Return the deck as it is now. Raises Complaint."""
        file = opened.file
        ref = opened.ref(note)
        others: dict[str, Raw | None] = {
            name: without_name(file.raws[name], ref, opened.deck) for name in file.names({ref: ""}) - {note}
        }
        return self._write([(opened, file.changed({**others, note: None}), {note, *others})])[0]

    def rename(self, opened: Opened, note: str, new: str) -> Opened:
        """Give a note another id, under which all that was learnt of it counts; notes that name it follow. Return the
        deck as it is now. Raises Complaint for an id that can't be one, or is taken."""
        new = new.strip()
        if not SLUG.fullmatch(new):
            raise Complaint("deck.slug", value=new[:40])
        if new in opened.file.raws or self._earlier(opened.deck).get(new, opened.ref(note)) != opened.ref(note):
            raise Complaint("authoring.note_taken", note=new)
        raw = with_formerly({**opened.file.raws[note], "id": new}, [note], {})
        renamed = {opened.ref(note): opened.ref(new)}
        change = (opened, opened.file.changed({note: raw}, renamed=renamed), {note, new})
        return self._write([change, *self._namers(renamed, {opened.deck})], renamed)[0]

    def move(self, opened: Opened, note: str, into: str, id_: str = "") -> tuple[Opened, str]:
        """Move a note to another own deck, with all that was learnt of it; return the deck that it left as it is now,
        and the note's id there: the one given, else its own where that is free. Raises Complaint."""
        target = self.open(into)
        if target.deck == opened.deck:
            raise Complaint("authoring.same_deck", deck=into)
        there = _note(opened.file, note)
        if there is None:
            raise Complaint("trainer.no_note", note=opened.ref(note))
        if id_ and not SLUG.fullmatch(id_):
            raise Complaint("deck.slug", value=id_[:40])
        free = self._free_id(id_ or note, target, opened.ref(note))
        if id_ and free != id_:
            raise Complaint("authoring.note_taken", note=id_)
        id_ = free
        renamed = {opened.ref(note): target.ref(id_)}
        raw = self._translated(with_names(opened.file.raws[note], renamed, opened.deck, into), opened, target)
        raw = with_formerly({**raw, "id": id_}, [opened.ref(note)], {}, opened.deck)
        self._copy_media(there, opened, target)
        changes = [
            (target, target.file.changed({}, [raw], renamed), {id_}),
            (opened, opened.file.changed({note: None}, renamed=renamed), {note}),
        ]
        return self._write([*changes, *self._namers(renamed, {opened.deck, into})], renamed)[1], id_

    def reorder(self, opened: Opened, order: Iterable[str]) -> Opened:
        """Put a deck's notes in another order; return the deck as it is now. Raises Complaint."""
        return self._write([(opened, opened.file.reordered(list(order)), set())])[0]

    def copy(self, ref: str, note: BaseNote, into: str) -> str:
        """Copy a note of any deck (`deck/note`) into an own one, and suspend its cards, so that nothing is asked twice;
        return the id of the copy. Raises Complaint."""
        target = self.open(into)
        deck = ref.partition("/")[0]
        plain = note.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"id", "guid", "formerly"})
        form = filled(fields_of(note.kind), {**plain, "kind": note.kind}, target.language)
        raw = written(note.kind, form, target.language).raw
        id_ = self._free_id(note.id, target)
        self._write([(target, target.file.changed({}, [{"id": id_, **raw}]), {id_})])
        events = [self._context.new_event(Kind.SUSPEND, card.id) for card in note.make_cards(deck)]
        self._context.journal.append_events(events)
        return id_

    def rename_deck(self, deck: str, new: str) -> Path:
        """Give an own deck another id, under which all that was learnt of it counts, and its file the name of that;
        return where that is. Raises Complaint."""
        opened, new = self.open(deck), new.strip()
        if not SLUG.fullmatch(new):
            raise Complaint("deck.slug", value=new[:40])
        path = opened.path.with_name(f"{new}{opened.path.suffix}")
        if new in self._deck_ids() or path.exists():
            raise Complaint("authoring.deck_taken", deck=new)
        data = opened.file.with_deck_id(new)
        _check(opened, data, set(opened.file.raws))
        media = opened.path.with_name(f"{deck}.media")
        with complaints(path):
            _unchanged(opened)
            private_files.write_whole(path, data)
            if media.is_dir():
                media.rename(path.with_name(f"{new}.media"))
            opened.path.unlink()
        renamed = {opened.ref(note): f"{new}/{note}" for note in opened.file.raws}
        if namers := list(self._namers(renamed, {deck, new})):
            self._write(namers, renamed)
        self._undo = []
        self._refresh(None)
        return path

    @property
    def can_undo(self) -> bool:
        """Whether a change was made that can be taken back."""
        return bool(self._undo)

    def undo(self) -> None:
        """Take the latest change back. Raises Complaint where a file was changed since."""
        with complaints(self._undo[0][0]):
            for path, _, after in self._undo:
                if not path.is_file() or path.read_bytes() != after:
                    raise Complaint("authoring.changed", file=path.name)
            for path, before, _ in self._undo:
                private_files.write_whole(path, before)
        self._undo = []
        self._refresh(None)

    # writing

    def _write(
        self, changes: list[tuple[Opened, bytes, set[str]]], renamed: Mapping[str, str] | None = None
    ) -> list[Opened]:
        """Write files, all or none; with each the notes that change in it. Return them as they are now."""
        now = []
        for opened, data, notes in changes:
            _unchanged(opened)
            now.append(_check(opened, data, notes | opened.file.names(renamed or {})))
        done: list[Opened] = []
        with complaints(changes[0][0].path):
            try:
                for opened, data, _ in changes:
                    private_files.write_whole(opened.path, data)
                    done.append(opened)
            except BaseException:
                for opened in done:
                    with suppress(OSError):
                        private_files.write_whole(opened.path, opened.file.data)
                raise
        self._undo = [(opened.path, opened.file.data, data) for opened, data, _ in changes]
        self._refresh(now[0].file.reading)
        return now

    def _namers(self, renamed: Mapping[str, str], but: Collection[str]) -> Iterator[tuple[Opened, bytes, set[str]]]:
        """Yield the changes of other own decks whose notes name some that are called otherwise now."""
        words = [old.encode() for old in renamed]
        for one in self.decks():
            if one.id in but:
                continue
            data = one.path.read_bytes()  # ids are the same bytes in all encodings but UTF-16
            if b"\0" not in data and not any(word in data for word in words):
                continue
            opened = _opened(one.path, data)
            if names := opened.file.names(renamed):
                yield opened, opened.file.changed({}, renamed=renamed), names

    def _translated(self, raw: Raw, opened: Opened, target: Opened) -> Raw:
        """Return a note as a deck of another language writes it: texts that name no language then name theirs."""
        if opened.language == target.language:
            return raw
        form = filled(fields_of(raw["kind"]), raw, opened.language)
        kept: Raw = {name: raw[name] for name in WRITTEN_ELSEWHERE if name in raw}
        return {**kept, **written(raw["kind"], form, target.language).raw}

    def _copy_media(self, note: BaseNote, opened: Opened, target: Opened) -> None:
        source, into = (one.path.with_name(f"{one.deck}.media") for one in (opened, target))
        for name in media_names(note):
            if not (source / name).is_file():
                continue
            with complaints(into / name):
                if (into / name).exists() and (into / name).read_bytes() != (source / name).read_bytes():
                    raise Complaint("authoring.media_there", name=name, deck=target.deck)
                private_files.make_folder(into)
                private_files.copy(source / name, into / name)


def nowhere(language: Lang) -> Opened:
    """Return a deck that is in no file, for notes that are yet to come into one."""
    return Opened(Path(), DeckFile(deck_text({"id": "new", "title": "-", "language": language}, []).encode()))


def _opened(path: Path, data: bytes) -> Opened:
    file = DeckFile(data, str(path))
    if file.reading.deck is None:
        raise Complaint("authoring.has_problems", deck=path.stem, first=file.reading.problems[0])
    return Opened(path, file)


def _unchanged(opened: Opened) -> None:
    """Raise Complaint where a file is another than when it was opened."""
    with complaints(opened.path):
        if not opened.path.is_file() or opened.path.read_bytes() != opened.file.data:
            raise Complaint("authoring.changed", file=opened.path.name)


def _check(opened: Opened, data: bytes, notes: Collection[str]) -> Opened:
    """Return a deck as it will be. Raises Complaint where it would have a problem, or another note would change."""
    now = _opened(opened.path, data)
    before, after = opened.file.reading.deck, now.file.reading.deck
    assert before is not None
    assert after is not None
    was = {note.id: note for note in before.notes if note.id not in notes}
    if now.deck == opened.deck and was != {note.id: note for note in after.notes if note.id not in notes}:
        raise Complaint("import.by_hand", note=next(iter(notes), ""), deck=opened.deck)
    return now


def _note(file: DeckFile, note: str) -> BaseNote | None:
    deck = file.reading.deck
    return next((one for one in deck.notes if one.id == note), None) if deck is not None else None


def _title(raw: Raw) -> str:
    """Return what a note is called in plain values: its first text."""
    for one in fields_of(raw["kind"]):
        value = raw.get(one.name)
        if value:
            said = [value.get(lang) for lang in LANGS] if isinstance(value, dict) else [value]
            return next((text for text in said if isinstance(text, str)), "")
    return ""


def _carried(old: BaseNote, new: BaseNote, deck: str) -> dict[str, str]:
    """Return the face that carries on the first card of another note, where none is called so."""
    were, are = ([card.face for card in note.make_cards(deck)] for note in (old, new))
    return {were[0]: are[0]} if were and are and were[0] not in are else {}


def _question(opened: Opened, note: BaseNote) -> Question | None:
    """Return one question that a note would be asked by, among its neighbours."""
    from ops_trainer.content.questions.generator import Generator

    deck = opened.file.reading.deck
    assert deck is not None
    notes: list[BaseNote] = list(deck.notes)
    place = opened.file.numbers.get(note.id, len(notes))
    some = {opened.ref(one.id): one for one in notes[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS]}
    some |= {opened.ref(one.id): one for one in notes if opened.ref(one.id) in {*note.references()}}
    some[opened.ref(note.id)] = note
    found = Generator(some).questions(opened.ref(note.id))
    return next((one for one in found if one.options), found[0] if found else None)


def with_formerly(raw: Raw, names: Iterable[str], faces: Mapping[str, str], deck: str = "") -> Raw:
    """Return a note with earlier names of it and its cards added to those that it has; the names it has belong to
    `deck`, where it comes from another."""
    names = list(names)
    if not names and not faces:
        return raw
    there = raw.get("formerly")
    parts: list[Any] = there if isinstance(there, list) else [there] if there else []
    if isinstance(there, dict) and not all(isinstance(face, str) for face in there.values()):
        parts = [*there.get("notes", ()), *([there["faces"]] if there.get("faces") else [])]
    known = [f"{deck}/{one}" if deck and "/" not in one else one for one in parts if isinstance(one, str)]
    maps: dict[str, str] = {old: face for one in parts if isinstance(one, dict) for old, face in one.items()}
    if faces:
        # What was carried on by a face that is called otherwise now goes on with it.
        maps = {old: faces.get(face, face) for old, face in maps.items()} | dict(faces)
    made: list[Any] = [*dict.fromkeys(name for name in (*known, *names) if name != raw.get("id"))]
    return {**raw, "formerly": maps if maps and not made else [*made, *([maps] if maps else [])]}


def without_name(raw: Raw, ref: str, deck: str = "") -> Raw:
    """Return a note that no longer names another (`deck/note`); `deck` is its own."""
    gone = {ref, ref.partition("/")[2]} if not deck or ref.startswith(f"{deck}/") else {ref}
    made: Raw = {}
    for name, value in raw.items():
        if not any(path[0] == name and said in gone for path, said, _ in references(raw)):
            made[name] = value
        elif name == "wrong":
            made[name] = [
                {key: part for key, part in one.items() if key != "note" or part not in gone}
                if isinstance(one, dict)
                else one
                for one in value
            ]
        elif isinstance(value, dict):
            made[name] = {key: text for key, text in value.items() if key not in gone}
        elif isinstance(value, list):
            made[name] = [one for one in value if one not in gone]
    return {name: value for name, value in made.items() if value not in ([], {})}
