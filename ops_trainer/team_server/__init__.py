"""The team server: the same journal, many learners. `TeamServer.open` opens its store; `operations` work on it."""

from __future__ import annotations

from ops_trainer.team_server.server import Caller, Refusal, TeamServer, Why

__all__ = ["FILE", "Caller", "Refusal", "TeamServer", "Why"]

FILE = "teams.db"  # in the home folder, unless a database is named
