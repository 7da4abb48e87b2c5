"""What is different in a revised deck, told by notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ops_trainer.content.deck import Deck
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.text import Text


@dataclass(frozen=True, slots=True)
class Changes:
    """The terms of the notes that are new, that say something else, that are gone; renamed ones count as changed."""

    added: tuple[Text, ...]
    changed: tuple[Text, ...]
    removed: tuple[Text, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(before: Deck, after: Deck) -> Changes:
    """What came of a deck."""
    old = {note.id: note for note in before.notes}
    carried = {note.id: _earlier(after, note, old) for note in after.notes}
    taken = set(carried.values())
    return Changes(
        tuple(note.title for note in after.notes if carried[note.id] is None),
        tuple(
            note.title
            for note in after.notes
            if (name := carried[note.id]) is not None and _said(note) != _said(old[name])
        ),
        tuple(note.title for note in before.notes if note.id not in taken),
    )


def _earlier(deck: Deck, note: BaseNote, old: Mapping[str, BaseNote]) -> str | None:
    """What a note was called in the deck before."""
    if note.id in old:
        return note.id
    names = (name.partition("/")[2] for name in note.formerly if name.startswith(f"{deck.id}/"))
    return next((name for name in names if name in old), None)


def _said(note: BaseNote) -> object:
    return note.model_dump(exclude={"formerly"})
