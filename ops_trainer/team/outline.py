"""What a team server keeps of a deck beside its text: cards in order, notes with their terms, earlier names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ops_trainer.content.deck import Deck
from ops_trainer.content.formerly import Aliases, Claim, claims_of, lives, settle
from ops_trainer.content.text import Text

Words = dict[str, str]  # language → text


@dataclass(frozen=True)
class Outline:
    """A deck without its texts. Cards and notes are named whole: `deck/note/face`, `deck/note`."""

    deck: str
    title: Words
    cards: tuple[str, ...]
    notes: tuple[tuple[str, Words], ...]
    formerly: tuple[tuple[str, str], ...]  # earlier name, name of today: what is written first, then what follows

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
    claims = [claim for claim, _ in claims_of(deck)]
    written = [(claim.old, claim.new) for claim in claims if not claim.implied]
    follow = [(claim.old, claim.new) for claim in claims if claim.old not in dict(written)]
    return Outline(
        deck=deck.id,
        title=_words(deck.title),
        cards=tuple(card.id for note in deck.notes for card in note.make_cards(deck.id)),
        notes=tuple((f"{deck.id}/{note.id}", _words(note.title)) for note in deck.notes),
        formerly=tuple(dict.fromkeys([*written, *follow])),
    )


def _words(text: Text) -> Words:
    return {lang: text.in_lang(lang) for lang in text.langs}


def aliases_of(outlines: Iterable[Outline]) -> Aliases:
    """Return the earlier names that some decks declare of decks, notes and cards that are none of theirs."""
    listed = list(outlines)
    there = {name for one in listed for name in (one.deck, *one.cards, *(ref for ref, _ in one.notes))}
    claims = [Claim(old, new) for outline in listed for old, new in outline.formerly]
    return Aliases(settle(claims, lambda claim: lives(claim) if claim.old in there else None, {})[0])
