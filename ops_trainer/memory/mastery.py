"""What counts as learnt, and what share will be recalled on a day."""

from __future__ import annotations

from collections.abc import Iterable

from ops_trainer.memory.schedule import Scheduler
from ops_trainer.memory.state import CardState

DAYS_TO_MASTER = 3
RECALL_TO_MASTER = 0.9


def is_mastered(state: CardState, day: int) -> bool:
    """Recalled on at least three separate days, and recall predicted at 90 % or more.

    Stability is by definition the number of days after which recall is predicted at 90 %, so the second half reads
    "no more days since the latest review than the stability".
    """
    if state.stability is None or state.last_day is None or state.missed:
        return False
    return state.days_recalled >= DAYS_TO_MASTER and day - state.last_day <= state.stability


def readiness(states: Iterable[CardState], cards: int, scheduler: Scheduler, day: int) -> float:
    """The share of `cards` cards expected to be recalled on a day if nothing is studied until then, 0 to 1.

    Cards without a memory count as not recalled. 0 when there are no cards.
    """
    total = sum(scheduler.retrievability(state, day) or 0.0 for state in states)
    return min(total / cards, 1.0) if cards else 0.0
