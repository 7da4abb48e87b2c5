"""The seconds that cards will take over the coming weeks, and how many new cards a day these weeks can bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from operator import mul

from ops_trainer.memory.events import CardState, Rating
from ops_trainer.memory.rates import Rates
from ops_trainer.memory.schedule import TYPICAL, Scheduler

SPANS = (7, 14, 28)  # days over each of which the minutes must suffice
FULL = 0.95  # share of the minutes that may be planned for: misses come in swarms
A_DOUBLING = 2  # classes of stability for each doubling
LOWEST = -8  # the class of the shortest stability told apart, a sixteenth of a day
CLASSES = 34


def class_of(stability: float) -> int:
    """Return the class of a stability in days, 0 to CLASSES - 1."""
    if stability <= 0.0625:
        return 0
    number = int(log2(stability) * A_DOUBLING) - LOWEST
    return number if number < CLASSES else CLASSES - 1


@dataclass(frozen=True, slots=True)
class Burden:
    """Expected seconds of a card over some days: `due[days][class]` of one due on the first of them, by the class of
    its stability, `new[days]` of one met on the first of them."""

    due: Sequence[Sequence[float]]
    new: Sequence[float]


@lru_cache(maxsize=16)
def burden_of(scheduler: Scheduler, rates: Rates) -> Burden:
    """Return the burden of cards that are reviewed when they are due."""
    longest = max(SPANS)
    after: list[tuple[tuple[int, int], tuple[int, int]]] = []  # of each class, recalled and missed: class, interval
    for number in range(CLASSES):
        stability = 2 ** ((number + LOWEST + 0.5) / A_DOUBLING)
        before = CardState("", stability, TYPICAL, last_day=0, reps=1)
        on = scheduler.interval(stability)
        after.append((_then(scheduler, before, on, recalled=True), _then(scheduler, before, on, recalled=False)))
    recall = scheduler.retention
    cost = rates.review_seconds(recall)
    due = [[0.0] * CLASSES]
    for days in range(1, longest + 1):
        due.append(
            [
                cost + recall * due[max(days - soon, 0)][good] + (1 - recall) * due[max(days - sooner, 0)][bad]
                for (good, soon), (bad, sooner) in after
            ]
        )
    (good, soon), (bad, sooner) = (_then(scheduler, CardState(""), 0, recalled=known) for known in (True, False))
    new = [0.0] + [
        rates.new_seconds
        + rates.known * due[max(days - soon, 0)][good]
        + (1 - rates.known) * due[max(days - sooner, 0)][bad]
        for days in range(1, longest + 1)
    ]
    return Burden(due, new)


def _then(scheduler: Scheduler, before: CardState, day: int, *, recalled: bool) -> tuple[int, int]:
    """Return class and interval after a card was recalled, or missed and looked at again."""
    if not recalled:
        before = scheduler.reviewed(before, Rating.AGAIN, day)
    stability = scheduler.reviewed(before, Rating.GOOD, day).stability or 0.001
    return class_of(stability), scheduler.interval(stability)


def bearable(burden: Burden, due: Sequence[Sequence[int]], seconds: Sequence[float]) -> float:
    """Return how many new cards a day the coming weeks can bear.

    `due` are the cards that come due on each day, by class, those overdue with the first; `seconds` what each day has
    (0 for a day off).
    """
    most = float("inf")
    for span in SPANS:
        room = sum(seconds[:span]) * FULL
        for ahead in range(min(span, len(due))):
            room -= sum(map(mul, due[ahead], burden.due[span - ahead]))
        a_card = sum(burden.new[span - ahead] for ahead, has in enumerate(seconds[:span]) if has)
        most = min(most, room / a_card if a_card else 0.0)
        if most <= 0:
            return 0.0
    return most


def on_day(a_day: float, day: int) -> int:
    """Return the whole number of new cards of a day, so that over many days they come to so many a day."""
    return int(a_day * (day + 1)) - int(a_day * day)
