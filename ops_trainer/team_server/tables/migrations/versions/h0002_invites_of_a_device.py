"""An invite goes with the device that made it."""

from __future__ import annotations

from alembic import op

revision = "h0002"
down_revision = "h0001"


def upgrade() -> None:
    """Tie invites to a device of the lead whose name they bear; those that can't be tied to anyone are void."""
    # Links to further devices live for hours and can be made again.
    op.execute("DELETE FROM invite WHERE member IS NOT NULL")
    op.execute("ALTER TABLE invite ADD COLUMN device BIGINT REFERENCES device (key) ON DELETE CASCADE")
    op.execute(
        "UPDATE invite SET device = (SELECT min(d.key) FROM device d JOIN member m ON d.member = m.key"
        " WHERE m.team = invite.team AND m.name = invite.by AND m.role = 'lead')"
    )
    op.execute("DELETE FROM invite WHERE device IS NULL")
    op.create_index("ix_invite_device", "invite", ["device"])
