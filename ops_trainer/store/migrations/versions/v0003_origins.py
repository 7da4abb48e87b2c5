"""Where events came from, what is out of force, journal files, learners' ids, notes by tag, earlier names by file."""

from __future__ import annotations

import hashlib
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add `via` to events, ids to learners, earlier names to deck files; tables of voids, journal files and tags."""
    op.add_column("event", sa.Column("via", sa.String()))
    op.add_column("deck_file", sa.Column("formerly", sa.String(), nullable=False, server_default="[]"))
    op.add_column("learner", sa.Column("id", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "void",
        sa.Column("learner", sa.String(), primary_key=True),
        sa.Column("via", sa.String(), primary_key=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "journal_file",
        sa.Column("path", sa.String(), primary_key=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
    )
    op.create_table(
        "tag",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("note", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    for (name,) in connection.execute(sa.text("SELECT name FROM learner")).fetchall():
        first = connection.execute(
            sa.text("SELECT id FROM event WHERE learner = :name ORDER BY seq LIMIT 1"), {"name": name}
        ).scalar()
        # Copies of one store, upgraded one by one, must know their learner as the same person.
        made = hashlib.sha256(f"{name}/{first}".encode()).hexdigest()[:32] if first else uuid.uuid4().hex
        connection.execute(sa.text("UPDATE learner SET id = :id WHERE name = :name"), {"id": made, "name": name})
