"""The one simulated future: the queue served day by day as it will be, card by card, with misses as they are likely.

Forecast, tomorrow, backlog, readiness on a day and what a plan promises are all read off it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import add

from ops_trainer.memory import load
from ops_trainer.memory.budget import Budget
from ops_trainer.memory.rates import Rates
from ops_trainer.memory.schedule import TYPICAL, Scheduler, fuzz_range

IMAGINED = 1_700  # cards in all runs together from which on chance hardly shows
RUNS = (3, 8)  # at least and at most
SAMPLE = 2_000  # cards simulated of more than MOST
MOST = 5_000
WINDOW = 30  # days before a due day from which cards are chosen by what they gain on it: 14 bring less
USUAL_RECALL = 0.9  # of a card that is reviewed when it is due
HALF = 0.5  # share of the minutes that deadline decks have even where other cards wait


@dataclass(frozen=True, slots=True)
class Known:
    """A card's memory as it stands: stability in days (None: brought back before it was met), difficulty, local days of
    the latest review and of the next, and its deadline by number, 0 for none."""

    stability: float | None
    difficulty: float
    last_day: int
    due_day: int
    deadline: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day as a local day, on which the cards of some decks are to be recalled; `cards` is how many they are."""

    due_day: int
    cards: int


@dataclass(frozen=True, slots=True)
class Limited:
    """Cards of a deck that were never met and of which at most `a_day` are met on a day; `deadline` is its number."""

    deadline: int
    waiting: int
    a_day: int


@dataclass(frozen=True)
class Start:
    """What a future begins from, on the local day `day`.

    `waiting` is how many cards were never met, by deadline (0: of none), those of `limited` decks included.
    `left` is what today still serves, reviews and new cards, where that is settled already; `scale` how many cards each
    of these stands for.
    """

    scheduler: Scheduler
    rates: Rates
    budget: Budget
    day: int
    known: Sequence[Known]
    waiting: Sequence[int]
    deadlines: Sequence[Deadline] = ()
    left: tuple[int, int] | None = None
    scale: float = 1.0
    limited: Sequence[Limited] = ()


@dataclass(frozen=True, slots=True)
class Future:
    """The mean of some simulated futures, by day, today first: reviews, new cards, minutes, cards left over.

    `ready` has, by deadline, in each run the share of its cards expected to be recalled on the due day; `met` the cards
    met by then as a share. `approximate` tells that a sample of the cards stands for all.
    """

    day: int
    reviews: tuple[float, ...]
    new: tuple[float, ...]
    minutes: tuple[float, ...]
    left_over: tuple[float, ...]
    ready: tuple[tuple[float, ...], ...]
    met: tuple[tuple[float, ...], ...]  # by deadline, mean share of its cards met at the end of each day
    approximate: bool = False

    @property
    def backlog_gone(self) -> int | None:
        """Return the first local day at whose end nothing that is due is left over, None where there is none."""
        ahead = next((ahead for ahead, cards in enumerate(self.left_over) if cards < 0.5), None)
        return None if ahead is None else self.day + ahead


