"""Whether what the program promises comes true: simulated learners do each day just what it asks, through its door.

Every learner has a home with the built-in decks, answers as their own memory lets them, and takes the time they take.
What is said on a day (forecast, minutes, tomorrow) is compared with what then came.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from math import exp, log
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.learners import LEARNERS, Learner
from tests.benchmarks.report import show, table

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.session import Session

BEGIN = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))  # a Monday
ALL = ("ops-basics", "ops-roles", "ops-metrics", "ops-practices", "ops-scenarios", "ops-tips")
AHEAD = 13  # days of a forecast that are compared, after the day on which it was said
ASKED_ON = (0, 7, 14, 21, 28, 42, 56)  # days after which a forecast is looked at


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now


class Mind:
    """A learner's true memory, which the program can't see."""

    def __init__(self, learner: Learner, seed: int) -> None:
        from ops_trainer.memory import fsrs6

        self.learner, self.random = learner, random.Random(f"{learner.name} {seed}")
        self.step = fsrs6.step_of(learner.weights)
        self.decay, self.factor = fsrs6.curve(learner.weights)
        self.cards: dict[str, tuple[float, float, int]] = {}  # stability, difficulty, day

    def recall(self, card: str, day: int) -> float:
        """The chance that a card is recalled on a day."""
        if card not in self.cards:
            return self.learner.known
        stability, _, last = self.cards[card]
        return float((1 + self.factor * (day - last) / stability) ** self.decay)

    def answer(self, card: str, day: int) -> tuple[bool, int]:
        """Look at a card: whether it is recalled, and the milliseconds that it takes."""
        known = self.cards.get(card)
        same_day = known is not None and known[2] == day
        recalled = self.random.random() < (0.9 if same_day else self.recall(card, day))
        before = (None, 5.0, day) if known is None else known
        stability, difficulty = self.step(before[0], before[1], day - before[2], 3 if recalled else 1)
        self.cards[card] = (stability, difficulty, day)
        learner = self.learner
        middle, spread = learner.first if known is None else learner.again if same_day else learner.review
        return recalled, round(1000 * exp(self.random.gauss(log(middle), spread)))


@dataclass
class Day:
    """What came on a day: cards reviewed and met, minutes taken; what was said at its end."""

    reviews: int = 0
    new: int = 0
    minutes: float = 0.0
    forecast: tuple[int, ...] = ()
    forecast_minutes: tuple[int, ...] = ()
    tomorrow: tuple[int, int] | None = None
    served: tuple[int, int] | None = None  # what the day said in the morning
    backlog_gone: int | None = None


@dataclass
class Life:
    """A learner's days."""

    learner: Learner
    days: list[Day] = field(default_factory=list)

    def is_away(self, ahead: int) -> bool:
        """Whether they don't study on a day, counted from the first."""
        return is_away(self.learner, ahead)


def is_away(learner: Learner, ahead: int) -> bool:
    return ahead % 7 in learner.weekly or any(first <= ahead <= last for first, last in learner.absences)


def study(session: Session, mind: Mind, day: int, found: Day, most: float = 1e9) -> None:
    """Answer every card of a session, or as many as `most` minutes hold."""
    from ops_trainer.memory import Rating

    seen: set[str] = set()
    while session.card is not None and found.minutes < most:
        card = session.card.id
        if card not in seen:
            seen.add(card)
            found.new += session.is_new
            found.reviews += not session.is_new
        recalled, took = mind.answer(card, day)
        found.minutes += took / 60_000
        session.grade(Rating.GOOD if recalled else Rating.AGAIN, took)


