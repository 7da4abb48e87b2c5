"""A deck file in, a deck or every problem with it out. Never raises for what a file holds."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ops_trainer.content.deck import Deck
from ops_trainer.content.encodings import decoded
from ops_trainer.content.files import LONGEST_TEXT, MOST_BYTES, MOST_NOTES, MOST_PROBLEMS, Problem, foreign
from ops_trainer.content.kinds import KINDS, Note
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.media import is_name, names_in, shows
from ops_trainer.content.model import field_names, texts_in
from ops_trainer.content.reading.shapes import Path as TreePath
from ops_trainer.content.reading.shapes import is_text
from ops_trainer.content.reading.tree import Tree, decode, parse, too_large
from ops_trainer.content.reading.validation import complaints_of
from ops_trainer.content.reading.yaml_mistakes import Place
from ops_trainer.locale import Complaint, Lang

NOTE: TypeAdapter[BaseNote] = TypeAdapter(Note)
FIELDS = tuple(sorted({name for kind in KINDS.values() for name in field_names(kind)}))
DECK_FIELDS = tuple(Deck.model_fields)


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: a deck when there was no error, the problems, where each note stands, the digest."""

    deck: Deck | None
    problems: tuple[Problem, ...]
    places: dict[str, Place] = field(default_factory=dict)
    digest: str = ""
    name: str = ""


def read_deck(path: Path) -> Reading:
    """Read a deck file. A file that can't be read is a problem like any other."""
    try:
        if (complaint := foreign(path)) is not None:
            return _refused(str(path), complaint, complaint.key)
        size = path.stat().st_size
        if size > MOST_BYTES:
            return _refused(str(path), too_large(size), f"size {size}")
        data = path.read_bytes()
    except OSError as error:
        return _refused(str(path), Complaint("deck.unreadable", error=error.strerror or str(error)), "unreadable")
    reading = parse_deck(data, str(path))
    if reading.deck is None and path.suffix.lower() == ".json" and '"notes"' not in decoded(data):
        return _refused(str(path), Complaint("deck.foreign_json"), reading.digest)
    return reading


def read_again(path: Path, read: Reading | None) -> Reading:
    """Read a deck file; where it has the bytes of a deck that was read just now, return that."""
    if read is not None and read.deck is not None:
        with suppress(OSError):
            if hashlib.sha256(path.read_bytes()).hexdigest() == read.digest:
                return replace(read, name=str(path))
    return read_deck(path)


def parse_deck(data: bytes, name: str) -> Reading:
    """Read a deck from the bytes of its file; `name` is what problems call it."""
    return parse_with_tree(data, name)[0]


def parse_with_tree(data: bytes, name: str) -> tuple[Reading, Tree]:
    """Read a deck from the bytes of its file; return what was read, and the tree in which everything has its place."""
    digest = hashlib.sha256(data).hexdigest()
    text, faults = decode(data)
    if faults:
        return Reading(None, _problems(name, faults), {}, digest, name), Tree()
    tree = parse(text)
    deck, places, found = _deck(tree)
    problems = _problems(name, [*tree.faults, *found])
    return Reading(None if problems else deck, problems, places, digest, name), tree


def read_note(
    raw: dict[str, Any], deck: str, language: Lang, known: Collection[str] = ()
) -> tuple[BaseNote | None, list[tuple[TreePath, Complaint]]]:
    """Return a note of plain values as it would stand in a deck, and what is wrong with it, each with its path in those
    values; `known` are the notes that it may name."""
    paths = [(), *_paths_in(raw)]
    places = {path: (number, 1) for number, path in enumerate(paths)}
    tree = Tree(raw, places=places)
    try:
        note = NOTE.validate_python(raw, context={"language": language, "deck": deck})
    except ValidationError as error:
        return None, [(paths[place[0]], said) for place, said in complaints_of(error, tree, (), FIELDS)]
    found = _faults_of(deck, note, {*known, note.id})
    return note, [(paths[tree.place(path)[0]], said) for path, said in found]


def _paths_in(value: Any, path: TreePath = ()) -> Iterator[TreePath]:
    """Yield the paths of all that plain values hold."""
    if isinstance(value, dict):
        parts: Iterable[tuple[str | int, Any]] = value.items()
    else:
        parts = enumerate(value) if isinstance(value, list | tuple) else ()
    for step, part in parts:
        yield (*path, step)
        yield from _paths_in(part, (*path, step))


def _refused(name: str, complaint: Complaint, what: str) -> Reading:
    return Reading(None, (Problem(name, 1, 1, complaint),), {}, hashlib.sha256(what.encode()).hexdigest(), name)


