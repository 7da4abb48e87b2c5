"""Fitting the weights of made-up people, whose memory is known (see memories.toml), and how well that foretells them.

Each answers so many times by the defaults' schedule; then weights are fitted and adopted as the program does it, and
what these and the defaults foretell of the next answers is compared with the truth: the chances by which the answers
were drawn, not the draws, so that luck is no part of any figure. RMSE(bins) is that of srs-benchmark (bins by interval,
number of reviews and lapses).
"""

from __future__ import annotations

import argparse
import math
import random
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from ops_trainer.memory import fsrs6
from ops_trainer.memory import weights as personal
from ops_trainer.memory.events import CardState, Event, Kind, Rating
from ops_trainer.memory.journal import in_force
from ops_trainer.memory.schedule import Scheduler
from tests.benchmarks.report import percentile, show, table

MEMORIES = Path(__file__).with_name("memories.toml")
DAY_MS = 86_400_000
START = 20_000  # the first local day
AFTERWARDS = 1000  # answers that are foretold
WORSE = 0.003  # log loss that counts as worse


@dataclass(frozen=True, slots=True)
class Person:
    """Someone made up: their true memory, and how they answer."""

    name: str
    true: Scheduler
    cards: float = 0.0
    guess: float = 0.0
    slip: float = 0.0
    known: float = 0.5
    new: int = 8
    away: float = 0.0
    four: bool = False

    def chance(self, stability: float, days: int) -> float:
        """The chance that a card of a true stability is answered right."""
        recall = self.true.recall(stability, days)
        return (recall + (1 - recall) * self.guess) * (1 - self.slip)


@dataclass(frozen=True, slots=True)
class Look:
    """An answer about a card: which, when, how, and the chance that it was to be right (None for a first look)."""

    card: str
    day: int
    rating: Rating
    chance: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """How well one person was foretold: by the weights adopted, and by the defaults."""

    name: str
    adopted: bool
    rmse: float
    bias: float
    loss: float
    rmse_before: float
    bias_before: float
    loss_before: float

    @property
    def worse(self) -> bool:
        """Whether the defaults would have foretold clearly better."""
        return self.loss > self.loss_before + WORSE


def people(count: int, seed: int, file: Path = MEMORIES) -> list[Person]:
    """So many people, of each of the memories in turn."""
    memories = tomllib.loads(file.read_text(encoding="utf-8"))["memory"]
    rng = random.Random(seed)
    return [_person(memories[number % len(memories)], rng) for number in range(count)]


def _person(memory: dict[str, Any], rng: random.Random) -> Person:
    weights = list(fsrs6.WEIGHTS)
    for number, value in memory.get("weights", {}).items():
        weights[int(number)] = value
    spread = memory.get("spread", {})
    for number, (low, high) in enumerate(zip(fsrs6.LOWEST, fsrs6.HIGHEST, strict=True)):
        weights[number] *= math.exp(rng.gauss(0, spread.get(str(number), spread.get("all", 0))))
        weights[number] = min(max(weights[number], low), high)
    others = {key: value for key, value in memory.items() if key not in ("weights", "spread")}
    return Person(true=Scheduler(tuple(weights)), **others)


def looks(person: Person, rng: random.Random) -> Iterator[Look]:
    """What a person answers, without end, where each card is shown when the defaults' schedule says so."""
    shown, true = dict[str, CardState](), dict[str, CardState]()
    factor: dict[str, float] = {}
    due: dict[int, list[str]] = {}
    scheduler, day = Scheduler(), START

    def answer(card: str, rating: Rating, chance: float | None) -> Look:
        shown[card] = scheduler.reviewed(shown[card], rating, day)
        true[card] = person.true.reviewed(true[card], rating, day)
        return Look(card, day, rating, chance)

    while True:
        today = due.pop(day, [])
        if rng.random() < person.away:
            due[day + 1] = today + due.get(day + 1, [])
            day += 1
            continue
        for card in [*today, *(f"a/n{len(shown) + number}/c" for number in range(person.new))]:
            if card not in shown:
                shown[card] = true[card] = CardState(card)
                factor[card] = math.exp(rng.gauss(0, person.cards))
            state = true[card]
            chance = None
            if state.stability is not None and state.last_day is not None:
                chance = person.chance(state.stability * factor[card], day - state.last_day)
            drawn = rng.random()
            right = drawn < (person.known if chance is None else chance)
            yield answer(card, _rating(person, rng) if right else Rating.AGAIN, chance)
            while not right:  # again until it is recalled once
                right = rng.random() < 0.9
                yield answer(card, Rating.GOOD if right else Rating.AGAIN, None)
            due.setdefault(max(shown[card].due_day or 0, day + 1), []).append(card)
        day += 1


def _rating(person: Person, rng: random.Random) -> Rating:
    return rng.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (0.15, 0.7, 0.15))[0] if person.four else Rating.GOOD


