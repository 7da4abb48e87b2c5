"""What counts as learnt, what share will be recalled on a day, and true retention against predicted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ops_trainer.memory.events import CardState, Event, Kind, Rating
from ops_trainer.memory.journal import in_force
from ops_trainer.memory.schedule import Scheduler

DAYS_TO_MASTER = 3
RECALL_TO_MASTER = 0.9


def is_mastered(state: CardState, day: int) -> bool:
    """Return whether a card was recalled on at least three separate days, with recall predicted at 90 % or more.

    Stability is by definition the number of days after which recall is predicted at 90 %, so the second half reads
    "no more days since the latest review than the stability".
    """
    return _recalled_enough(state) and not has_faded(state, day)


def has_faded(state: CardState, day: int) -> bool:
    """Return whether a card was recalled on days enough to be mastered, and recall is predicted below 90 % by now."""
    if state.stability is None or state.last_day is None:
        return False
    return _recalled_enough(state) and day - state.last_day > state.stability


def _recalled_enough(state: CardState) -> bool:
    remembered = state.stability is not None and state.last_day is not None and not state.missed
    return remembered and state.days_recalled >= DAYS_TO_MASTER


def readiness(states: Iterable[CardState], cards: int, scheduler: Scheduler, day: int) -> float:
    """Return the share of `cards` cards expected to be recalled on a day if nothing is studied until then, 0 to 1.

    Cards without a memory count as not recalled. 0 when there are no cards.
    """
    total = sum(scheduler.retrievability(state, day) or 0.0 for state in states)
    return min(total / cards, 1.0) if cards else 0.0


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
    """Return every trial in a journal, in no order that means anything. Looks again on the same day are none."""
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
            state = scheduler.apply_event(state, event)
    return found


def retention(tried: Iterable[Trial]) -> Retention:
    """Return what some trials come to."""
    all_trials = list(tried)
    predicted = sum(trial.predicted for trial in all_trials) / len(all_trials) if all_trials else None
    return Retention(len(all_trials), sum(trial.recalled for trial in all_trials), predicted)
