"""What a team server keeps of a deck beside its text: cards in order, notes with their terms, earlier names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ops_trainer.content.deck import Deck
from ops_trainer.content.formerly import Claim, lives, settle
from ops_trainer.content.text import Text

Words = dict[str, str]  # language → text


@dataclass(frozen=True)
class Outline:
    """A deck without its texts. Cards and notes are named whole: `deck/note/face`, `deck/note`."""

    deck: str
    title: Words
    cards: tuple[str, ...]
    notes: tuple[tuple[str, Words], ...]
    formerly: tuple[tuple[str, str], ...]  # earlier name, name of today

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each card in the deck."""
        return {card: place for place, card in enumerate(self.cards)}

    @cached_property
    def shape(self) -> str:
        """Changes when the deck's cards do."""
        return hashlib.sha256("\n".join(self.cards).encode()).hexdigest()[:16]

    def dump(self) -> str:
        """Return it as text, for storing."""
        return json.dumps([self.deck, self.title, self.cards, self.notes, self.formerly], ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Outline:
        """Return what `dump` wrote, read back."""
        deck, title, cards, notes, formerly = json.loads(text)
        return cls(
            deck, title, tuple(cards), tuple((ref, words) for ref, words in notes),
            tuple((old, new) for old, new in formerly),
        )  # fmt: skip


def outline_of(deck: Deck) -> Outline:
    """Return the outline of a deck that was read."""
    return Outline(
        deck=deck.id,
        title=_words(deck.title),
        cards=tuple(card.id for note in deck.notes for card in note.make_cards(deck.id)),
        notes=tuple((f"{deck.id}/{note.id}", _words(note.title)) for note in deck.notes),
        formerly=tuple((old, f"{deck.id}/{note.id}") for note in deck.notes for old in note.formerly),
    )


def _words(text: Text) -> Words:
    return {lang: text.in_lang(lang) for lang in text.langs}


class Aliases:
    """Names of notes that changed, `deck/note` to `deck/note`."""

    def __init__(self, new: Mapping[str, str]) -> None:
        self._new = {old: name for old, name in new.items() if old != name}

    @classmethod
    def of(cls, outlines: Iterable[Outline]) -> Aliases:
        """Return the earlier names that some decks declare for notes that are in none of them."""
        listed = list(outlines)
        there = {ref for outline in listed for ref, _ in outline.notes}
        claims = [Claim(old, new) for outline in listed for old, new in outline.formerly]
        return cls(settle(claims, lambda claim: lives(claim) if claim.old in there else None, {})[0])

    def today(self, card: str) -> str:
        """Return the name of a card (`deck/note/face`) or note (`deck/note`) now."""
        if not self._new:
            return card
        deck, _, rest = card.partition("/")
        note, slash, face = rest.partition("/")
        return f"{self._current(f'{deck}/{note}')}{slash}{face}"

    def before(self, card: str) -> list[str]:
        """Return every name under which a card's events may be stored, today's first."""
        if not self._new:
            return [card]
        deck, _, rest = card.partition("/")
        note, slash, face = rest.partition("/")
        return [card, *(f"{old}{slash}{face}" for old in self._new if self._current(old) == f"{deck}/{note}")]

    def notes_into(self, deck: str) -> list[str]:
        """Return the earlier names of notes, `deck/note`, that stand in a deck today."""
        return sorted(old for old in self._new if self._current(old).startswith(f"{deck}/"))

    def key(self, deck: str) -> str:
        """Return a hash that changes when other events come to count for a deck, or some no longer do."""
        moved = [(old, self._current(old)) for old in sorted(self._new)]
        lines = [f"{old} {new}" for old, new in moved if old.startswith(f"{deck}/") or new.startswith(f"{deck}/")]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def _current(self, note: str) -> str:
        passed = set()
        while note in self._new and note not in passed:
            passed.add(note)
            note = self._new[note]
        return note