def _problems(name: str, faults: Sequence[tuple[Place, Complaint]]) -> tuple[Problem, ...]:
    ordered = sorted(faults, key=lambda fault: fault[0])
    return tuple(Problem(name, *place, complaint) for place, complaint in ordered[:MOST_PROBLEMS])


def _deck(tree: Tree) -> tuple[Deck | None, dict[str, Place], list[tuple[Place, Complaint]]]:
    raw = tree.value
    if tree.faults and raw is None:
        return None, {}, []
    if not isinstance(raw, dict):
        return None, {}, [((1, 1), Complaint("deck.not_a_deck"))]
    found: list[tuple[Place, Complaint]] = []
    language = raw.get("language") if raw.get("language") in ("zh", "en") else "zh"
    context = {"language": language, "deck": raw.get("id") if isinstance(raw.get("id"), str) else ""}
    listed = raw.get("notes", [])
    if not isinstance(listed, list):
        found.append((tree.place(("notes",)), Complaint("deck.not_list", field="notes")))
        listed = []
    if len(listed) > MOST_NOTES:
        found.append((tree.place(("notes",)), Complaint("deck.too_many_notes", n=len(listed), most=MOST_NOTES)))
        listed = []
    notes, places = _notes(tree, listed, context, found)
    deck = None
    try:
        deck = Deck.model_validate({**raw, "notes": []}, context=context)
    except ValidationError as error:
        found += complaints_of(error, tree, (), DECK_FIELDS)
    if deck is not None:
        deck = deck.model_copy(update={"notes": tuple(notes)})
        found += _faults(deck, tree)
    return deck, places, _with_passed(tree, found)


def _with_passed(tree: Tree, found: list[tuple[Place, Complaint]]) -> list[tuple[Place, Complaint]]:
    """Return what was found, with what YAML passed over in a text in place of that text being empty for it."""
    passed = [(place, complaint) for place, path, complaint in tree.passed if is_text(tree.value, path)]
    lines = {line for (line, _), _ in passed}
    return [fault for fault in found if not (fault[1].key == "deck.empty" and fault[0][0] in lines)] + passed


def _notes(
    tree: Tree, listed: list[Any], context: dict[str, Any], found: list[tuple[Place, Complaint]]
) -> tuple[list[BaseNote], dict[str, Place]]:
    notes: list[BaseNote] = []
    places: dict[str, Place] = {}
    for number, raw in enumerate(listed):
        path = ("notes", number)
        try:
            note = NOTE.validate_python(raw, context=context)
        except ValidationError as error:
            found += complaints_of(error, tree, path, FIELDS)
            continue
        if note.id in places:
            complaint = Complaint("deck.note_twice", note=note.id, line=places[note.id][0])
            found.append((tree.place((*path, "id")), complaint))
            continue
        places[note.id] = tree.place(path)
        notes.append(note)
    return notes, places


def _faults(deck: Deck, tree: Tree) -> list[tuple[Place, Complaint]]:
    """Return what is well written and still makes no sense, at its place: references, lengths, what a kind checks."""
    listed = tree.value["notes"] if deck.notes else []
    numbers = {raw.get("id"): number for number, raw in enumerate(listed) if isinstance(raw, dict)}
    known = {note.id for note in deck.notes}
    found: list[tuple[Place, Complaint]] = []
    for note in deck.notes:
        path: TreePath = ("notes", numbers.get(note.id, 0))
        found += [(tree.place((*path, *where)), said) for where, said in _faults_of(deck.id, note, known)]
    return found


def _faults_of(deck: str, note: BaseNote, known: set[str]) -> Iterator[tuple[TreePath, Complaint]]:
    for name in ("confusable", "after"):
        for number, ref in enumerate(getattr(note, name)):
            yield from _reference(deck, ref, known, (name, number))
    for ref in note.contrast:
        yield from _reference(deck, ref, known, ("contrast", ref.removeprefix(f"{deck}/")))
    for where, text in texts_in(note):
        if any(len(part or "") > LONGEST_TEXT for part in (text.zh, text.en)):
            yield where, Complaint("deck.text_long", most=LONGEST_TEXT)
        for lang in text.langs if shows(text) else ():
            for name in names_in(getattr(text, lang)):
                if not is_name(name):
                    yield where, Complaint("deck.media_name", name=name[:60])
    faces = [card.face for card in note.make_cards(deck)] if note.formerly.faces else []
    for old, face in note.formerly.faces.items():
        if face not in faces:
            yield ("formerly", old), Complaint("deck.formerly_no_face", face=face, faces=", ".join(faces))
    yield from note.faults()
    yield from note.unasked()


def _reference(deck: str, ref: str, known: set[str], where: TreePath) -> Iterator[tuple[TreePath, Complaint]]:
    owner, _, name = ref.partition("/")
    if owner == deck and name not in known:
        yield where, Complaint("deck.no_such_note", note=name)
