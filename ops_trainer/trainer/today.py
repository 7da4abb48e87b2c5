"""What today asks, and the days after it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ops_trainer.memory.day import TRAVEL, local_day, stamp
from ops_trainer.memory.forecast import Forecast, Intake, Paced, TypicalAnswer, forecast, minutes_for, streak
from ops_trainer.store import candidates
from ops_trainer.store.history import days_studied
from ops_trainer.trainer.assigned import shares
from ops_trainer.trainer.pace import pace_of
from ops_trainer.trainer.plan import Asked, asked
from ops_trainer.trainer.views import Today

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.memory.schedule import Scheduler
    from ops_trainer.store.candidates import Scope
    from ops_trainer.trainer.context import Context


def today(context: Context, decks: tuple[str, ...]) -> Today:
    """What today asks over some decks (all when none is named)."""
    day = context.day()
    now = asked(context, decks, day)
    pace = pace_of(context)
    with context.database.reading() as connection:
        introduced, reviewed = candidates.counts_today(connection, context.scope())
        days = days_studied(connection, context.learner)
    coming = ahead(context, decks, now)
    return Today(
        day=day,
        due=now.due,
        new=now.new,
        again=now.again,
        beyond=min(now.limits.beyond, now.new),
        minutes=minutes_for(now.reviews, pace, new=now.new),
        streak=streak(days, day),
        done=introduced + reviewed,
        backlog=now.due_all - now.due,
        backlog_gone=coming.backlog_gone if now.due_all > now.due else None,
        forecast=coming.cards,
        forecast_new=coming.new,
        load_minutes=tuple(
            minutes_for(cards, pace, new=new) for cards, new in zip(coming.reviews, coming.new, strict=True)
        ),
        warnings=(*clock_warnings(context), *(("trainer.no_backup",) if context.no_backup else ())),
    )


def ahead(context: Context, decks: tuple[str, ...], now: Asked, days: int = 14) -> Forecast:
    """What the coming days will ask over some decks, today first, when what is asked `now` is done today.

    When nothing is left to do today, tomorrow's number is just what tomorrow will serve if nothing else changes.
    """
    settings = context.settings
    scope = context.scope(decks)
    tomorrow = replace(scope, day=scope.day + 1)
    limit = int(settings.new_limit)
    left = {share.ahead.id: share.least for share in now.limits.shares}
    # While today has something left, tomorrow's pace is not known: it hangs on what today's answers will be.
    later = now.limits.shares if now.cards else shares(context, tomorrow.day)
    a_day = max(limit, sum(share.a_day for share in later))
    most = days * a_day + now.new
    with context.database.reading() as connection:
        due = candidates.due_by_day(connection, scope, scope.day + days)
        paced = []
        for share in later:
            if mine := share.ahead.within(decks):
                there = candidates.count_new(connection, replace(tomorrow, decks=mine), most)
                today = min(left.get(share.ahead.id, 0), there)
                paced.append(Paced(there, today, share.a_day, share.ahead.due_day))
        intake = Intake(_new_tomorrow(connection, scope, tomorrow, now, most), now.new, limit, tuple(paced))
    answer, reviews = typical_of(context.scheduler), int(settings.review_limit)
    return forecast(due, scope.day, reviews, answer, days, today=now.reviews, intake=intake)


def _new_tomorrow(connection: Connection, scope: Scope, tomorrow: Scope, now: Asked, most: int) -> int:
    """How many cards were never met, those put aside until tomorrow included, counted no further than `most`."""
    if now.new < now.limits.new:  # then these are all, and they need not be counted a second time
        return now.new + candidates.count_new_buried(connection, scope)
    return candidates.count_new(connection, tomorrow, most)


@lru_cache(maxsize=8)
def typical_of(scheduler: Scheduler) -> TypicalAnswer:
    """The typical answers of a scheduler, each worked out once: stabilities to the tenth of a day will do."""
    known = lru_cache(maxsize=10_000)(scheduler.typical)

    def answer(stability: float | None, days: int) -> tuple[float, int]:
        return known(None if stability is None else max(round(stability, 1), 0.1), days)

    return answer


def clock_warnings(context: Context) -> tuple[str, ...]:
    """Catalogue keys for a clock that can't be right: the journal already holds days yet to come."""
    at, offset = stamp(context.clock())
    computed = local_day(at, offset, int(context.settings.rollover))
    latest = context.latest_day
    return ("trainer.clock_behind",) if latest is not None and latest - computed > TRAVEL else ()
