"""Which cards a day asks, in what order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ops_trainer.memory.queue import Candidate, Chosen, arrange
from ops_trainer.store import candidates
from ops_trainer.trainer.assigned import Share, shares

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from sqlite3 import Connection

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
        """Cards to be reviewed, those missed before included."""
        return self.due + self.again

    @property
    def cards(self) -> int:
        """All that is to be done."""
        return self.reviews + self.new


def limits(context: Context, decks: tuple[str, ...], day: int) -> Limits:
    """What is left of the limits of a day, today or tomorrow, after what was done on it already."""
    with context.database.reading() as connection:
        introduced, reviewed = candidates.counts_today(connection, replace(context.scope(), day=day))
    settings = context.settings
    left = max(int(settings.new_limit) - introduced, 0)
    review = max(int(settings.review_limit) - reviewed, 0)
    portions = tuple(shares(context, day))
    everything = max(left, sum(share.least for share in portions))
    new = max(left, sum(_least(context, share, decks, day) for share in portions))
    whole = Limits(everything, review, everything - left, portions)
    if not decks:
        return whole
    if {deck for share in portions for deck in share.ahead.decks}.issuperset(decks):
        # Of decks that are assigned comes what the day serves of them, whichever screen they are studied from.
        new = served(context, whole, decks)
    return Limits(new, review, max(new - left, 0), portions)


def served(context: Context, whole: Limits, decks: Collection[str]) -> int:
    """How many new cards of some decks today serves when everything is studied, `whole` being its limits."""
    chosen = _chosen(context, (), whole.new, whole.review, whole.shares)
    return sum(card.partition("/")[0] in decks for card in chosen.new)


def asked(context: Context, decks: tuple[str, ...], day: int) -> Asked:
    """What a day asks, today or tomorrow as it will be if nothing more is done today."""
    left = limits(context, decks, day)
    scope = replace(context.scope(decks), day=day)
    with context.database.reading() as connection:
        again = len(candidates.again(connection, scope))
        due = candidates.count_due(connection, scope) - again
        new = candidates.count_new(connection, scope, left.new)
    return Asked(left, min(due, left.review), due, new, again)


def plan(context: Context, decks: tuple[str, ...], new_limit: int, review_limit: int) -> list[str]:
    """Card ids in the order to be asked today."""
    portions = shares(context, context.day()) if new_limit else []
    return _chosen(context, decks, new_limit, review_limit, portions).order


def _chosen(
    context: Context, decks: tuple[str, ...], new_limit: int, review_limit: int, portions: Sequence[Share]
) -> Chosen:
    """The cards of today."""
    scope = context.scope(decks)
    with context.database.reading() as connection:
        focus = (*(deck for share in portions for deck in share.ahead.decks), *context.settings.focus)
        return arrange(
            candidates.again(connection, scope),
            candidates.due(connection, scope, review_limit + SPARE) if review_limit else [],
            _new(connection, scope, focus, new_limit * LOOK_AHEAD) if new_limit else [],
            review_limit=review_limit,
            new_limit=new_limit,
            seen=candidates.notes_met(connection, scope),
            shares=[
                (_of_decks(connection, scope, mine, share.least * LOOK_AHEAD), share.least)
                for share in portions
                if share.least and (mine := share.ahead.within(decks))
            ],
        )


def _least(context: Context, share: Share, decks: tuple[str, ...], day: int) -> int:
    """New cards that an assignment asks of the decks studied."""
    mine = share.ahead.within(decks)
    if not share.least or len(mine) == len(share.ahead.decks):
        return share.least
    with context.database.reading() as connection:
        return candidates.count_new(connection, replace(context.scope(mine), day=day), share.least) if mine else 0


def _of_decks(connection: Connection, scope: Scope, decks: tuple[str, ...], most: int) -> list[Candidate]:
    """New cards of some decks, deck by deck."""
    found: list[Candidate] = []
    for deck in decks:
        if len(found) < most:
            found += candidates.new(connection, replace(scope, decks=(deck,)), most - len(found))
    return found


def _new(connection: Connection, scope: Scope, focus: tuple[str, ...], most: int) -> list[Candidate]:
    """New cards in the learning order, those of the decks that come first before the others, deck by deck."""
    if not focus or scope.decks:
        return candidates.new(connection, scope, most)
    found = {one.card: one for one in _of_decks(connection, scope, tuple(dict.fromkeys(focus)), most)}
    rest = candidates.new(connection, scope, most) if len(found) < most else []
    return [*found.values(), *(c for c in rest if c.card not in found)][:most]
