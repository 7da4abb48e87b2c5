"""Which cards a day asks, in what order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from ops_trainer.memory.day import TRAVEL, local_day, stamp
from ops_trainer.memory.forecast import Forecast, Intake, Paced, TypicalAnswer, forecast, minutes_for, streak
from ops_trainer.memory.queue import Candidate, Chosen, arrange_day
from ops_trainer.store import candidates
from ops_trainer.store.history import day_skipped, days_studied
from ops_trainer.trainer.assigned import Share, shares
from ops_trainer.trainer.care import clock_is_wrong
from ops_trainer.trainer.views import Today

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from sqlite3 import Connection

    from ops_trainer.memory.schedule import Scheduler
    from ops_trainer.store.candidates import Scope
    from ops_trainer.trainer.context import Context

# New cards looked at for each one wanted: a note's cards stand together, and only one of them is taken a day.
LOOK_AHEAD = 12
SPARE = 100  # due cards read beyond the limit, to take the place of siblings


@dataclass(frozen=True, slots=True)
class Limits:
    """How many cards a day still serves over some decks.

    `new` is what is left of the daily limit, or what the assignments ask where that is more: `beyond` of them are more
    than the limit. `shares` are those of all assignments.
    """

    new: int
    review: int
    beyond: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a day asks over some decks; `due` and `new` are within the limits, `due_all` is not."""

    limits: Limits
    due: int
    due_all: int
    new: int
    again: int

    @property
    def reviews(self) -> int:
        """Return how many cards are to be reviewed, those missed before included."""
        return self.due + self.again

    @property
    def cards(self) -> int:
        """Return how many cards are to be done, reviews and new ones."""
        return self.reviews + self.new


def limits(context: Context, decks: tuple[str, ...], day: int, tags: tuple[str, ...] = ()) -> Limits:
    """Return what is left of the limits of a day, today or tomorrow, after what was done on it already.

    With `tags` nothing is served for assignments beyond the limits: their cards may have other tags.
    """
    with context.database.reading() as connection:
        introduced, reviewed = candidates.counts_today(connection, replace(context.scope(), day=day))
    settings = context.settings
    left = max(settings.new_limit - introduced, 0)
    review = max(settings.review_limit - reviewed, 0)
    if tags:
        return Limits(left, review, 0, ())
    portions = tuple(shares(context, day))
    everything = max(left, sum(share.least for share in portions))
    new = max(left, sum(_least(context, share, decks, day) for share in portions))
    whole = Limits(everything, review, everything - left, portions)
    if not decks:
        return whole
    if {deck for share in portions for deck in share.assignment.decks}.issuperset(decks):
        # Of decks that are assigned comes what the day serves of them, whichever screen they are studied from.
        new = served(context, whole, decks)
    return Limits(new, review, max(new - left, 0), portions)


def served(context: Context, whole: Limits, decks: Collection[str]) -> int:
    """Return how many new cards of some decks today serves when everything is studied, `whole` being its limits."""
    chosen = _chosen(context, (), whole.new, whole.review, whole.shares)
    return sum(card.partition("/")[0] in decks for card in chosen.new)


def asked(context: Context, decks: tuple[str, ...], day: int) -> Asked:
    """Return what a day asks, today or tomorrow as it will be if nothing more is done today."""
    left = limits(context, decks, day)
    scope = replace(context.scope(decks), day=day)
    with context.database.reading() as connection:
        again = len(candidates.again(connection, scope))
        due = candidates.count_due(connection, scope) - again
        new = candidates.count_new(connection, scope, left.new)
    return Asked(left, min(due, left.review), due, new, again)


def plan(
    context: Context, decks: tuple[str, ...], new_limit: int, review_limit: int, tags: tuple[str, ...] = ()
) -> list[str]:
    """Return card ids in the order to be asked today."""
    portions = shares(context, context.day()) if new_limit and not tags else []
    return _chosen(context, decks, new_limit, review_limit, portions, tags).order


def _chosen(
    context: Context,
    decks: tuple[str, ...],
    new_limit: int,
    review_limit: int,
    portions: Sequence[Share],
    tags: tuple[str, ...] = (),
) -> Chosen:
    """Return the cards of today."""
    scope = context.scope(decks, tags)
    with context.database.reading() as connection:
        focus = (*(deck for share in portions for deck in share.assignment.decks), *context.settings.focus)
        return arrange_day(
            candidates.again(connection, scope),
            candidates.due(connection, scope, review_limit + SPARE) if review_limit else [],
            _new(connection, scope, focus, new_limit * LOOK_AHEAD) if new_limit else [],
            review_limit=review_limit,
            new_limit=new_limit,
            seen=candidates.notes_met(connection, scope),
            shares=[
                (_of_decks(connection, scope, mine, share.least * LOOK_AHEAD), share.least)
                for share in portions
                if share.least and (mine := share.assignment.within(decks))
            ],
        )


def _least(context: Context, share: Share, decks: tuple[str, ...], day: int) -> int:
    """Return how many new cards an assignment asks of the decks studied."""
    mine = share.assignment.within(decks)
    if not share.least or len(mine) == len(share.assignment.decks):
        return share.least
    with context.database.reading() as connection:
        return candidates.count_new(connection, replace(context.scope(mine), day=day), share.least) if mine else 0


