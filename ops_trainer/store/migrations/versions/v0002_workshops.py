"""Workshops and their logs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of workshops."""
    op.create_table(
        "workshop",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("learner", sa.String(), nullable=False, index=True),
        sa.Column("pin", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=False),
        sa.Column("ended", sa.BigInteger()),
    )
    op.create_table(
        "workshop_event",
        sa.Column("workshop", sa.String(), sa.ForeignKey("workshop.id"), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
