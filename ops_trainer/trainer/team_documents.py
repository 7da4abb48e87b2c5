"""What a home keeps of teams that study needs too. It stands apart from `teams` so that study loads nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops_trainer.store import learners

if TYPE_CHECKING:
    from sqlite3 import Connection

# Kinds of documents in the store; the first two are written by `teams.membership`, results by `teams.results`.
TASKS = "team-tasks"
CURSOR = "team-cursor"
RESULTS = "team-results"  # by assignment
PLANS = "team-plans"  # by assignment
REMOVED = "team.unknown_token"  # what the server says to somebody who is no longer in the team


def removed_from(connection: Connection, learner: str) -> set[str]:
    """Return the teams that the learner was removed from."""
    cursors = learners.documents(connection, learner, CURSOR)
    return {team for team, _, body in cursors if body.get("error") == REMOVED}


def team_days_off(connection: Connection, learner: str) -> list[str]:
    """Return the days off of a learner's teams, of those that have any, as they are kept."""
    tasks = learners.documents(connection, learner, TASKS)
    removed = removed_from(connection, learner) if tasks else set()
    return [body["days_off"] for team, _, body in tasks if team not in removed and body.get("days_off")]
