"""Whether a goal will be reached by a day, read off simulated futures, and what would do where it won't."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import floor
from statistics import fmean, stdev
from typing import Any, TypeVar

from ops_trainer.locale import Lang, say
from ops_trainer.memory.day import date_of
from ops_trainer.memory.future import Future, Start, simulate

T = TypeVar("T")

MINUTES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 180)  # a day, as people plan them
LATER = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 60)  # days to put a due day off by
RUNS = 6  # imagined for a verdict
WIDTH = 1.3  # spreads between what is expected and what is promised: of what is promised nine in ten come true
SPREAD = 0.008  # of what is recalled on a day, at least: a few runs may happen to agree


class Verdict(StrEnum):
    """Whether a goal will be reached."""

    YES = "yes"
    TIGHT = "tight"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes of a due day: `ready` is the share of its cards expected to be recalled on it, `possible` what can be
    promised of that; on the days until then there are so many new cards and minutes a day, as a mean.

    Where the goal is not sure to be reached, the rest says what would do, each alone, None where it would not: minutes
    a day until the same day, the due day with the minutes of now.
    """

    goal: float
    verdict: Verdict
    ready: float
    possible: float
    new_a_day: float
    minutes: float
    met: tuple[int, ...] = ()  # of its cards, at the end of each day from the first on, as a mean
    minutes_needed: int | None = None
    day_needed: int | None = None

    @property
    def reached(self) -> bool:
        """Return whether the goal may be counted on."""
        return self.verdict is Verdict.YES


def judge(ready: Sequence[float], goal: float) -> tuple[Verdict, float]:
    """Return whether a goal will be reached by what some runs came to, and the share that can be promised."""
    mean = fmean(ready)
    spread = WIDTH * max(stdev(ready) if len(ready) > 1 else 0.0, SPREAD)
    if mean - spread >= goal:
        return Verdict.YES, mean - spread
    return (Verdict.NO if mean + spread < goal else Verdict.TIGHT), max(mean - spread, 0.0)


def seen(start: Start) -> Future:
    """Return the future up to the latest due day of a start."""
    days = max((one.due_day - start.day for one in start.deadlines), default=0)
    return simulate(start, max(days, 0) + 1, runs=RUNS)


def outline(start: Start, future: Future, number: int, goal: float) -> Plan:
    """Return what comes of a deadline, by its number, in a future of a start, without what else would do."""
    days = max(start.deadlines[number - 1].due_day - start.day, 1)
    verdict, possible = judge(future.ready[number - 1], goal)
    met = future.met[number - 1]
    before = sum(1 for one in start.known if one.deadline == number and one.stability is not None)
    gained = met[min(days, len(met)) - 1] * start.deadlines[number - 1].cards - before
    minutes = fmean(future.minutes[:days])
    by_day = tuple(int(share * start.deadlines[number - 1].cards + 0.01) for share in met[:days])
    return Plan(goal, verdict, fmean(future.ready[number - 1]), possible, max(gained, 0) / days, minutes, by_day)


def plan(start: Start, future: Future, number: int, goal: float) -> Plan:
    """Return what comes of a deadline, and where its goal is not sure what would do; takes up to some seconds."""
    made = outline(start, future, number, goal)
    if made.verdict is Verdict.YES:
        return made

    def reaches(other: Start) -> bool:
        return judge(seen(other).ready[number - 1], goal)[0] is Verdict.YES

    def longer(minutes: int) -> Start:
        return replace(start, budget=replace(start.budget, minutes=minutes))

    def later(days: int) -> Start:
        due = list(start.deadlines)
        due[number - 1] = replace(due[number - 1], due_day=due[number - 1].due_day + days)
        return replace(start, deadlines=due)

    needed = _first([one for one in MINUTES if one > start.budget.minutes], lambda one: reaches(longer(one)))
    put_off = _first(LATER, lambda days: reaches(later(days)))
    return replace(
        made,
        minutes_needed=needed,
        day_needed=None if put_off is None else start.deadlines[number - 1].due_day + put_off,
    )


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


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence: a catalogue key and its parameters."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def in_lang(self, lang: Lang) -> str:
        """Return the sentence in a language."""
        return say(self.key, lang, **self.params)


def advice(start: Start, plan: Plan, fewer: int = 0) -> list[Advice]:
    """Return a plan in words: one sentence when it reaches the goal, else what is in the way and what would do.

    `fewer` is how many of its decks would be ready in time without the others, 0 where that isn't so.
    """
    minutes, ready = round(start.budget.minutes), f"{plan.ready:.0%}"
    if plan.reached:
        a_day = max(round(plan.minutes), 1)
        if plan.new_a_day < 0.05:
            return [Advice("team_pace.reviews", {"ready": ready})]
        return [Advice("team_pace.reached", {"n": max(round(plan.new_a_day), 1), "minutes": a_day, "ready": ready})]
    says = "team_pace.tight" if plan.verdict is Verdict.TIGHT else "team_pace.short"
    short = Advice(says, {"minutes": minutes, "possible": ready, "goal": f"{plan.goal:.0%}"})
    return [short, *_ways(plan, minutes, fewer)]


def _ways(plan: Plan, minutes: int, fewer: int) -> Iterator[Advice]:
    if plan.minutes_needed is not None:
        yield Advice("team_pace.longer", {"minutes": plan.minutes_needed})
    if plan.day_needed is not None:
        yield Advice("team_pace.later", {"day": date_of(plan.day_needed).isoformat(), "minutes": minutes})
    if fewer:
        yield Advice("team_pace.fewer", {"n": fewer})
    possible = f"{floor(plan.possible * 100)}%"
    if plan.minutes_needed is None and plan.day_needed is None and not fewer:
        yield Advice("team_pace.nothing", {"possible": possible})
    else:
        yield Advice("team_pace.lower", {"possible": possible})
