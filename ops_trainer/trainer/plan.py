"""Which cards today asks, in what order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ops_trainer.memory.queue import Candidate, arrange
from ops_trainer.store import candidates
from ops_trainer.trainer.assigned import assigned_first

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.store.candidates import Scope
    from ops_trainer.trainer.context import Context

# New cards looked at for each one wanted: a note's cards stand together, and only one of them is taken a day.
LOOK_AHEAD = 12
SPARE = 100  # due cards read beyond the limit, to take the place of siblings


@dataclass(frozen=True, slots=True)
class Limits:
    """What is left of today's limits."""

    new: int
    review: int


def remaining(context: Context) -> Limits:
    """What is left of today's limits after what was done already."""
    with context.database.reading() as connection:
        introduced, reviewed = candidates.counts_today(connection, context.scope())
    settings = context.settings
    return Limits(max(int(settings.new_limit) - introduced, 0), max(int(settings.review_limit) - reviewed, 0))


def plan(context: Context, decks: tuple[str, ...], new_limit: int, review_limit: int) -> list[str]:
    """Card ids in the order to be asked."""
    scope = context.scope(decks)
    with context.database.reading() as connection:
        focus = (*assigned_first(connection, context.learner, scope.day), *context.settings.focus)
        return arrange(
            candidates.again(connection, scope),
            candidates.due(connection, scope, review_limit + SPARE) if review_limit else [],
            _new(connection, scope, focus, new_limit * LOOK_AHEAD) if new_limit else [],
            review_limit=review_limit,
            new_limit=new_limit,
            seen=candidates.notes_met(connection, scope),
        )


def _new(connection: Connection, scope: Scope, focus: tuple[str, ...], most: int) -> list[Candidate]:
    """New cards in the learning order, those of the decks that come first before the others, deck by deck."""
    if not focus or scope.decks:
        return candidates.new(connection, scope, most)
    found: dict[str, Candidate] = {}
    for deck in dict.fromkeys(focus):
        if len(found) < most:
            found |= {c.card: c for c in candidates.new(connection, replace(scope, decks=(deck,)), most)}
    rest = candidates.new(connection, scope, most) if len(found) < most else []
    return [*found.values(), *(c for c in rest if c.card not in found)][:most]
