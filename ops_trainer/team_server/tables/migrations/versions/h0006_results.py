"""Results that stay, and the team's own days off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0006"
down_revision = "h0005"

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table of results; a team has no days off until a lead sets them."""
    op.execute("ALTER TABLE team ADD COLUMN days_off VARCHAR NOT NULL DEFAULT ''")
    op.create_table(
        "result",
        sa.Column(
            "assignment", LONG, sa.ForeignKey("assignment.key", ondelete="CASCADE"), primary_key=True,
            autoincrement=False,
        ),
        sa.Column(
            "member", LONG, sa.ForeignKey("member.key", ondelete="CASCADE"), primary_key=True, autoincrement=False,
            index=True,
        ),
        sa.Column("deck", BYTEWISE, primary_key=True),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Float(), nullable=False),
        sa.Column("stale", sa.Integer(), nullable=True),
        sa.Column("final", sa.Integer(), nullable=True),
    )  # fmt: skip
