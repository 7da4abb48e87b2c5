"""What a lead is shown: of which decks, as of which day, and who counts in figures by notes."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "h0005"
down_revision = "h0004"


def upgrade() -> None:
    """Members share what is assigned to them now; what is known of them is what is shown until they come again."""
    op.execute("ALTER TABLE member ADD COLUMN shared VARCHAR NOT NULL DEFAULT '[]'")
    op.execute("ALTER TABLE deck ADD COLUMN counted TEXT NOT NULL DEFAULT '[]'")
    op.add_column("memories", sa.Column("shown", sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    op.execute("ALTER TABLE memories ADD COLUMN shown_shape VARCHAR NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE memories ADD COLUMN shown_last INTEGER")
    op.execute("ALTER TABLE memories ADD COLUMN shown_day INTEGER NOT NULL DEFAULT 0")
    op.execute("UPDATE memories SET shown = known, shown_shape = shape, shown_last = last_day")
    connection = op.get_bind()
    assignments = connection.execute(sa.text('SELECT "key", team, decks, everyone FROM assignment')).fetchall()
    named = {tuple(row) for row in connection.execute(sa.text("SELECT assignment, member FROM assignee"))}
    for key, team, role in connection.execute(sa.text('SELECT "key", team, role FROM member')).fetchall():
        decks = {
            deck
            for assignment, of_team, listed, everyone in assignments
            if of_team == team and (role == "learner" if everyone else (assignment, key) in named)
            for deck in json.loads(listed)
        }
        connection.execute(
            sa.text('UPDATE member SET shared = :shared WHERE "key" = :key'),
            {"shared": json.dumps(sorted(decks)), "key": key},
        )
