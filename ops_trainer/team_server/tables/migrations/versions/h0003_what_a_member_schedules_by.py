"""What a member schedules by: the retention wanted; flags are kept in memories."""

from __future__ import annotations

from alembic import op

revision = "h0003"
down_revision = "h0002"


def upgrade() -> None:
    """Give members the retention that everyone begins with; what is known of them is made anew when it is asked for."""
    op.execute("ALTER TABLE member ADD COLUMN retention FLOAT NOT NULL DEFAULT 0.9")
    op.execute("UPDATE memories SET scheduler = ''")