def _of_decks(connection: Connection, scope: Scope, decks: tuple[str, ...], most: int) -> list[Candidate]:
    """Return new cards of some decks, deck by deck."""
    found: list[Candidate] = []
    for deck in decks:
        if len(found) < most:
            found += candidates.new(connection, replace(scope, decks=(deck,)), most - len(found))
    return found


def _new(connection: Connection, scope: Scope, focus: tuple[str, ...], most: int) -> list[Candidate]:
    """Return new cards in the learning order, those of the decks that come first before the others, deck by deck."""
    if not focus or scope.decks:
        return candidates.new(connection, scope, most)
    found = {one.card: one for one in _of_decks(connection, scope, tuple(dict.fromkeys(focus)), most)}
    rest = candidates.new(connection, scope, most) if len(found) < most else []
    return [*found.values(), *(c for c in rest if c.card not in found)][:most]


def today(context: Context, decks: tuple[str, ...]) -> Today:
    """Return what today asks over some decks (all when none is named)."""
    day = context.day()
    now = asked(context, decks, day)
    pace = context.pace()
    with context.database.reading() as connection:
        introduced, reviewed = candidates.counts_today(connection, context.scope())
        days = days_studied(connection, context.learner)
        row = streak(days, day, partial(day_skipped, connection, context.learner, today=day, now=context.now()[0]))
    future = upcoming(context, decks, now)
    return Today(
        day=day,
        due=now.due,
        new=now.new,
        again=now.again,
        beyond=min(now.limits.beyond, now.new),
        minutes=minutes_for(now.reviews, pace, new=now.new),
        streak=row,
        done=introduced + reviewed,
        backlog=now.due_all - now.due,
        backlog_gone=future.backlog_gone if now.due_all > now.due else None,
        forecast=future.cards,
        forecast_new=future.new,
        load_minutes=tuple(
            minutes_for(cards, pace, new=new) for cards, new in zip(future.reviews, future.new, strict=True)
        ),
        warnings=(*clock_warnings(context), *(("trainer.no_backup",) if context.no_backup else ())),
    )


def upcoming(context: Context, decks: tuple[str, ...], now: Asked, days: int = 14) -> Forecast:
    """Return what the coming days will ask over some decks, today first, when what is asked `now` is done today.

    When nothing is left to do today, tomorrow's number is just what tomorrow will serve if nothing else changes.
    """
    settings = context.settings
    scope = context.scope(decks)
    tomorrow = replace(scope, day=scope.day + 1)
    limit = settings.new_limit
    left = {share.assignment.id: share.least for share in now.limits.shares}
    # While today has something left, tomorrow's pace is not known: it hangs on what today's answers will be.
    later = now.limits.shares if now.cards else shares(context, tomorrow.day)
    a_day = max(limit, sum(share.a_day for share in later))
    most = days * a_day + now.new
    with context.database.reading() as connection:
        due = candidates.due_by_day(connection, scope, scope.day + days)
        paced = []
        for share in later:
            if mine := share.assignment.within(decks):
                there = candidates.count_new(connection, replace(tomorrow, decks=mine), most)
                today = min(left.get(share.assignment.id, 0), there)
                paced.append(Paced(there, today, share.a_day, share.assignment.due_day))
        intake = Intake(_new_tomorrow(connection, scope, tomorrow, now, most), now.new, limit, tuple(paced))
    answer, reviews = typical_of(context.scheduler), settings.review_limit
    return forecast(due, scope.day, reviews, answer, days, today=now.reviews, intake=intake)


def _new_tomorrow(connection: Connection, scope: Scope, tomorrow: Scope, now: Asked, most: int) -> int:
    """Return how many cards were never met, those put aside until tomorrow included, counted no further than `most`."""
    if now.new < now.limits.new:  # then these are all, and they need not be counted a second time
        return now.new + candidates.count_new_buried(connection, scope)
    return candidates.count_new(connection, tomorrow, most)


@lru_cache(maxsize=8)
def typical_of(scheduler: Scheduler) -> TypicalAnswer:
    """Return the typical answers of a scheduler, each worked out once: stabilities to the tenth of a day will do."""
    known = lru_cache(maxsize=10_000)(scheduler.typical)

    def answer(stability: float | None, days: int) -> tuple[float, int]:
        return known(None if stability is None else max(round(stability, 1), 0.1), days)

    return answer


def clock_warnings(context: Context) -> tuple[str, ...]:
    """Return catalogue keys for a clock that can't be right: it stands before this program or what was learnt, or a
    team's server says so."""
    at, offset = stamp(context.clock())
    computed = local_day(at, offset, context.settings.rollover)
    latest = context.latest_day
    if clock_is_wrong(context):
        return ("trainer.clock_wrong",)
    if latest is not None and latest - computed > TRAVEL:
        return ("trainer.clock_behind",)
    return ("trainer.clock_off",) if context.clock_off is not None else ()