def live(
    learner: Learner,
    folder: Path,
    days: int,
    *,
    minutes: int = 10,
    seed: int = 1,
    prepare: Callable[[Trainer], None] = lambda trainer: None,
    each: Callable[[Trainer, int], None] = lambda trainer, ahead: None,
    minds: list[Mind] | None = None,
    begin: Callable[[Trainer, int], Session] | None = None,
) -> Life:
    """A learner's life of so many days; `prepare` is called at its beginning, `each` on the morning of each day.

    `begin` gives the session of a day, of which no more is done than the minutes hold, in place of what the day serves.
    """
    import ops_trainer
    from ops_trainer.memory.days_off import WEEKDAYS

    clock, mind, life = Clock(), Mind(learner, seed), Life(learner)
    if minds is not None:
        minds.append(mind)
    with ops_trainer.open(folder, learner="mei", clock=clock) as trainer:
        trainer.change(minutes=minutes, welcomed=True)
        if learner.weekly and learner.told:
            trainer.change(days_off=" ".join(WEEKDAYS[number] for number in sorted(learner.weekly)))
        prepare(trainer)
        for ahead in range(days):
            found = Day()
            clock.now = BEGIN + timedelta(days=ahead)
            each(trainer, ahead)
            today = trainer.today()
            found.served = (today.due + today.again, today.new)
            if not is_away(learner, ahead):
                session = trainer.study() if begin is None else begin(trainer, ahead)
                study(session, mind, trainer.day(), found, 1e9 if begin is None else minutes)
                end = session.summary()
                found.tomorrow = (end.tomorrow, end.tomorrow_new)
            if ahead in ASKED_ON:
                seen = trainer.forecast()
                found.forecast, found.forecast_minutes = seen.cards, seen.minutes
            life.days.append(found)
    return life


def sums(life: Life) -> Iterator[tuple[int, int, int]]:
    """Each forecast that can be compared: the day it was said on, cards promised, cards that came."""
    for ahead, day in enumerate(life.days):
        coming = life.days[ahead + 1 : ahead + 1 + AHEAD]
        if day.forecast and len(coming) == AHEAD and not _surprised(life, ahead):
            yield ahead, sum(day.forecast[1 : AHEAD + 1]), sum(one.reviews + one.new for one in coming)


def _surprised(life: Life, ahead: int) -> bool:
    """Whether the learner was away unannounced within a forecast."""
    days = range(ahead, ahead + AHEAD + 1)
    return any(first <= day <= last for first, last in life.learner.absences for day in days)


def minutes_kept(life: Life, begin: int = 8) -> tuple[int, int]:
    """Of the days of forecasts from day 8 on, how many took the minutes that were said, within 20 % or one minute."""
    kept = every = 0
    for ahead, day in enumerate(life.days):
        if not day.forecast or _surprised(life, ahead):
            continue
        for later, said in enumerate(day.forecast_minutes[1:], ahead + 1):
            if begin <= later < len(life.days) and not life.is_away(later):
                every += 1
                took = life.days[later].minutes
                kept += abs(said - took) <= max(0.2 * took, 1.0)
    return kept, every


def tomorrows(life: Life) -> tuple[int, int]:
    """Of what was said of tomorrow, how often just that was served."""
    pairs = [
        (one.tomorrow, other.served)
        for one, other in zip(life.days, life.days[1:], strict=False)
        if one.tomorrow is not None
    ]
    return sum(said == served for said, served in pairs), len(pairs)


def measure(learners: Sequence[Learner], days: int, seed: int) -> dict[str, dict[str, float]]:
    """The figures of each group of learners."""
    lives: dict[str, list[Life]] = {}
    for learner in learners:
        with tempfile.TemporaryDirectory() as folder:
            lives.setdefault(learner.group, []).append(live(learner, Path(folder), days, seed=seed))
    found = {}
    for group, some in lives.items():
        errors = [abs(said - came) / max(came, 1) for life in some for _, said, came in sums(life)]
        signed = [(said - came) / max(came, 1) for life in some for _, said, came in sums(life)]
        kept, every = map(sum, zip(*(minutes_kept(life) for life in some), strict=True))
        exact, told = map(sum, zip(*(tomorrows(life) for life in some), strict=True))
        late = [day.minutes for life in some for n, day in enumerate(life.days) if n >= 8 and not life.is_away(n)]
        found[group] = {
            "learners": len(some),
            "forecast_error": median(errors) if errors else 0.0,
            "forecast_bias": median(signed) if signed else 0.0,
            "minutes_kept": kept / max(every, 1),
            "tomorrow_exact": exact / max(told, 1),
            "minutes_a_day": sum(late) / max(len(late), 1),
        }
    return found


def due(learner: Learner, folder: Path, days: int, minutes: int, decks: Sequence[str], seed: int) -> dict[str, float]:
    """Decks that are to be ready on a day: what was expected on the first, what the program says then, what is true."""
    said: dict[str, float] = {}
    minds: list[Mind] = []

    def prepare(trainer: Trainer) -> None:
        trainer.set_due(decks, trainer.date_of(trainer.day() + days))
        (one,) = trainer.due_days()
        said["expected"] = one.expected / one.cards

    def each(trainer: Trainer, ahead: int) -> None:
        if ahead == days:
            cards = [card.id for deck in decks for card in trainer.cards(deck)]
            day = trainer.day()
            known = [trainer.memory(card).recall or 0.0 for card in cards]
            said["told"] = sum(known) / len(cards)
            (mind,) = minds
            said["true"] = sum(mind.recall(card, day) for card in cards if card in mind.cards) / len(cards)

    live(learner, folder, days + 1, minutes=minutes, seed=seed, prepare=prepare, each=each, minds=minds)
    return said