def by_card(answered: Sequence[Look]) -> list[list[Event]]:
    """The events of each card."""
    found: dict[str, list[Event]] = {}
    for number, look in enumerate(answered):
        at = look.day * DAY_MS + number
        event = Event(f"{at:020}", "mei", "bench", Kind.REVIEW, look.card, at, 0, look.day, look.rating)
        found.setdefault(look.card, []).append(event)
    return list(found.values())


def measure(person: Person, answers: int, seed: int) -> Measured:
    """Fit after so many answers, and compare what is foretold of the next ones with the truth."""
    rng = random.Random(seed)
    course = looks(person, rng)
    answered = [next(course) for _ in range(answers)]
    fit = personal.fit(by_card(answered))
    adopted = fit is not None and fit.is_better
    ahead = [next(course) for _ in range(AFTERWARDS)]
    now = _foretold(Scheduler(fit.weights if fit is not None and adopted else ()), answered, ahead)
    before = _foretold(Scheduler(), answered, ahead)
    return Measured(person.name, adopted, *now, *before)


def _foretold(scheduler: Scheduler, answered: Sequence[Look], ahead: Sequence[Look]) -> tuple[float, float, float]:
    """RMSE(bins), bias and log loss of what a scheduler foretells of the answers ahead."""
    states: dict[str, CardState] = {}
    bins: dict[tuple[int, int, int], list[float]] = {}
    lost, missed, trials = 0.0, 0.0, 0
    for number, look in enumerate((*answered, *ahead)):
        state = states.get(look.card, CardState(look.card))
        told = scheduler.retrievability(state, look.day)
        if number >= len(answered) and look.chance is not None and told is not None and state.last_day is not None:
            trials += 1
            missed += told - look.chance
            lost -= look.chance * math.log(told) + (1 - look.chance) * math.log(1 - told)
            bins.setdefault(_bin(state, look.day - state.last_day), []).append(told - look.chance)
        states[look.card] = scheduler.reviewed(state, look.rating, look.day)
    rmse = math.sqrt(sum(sum(one) ** 2 / len(one) for one in bins.values()) / trials)
    return rmse, missed / trials, lost / trials


def _bin(state: CardState, days: int) -> tuple[int, int, int]:
    """The bin of a trial: steps of 3.62 in days, of 1.89 in reviews, of 1.73 in lapses."""

    def step(value: int, base: float) -> int:
        return math.floor(math.log(value) / math.log(base)) if value else -1

    return step(days, 3.62), step(state.reps, 1.89), step(state.lapses, 1.73)


def measure_all(whom: Sequence[Person], answers: int, seed: int) -> list[Measured]:
    """People, each measured."""
    return [measure(person, answers, seed * 1000 + number) for number, person in enumerate(whom)]


def figures(measured: Sequence[Measured]) -> dict[str, float]:
    """What is promised, over some people: means, and the share that is no worse off."""
    return {
        "people": len(measured),
        "adopted": fmean(one.adopted for one in measured),
        "rmse": fmean(one.rmse for one in measured),
        "rmse_worst": percentile([one.rmse for one in measured], 0.9),
        "bias": fmean(abs(one.bias) for one in measured),
        "loss": fmean(one.loss for one in measured),
        "rmse_before": fmean(one.rmse_before for one in measured),
        "bias_before": fmean(abs(one.bias_before) for one in measured),
        "loss_before": fmean(one.loss_before for one in measured),
        "no_worse": 1 - fmean(one.worse for one in measured),
    }


def seconds_for(answers: int, seed: int) -> float:
    """Processor seconds that fitting a journal of so many answers takes."""
    course = looks(people(2, seed)[1], random.Random(seed))
    cards = [in_force(events) for events in by_card([next(course) for _ in range(answers)])]
    start = time.process_time()
    personal.fit(cards)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--answers", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memories", type=Path, default=MEMORIES)
    parser.add_argument(
        "--long", type=int, default=100_000, help="answers of the journal whose fit is timed, 0 for none"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured = measure_all(people(options.people, options.seed, options.memories), options.answers, options.seed)
    kinds = list(dict.fromkeys(one.name for one in measured))
    found: dict[str, Any] = {kind: figures([one for one in measured if one.name == kind]) for kind in kinds}
    found["all"] = figures(measured)
    rows = [
        [
            kind,
            f"{one['rmse_before']:.3f} → {one['rmse']:.3f}",
            f"{one['rmse_worst']:.3f}",
            f"{one['bias_before']:.3f} → {one['bias']:.3f}",
            f"{one['loss_before']:.3f} → {one['loss']:.3f}",
            f"{one['no_worse']:.0%}",
            f"{one['adopted']:.0%}",
        ]
        for kind, one in found.items()
    ]
    head = ["memory", "RMSE(bins)", "of 9 in 10", "bias", "log loss", "no worse", "adopted"]
    text = table([f"{head[0]}, {options.answers} answers", *head[1:]], rows)
    if options.long:
        found["seconds"] = seconds_for(options.long, options.seed)
        text += f"\n\nfitting {options.long} answers: {found['seconds']:.1f} s"
    show(found, text, as_json=options.json)


if __name__ == "__main__":
    main()
