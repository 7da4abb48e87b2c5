"""By which ways events came, and which of them a member takes out of force."""

from __future__ import annotations

from alembic import op

revision = "h0004"
down_revision = "h0003"


def upgrade() -> None:
    """Add `via` to events, of which nothing is known for those that are there; and what members take out of force."""
    op.execute("ALTER TABLE event ADD COLUMN via VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE member ADD COLUMN voids VARCHAR NOT NULL DEFAULT '{}'")
