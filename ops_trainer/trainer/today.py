"""What today asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops_trainer.memory.day import TRAVEL, local_day, stamp
from ops_trainer.memory.forecast import forecast, minutes_for, streak
from ops_trainer.store import candidates, standing
from ops_trainer.store.days import days_studied
from ops_trainer.trainer.plan import remaining
from ops_trainer.trainer.views import Today

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context

# Until a learner has a pace of their own: reading, recalling and judging a card takes about twelve seconds.
FIRST_PACE_MS = 12_000.0
LOOKS_AT_NEW = 3  # times a new card is looked at on its first day, on average, with its lesson


def pace_of(context: Context) -> float:
    """Milliseconds an answer takes this learner."""
    with context.database.reading() as connection:
        return standing.pace(connection, context.learner) or FIRST_PACE_MS


def today(context: Context, decks: tuple[str, ...]) -> Today:
    """What today asks over some decks (all when none is named)."""
    scope = context.scope(decks)
    left = remaining(context)
    pace = pace_of(context)
    settings = context.settings
    with context.database.reading() as connection:
        again = len(candidates.again(connection, scope))
        due_all = candidates.count_due(connection, scope) - again
        new = candidates.count_new(connection, scope, left.new)
        by_day = candidates.due_by_day(connection, scope, scope.day + 400)
        introduced, reviewed = candidates.counts_today(connection, context.scope())
        days = days_studied(connection, context.learner)
    due = min(due_all, left.review)
    ahead = forecast(by_day, scope.day, int(settings.review_limit), done_today=reviewed)
    return Today(
        day=scope.day,
        due=due,
        new=new,
        again=again,
        minutes=minutes_for(due + again + new * LOOKS_AT_NEW, pace),
        streak=streak(days, scope.day),
        done=introduced + reviewed,
        backlog=max(due_all - left.review, 0),
        backlog_gone=ahead.backlog_gone if due_all > left.review else None,
        forecast=ahead.reviews,
        load_minutes=tuple(minutes_for(count, pace) for count in ahead.reviews),
        warnings=(*clock_warnings(context), *(("trainer.no_backup",) if context.no_backup else ())),
    )


def clock_warnings(context: Context) -> tuple[str, ...]:
    """Catalogue keys for a clock that can't be right: the journal already holds days yet to come."""
    at, offset = stamp(context.clock())
    computed = local_day(at, offset, int(context.settings.rollover))
    latest = context.latest_day
    return ("trainer.clock_behind",) if latest is not None and latest - computed > TRAVEL else ()
