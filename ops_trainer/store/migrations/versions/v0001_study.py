"""The journal, card memory, the deck cache, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first version."""
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("learner", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("rating", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=False),
        sa.Column("local_day", sa.Integer(), nullable=False),
        sa.Column("took_ms", sa.Integer()),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("undoes", sa.String()),
        sa.Column("data", sa.String()),
    )
    op.create_index("event_card", "event", ["learner", "card"])
    op.create_index("event_day", "event", ["learner", "local_day", "kind"])
    op.create_table(
        "card_state",
        sa.Column("learner", sa.String(), primary_key=True),
        sa.Column("card", sa.String(), primary_key=True),
        sa.Column("stability", sa.Float()),
        sa.Column("difficulty", sa.Float()),
        sa.Column("due_day", sa.Integer()),
        sa.Column("first_day", sa.Integer()),
        sa.Column("last_day", sa.Integer()),
        sa.Column("last_rating", sa.Integer()),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("days_recalled", sa.Integer(), nullable=False),
        sa.Column("last_recalled", sa.Integer()),
        sa.Column("suspended", sa.Integer(), nullable=False),
        sa.Column("buried_day", sa.Integer()),
        sa.Column("flag", sa.String()),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("summoned", sa.Integer()),
        sa.Column("upto", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "card_state_due",
        "card_state",
        ["learner", "due_day", "suspended", "buried_day", "last_day", "stability", "card"],
    )
    op.create_table(
        "deck_file",
        sa.Column("path", sa.String(), primary_key=True),
        sa.Column("deck", sa.String(), index=True),
        sa.Column("own", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String()),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("problems", sa.String(), nullable=False),
    )
    op.create_table(
        "note",
        sa.Column("ref", sa.String(), primary_key=True),
        sa.Column("deck", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.create_index("note_deck", "note", ["deck", "questions"])
    op.create_table(
        "card",
        sa.Column("key", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("deck", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("face_order", sa.Integer(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
    )
    op.create_index("card_order", "card", ["position", "face_order"])
    op.create_index("card_deck", "card", ["deck", "position"])
    op.create_index("card_note", "card", ["note"])
    op.create_table(
        "alias",
        sa.Column("old", sa.String(), primary_key=True),
        sa.Column("new", sa.String(), nullable=False, index=True),
    )
    op.create_table(
        "learner",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("scheduler", sa.String(), nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("learner", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "kept",
        sa.Column("learner", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE card_words USING fts5(words, tokenize='unicode61')")
