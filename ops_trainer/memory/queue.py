"""The queue: which cards a day asks and in what order, and how they come, come again and go in a session."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

DISTANCE = 3  # others between a miss and its return, where there are that many


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that could be asked today, and the note it belongs to (`deck/note`)."""

    card: str
    note: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cards of a day in the order to be asked, and which of them are new."""

    order: list[str]
    new: frozenset[str]


def choose(candidates: Iterable[Candidate], limit: int, seen: set[str]) -> list[str]:
    """Return the first cards up to the limit, one of each note as long as other notes can take the place.

    `seen` holds the notes that today has met already, and is added to. Siblings fill up what is left over.
    """
    chosen: list[tuple[int, str]] = []
    siblings: list[tuple[int, Candidate]] = []
    for place, candidate in enumerate(candidates):
        if len(chosen) >= limit:
            break
        if candidate.note in seen:
            siblings.append((place, candidate))
            continue
        seen.add(candidate.note)
        chosen.append((place, candidate.card))
    for place, candidate in siblings[: max(limit - len(chosen), 0)]:
        chosen.append((place, candidate.card))
    return [card for _, card in chosen]


def spread(due: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return new cards spread evenly among the due ones, both in their own order; the first card is a due one."""
    if not new or not due:
        return [*due, *new]
    mixed: list[str] = []
    taken = 0
    for index, card in enumerate(due):
        mixed.append(card)
        wanted = (index + 1) * len(new) // len(due)
        mixed.extend(new[taken:wanted])
        taken = wanted
    return mixed


def arrange_day(
    again: Sequence[Candidate],
    due: Iterable[Candidate],
    new: Iterable[Candidate],
    *,
    review_limit: int,
    new_limit: int,
    seen: Iterable[str] = (),
    picked: Sequence[Candidate] = (),
    picked_new: Sequence[Candidate] = (),
) -> Chosen:
    """Return today's cards in order: those missed earlier today, then those picked for a due day, then due cards by
    risk, new ones spread among them.

    `due` comes by falling risk of having been forgotten, `new` in curriculum order; `seen` are the notes that were met
    today already. What was `picked` counts within the limits, which do not touch `again`.
    """
    met = set(seen) | {candidate.note for candidate in again}
    first, fresh = picked[:review_limit], picked_new[:new_limit]
    taken = {candidate.card for candidate in (*first, *fresh)}
    met |= {candidate.note for candidate in (*first, *fresh)}
    reviews = [candidate.card for candidate in first]
    reviews += choose((one for one in due if one.card not in taken), review_limit - len(first), met)
    introduced = [candidate.card for candidate in fresh]
    introduced += choose((one for one in new if one.card not in taken), new_limit - len(fresh), met)
    return Chosen([*(candidate.card for candidate in again), *spread(reviews, introduced)], frozenset(introduced))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done with the card at the head, so that it can be taken back."""

    card: str
    left: bool  # the queue, rather than going back into it
    was_again: bool


class SessionQueue:
    """Cards waiting in a session. The head is the one shown."""

    def __init__(self, cards: Iterable[str]) -> None:
        self._cards = deque(cards)
        self._again: set[str] = set()
        self._steps: list[Step] = []
        self._done = 0

    @property
    def next_card(self) -> str | None:
        """Return the card to show, None when the queue is empty."""
        return self._cards[0] if self._cards else None

    def __len__(self) -> int:
        return len(self._cards)

    @property
    def again(self) -> int:
        """Return how many of the waiting cards were missed and come again."""
        return len(self._again)

    @property
    def done(self) -> int:
        """Return how many cards left the queue."""
        return self._done

    @property
    def steps(self) -> int:
        """Return how many steps can be taken back."""
        return len(self._steps)

    def first(self, count: int) -> list[str]:
        """Return the cards at the beginning of the queue, at most so many."""
        return list(islice(self._cards, count))

    def waiting(self) -> set[str]:
        """Return the cards in the queue."""
        return set(self._cards)

    def recalled(self) -> None:
        """Take the head out of the queue: it was recalled, or put aside."""
        card = self._cards.popleft()
        self._steps.append(Step(card, True, card in self._again))
        self._again.discard(card)
        self._done += 1

    def missed(self) -> None:
        """Put the head, which was missed, behind three others, or last where there are fewer."""
        card = self._cards.popleft()
        position = min(DISTANCE, len(self._cards))
        self._steps.append(Step(card, False, card in self._again))
        self._cards.insert(position, card)
        self._again.add(card)

    def drop(self) -> None:
        """Take the head out without a step: it is gone from its deck."""
        self._again.discard(self._cards.popleft())

    def undo(self) -> str:
        """Take the latest step back; return the card it was about, which is the head again. Raises IndexError without
        one."""
        step = self._steps.pop()
        if step.left:
            self._done -= 1
        else:
            self._cards.remove(step.card)
        self._cards.appendleft(step.card)
        if step.was_again:
            self._again.add(step.card)
        else:
            self._again.discard(step.card)
        return step.card

    def extend(self, cards: Iterable[str]) -> None:
        """Put more cards at the end, those already waiting left out."""
        waiting = self.waiting()
        self._cards.extend(card for card in cards if card not in waiting)
