"""How long an answer takes the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops_trainer.store import mastery_counts as standing

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context

# Until a learner has a pace of their own: reading, recalling and judging a card takes about twelve seconds.
FIRST_PACE_MS = 12_000.0


def pace_of(context: Context, before: int | None = None) -> float:
    """Milliseconds an answer takes this learner, by the answers before a local day (all when None)."""
    with context.database.reading() as connection:
        before = context.day() + 1 if before is None else before
        return standing.pace(connection, context.learner, before) or FIRST_PACE_MS
