"""The order in which notes are introduced, over all decks."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TOGETHER = 2  # notes that wait for others and may follow each other at once, where that is enough to place them all


@dataclass(frozen=True)
class Outline:
    """A deck's place in the course: the decks it comes after, and its notes with the notes they come after."""

    id: str
    after: tuple[str, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]


def learning_order(decks: Sequence[Outline]) -> list[str]:
    """Return all notes, `deck/note`: decks in the order of their `after`, notes in that of their file.

    A note that waits only for what comes before it anyway, in its own deck or in one that its deck comes after,
    keeps its place: these notes are the spine of the course. Any other is woven in behind the last of those it waits
    for: one of each deck at once behind the spine's note that it is about, the others in turn, and evenly enough that
    they neither bury the next new thing nor pile up at the end. A circle of notes that wait for each other is broken
    at the one that stands first.
    """
    sorted_decks = _decks(decks)
    ordered = [ref_after for deck in sorted_decks for ref_after in deck.notes]
    place = {ref: number for number, (ref, _) in enumerate(ordered)}
    waits = {ref: {other for other in after if other in place and other != ref} for ref, after in ordered}
    spine = _spine(sorted_decks, waits)
    return _Weaving(place, waits, spine).order()


def _spine(decks: Sequence[Outline], waits: Mapping[str, set[str]]) -> list[str]:
    """Return the notes that keep their place: what they wait for is on the spine already, in a deck before theirs or
    their own."""
    before = {deck.id: _before(deck, decks) | {deck.id} for deck in decks}
    spine: dict[str, None] = {}
    for deck in decks:
        for ref, _ in deck.notes:
            if all(other in spine and other.partition("/")[0] in before[deck.id] for other in waits[ref]):
                spine[ref] = None
    return list(spine)


def _before(deck: Outline, decks: Sequence[Outline]) -> set[str]:
    """Return the decks that a deck comes after, and those that these come after."""
    known = {one.id: one for one in decks}
    found: set[str] = set()
    waiting = list(deck.after)
    while waiting:
        name = waiting.pop()
        if name in known and name not in found and name != deck.id:
            found.add(name)
            waiting += known[name].after
    return found


class _Weaving:
    """Notes introduced one by one: the spine, and behind each of its notes some of those that became ready."""

    def __init__(self, place: Mapping[str, int], waits: Mapping[str, set[str]], spine: Sequence[str]) -> None:
        self._place = place
        self._spine = spine
        self._on_spine = frozenset(spine)
        self._missing = {ref: set(others) for ref, others in waits.items()}
        self._behind: dict[str, list[str]] = {}
        for ref, others in waits.items():
            for other in others:
                self._behind.setdefault(other, []).append(ref)
        self._found: dict[str, None] = {}
        self._ready: dict[str, deque[str]] = {}  # by deck, the deck whose turn it is first

    def order(self) -> list[str]:
        """Return all notes in the order in which they are introduced."""
        for number, ref in enumerate(self._spine):
            self._introduce(ref, at_once=True)
            left = len(self._place) - len(self._found) - (len(self._spine) - number - 1)
            self._weave(max(TOGETHER, -(-left // (len(self._spine) - number))))
        self._weave(len(self._place))
        for ref in self._place:
            if ref not in self._found:
                self._introduce(ref)
                self._weave(len(self._place))
        return list(self._found)

    def _introduce(self, ref: str, *, at_once: bool = False) -> None:
        """Put a note in its place, and those that waited for it alone in the queue of their deck; with `at_once` the
        first of each deck before those that have been waiting."""
        self._found[ref] = None
        freed = []
        for waiting in self._behind.get(ref, ()):
            self._missing[waiting].discard(ref)
            if not self._missing[waiting] and waiting not in self._found and waiting not in self._on_spine:
                freed.append(waiting)
        jumped: set[str] = set()
        for waiting in sorted(freed, key=self._place.__getitem__):
            deck = waiting.partition("/")[0]
            queue = self._ready.setdefault(deck, deque())
            if at_once and deck not in jumped:
                jumped.add(deck)
                queue.appendleft(waiting)
            else:
                queue.append(waiting)

    def _weave(self, most: int) -> None:
        """Introduce up to so many notes that are ready, the decks in turn."""
        for _ in range(most):
            deck = next((name for name, queue in self._ready.items() if queue), None)
            if deck is None:
                return
            queue = self._ready.pop(deck)
            ref = queue.popleft()
            self._ready[deck] = queue
            self._introduce(ref)


def _decks(decks: Sequence[Outline]) -> list[Outline]:
    """Return decks after those they name, else by id; a circle is broken at the smallest id."""
    left = {deck.id: deck for deck in decks}
    found: list[Outline] = []
    while left:
        free = [deck for deck in left.values() if not any(name in left and name != deck.id for name in deck.after)]
        chosen = min(free or left.values(), key=lambda deck: deck.id)
        found.append(left.pop(chosen.id))
    return found
