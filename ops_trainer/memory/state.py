"""What is known of a card's memory: a cache of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.memory.events import Rating


@dataclass(frozen=True, slots=True)
class CardState:
    """A card's memory after all its events.

    Days are local days. `stability` is in days (recall predicted at 90 % after that many), `difficulty` 1 to 10.
    A card without `last_day` has no memory yet: it is new, or was brought in by a quiz (`due_day` set).
    """

    card: str
    stability: float | None = None
    difficulty: float | None = None
    due_day: int | None = None
    first_day: int | None = None  # of the first review: the day it was introduced
    last_day: int | None = None  # of the latest review
    last_rating: Rating | None = None
    reps: int = 0
    lapses: int = 0  # times forgotten after it had been recalled
    days_recalled: int = 0  # separate days on which it was recalled
    last_recalled: int | None = None
    suspended: bool = False
    buried_day: int | None = None
    flag: str | None = None  # the remark ("" when none was given); None when not flagged
    placed: bool = False  # taken as known after a placement quiz
    summoned: int | None = None  # day on which a quiz or workshop brought it back, until it is reviewed
    upto: str = ""  # sort key of the latest event folded in

    @property
    def is_new(self) -> bool:
        """Whether it was never recalled, nor placed."""
        return self.last_day is None

    @property
    def missed(self) -> bool:
        """Whether the latest answer was a miss: it comes again until recalled once."""
        return self.last_rating == Rating.AGAIN

    def is_leech(self, lapses: int = 8) -> bool:
        """Whether it was forgotten so often that the card, not the learner, is likely at fault."""
        return self.lapses >= lapses
