"""Teams, members, events, decks, assignments."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "h0001"
down_revision = None

BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def number() -> sa.Column[Any]:
    """A number that the database gives each row."""
    return sa.Column("key", LONG, primary_key=True, autoincrement=True)


def of(table: str, name: str | None = None, **how: Any) -> sa.Column[Any]:
    """The number of a row of another table, with which this row goes."""
    target = sa.ForeignKey(f"{table}.key", ondelete="CASCADE")
    return sa.Column(name or table, LONG, target, autoincrement=False, **{"nullable": False, **how})


def upgrade() -> None:
    """Make the tables of the first version."""
    op.create_table(
        "team",
        number(),
        sa.Column("id", BYTEWISE, nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=False),
        sa.Column("news", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "member",
        number(),
        sa.Column("id", BYTEWISE, nullable=False, unique=True),
        of("team"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("joined", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.UniqueConstraint("team", "folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "device",
        number(),
        of("member"),
        sa.Column("id", BYTEWISE, nullable=False),
        sa.Column("token", BYTEWISE, nullable=False, unique=True),
        sa.Column("joined_day", sa.Integer(), nullable=False),
        sa.Column("used_day", sa.Integer(), nullable=False),
        sa.UniqueConstraint("member", "id"),
    )
    op.create_table(
        "invite",
        number(),
        sa.Column("id", BYTEWISE, nullable=False),
        of("team", index=True),
        of("member", index=True, nullable=True),
        sa.Column("code", BYTEWISE, nullable=False, unique=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
    )
    op.create_table(
        "event",
        of("member", primary_key=True),
        sa.Column("seq", LONG, primary_key=True, autoincrement=False),
        sa.Column("id", BYTEWISE, nullable=False),
        sa.Column("card", BYTEWISE, nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("event_id", "event", ["member", "id"], unique=True)
    op.create_index("event_card", "event", ["member", "card"])
    op.create_table(
        "deck",
        number(),
        of("team"),
        sa.Column("id", BYTEWISE, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.UniqueConstraint("team", "id"),
    )
    op.create_table(
        "assignment",
        number(),
        of("team"),
        sa.Column("id", BYTEWISE, nullable=False),
        sa.Column("decks", sa.String(), nullable=False),
        sa.Column("everyone", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer()),
        sa.Column("goal", sa.Float(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.UniqueConstraint("team", "id"),
    )
    op.create_table(
        "assignee",
        of("assignment", primary_key=True),
        of("member", primary_key=True, index=True),
    )
    op.create_table(
        "memories",
        of("member", primary_key=True),
        sa.Column("deck", BYTEWISE, primary_key=True),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("scheduler", sa.String(), nullable=False),
        sa.Column("states", sa.Text(), nullable=False),
        sa.Column("known", sa.LargeBinary(), nullable=False),
        sa.Column("last_day", sa.Integer()),
        sa.Column("mixups", sa.Text(), nullable=False),
    )
    op.create_table(
        "audit",
        number(),
        of("team", index=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("about", sa.String()),
        sa.Column("params", sa.String(), nullable=False),
    )
