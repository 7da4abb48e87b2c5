"""Which cards a day asks, in what order, and what the days after it will ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from ops_trainer.memory import days_off
from ops_trainer.memory.day import TRAVEL, local_day, stamp
from ops_trainer.memory.future import Future, simulate
from ops_trainer.memory.queue import Candidate, Chosen, arrange_day
from ops_trainer.memory.rates import Rates
from ops_trainer.memory.streaks import habit
from ops_trainer.store import candidates
from ops_trainer.store.history import day_skipped, days_studied
from ops_trainer.trainer.assigned import OWN, open_assignments
from ops_trainer.trainer.care import clock_is_wrong
from ops_trainer.trainer.day_plan import LOOK_AHEAD, day_plan, of_decks, start_of
from ops_trainer.trainer.views import DueDay, Forecast, Today

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.store.candidates import Scope
    from ops_trainer.trainer.context import Context

SPARE = 100  # due cards read beyond the limit, to take the place of siblings
FOLLOWED = 90  # days that a backlog is followed
FORECAST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Left:
    """What a day still serves over some decks: of the cards `picked` for due days those that were not met yet, and
    beside them at most so many `reviews` and so many `new` cards. `beyond` of the new ones are more than the limit that
    was set by hand."""

    picked: tuple[Candidate, ...]
    picked_new: tuple[Candidate, ...]
    reviews: int
    new: int
    beyond: int
    rates: Rates

    @property
    def review_limit(self) -> int:
        """Return how many reviews there may be, those picked included."""
        return len(self.picked) + self.reviews

    @property
    def new_limit(self) -> int:
        """Return how many new cards there may be, those picked included."""
        return len(self.picked_new) + self.new


@dataclass(frozen=True, slots=True)
class Asked:
    """What a day asks over some decks; `due` and `new` are within what the day serves, `due_all` is not."""

    left: Left
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

    @property
    def seconds(self) -> float:
        """Return the seconds that they take this learner."""
        rates = self.left.rates
        reviews = self.due * rates.review_seconds(0.9) + self.again * rates.miss_seconds
        return reviews + self.new * rates.new_seconds


def left_of(context: Context, decks: tuple[str, ...], day: int, tags: tuple[str, ...] = ()) -> Left:
    """Return what a day, today or tomorrow, serves after what was done on it already."""
    served = day_plan(context, day)
    everywhere = replace(context.scope(), day=day)
    with context.database.reading() as connection:
        introduced, reviewed = candidates.counts_today(connection, everywhere)
        waiting = {one.card for one, _ in candidates.waiting_of(connection, everywhere, served.picked)}
        mine = candidates.waiting_of(connection, replace(everywhere, decks=decks, tags=tags), served.picked)
        met = set(candidates.touched(connection, everywhere)) if introduced + reviewed else set()
    done = [card for card in served.picked if card in met and card not in waiting]
    done_new = sum(card in served.picked_new for card in done)
    new = max(served.new - max(introduced - done_new, 0), 0)
    left_new = sum(card in served.picked_new for card in waiting) + new
    limit = context.budget.new_limit
    if context.deck_limits and new:
        with context.database.reading() as connection:
            new = min(new, _there(context, connection, replace(everywhere, decks=decks, tags=tags), new))
    return Left(
        tuple(one for one, is_new in mine if not is_new),
        tuple(one for one, is_new in mine if is_new),
        max(served.reviews - max(reviewed - (len(done) - done_new), 0), 0),
        new,
        0 if limit is None else max(left_new - max(limit - introduced, 0), 0),
        served.rates,
    )


def asked(context: Context, decks: tuple[str, ...], day: int) -> Asked:
    """Return what a day asks, today or tomorrow as it will be if nothing more is done today."""
    left = left_of(context, decks, day)
    scope = replace(context.scope(decks), day=day)
    with context.database.reading() as connection:
        again = len(candidates.again(connection, scope))
        due = candidates.count_due(connection, scope) - again
        early = sum(not is_due for is_due in candidates.are_due(connection, scope, [one.card for one in left.picked]))
        new = _count_new(context, connection, scope, left)
    # What was picked for a due day may come before it is due.
    ordinary = min(due - (len(left.picked) - early), left.reviews)
    return Asked(left, len(left.picked) + max(ordinary, 0), due + early, new, again)


def _count_new(context: Context, connection: Connection, scope: Scope, left: Left) -> int:
    """Return how many new cards a day has, those picked included."""
    return len(left.picked_new) + (min(_there(context, connection, scope, left.new), left.new) if left.new else 0)


def _there(context: Context, connection: Connection, scope: Scope, most: int) -> int:
    """Return how many new cards a day may have beside those picked, within the limits of decks, counted no further than
    `most`."""
    near = _near(context, connection, scope.day)
    apart = {**_over_limits(context, connection, scope), **near}
    there = candidates.count_new(connection, scope, most + sum(apart.values()))
    return max(there - sum(count for deck, count in apart.items() if not scope.decks or deck in scope.decks), 0)


def _over_limits(context: Context, connection: Connection, scope: Scope) -> dict[str, int]:
    """Return how many new cards of each deck with a limit of its own the day may not have."""
    limits = context.deck_limits
    introduced = candidates.introduced_by_deck(connection, scope) if limits else {}
    found = {}
    for deck, limit in limits.items():
        if not scope.decks or deck in scope.decks:
            there = candidates.count_new(connection, replace(scope, decks=(deck,)), 10**6)
            found[deck] = max(there - max(limit - introduced.get(deck, 0), 0), 0)
    return found


def _near(context: Context, connection: Connection, day: int) -> dict[str, int]:
    """Return how many new cards each deck has whose cards are picked for a due day: they come in no other way."""
    scope = replace(context.scope(), day=day)
    return {
        deck: candidates.count_new(connection, replace(scope, decks=(deck,)), 10**6)
        for one in open_assignments(context, connection, day)
        if one.is_near(day)
        for deck in one.decks
    }


def plan(
    context: Context, decks: tuple[str, ...], new_limit: int, review_limit: int, tags: tuple[str, ...] = ()
) -> list[str]:
    """Return card ids in the order to be asked today."""
    return chosen(context, decks, new_limit, review_limit, tags).order


def chosen(
    context: Context, decks: tuple[str, ...], new_limit: int, review_limit: int, tags: tuple[str, ...] = ()
) -> Chosen:
    """Return the cards of today, within limits, in the order to be asked."""
    scope = context.scope(decks, tags)
    with context.database.reading() as connection:
        near = set(_near(context, connection, scope.day))
    left = left_of(context, decks, scope.day, tags) if near and (new_limit or review_limit) else None
    beside = max(new_limit - (0 if left is None else len(left.picked_new)), 0)
    with context.database.reading() as connection:
        return arrange_day(
            candidates.again(connection, scope),
            candidates.due(connection, scope, review_limit + SPARE) if review_limit else [],
            _new(context, connection, scope, beside, near) if new_limit else [],
            review_limit=review_limit,
            new_limit=new_limit,
            seen=candidates.notes_met(connection, scope),
            picked=() if left is None else left.picked,
            picked_new=() if left is None else left.picked_new,
        )


def _new(context: Context, connection: Connection, scope: Scope, wanted: int, near: Collection[str]) -> list[Candidate]:
    """Return new cards in the learning order: those of decks with a due day far ahead, then of the decks to be learnt
    first, then the others; last, where somebody goes on beyond what the day serves, those beyond their deck's limit and
    those of due days that are near."""
    over = _over_limits(context, connection, scope)
    most = wanted * LOOK_AHEAD + sum(over.values())
    if scope.decks:
        found = candidates.new(connection, scope, most)
    else:
        far = [deck for one in open_assignments(context, connection, scope.day) for deck in one.decks]
        focus = [deck for deck in dict.fromkeys([*far, *context.settings.focus]) if deck not in near]
        first = of_decks(connection, scope, focus, most)
        rest = candidates.new(connection, scope, most + sum(1 for _ in near) * most) if len(first) < most else []
        known = {one.card for one in first}
        found = [*first, *(one for one in rest if one.card not in known)]
    found = _within_limits(context, connection, scope, found, wanted) if over else found
    found.sort(key=lambda one: one.card.partition("/")[0] in near)
    return found


def _within_limits(
    context: Context, connection: Connection, scope: Scope, found: Sequence[Candidate], wanted: int
) -> list[Candidate]:
    """Return new cards without those that are more than their decks may have today, but for as many as are wanted
    beyond them."""
    introduced = candidates.introduced_by_deck(connection, scope)
    room = {deck: limit - introduced.get(deck, 0) for deck, limit in context.deck_limits.items()}
    within: list[Candidate] = []
    beyond: list[Candidate] = []
    for one in found:
        deck = one.card.partition("/")[0]
        if deck in room:
            room[deck] -= 1
        (beyond if room.get(deck, 0) < 0 else within).append(one)
    return within + beyond[: max(wanted - len(within), 0)]


def skipped(context: Context, connection: Connection, today: int) -> Callable[[int], bool]:
    """Return what tells whether nobody expects study on a day: it is a day off, or it never came."""
    weekly, single = days_off.read(context.settings.days_off)

    def skips(day: int) -> bool:
        if day in single or (day + 3) % 7 in weekly:
            return True
        return day_skipped(connection, context.learner, day, today=today, now=context.now()[0])

    return skips


def today(context: Context, decks: tuple[str, ...]) -> Today:
    """Return what today asks over some decks (all when none is named)."""
    day = context.day()
    now = asked(context, decks, day)
    with context.database.reading() as connection:
        introduced, reviewed = candidates.counts_today(connection, context.scope())
        days = days_studied(connection, context.learner)
        regular = habit(days, day, skipped(context, connection, day))
    return Today(
        day=day,
        due=now.due,
        new=now.new,
        again=now.again,
        beyond=min(now.left.beyond, now.new),
        minutes=minutes_of(now.seconds),
        habit=regular,
        done=introduced + reviewed,
        backlog=now.due_all - now.due,
        warnings=(*clock_warnings(context), *(("trainer.no_backup",) if context.no_backup else ())),
    )


def forecast(context: Context, decks: tuple[str, ...], days: int = FORECAST_DAYS) -> Forecast:
    """Return what so many days will ask over some decks, today first, when what is asked now is done today.

    When nothing is left to do today, tomorrow's number is just what tomorrow will serve if nothing else changes.
    """
    day = context.day()
    now = asked(context, decks, day)
    backlog = now.due_all > now.due
    seen = _future(context, decks, now, max(days, FOLLOWED if backlog else days))
    reviews, new = _whole(seen.reviews[:days]), _whole(seen.new[:days])
    minutes = [minutes_of(n * 60) for n in seen.minutes[:days]]
    reviews[0], new[0], minutes[0] = now.reviews, now.new, minutes_of(now.seconds)
    if not now.cards and days > 1 and not context.budget_from(day).is_kept_free(day + 1):
        then = asked(context, decks, day + 1)
        reviews[1], new[1], minutes[1] = then.reviews, then.new, minutes_of(then.seconds)
    return Forecast(
        day,
        tuple(map(sum, zip(reviews, new, strict=True))),
        tuple(new),
        tuple(minutes),
        seen.backlog_gone if backlog else None,
        seen.approximate,
    )


def _future(context: Context, decks: tuple[str, ...], now: Asked, days: int) -> Future:
    """Return the future of some decks from now on."""
    day = context.day()
    with context.database.reading() as connection:
        deadlines = open_assignments(context, connection, day)
    left = (now.reviews, now.new)
    # What today shows of the learner's pace counts for the days to come.
    start, _ = start_of(context, day, context.rates(), deadlines, decks=decks, left=left, days=days)
    return simulate(start, days)


def due_days(context: Context) -> list[DueDay]:
    """Return the due days ahead, the soonest first, and what is expected of each as today began."""
    day = context.day()
    with context.database.reading() as connection:
        deadlines = open_assignments(context, connection, day)
    if not deadlines:
        return []
    start, _ = start_of(context, day, day_plan(context, day).rates, deadlines, dawn=True, days=FORECAST_DAYS)
    seen = simulate(start, max(one.due_day for one in start.deadlines) - day + 1)
    scheduler, found = context.scheduler, []
    for number, (one, ready) in enumerate(zip(deadlines, seen.ready, strict=True), 1):
        mine = [card for card in start.known if card.deadline == number and card.stability is not None]
        now = scheduler.expected((card.stability or 0.001 for card in mine), (card.last_day for card in mine), day)
        cards = start.deadlines[number - 1].cards
        expected = round(sum(ready) / len(ready) * cards)
        found.append(DueDay(one.decks, one.due_day, cards, round(now), expected, one.id.startswith(OWN)))
    return found


def _whole(means: Sequence[float]) -> list[int]:
    """Return whole numbers that come to the same over the days."""
    sums = [0, *(round(total) for total in accumulate(means))]
    return [after - before for before, after in pairwise(sums)]


def minutes_of(seconds: float) -> int:
    """Return seconds in whole minutes, 1 at least where there are any."""
    return max(round(seconds / 60), 1) if seconds else 0


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
