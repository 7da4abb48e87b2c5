"""How many new cards a day bring a learner to a goal by a day, found by simulating their own memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from ops_trainer.locale import Lang, say
from ops_trainer.memory.day import date_of
from ops_trainer.memory.events import CardState
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team.imagined import Days, Imagined

T = TypeVar("T")

FUTURES = (3, 12)  # imagined futures that are averaged, at least and at most
IMAGINED = 600  # cards in all futures together from which on chance hardly shows
MINUTES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 180)  # a day, as people plan them
LATER = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 60)  # days to put a due day off by
RETENTIONS = (0.92, 0.94, 0.96)  # what one can ask of oneself to see cards sooner


@dataclass(frozen=True, slots=True)
class Task:
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
    """The pace for a task.

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


def simulate(task: Task, scheduler: Scheduler, new_a_day: int, minutes: float | None = None) -> Future:
    """The mean of a few imagined futures in which a learner takes up so many new cards a day.

    Each day reviews come first, those most at risk before the others, then new cards, while the minutes last
    (`minutes` in place of the task's own). The same task gives the same futures.
    """
    futures = min(max(IMAGINED // max(len(task.cards), 1), FUTURES[0]), FUTURES[1])
    runs = [_one_future(task, scheduler, new_a_day, task.minutes if minutes is None else minutes, n)
            for n in range(futures)]  # fmt: skip
    return Future(
        sum(run.readiness for run in runs) / futures,
        round(sum(run.unmet for run in runs) / futures),
        tuple(sum(day) / futures for day in zip(*(run.minutes for run in runs), strict=True)),
    )


def outline(task: Task, scheduler: Scheduler) -> Plan:
    """The smallest number of new cards a day that reaches the goal within the minutes and leaves no card unmet.

    Where the minutes are too few for all cards, it is the smallest that reaches the goal; where they are too few for
    that, the best that fits. What could be done instead is not looked for.
    """
    found, future = _pace(task, scheduler, task.minutes)
    return Plan(found, future, future.readiness >= task.goal, goal_possible=future.readiness)


def plan(task: Task, scheduler: Scheduler) -> Plan:
    """The outline, and where the goal is out of reach what could be done instead."""
    made = outline(task, scheduler)
    if made.reached:
        return made
    later = [replace(task, due_day=task.due_day + days) for days in LATER]
    sooner = [replace(scheduler, retention=retention) for retention in RETENTIONS if retention > scheduler.retention]
    longer = [minutes for minutes in MINUTES if minutes > task.minutes]
    needed = _first(longer, lambda minutes: _reaches(task, scheduler, minutes))
    put_off = _first(later, lambda other: _reaches(other, scheduler, task.minutes))
    keen = _first(sooner, lambda other: _reaches(task, other, task.minutes))
    return replace(
        made,
        minutes_needed=needed,
        day_needed=None if put_off is None else put_off.due_day,
        retention_needed=None if keen is None else keen.retention,
    )


def _is_waiting(state: CardState) -> bool:
    return state.is_new and not state.suspended


def _pace(task: Task, scheduler: Scheduler, minutes: float) -> tuple[int, Future]:
    """The smallest pace that reaches the goal and meets every card, else the smallest that reaches it, else the one
    with the best outcome. Readiness need not grow with the pace: too many new cards crowd the reviews out, so that the
    paces are tried one after the other."""
    reaching: tuple[int, Future] | None = None
    best: tuple[int, Future] | None = None
    for pace in _paces(len(task.waiting), task.days):
        future = simulate(task, scheduler, pace, minutes)
        if future.readiness >= task.goal:
            if not future.unmet:
                return pace, future
            reaching = reaching or (pace, future)
        if best is None or future.readiness > best[1].readiness + 1e-9:
            best = (pace, future)
    assert best is not None
    return reaching or best


def _paces(waiting: int, days: int) -> list[int]:
    """Paces worth trying: none, from half of what the days ask by steps of a third, just what the days ask, all on the
    first day."""
    paces = {0, waiting, -(-waiting // days)}
    pace = max(waiting // (days * 2), 1)
    while pace < waiting:
        paces.add(pace)
        pace += max(pace // 3, 1)
    return sorted(paces)


def _reaches(task: Task, scheduler: Scheduler, minutes: float) -> bool:
    return _pace(task, scheduler, minutes)[1].readiness >= task.goal


def _first(choices: Sequence[T], fits: Callable[[T], bool]) -> T | None:
    """The first choice that fits, of choices of which all behind a fitting one fit too; None when none does."""
    low, high = 0, len(choices)
    while low < high:
        middle = (low + high) // 2
        if fits(choices[middle]):
            high = middle
        else:
            low = middle + 1
    return choices[low] if low < len(choices) else None


def _one_future(task: Task, scheduler: Scheduler, new_a_day: int, minutes: float, number: int) -> Future:
    states = {card: state for card in task.cards if (state := task.states.get(card)) is not None}
    imagined = Imagined(states, scheduler, number)
    taken = (*task.taken, *(0.0 for _ in range(task.days)))
    days = Days(task.today, [minutes - taken[ahead] for ahead in range(task.days)])
    unmet, spent = imagined.live(days, task.waiting, new_a_day, task.pace_ms / 60_000)
    readiness = min(imagined.recalled(task.due_day) / len(task.cards), 1.0) if task.cards else 0.0
    return Future(readiness, unmet, tuple(spent))


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence: a catalogue key and its parameters."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def in_lang(self, lang: Lang) -> str:
        """The sentence in a language."""
        return say(self.key, lang, **self.params)


def advice(task: Task, plan: Plan) -> list[Advice]:
    """What a plan comes to: one sentence when it reaches the goal, else what stands against it and what would do."""
    minutes, goal = round(task.minutes), f"{task.goal:.0%}"
    if plan.reached:
        if not plan.new_a_day:
            return [Advice("team_pace.reviews", {"ready": f"{plan.future.readiness:.0%}"})]
        a_day = max(round(sum(plan.future.minutes) / len(plan.future.minutes)), 1)
        told = {"n": plan.new_a_day, "minutes": a_day, "ready": f"{plan.future.readiness:.0%}"}
        return [Advice("team_pace.reached", told)]
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
