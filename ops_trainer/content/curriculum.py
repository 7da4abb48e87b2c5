"""The order in which notes are introduced, over all decks."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

TOGETHER = 2  # notes that wait for others and may follow each other at once


@dataclass(frozen=True)
class Outline:
    """A deck's place in the course: the decks it comes after, and its notes with the notes they come after."""

    id: str
    after: tuple[str, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]


def learning_order(decks: Sequence[Outline]) -> list[str]:
    """All notes, `deck/note`: decks in the order of their `after`, notes in that of their file.

    A note that comes after others is woven in behind the last of these, no more than two such notes at a time, so
    that exercises and situations come soon after what they are about without burying the next new thing. A circle of
    notes that wait for each other is broken at the one that stands first.
    """
    ordered = [ref_after for deck in _decks(decks) for ref_after in deck.notes]
    place = {ref: number for number, (ref, _) in enumerate(ordered)}
    waits = {ref: {other for other in after if other in place and other != ref} for ref, after in ordered}
    spine = [ref for ref, _ in ordered if not waits[ref]]
    woven = [ref for ref, _ in ordered if waits[ref]]
    behind: dict[str, list[str]] = {}
    for ref in woven:
        for other in waits[ref]:
            behind.setdefault(other, []).append(ref)
    ready: list[int] = []
    found: list[str] = []
    missing = {ref: set(others) for ref, others in waits.items()}

    def introduce(ref: str) -> None:
        found.append(ref)
        for waiting in behind.get(ref, ()):
            if ref in missing[waiting]:
                missing[waiting].discard(ref)
                if not missing[waiting]:
                    heapq.heappush(ready, place[waiting])

    for ref in spine:
        introduce(ref)
        for _ in range(TOGETHER):
            if ready:
                introduce(ordered[heapq.heappop(ready)][0])
    while ready:
        introduce(ordered[heapq.heappop(ready)][0])
    for ref in woven:
        if missing[ref]:
            missing[ref].clear()
            introduce(ref)
            while ready:
                introduce(ordered[heapq.heappop(ready)][0])
    return found


def _decks(decks: Sequence[Outline]) -> list[Outline]:
    """Decks after those they name, else by id; a circle is broken at the smallest id."""
    left = {deck.id: deck for deck in decks}
    found: list[Outline] = []
    while left:
        free = [deck for deck in left.values() if not any(name in left and name != deck.id for name in deck.after)]
        chosen = min(free or left.values(), key=lambda deck: deck.id)
        found.append(left.pop(chosen.id))
    return found
