"""How many new cards a day bring a learner to a goal by a day, found by simulating their own memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

from ops_trainer.locale import Lang, say
from ops_trainer.memory.day import date_of
from ops_trainer.memory.events import CardState, Rating
from ops_trainer.memory.forecast import LOOKS_AT_NEW
from ops_trainer.memory.schedule import Scheduler

T = TypeVar("T")
Strength = tuple[float, float]  # stability in days, difficulty

FUTURES = (3, 12)  # imagined futures that are averaged, at least and at most
IMAGINED = 600  # cards in all futures together from which on chance hardly shows
MINUTES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 180)  # a day, as people plan them
LATER = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 60)  # days to put a due day off by
KNOWN_AT_FIRST = 0.75  # share of new cards that need no second try, as FSRS's data sets show for first reviews
MOST_STEPS = 400_000  # cached; beyond that they are worked out anew
RETENTIONS = (0.92, 0.94, 0.96)  # what one can ask of oneself to see cards sooner


@dataclass(frozen=True, slots=True)
class Target:
    """What an assignment asks of one learner.

    `cards` are the cards of the assigned decks in learning order, `states` the memory of those already met; days are
    local days; `goal` is the share of all cards expected to be recalled on the due day, 0 to 1. `minutes` a day is
    what the learner gives, `taken` the minutes that their other decks take from it on each day from today on;
    `pace_ms` is the time one look takes them.
    """

    cards: Sequence[str]
    states: Mapping[str, CardState]
    today: int
    due_day: int
    goal: float
    minutes: float
    pace_ms: float
    taken: Sequence[float] = ()

    @property
    def waiting(self) -> list[str]:
        """The cards not yet met, in learning order; suspended ones left out."""
        return [card for card in self.cards if (state := self.states.get(card)) is None or _is_waiting(state)]

    @property
    def days(self) -> int:
        """Days on which can be studied: from today to the day before it is due, today at least."""
        return max(self.due_day - self.today, 1)


@dataclass(frozen=True, slots=True)
class Future:
    """What comes of a pace: readiness on the due day, the cards still not met, minutes on each day."""

    readiness: float
    unmet: int
    minutes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The pace for a target.

    `new_a_day` new cards a day lead to `future`. Where the goal is out of reach (`reached` false), this is the best
    that fits, and the rest says what would do, each alone, None where it would not: minutes a day until the same due
    day, the due day with the minutes of now, the retention to ask for so that cards come back sooner. `goal_possible`
    is the goal that can be promised as things stand.
    """

    new_a_day: int
    future: Future
    reached: bool
    minutes_needed: int | None = None
    day_needed: int | None = None
    retention_needed: float | None = None
    goal_possible: float = field(default=0.0)