def simulate(start: Start, days: int, *, runs: int | None = None, seed: int = 0) -> Future:
    """Return what so many days will bring, today first, as the mean of some runs. The same start gives the same."""
    size = len(start.known) + sum(start.waiting)
    count = runs or min(max(IMAGINED // max(size, 1), RUNS[0]), RUNS[1])
    done = [_Run(start, days, random.Random(f"{seed} {number}")) for number in range(count)]
    for run in done:
        run.live()
    scale = start.scale

    def mean(name: str, by: float = scale) -> tuple[float, ...]:
        return tuple(sum(day) * by / count for day in zip(*(getattr(run, name) for run in done), strict=True))

    return Future(
        start.day,
        mean("reviews"),
        mean("new"),
        mean("seconds", scale / 60),
        mean("left_over"),
        tuple(tuple(run.ready[number] for run in done) for number in range(len(start.deadlines))),
        tuple(
            tuple(sum(day) / count for day in zip(*(run.met[number] for run in done), strict=True))
            for number in range(len(start.deadlines))
        ),
        scale != 1.0,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What the first day of a start serves.

    `picked` are cards of near deadlines in their order, by place in `Start.known` (None for a new card) and number of
    the deadline; beside them there is room for so many `reviews` and so many `new` cards.
    """

    picked: tuple[tuple[int | None, int], ...]
    reviews: int
    new: int


def choose_day(start: Start) -> Choice:
    """Return what the first day of a start serves. Chance has no part in it."""
    run = _Run(start, 1, random.Random(0))
    run.live()
    return Choice(tuple(run.picked), run.room, run.taken)


Gain = Callable[[float | None, float, int, int], float]


def gain_of(scheduler: Scheduler, rates: Rates) -> Gain:
    """Return a function that gives the recall which a review gains on a later day, for each second that it takes: by
    stability (None for a new card), difficulty, days since the latest review, days until that day."""
    step, recall = scheduler.step, scheduler.recall
    good, bad = step(None, TYPICAL, 0, 3), _relearned(scheduler, None, TYPICAL, 0)

    def gain(stability: float | None, difficulty: float, elapsed: int, ahead: int) -> float:
        if stability is None:
            known = rates.known
            return (known * recall(good[0], ahead) + (1 - known) * recall(bad, ahead)) / rates.new_seconds
        now, otherwise = recall(stability, elapsed), recall(stability, elapsed + ahead)
        right = recall(step(stability, difficulty, elapsed, 3)[0], ahead)
        wrong = recall(_relearned(scheduler, stability, difficulty, elapsed), ahead)
        return (now * right + (1 - now) * wrong - otherwise) / rates.review_seconds(now)

    return gain


def _relearned(scheduler: Scheduler, stability: float | None, difficulty: float, elapsed: int) -> float:
    """Return the stability of a card that was missed and then recalled on the same day."""
    return scheduler.step(*scheduler.step(stability, difficulty, elapsed, 1), 0, 3)[0]


class _Run:
    """One future, lived day by day."""

    def __init__(self, start: Start, days: int, rng: random.Random) -> None:
        self.start, self.days, self.chance = start, days, rng.random
        self.reviews: list[int] = []
        self.new: list[int] = []
        self.seconds: list[float] = []
        self.left_over: list[int] = []
        self.ready = [0.0] * len(start.deadlines)
        self.met: list[list[float]] = [[] for _ in start.deadlines]
        known = start.known
        self.stability: list[float] = [-1.0 if one.stability is None else one.stability for one in known]
        self.difficulty = [one.difficulty for one in known]
        self.last = [one.last_day for one in known]
        self.deadline = [one.deadline for one in known]
        self.waiting = list(start.waiting)
        self.limited = [one.waiting for one in start.limited]  # still waiting, of each limited deck
        self.allowed = [one.a_day for one in start.limited]  # new cards that the day may still have of each
        self.cards: list[list[int]] = [[] for _ in range(len(start.deadlines) + 1)]  # met, by deadline
        ahead = days + max(load.SPANS)
        self.due: list[list[int]] = [[] for _ in range(ahead)]  # by days from the start
        # Those due by days from the start and class of stability; what is overdue counts with today.
        self.classes = [[0] * load.CLASSES for _ in range(ahead)]
        self.line: list[int] = []  # due by now
        self.picked: list[tuple[int | None, int]] = []  # for deadlines, None for a new card, with the deadline's number
        self.when = [max(one.due_day, start.day) for one in known]  # each is due
        self.room = 0  # reviews beside those of deadlines that the latest day had time for
        self.taken = 0  # new cards met that are of no near deadline
        for card, one in enumerate(known):
            self.cards[one.deadline].append(card)
            if (on := self.when[card] - start.day) < ahead:
                self.due[on].append(card)
                self.classes[on][load.class_of(self.stability[card])] += 1

    def live(self) -> None:
        """Live through the days."""
        start = self.start
        for ahead in range(self.days):
            day = start.day + ahead
            for number, deadline in enumerate(start.deadlines):
                if deadline.due_day == day:
                    self.ready[number] = self.readiness(number, day)
            self.line += [card for card in self.due[ahead] if self.when[card] == day]
            self.allowed = [one.a_day for one in start.limited]
            self.serve(day, start.left if ahead == 0 else None)
            self.left_over.append(len(self.line))
            self.classes[ahead + 1] = list(map(add, self.classes[ahead], self.classes[ahead + 1]))
            for number, deadline in enumerate(start.deadlines):
                self.met[number].append(len(self.cards[number + 1]) / max(deadline.cards, 1))
        for number, deadline in enumerate(start.deadlines):
            if deadline.due_day >= start.day + self.days:
                self.ready[number] = self.readiness(number, deadline.due_day)

    def readiness(self, number: int, day: int) -> float:
        """Return the share of a deadline's cards expected to be recalled on a day."""
        if not self.start.deadlines[number].cards:
            return 1.0
        cards = [card for card in self.cards[number + 1] if self.stability[card] > 0]
        strengths, last = (self.stability[card] for card in cards), (self.last[card] for card in cards)
        return min(self.start.scheduler.expected(strengths, last, day) / self.start.deadlines[number].cards, 1)

    def serve(self, day: int, left: tuple[int, int] | None) -> None:
        """Study on one day: what it has settled already, or what its minutes and limits allow."""
        if left is None:
            self.serve_by_minutes(day)
            return
        spent, reviews = self.review_line(day, 1e9, left[0])
        met, fresh = 0, left[1]
        for number in [*range(1, len(self.waiting)), 0]:
            taken = min(fresh - met, self.waiting[number])
            spent += self.meet(number, taken, day)
            met += taken
        self.note(reviews, met, spent)

    def note(self, reviews: int, new: int, seconds: float) -> None:
        """Note what a day took."""
        self.reviews.append(reviews)
        self.new.append(new)
        self.seconds.append(seconds)

    def serve_by_minutes(self, day: int) -> None:
        """Give deadlines their share of a day, then review by risk, then meet what the coming weeks can bear."""
        start = self.start
        budget, rates = start.budget, start.rates
        seconds = budget.seconds(day) / start.scale
        if not seconds:
            self.note(0, 0, 0.0)
            return
        # New cards of deadlines that are far ahead come before the others; what is over is like any other deck.
        near = [number for number, days in self.days_ahead(day) if days <= WINDOW]
        order = [*(number for number in range(1, len(self.waiting)) if number not in near), 0]
        most = self.bearable(day) if any(self.waiting[number] for number in order) else 0
        spent, reviews, met = self.serve_deadlines(day, seconds)
        limit = None if budget.review_limit is None else max(round(budget.review_limit / start.scale) - reviews, 0)
        spent_on, done = self.review_line(day, seconds - spent, limit)
        spent += spent_on
        self.room = done if self.line else done + int((seconds - spent) / rates.review_seconds(USUAL_RECALL))
        # While something that is due is left over, new cards wait.
        fresh = 0 if self.line else min(most, int((seconds - spent) / rates.new_seconds))
        if budget.new_limit is not None:
            fresh = min(fresh, max(round(budget.new_limit / start.scale) - met, 0))
        for number in order:
            taken = min(fresh, self.there(number))
            fresh -= taken
            met += taken
            spent += self.meet(number, taken, day)
            self.taken += taken
        self.note(reviews + done, met, spent)

    def bearable(self, day: int) -> int:
        """Return how many new cards of no near deadline a day may take up, for what the coming weeks can bear."""
        start, ahead, span = self.start, day - self.start.day, max(load.SPANS)
        due, limit = self.classes[ahead : ahead + span], start.budget.review_limit
        seconds = [start.budget.seconds(on) / start.scale for on in range(day, day + span)]
        most = load.bearable(load.burden_of(start.scheduler, start.rates), due, seconds)
        if limit is not None:
            counted = load.burden_of(start.scheduler, replace(start.rates, first=0.0, review=1.0, again=0.0))
            most = min(most, load.bearable(counted, due, [limit / start.scale if has else 0.0 for has in seconds]))
        return load.on_day(most, day)

    def serve_deadlines(self, day: int, seconds: float) -> tuple[float, int, int]:
        """Give deadline decks their share of a day; return the seconds, the reviews and the new cards."""
        ahead = [(number, days) for number, days in self.days_ahead(day) if days <= WINDOW]
        if not ahead:
            return 0.0, 0, 0
        mine, rates = {number for number, _ in ahead}, self.start.rates
        others = sum(self.cost(card, day) for card in self.line if self.deadline[card] not in mine)
        share = max(seconds * HALF, seconds - others)
        spent, reviews, met = 0.0, 0, 0
        for card, number in self.ranked(day, ahead):
            cost = rates.new_seconds if card is None else self.cost(card, day)
            if spent + cost > share:
                break
            spent += cost
            if card is None:
                self.meet(number, 1, day)
                self.picked.append((None, number))
                met += 1
            else:
                self.review(card, day)
                self.picked.append((card, number))
                reviews += 1
        self.line = [card for card in self.line if self.when[card] <= day]
        return spent, reviews, met

    def days_ahead(self, day: int) -> list[tuple[int, int]]:
        """Return the deadlines that are ahead by number, with the days until then."""
        return [(number, one.due_day - day) for number, one in enumerate(self.start.deadlines, 1) if one.due_day > day]

    def cost(self, card: int, day: int) -> float:
        """Return the seconds that a review is expected to take."""
        stability = self.stability[card]
        if stability < 0:
            return self.start.rates.new_seconds
        return self.start.rates.review_seconds(self.start.scheduler.recall(stability, day - self.last[card]))

    def ranked(self, day: int, ahead: Sequence[tuple[int, int]]) -> list[tuple[int | None, int]]:
        """Return cards of deadlines, None for a new one, with the deadline's number, in the order to be studied."""
        gain, line = self.gain, set(self.line)
        found: list[tuple[float, int, int | None, int]] = []
        for number, days in ahead:
            for card in self.cards[number]:
                stability, elapsed = self.stability[card], day - self.last[card]
                if stability > 0 and elapsed > 0:
                    worth = gain(stability, self.difficulty[card], elapsed, days)
                    if worth > 0:
                        found.append((-worth / days, card, card, number))
                elif card in line:
                    found.append((-gain(None, TYPICAL, 0, days) / days, card, card, number))
            found += [(-gain(None, TYPICAL, 0, days) / days, 0, None, number)] * self.there(number)
        found.sort(key=lambda one: one[:2])
        return [(card, number) for _, _, card, number in found]

    @cached_property
    def gain(self) -> Gain:
        """Return the function that says what a review gains."""
        return gain_of(self.start.scheduler, self.start.rates)

    def risk(self, card: int, day: int) -> float:
        """Return a number that grows with the risk of having forgotten a card."""
        stability = self.stability[card]
        return (day - self.last[card]) / stability if stability > 0 else 1e9

    def review_line(self, day: int, seconds: float, most: int | None) -> tuple[float, int]:
        """Review what is due, by risk, while seconds and limit last; return the seconds and how many."""
        line = self.line
        line.sort(key=lambda card: -self.risk(card, day))
        spent, done = 0.0, 0
        for card in line:
            cost = self.cost(card, day)
            if (most is not None and done >= most) or spent + cost > seconds:
                break
            spent += cost
            done += 1
            self.review(card, day)
        self.line = line[done:]
        return spent, done

    def there(self, number: int) -> int:
        """Return how many new cards of a deadline the day may still have."""
        if not self.limited:
            return self.waiting[number]
        beyond = sum(
            max(waiting - allowed, 0)
            for one, waiting, allowed in zip(self.start.limited, self.limited, self.allowed, strict=True)
            if one.deadline == number
        )
        return max(self.waiting[number] - beyond, 0)

    def take_limited(self, number: int, count: int) -> None:
        """Take new cards of a deadline from its limited decks as far as these have any, then from the others."""
        for place, one in enumerate(self.start.limited):
            if one.deadline == number:
                taken = min(count, self.limited[place], self.allowed[place])
                self.limited[place] -= taken
                self.allowed[place] -= taken
                count -= taken

    def meet(self, number: int, count: int, day: int) -> float:
        """Meet so many new cards; return the seconds."""
        self.take_limited(number, count)
        step, rates = self.start.scheduler.step, self.start.rates
        for _ in range(count):
            card = len(self.stability)
            known = self.chance() < rates.known
            stability, difficulty = step(None, TYPICAL, 0, 3 if known else 1)
            if not known:
                stability, difficulty = self.relearn(stability, difficulty)
            self.stability.append(stability)
            self.difficulty.append(difficulty)
            self.last.append(day)
            self.deadline.append(number)
            self.when.append(day)
            self.cards[number].append(card)
            self.put(card, stability, day)
        self.waiting[number] -= count
        return count * rates.new_seconds

    def review(self, card: int, day: int) -> None:
        """Review a card that is due, or was brought back before it was met."""
        scheduler, stability, difficulty = self.start.scheduler, self.stability[card], self.difficulty[card]
        if (on := max(self.when[card], day) - self.start.day) < len(self.classes):
            self.classes[on][load.class_of(stability)] -= 1
        elapsed = max(day - self.last[card], 0)
        if stability < 0:
            recalled, before = self.chance() < self.start.rates.known, None
        else:
            recalled, before = self.chance() < scheduler.recall(stability, elapsed), stability
        stability, difficulty = scheduler.step(before, difficulty, elapsed, 3 if recalled else 1)
        if not recalled:
            stability, difficulty = self.relearn(stability, difficulty)
        self.stability[card], self.difficulty[card], self.last[card] = stability, difficulty, day
        self.put(card, stability, day)

    def relearn(self, stability: float, difficulty: float) -> tuple[float, float]:
        """Return a memory after a missed card was looked at on the same day until it was recalled."""
        step, more = self.start.scheduler.step, 1 - 1 / self.start.rates.repeats
        while self.chance() < more:
            stability, difficulty = step(stability, difficulty, 0, 1)
        return step(stability, difficulty, 0, 3)

    def put(self, card: int, stability: float, day: int) -> None:
        """Have a card come back when it is due."""
        low, high = fuzz_range(self.start.scheduler.interval(stability))
        self.when[card] = on = day + low + int(self.chance() * (high - low + 1))
        on -= self.start.day
        if on < len(self.due):
            self.due[on].append(card)
            self.classes[on][load.class_of(stability)] += 1
