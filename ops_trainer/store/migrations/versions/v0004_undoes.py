"""Which event takes back which, found at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add an index of the events that name another one, which few do."""
    op.create_index("event_undoes", "event", ["undoes"], sqlite_where=sa.text("undoes IS NOT NULL"))
