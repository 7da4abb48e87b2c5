"""How long a learner takes for an answer and how often the first try is right, measured and shrunk to what is usual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["first", "review", "again"]

LONGEST = 5  # times the usual: an answer that took longer was an interruption, and counts this much
SHORTEST = 1 / 6  # times the usual: nobody reads a card faster, who answers so leafs through
PACE_WEIGHT = 3.0  # answers that the usual pace counts for: people differ by more than one's answers do
KIND_WEIGHT = 8.0  # answers of a kind that this learner's pace in general counts for
SHARE_WEIGHT = 12.0  # answers that the usual share of known cards, and of looks at a missed one, counts for


@dataclass(frozen=True, slots=True)
class Rates:
    """What an answer costs and brings this learner.

    Seconds for the first look at a new card (its lesson included), for a review, and for each look at a card that was
    missed; the share of new cards that are known at the first look, 0 to 1; how many looks a missed card takes until
    it is recalled, 1 at least. As given, they are what is usual.
    """

    first: float = 24.0
    review: float = 12.0
    again: float = 10.0
    known: float = 0.75
    repeats: float = 1.2

    @property
    def miss_seconds(self) -> float:
        """Return the seconds that a miss costs beyond the look at which it was missed."""
        return self.repeats * self.again

    @property
    def new_seconds(self) -> float:
        """Return the seconds that a new card takes on its first day."""
        return self.first + (1 - self.known) * self.miss_seconds

    def review_seconds(self, recall: float) -> float:
        """Return the seconds that the review of a card takes that is recalled with some probability."""
        return self.review + (1 - recall) * self.miss_seconds


@dataclass(frozen=True, slots=True)
class Look:
    """One graded answer: the card, the local day, whether that was the card's first day, whether it was recalled, how
    long it took in milliseconds (None where that isn't known)."""

    card: str
    day: int
    first_day: bool
    recalled: bool
    took_ms: int | None


def measure(looks: Iterable[Look]) -> Rates:
    """Return the rates that answers show, which come in the order in which they were given."""
    usual = Rates()
    seconds: dict[Kind, list[float]] = {"first": [], "review": [], "again": []}
    known, met = usual.known * SHARE_WEIGHT, SHARE_WEIGHT
    repeats, missed = usual.repeats * SHARE_WEIGHT, SHARE_WEIGHT
    today: dict[str, int] = {}
    pending: set[str] = set()  # missed today and not recalled since
    for look in looks:
        if today.get(look.card) != look.day:
            today[look.card] = look.day
            pending.discard(look.card)
            kind: Kind = "first" if look.first_day else "review"
            known += look.first_day and look.recalled
            met += look.first_day
            if not look.recalled:
                missed += 1
                pending.add(look.card)
        elif look.card in pending:
            kind = "again"
            repeats += 1
            if look.recalled:
                pending.discard(look.card)
        else:
            continue
        if look.took_ms is not None:
            one = getattr(usual, kind)
            seconds[kind].append(min(max(look.took_ms / 1000, SHORTEST * one), LONGEST * one))
    # Who is quick at first looks is quick at reviews: what is known of one kind tells of the others.
    times = sum(took / getattr(usual, kind) for kind, took_each in seconds.items() for took in took_each)
    pace = (PACE_WEIGHT + times) / (PACE_WEIGHT + sum(map(len, seconds.values())))
    first, review, again = (
        (pace * getattr(usual, kind) * KIND_WEIGHT + sum(took_each)) / (KIND_WEIGHT + len(took_each))
        for kind, took_each in seconds.items()
    )
    return Rates(first, review, again, known / met, max(repeats / missed, 1.0))
