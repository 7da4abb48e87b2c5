"""What cards are called today, and what they were called before (`formerly`), over the decks of a team."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from ops_trainer.content.formerly import Claim, lives, settle
from ops_trainer.team.outline import Outline


class Aliases:
    """Names of notes that changed, `deck/note` to `deck/note`."""

    def __init__(self, new: Mapping[str, str]) -> None:
        self._new = {old: name for old, name in new.items() if old != name}

    @classmethod
    def of(cls, outlines: Iterable[Outline]) -> Aliases:
        """Those that some decks declare of notes that are in none of them."""
        listed = list(outlines)
        there = {ref for outline in listed for ref, _ in outline.notes}
        claims = [Claim(old, new) for outline in listed for old, new in outline.formerly]
        return cls(settle(claims, lambda claim: lives(claim) if claim.old in there else None, {})[0])

    def today(self, card: str) -> str:
        """The name of a card (`deck/note/face`) or note (`deck/note`) now."""
        if not self._new:
            return card
        deck, _, rest = card.partition("/")
        note, slash, face = rest.partition("/")
        return f"{self._current(f'{deck}/{note}')}{slash}{face}"

    def before(self, card: str) -> list[str]:
        """Every name under which a card's events may stand, today's first."""
        if not self._new:
            return [card]
        deck, _, rest = card.partition("/")
        note, slash, face = rest.partition("/")
        return [card, *(f"{old}{slash}{face}" for old in self._new if self._current(old) == f"{deck}/{note}")]

    def notes_into(self, deck: str) -> list[str]:
        """The earlier names of notes, `deck/note`, that stand in a deck today."""
        return sorted(old for old in self._new if self._current(old).startswith(f"{deck}/"))

    def key(self, deck: str) -> str:
        """Changes when other events come to count for a deck, or some no longer do."""
        moved = [(old, self._current(old)) for old in sorted(self._new)]
        told = [f"{old} {new}" for old, new in moved if old.startswith(f"{deck}/") or new.startswith(f"{deck}/")]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    def _current(self, note: str) -> str:
        passed = set()
        while note in self._new and note not in passed:
            passed.add(note)
            note = self._new[note]
        return note
