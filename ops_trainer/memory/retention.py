"""True retention against predicted: how often what came back was still there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ops_trainer.memory.events import Event, Kind, Rating
from ops_trainer.memory.journal import in_force
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.memory.state import CardState


@dataclass(frozen=True, slots=True)
class Trial:
    """The first look at a card on a day on which it had a memory: what was predicted, and whether it was recalled."""

    day: int
    predicted: float
    recalled: bool


@dataclass(frozen=True, slots=True)
class Retention:
    """Over a number of trials: how many were recalled, and the mean prediction (None without any)."""

    reviews: int
    recalled: int
    predicted: float | None


def trials(scheduler: Scheduler, events: Iterable[Event]) -> list[Trial]:
    """Every trial in a journal, in no order that means anything. Looks again on the same day are none."""
    by_card: dict[str, list[Event]] = {}
    for event in events:
        by_card.setdefault(event.card, []).append(event)
    found = []
    for card, history in by_card.items():
        state = CardState(card)
        for event in in_force(history):
            if event.kind == Kind.REVIEW and state.last_day is not None and event.local_day > state.last_day:
                predicted = scheduler.retrievability(state, event.local_day)
                if predicted is not None:
                    found.append(Trial(event.local_day, predicted, event.rating != Rating.AGAIN))
            state = scheduler.apply(state, event)
    return found


def retention(tried: Iterable[Trial]) -> Retention:
    """Trials taken together."""
    all_trials = list(tried)
    predicted = sum(trial.predicted for trial in all_trials) / len(all_trials) if all_trials else None
    return Retention(len(all_trials), sum(trial.recalled for trial in all_trials), predicted)