def simulate(target: Target, scheduler: Scheduler, new_a_day: int, minutes: float | None = None) -> Future:
    """Return the mean of a few imagined futures in which a learner takes up so many new cards a day.

    Each day reviews come first, those most at risk before the others, then new cards, while the minutes last
    (`minutes` in place of the target's own). The same target gives the same futures.
    """
    futures = min(max(IMAGINED // max(len(target.cards), 1), FUTURES[0]), FUTURES[1])
    runs = [_one_future(target, scheduler, new_a_day, target.minutes if minutes is None else minutes, n)
            for n in range(futures)]  # fmt: skip
    return Future(
        sum(run.readiness for run in runs) / futures,
        round(sum(run.unmet for run in runs) / futures),
        tuple(sum(day) / futures for day in zip(*(run.minutes for run in runs), strict=True)),
    )


def outline(target: Target, scheduler: Scheduler) -> Plan:
    """Return the smallest number of new cards a day that reaches the goal within the minutes and leaves no card unmet.

    Where the minutes are too few for all cards, it is the smallest that reaches the goal; where they are too few for
    that, the best that fits. What could be done instead is not looked for.
    """
    found, future = _pace(target, scheduler, target.minutes)
    return Plan(found, future, future.readiness >= target.goal, goal_possible=future.readiness)


def plan(target: Target, scheduler: Scheduler) -> Plan:
    """Return the outline, and where the goal is out of reach what could be done instead."""
    made = outline(target, scheduler)
    if made.reached:
        return made
    later = [replace(target, due_day=target.due_day + days) for days in LATER]
    sooner = [replace(scheduler, retention=retention) for retention in RETENTIONS if retention > scheduler.retention]
    longer = [minutes for minutes in MINUTES if minutes > target.minutes]
    needed = _first(longer, lambda minutes: _reaches(target, scheduler, minutes))
    put_off = _first(later, lambda other: _reaches(other, scheduler, target.minutes))
    keen = _first(sooner, lambda other: _reaches(target, other, target.minutes))
    return replace(
        made,
        minutes_needed=needed,
        day_needed=None if put_off is None else put_off.due_day,
        retention_needed=None if keen is None else keen.retention,
    )


def _is_waiting(state: CardState) -> bool:
    return state.is_new and not state.suspended


def _pace(target: Target, scheduler: Scheduler, minutes: float) -> tuple[int, Future]:
    """Return the smallest pace that reaches the goal and meets every card, else the smallest that reaches it, else that
    with the best outcome. Readiness need not grow with the pace: too many new cards crowd the reviews out, so that the
    paces are tried one after the other."""
    reaching: tuple[int, Future] | None = None
    best: tuple[int, Future] | None = None
    for pace in _paces(len(target.waiting), target.days):
        future = simulate(target, scheduler, pace, minutes)
        if future.readiness >= target.goal:
            if not future.unmet:
                return pace, future
            reaching = reaching or (pace, future)
        if best is None or future.readiness > best[1].readiness + 1e-9:
            best = (pace, future)
    assert best is not None
    return reaching or best


def _paces(waiting: int, days: int) -> list[int]:
    """Return paces to try: none, from half of what the days ask by steps of a third, just what they ask, all on the
    first day."""
    paces = {0, waiting, -(-waiting // days)}
    pace = max(waiting // (days * 2), 1)
    while pace < waiting:
        paces.add(pace)
        pace += max(pace // 3, 1)
    return sorted(paces)


def _reaches(target: Target, scheduler: Scheduler, minutes: float) -> bool:
    return _pace(target, scheduler, minutes)[1].readiness >= target.goal


def _first(choices: Sequence[T], fits: Callable[[T], bool]) -> T | None:
    """Return the first choice that fits, of choices of which all behind a fitting one fit too, None when none does."""
    low, high = 0, len(choices)
    while low < high:
        middle = (low + high) // 2
        if fits(choices[middle]):
            high = middle
        else:
            low = middle + 1
    return choices[low] if low < len(choices) else None


def _one_future(target: Target, scheduler: Scheduler, new_a_day: int, minutes: float, number: int) -> Future:
    states = {card: state for card in target.cards if (state := target.states.get(card)) is not None}
    imagined = Imagined(states, scheduler, number)
    taken = (*target.taken, *(0.0 for _ in range(target.days)))
    days = Days(target.today, [minutes - taken[ahead] for ahead in range(target.days)])
    unmet, spent = imagined.live(days, target.waiting, new_a_day, target.pace_ms / 60_000)
    readiness = min(imagined.recalled(target.due_day) / len(target.cards), 1.0) if target.cards else 0.0
    return Future(readiness, unmet, tuple(spent))


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
        """Return a memory after it was recalled, or missed and looked at again, `days` after the last day."""
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
    """Return the steps of a scheduler, which is a value."""
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
        """Study day by day and return how many cards stay unmet, and the minutes of each day.

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
        """Return how many cards are expected to be recalled on a day."""
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
    """Return a number in [0, 1) that depends on nothing but the card, the day and which future it is.

    CRC-32 alone is linear, so that cards of like names would share their luck; the mixing is MurmurHash3's last step.
    """
    mixed = zlib.crc32(f"{card} {day} {number}".encode())
    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return (mixed ^ mixed >> 16) / 2**32


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence: a catalogue key and its parameters."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def in_lang(self, lang: Lang) -> str:
        """Return the sentence in a language."""
        return say(self.key, lang, **self.params)


def advice(target: Target, plan: Plan) -> list[Advice]:
    """Return a plan in words: one sentence when it reaches the goal, else what is in the way and what would do."""
    minutes, goal = round(target.minutes), f"{target.goal:.0%}"
    if plan.reached:
        if not plan.new_a_day:
            return [Advice("team_pace.reviews", {"ready": f"{plan.future.readiness:.0%}"})]
        a_day = max(round(sum(plan.future.minutes) / len(plan.future.minutes)), 1)
        params = {"n": plan.new_a_day, "minutes": a_day, "ready": f"{plan.future.readiness:.0%}"}
        return [Advice("team_pace.reached", params)]
    short = Advice("team_pace.short", {"minutes": minutes, "possible": f"{plan.goal_possible:.0%}", "goal": goal})
    return [
        short,
        *(list(_ways(plan, minutes)) or [Advice("team_pace.nothing", {"possible": f"{plan.goal_possible:.0%}"})]),
    ]


def _ways(plan: Plan, minutes: int) -> Iterator[Advice]:
    if plan.minutes_needed is not None:
        yield Advice("team_pace.longer", {"minutes": plan.minutes_needed})
    if plan.day_needed is not None:
        yield Advice("team_pace.later", {"day": date_of(plan.day_needed).isoformat(), "minutes": minutes})
    if plan.retention_needed is not None:
        yield Advice("team_pace.sooner", {"retention": f"{plan.retention_needed:.0%}"})
