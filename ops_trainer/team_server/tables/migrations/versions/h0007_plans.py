"""The plans that members were given, by which they are behind or not."""

from __future__ import annotations

from alembic import op

revision = "h0007"
down_revision = "h0006"


def upgrade() -> None:
    """Members' programs send their plans at the next synchronisation."""
    op.execute("ALTER TABLE member ADD COLUMN plans VARCHAR NOT NULL DEFAULT '{}'")
