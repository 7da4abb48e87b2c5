"""The queue of cards in one session: what comes next, what comes again, and the way back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

DISTANCE = 3  # others between a miss and its return, where there are that many


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
    def head(self) -> str | None:
        """The card to show, None when the queue is empty."""
        return self._cards[0] if self._cards else None

    def __len__(self) -> int:
        return len(self._cards)

    @property
    def again(self) -> int:
        """How many of the waiting cards were missed and come again."""
        return len(self._again)

    @property
    def done(self) -> int:
        """How many cards left the queue."""
        return self._done

    @property
    def steps(self) -> int:
        """How many steps can be taken back."""
        return len(self._steps)

    def first(self, count: int) -> list[str]:
        """The cards at the beginning of the queue, at most so many."""
        return list(islice(self._cards, count))

    def waiting(self) -> set[str]:
        """The cards in the queue."""
        return set(self._cards)

    def recalled(self) -> None:
        """The head was recalled (or put aside): it leaves the queue."""
        card = self._cards.popleft()
        self._steps.append(Step(card, True, card in self._again))
        self._again.discard(card)
        self._done += 1

    def missed(self) -> None:
        """The head was missed: it comes again after three others, or last where there are fewer."""
        card = self._cards.popleft()
        position = min(DISTANCE, len(self._cards))
        self._steps.append(Step(card, False, card in self._again))
        self._cards.insert(position, card)
        self._again.add(card)

    def drop(self) -> None:
        """The head is gone from its deck: it leaves without being a step."""
        self._again.discard(self._cards.popleft())

    def back(self) -> str:
        """Take the latest step back; the card it was about is the head again. Raises IndexError when there is none."""
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
