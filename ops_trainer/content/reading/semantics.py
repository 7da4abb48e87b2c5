"""What a deck says may be well written and still make no sense: references, exercises, gaps, lengths."""

from __future__ import annotations

from collections.abc import Iterator

from ops_trainer.content.deck import Deck
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.reading import limits
from ops_trainer.content.reading.tree import Path, Tree
from ops_trainer.content.reading.yaml_mistakes import Place
from ops_trainer.content.text import texts_in
from ops_trainer.locale import Complaint


def faults_of(deck: Deck, tree: Tree) -> list[tuple[Place, Complaint]]:
    """Everything that makes no sense, at its place."""
    listed = tree.value["notes"] if deck.notes else []
    numbers = {raw.get("id"): number for number, raw in enumerate(listed) if isinstance(raw, dict)}
    known = {note.id for note in deck.notes}
    found: list[tuple[Place, Complaint]] = []
    for note in deck.notes:
        path: Path = ("notes", numbers.get(note.id, 0))
        found += [(tree.place((*path, *where)), said) for where, said in _note(deck.id, note, known)]
    return found


def _note(deck: str, note: BaseNote, known: set[str]) -> Iterator[tuple[Path, Complaint]]:
    for name in ("confusable", "after"):
        for number, ref in enumerate(getattr(note, name)):
            yield from _reference(deck, ref, known, (name, number))
    for ref in note.contrast:
        yield from _reference(deck, ref, known, ("contrast", ref.removeprefix(f"{deck}/")))
    for where, text in texts_in(note):
        if any(len(part or "") > limits.TEXT for part in (text.zh, text.en)):
            yield where, Complaint("deck.text_long", most=limits.TEXT)
    yield from note.faults()


def _reference(deck: str, ref: str, known: set[str], where: Path) -> Iterator[tuple[Path, Complaint]]:
    owner, _, name = ref.partition("/")
    if owner == deck and name not in known:
        yield where, Complaint("deck.no_such_note", note=name)
