"""What the journal holds: everything a learner did, an event at a time, never changed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


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
    SUMMON = "summon"  # bring the card back on the event's day (missed in a quiz or a workshop)
    PLACE = "place"  # shown to be known before it was studied: data {"stability": days}
    UNDO = "undo"  # takes the event named by `undoes` back
    REDATE = "redate"  # the event named by `undoes` happened when this says (its clock was wrong)
    SUSPEND = "suspend"
    RESUME = "resume"
    BURY = "bury"  # not again on the event's day
    FLAG = "flag"  # data {"remark": …}
    UNFLAG = "unflag"
    RESET = "reset"  # as if new


class Source(enum.StrEnum):
    """Where an event came from."""

    STUDY = "study"
    QUIZ = "quiz"
    WORKSHOP = "workshop"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a learner did.

    `id` is a UUIDv7 (its text sorts by time); `at` is UTC in milliseconds; `utc_offset` is in minutes;
    `local_day` counts the learner's own days since 1970-01-01 and is frozen when the event is written;
    `card` is `deck/note/face` (`deck/note` for an answer to a question that no single card asks).
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