AFTERWARDS = 30  # days after a due day on which it is asked again what is left
EVE = 2  # days before a due day by which an even pace has met everything


def gain(learner: Learner, folder: Path, days: int, minutes: int, decks: Sequence[str], seed: int) -> dict[str, float]:
    """The true share that is recalled on a due day and 30 days later: by the program's own plan for it, and at an even
    pace with reviews as they are due, in the same minutes."""
    found = {}

    def look(way: str, minds: list[Mind]) -> Callable[[Trainer, int], None]:
        def each(trainer: Trainer, ahead: int) -> None:
            if ahead in (days, days + AFTERWARDS):
                (mind,), day = minds, trainer.day()
                cards = [card.id for deck in decks for card in trainer.cards(deck)]
                share = sum(mind.recall(card, day) for card in cards if card in mind.cards) / len(cards)
                found[way if ahead == days else f"{way}_later"] = share

        return each

    def evenly(trainer: Trainer, ahead: int) -> Session:
        if ahead >= days:
            return trainer.study(decks)
        new = sum(line.new for line in trainer.decks() if line.id in decks)
        return trainer.study(decks, new_limit=-(-new // max(days - EVE - ahead, 1)), review_limit=10**4)

    def by_plan(trainer: Trainer) -> None:
        trainer.set_due(decks, trainer.date_of(trainer.day() + days))

    until = days + AFTERWARDS + 1
    for way in ("plan", "even"):
        minds: list[Mind] = []
        live(
            learner, folder / way, until, minutes=minutes, seed=seed, each=look(way, minds), minds=minds,
            prepare=by_plan if way == "plan" else lambda trainer: None,
            begin=evenly if way == "even" else lambda trainer, ahead: trainer.study(decks),
        )  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--learner", action="append", help="only those of this name or group")
    parser.add_argument("--due", type=int, metavar="DAYS", help="all decks are to be ready by then")
    parser.add_argument("--gain", type=int, metavar="DAYS", help="one deck by then: by its plan, and at an even pace")
    parser.add_argument("--untold", action="store_true", help="nobody tells the program of their days off")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    wanted = [one for one in LEARNERS if not options.learner or {one.name, one.group} & set(options.learner)]
    if options.untold:
        wanted = [replace(learner, told=False) for learner in wanted]
    if options.gain is not None:
        gains = {}
        for learner in wanted:
            with tempfile.TemporaryDirectory() as folder:
                gains[learner.name] = gain(learner, Path(folder), options.gain, 10, ["ops-roles"], options.seed)
        heads = ["learner", "on the day: plan", "even pace", "30 days later: plan", "even pace"]
        keys = ("plan", "even", "plan_later", "even_later")
        shares = [[name, *(f"{figures[key]:.1%}" for key in keys)] for name, figures in gains.items()]
        show(dict(gains), table(heads, shares), as_json=options.json)
        return
    if options.due is not None:
        document = {}
        for learner in wanted:
            with tempfile.TemporaryDirectory() as folder:
                document[learner.name] = due(learner, Path(folder), options.due, 10, ALL, options.seed)
        heads = ["learner", "expected on day 0", "told on the day", "true on the day"]
        lines = [
            [name, *(f"{figures[key]:.1%}" for key in ("expected", "told", "true"))]
            for name, figures in document.items()
        ]
        show(dict(document), table(heads, lines), as_json=options.json)
        return
    found = measure(wanted, options.days, options.seed)
    rows = [
        [
            group,
            str(figures["learners"]),
            f"{figures['forecast_error']:.1%} ({figures['forecast_bias']:+.1%})",
            f"{figures['minutes_kept']:.0%}",
            f"{figures['tomorrow_exact']:.1%}",
            f"{figures['minutes_a_day']:.1f}",
        ]
        for group, figures in found.items()
    ]
    heads = ["learners", "n", "13-day forecast off (bias)", "minutes kept", "tomorrow exact", "min a day"]
    show(dict(found), table(heads, rows), as_json=options.json)


if __name__ == "__main__":
    main()
