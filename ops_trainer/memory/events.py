"""What the journal holds, an event at a time, never changed; and a card's memory, which follows from its events."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

RANDOM_BITS = 74
LOW_BITS = 62
E = TypeVar("E", bound=enum.StrEnum)


class Rating(enum.IntEnum):
    """How well a card was recalled; the numbers are FSRS's own."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Kind(enum.StrEnum):
    """What an event says."""

    REVIEW = "review"  # a card was recalled or not: moves its memory
    ANSWER = "answer"  # a question was answered: recorded, moves nothing
    BRING_BACK = "summon"  # bring the card back on the event's day (missed in a quiz or a workshop)
    CREDIT = "place"  # shown to be known before it was studied: data {"stability": days}
    UNDO = "undo"  # takes the event named by `undoes` back
    REDATE = "redate"  # the event named by `undoes` happened when this says (its clock was wrong)
    SUSPEND = "suspend"
    RESUME = "resume"
    BURY = "bury"  # not again on the event's day
    FLAG = "flag"  # data {"remark": …}
    UNFLAG = "unflag"
    RESET = "reset"  # as if new
    SETTING = "setting"  # no card; data {"name": …, "value": …}: the latest of a name is in force
    VOID = "void"  # no card; data {"via": …, "since": …}: takes events out of force, see `memory.journal.Void`

    @classmethod
    def _missing_(cls, value: object) -> Kind | None:
        """Give a kind that only a later version knows a member of its own, so that its events are kept as they came."""
        return _unknown(cls, value)


class Source(enum.StrEnum):
    """Where an event came from."""

    STUDY = "study"
    QUIZ = "quiz"
    WORKSHOP = "workshop"
    IMPORT = "import"

    @classmethod
    def _missing_(cls, value: object) -> Source | None:
        """Give a source that only a later version knows a member of its own."""
        return _unknown(cls, value)


CARDLESS = frozenset({Kind.SETTING, Kind.VOID})


def _unknown(cls: type[E], value: object) -> E | None:
    if not isinstance(value, str) or not value:
        return None
    made = str.__new__(cls, value)
    made._name_, made._value_ = "UNKNOWN", value
    return made


LEECH = 8  # times forgotten after which the card, not the learner, is likely at fault


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a learner did.

    `id` is a UUIDv7 (its text sorts by time); `at` is UTC in milliseconds; `utc_offset` is in minutes;
    `local_day` counts the learner's own days since 1970-01-01 and is frozen when the event is written;
    `card` is `deck/note/face`, `deck/note` for an answer to a question that no single card asks, "" where an event is
    of no card. `via` is by which ways it came when this learner's own program did not write it, the nearest first, with
    blanks between: `import:ID`, `team:ID`, and how that team's server got it where it tells: `device:ID` that brought
    it in another's name, `lead:ID`, `import:ID`.
    """

    id: str
    learner: str
    device: str
    kind: Kind
    card: str
    at: int
    utc_offset: int
    local_day: int
    rating: Rating | None = None
    took_ms: int | None = None
    source: Source = Source.STUDY
    undoes: str | None = None
    data: Mapping[str, object] | None = None
    via: str | None = None


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
        """Return whether it was never recalled, nor placed."""
        return self.last_day is None

    @property
    def missed(self) -> bool:
        """Return whether the latest answer was a miss: it comes again until recalled once."""
        return self.last_rating == Rating.AGAIN

    def is_leech(self, lapses: int = LEECH) -> bool:
        """Return whether it was forgotten so often that the card, not the learner, is likely at fault."""
        return self.lapses >= lapses


def uuid7(at: int, random: bytes) -> str:
    """Return a UUID of version 7 (RFC 9562): its text sorts by `at`, UTC in milliseconds. `random` gives ten bytes."""
    return _made(at, int.from_bytes(random[:10], "big") & (1 << RANDOM_BITS) - 1)


def next_id(previous: str, at: int, random: bytes) -> str:
    """Return an id after the previous one of the same writer, so that what it writes within a millisecond keeps its
    order."""
    fresh = uuid7(at, random)
    if fresh > previous or previous[:13] > fresh[:13]:
        return fresh
    value = int(previous.replace("-", ""), 16)
    number = (value >> 64 & 0xFFF) << LOW_BITS | value & (1 << LOW_BITS) - 1
    return _made(at, number + 1)


def _made(at: int, number: int) -> str:
    """Return an id of time, version, the upper twelve random bits, variant, the lower sixty-two."""
    high = (at & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (number >> LOW_BITS & 0xFFF) << 64
    text = f"{high | 0x2 << LOW_BITS | number & (1 << LOW_BITS) - 1:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
