"""What the quiz screens are shown: plain values, made fresh at each call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ops_trainer.content.questions.question import Type
from ops_trainer.content.text import Text
from ops_trainer.quiz.run import Mode


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be asked over some decks in a scope: how many notes, how many questions of each type (a drawn one
    counted once; for many notes an estimate from some of them), how many `choices` where writing isn't wanted, the
    types that can't be made, and how many questions wait to be asked again because the learner had been sure and
    wrong."""

    notes: int
    questions: dict[Type, int]
    choices: dict[Type, int]
    missing: tuple[Type, ...]
    again: int

    @property
    def total(self) -> int:
        """Return how many questions there are."""
        return sum(self.questions.values())

    def count(self, types: Collection[Type] = ()) -> int:
        """Return how many questions there are of some types, of all when none is named."""
        made = self.choices if types and Type.TYPED not in types else self.questions
        return sum(count for kind, count in made.items() if not types or kind in types)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A quiz that was put aside: `resume(id)` goes on with it. `at` is UTC in milliseconds."""

    id: str
    at: int
    mode: Mode
    decks: tuple[str, ...]
    answered: int
    questions: int


@dataclass(frozen=True, slots=True)
class Past:
    """A quiz that was done. `score` is 0 to 1, `at` UTC in milliseconds, `day` the local day; `whole` says whether
    its questions are still kept, so that `outcome(id)` can show its mistakes."""

    id: str
    at: int
    day: int
    mode: Mode
    decks: tuple[str, ...]
    score: float
    questions: int
    answered: int
    right: int
    took_ms: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """How the latest quizzes (five at most) went beside the ones before them: mean scores, 0 to 1, None without any."""

    latest: float | None
    before: float | None

    @property
    def change(self) -> float | None:
        """Return by how much the score rose; None while there is nothing to compare with."""
        return None if self.latest is None or self.before is None else self.latest - self.before


@dataclass(frozen=True, slots=True)
class MixupLine:
    """Two notes that were taken for each other: what they are called, how often, on how many days they have been told
    apart since (settled at two), what tells them apart where a deck says so, and whether a drill can ask about them."""

    one: str
    other: str
    one_term: Text
    other_term: Text
    times: int
    latest: int
    days_apart: int
    settled: bool
    contrast: Text | None
    drillable: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """A note that placement took as known: `days` until recall is down to 90 %, the day it was placed, whether a
    question on it was asked (else it was concluded from its neighbours), and how many of its cards still wait."""

    note: str
    term: Text
    days: float
    day: int
    asked: bool
    cards: int
