"""One imagined future of a learner's memory: what many cards go through alike is worked out once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ops_trainer.memory.events import CardState, Rating
from ops_trainer.memory.forecast import LOOKS_AT_NEW
from ops_trainer.memory.schedule import Scheduler

KNOWN_AT_FIRST = 0.75  # share of new cards that need no second try, as FSRS's data sets show for first reviews
MOST_STEPS = 400_000  # kept; beyond that they are worked out anew

Strength = tuple[float, float]  # stability in days, difficulty


@dataclass(frozen=True, slots=True)
class Days:
    """The days a future has: the first, how many, and the minutes that can be given on each."""

    first: int
    minutes: Sequence[float]


class Steps:
    """How reviews change a memory, by one scheduler."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self._known: dict[tuple[float, float, int, bool], Strength] = {}
        self.at_first = {recalled: self._after(CardState(""), 0, recalled) for recalled in (True, False)}

    def after(self, stability: float, difficulty: float, days: int, recalled: bool) -> Strength:
        """A memory after a day on which it was recalled, or missed and looked at again, `days` after the last."""
        key = (stability, difficulty, days, recalled)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_STEPS:
                self._known.clear()
            found = self._after(CardState("", stability, difficulty, last_day=0, reps=1), days, recalled)
            self._known[key] = found
        return found

    def _after(self, state: CardState, day: int, recalled: bool) -> Strength:
        if not recalled:
            state = self.scheduler.reviewed(state, Rating.AGAIN, day)
        state = self.scheduler.reviewed(state, Rating.GOOD, day)
        return state.stability or 0.001, state.difficulty or 5.0


@lru_cache(maxsize=8)
def steps_of(scheduler: Scheduler) -> Steps:
    """The steps of a scheduler, which is a value."""
    return Steps(scheduler)


class Imagined:
    """A learner's memory as it may go, from the states of today on. `number` says which future it is."""

    def __init__(self, states: Mapping[str, CardState], scheduler: Scheduler, number: int) -> None:
        self._steps = steps_of(scheduler)
        self._scheduler = scheduler
        self._number = number
        self._known: dict[str, tuple[float, float, int, int]] = {}  # stability, difficulty, last day, repetitions
        self._due: dict[int, list[str]] = {}
        for card, state in states.items():
            if state.stability is None or state.last_day is None:
                continue
            self._known[card] = (state.stability, state.difficulty or 5.0, state.last_day, state.reps)
            if state.due_day is not None and not state.suspended:
                self._due.setdefault(state.due_day, []).append(card)

    def live(self, days: Days, waiting: Sequence[str], new_a_day: int, look: float) -> tuple[int, list[float]]:
        """Study day by day: how many cards stay unmet, and the minutes of each day.

        Reviews come first, those most at risk before the others, then `new_a_day` new cards of `waiting`, while the
        minutes last; `look` is the minutes that one look takes.
        """
        left_over = [card for due, cards in self._due.items() if due < days.first for card in cards]
        at, spent = 0, []
        for ahead, minutes in enumerate(days.minutes):
            day, used = days.first + ahead, 0.0
            line = self._most_at_risk([*left_over, *self._due.get(day, ())], day)
            left_over = []
            for place, card in enumerate(line):
                if used + look > minutes:
                    left_over = line[place:]
                    break
                used += look if self._review(card, day) else 2 * look
            for card in waiting[at : at + new_a_day]:
                if used + LOOKS_AT_NEW * look > minutes:
                    break
                at += 1
                self._meet(card, day)
                used += LOOKS_AT_NEW * look
            spent.append(used)
        return len(waiting) - at, spent

    def recalled(self, day: int) -> float:
        """How many cards are expected to be recalled on a day."""
        recall = self._scheduler.recall
        return sum(recall(stability, day - last) for stability, _, last, _ in self._known.values())

    def _most_at_risk(self, cards: list[str], day: int) -> list[str]:
        known = self._known
        return sorted(cards, key=lambda card: (-(day - known[card][2]) / known[card][0], card))

    def _review(self, card: str, day: int) -> bool:
        stability, difficulty, last, reps = self._known[card]
        days = max(day - last, 0)
        recalled = _chance(card, day, self._number) < self._scheduler.recall(stability, days)
        strength = self._steps.after(stability, difficulty, days, recalled)
        self._put(card, strength, max(day, last), reps + (1 if recalled else 2))
        return recalled

    def _meet(self, card: str, day: int) -> None:
        known = _chance(card, day, self._number) < KNOWN_AT_FIRST
        self._put(card, self._steps.at_first[known], day, 1 if known else 2)

    def _put(self, card: str, strength: Strength, day: int, reps: int) -> None:
        self._known[card] = (*strength, day, reps)
        due = day + self._scheduler.interval(strength[0], card, reps)
        self._due.setdefault(due, []).append(card)


def _chance(card: str, day: int, number: int) -> float:
    """A number in [0, 1) that depends on nothing but the card, the day and which future it is.

    CRC-32 alone is linear, so that cards of like names would share their luck; the mixing is MurmurHash3's last step.
    """
    mixed = zlib.crc32(f"{card} {day} {number}".encode())
    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return (mixed ^ mixed >> 16) / 2**32
