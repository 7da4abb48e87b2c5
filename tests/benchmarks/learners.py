"""Simulated learners, each in numbers alone: nothing here knows how the program plans.

Replace the table by another one to measure the program on other people: `LEARNERS` is all that is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

DEFAULT = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip


def but(**weights: float) -> tuple[float, ...]:
    """The default weights with some others, by their number: `w0=0.1`."""
    return tuple(weights.get(f"w{number}", weight) for number, weight in enumerate(DEFAULT))


@dataclass(frozen=True)
class Learner:
    """How somebody remembers, how fast they are and when they are there.

    `weights` are the 21 of FSRS-6 by which they forget; `first`, `review` and `again` the seconds of a look at a new
    card, of a review and of a look at a card just missed, as median and spread (the standard deviation of the
    logarithm); `known` the share of new cards that they recall at the first look; `guess` the chance that a choice
    made blindly is right; `knows` the share of all notes known from before. `weekly` are weekdays on which they never
    study (0 is Monday), `absences` first and last day of each time away, counted from the first day; `told` says
    whether they tell the program of their days off.
    """

    name: str
    group: str
    weights: tuple[float, ...] = DEFAULT
    first: tuple[float, float] = (16.0, 0.4)
    review: tuple[float, float] = (7.0, 0.5)
    again: tuple[float, float] = (6.0, 0.4)
    known: float = 0.7
    guess: float = 0.25
    knows: float = 0.0
    weekly: frozenset[int] = frozenset()
    absences: tuple[tuple[int, int], ...] = field(default=())
    told: bool = True


WEEKEND = frozenset({5, 6})

LEARNERS = (
    Learner("usual", "default"),
    Learner("quick", "default", first=(9.0, 0.4), review=(4.0, 0.4), again=(4.0, 0.4), known=0.8),
    Learner("slow", "default", first=(30.0, 0.5), review=(14.0, 0.5), again=(12.0, 0.5), known=0.6),
    Learner("good beginner", "default", known=0.9),
    Learner("poor beginner", "default", known=0.45),
    Learner("holds long", "other", but(w0=0.5, w1=2.4, w2=5.0, w8=2.1, w20=0.12)),
    Learner("forgets soon", "other", but(w0=0.1, w1=0.6, w2=1.1, w8=1.6, w11=1.1)),
    Learner("steep", "other", but(w8=1.5, w20=0.35)),
    Learner("hard to relearn", "other", but(w0=0.12, w11=0.8, w14=1.2)),
    Learner("wide, longer", "wide", but(w0=0.34, w1=2.07, w2=3.69, w3=13.27)),
    Learner("wide, shorter", "wide", but(w0=0.13, w1=0.81, w2=1.44, w3=5.18)),
    Learner("on holiday", "absent", absences=((20, 34),)),
    Learner("away twice", "absent", absences=((10, 13), (30, 50))),
    Learner("weekender", "weekend", weekly=WEEKEND),
    Learner("weekender, other", "weekend", but(w2=3.2, w8=2.0), weekly=WEEKEND),
    Learner("guesser", "guess", known=0.4, guess=0.5),
    Learner("knows a third", "guess", knows=0.3),
)
