"""What the team server does: each function takes the server, the caller, and what is asked."""

from __future__ import annotations

from ops_trainer.team_server.operations import assignments, members, progress, sync

__all__ = ["assignments", "members", "progress", "sync"]
