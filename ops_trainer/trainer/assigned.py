"""Which decks teams have assigned: their new cards come before those of others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ops_trainer.memory.day import day_of
from ops_trainer.store import learners

if TYPE_CHECKING:
    from sqlite3 import Connection

TASKS = "team-tasks"  # as `teams.kept` keeps them; this stands apart so that study loads nothing of teams


def assigned_first(connection: Connection, learner: str, today: int) -> tuple[str, ...]:
    """The decks of the learner's assignments whose due day is ahead, the soonest due first."""
    due: dict[str, int] = {}
    for _, _, body in learners.kept(connection, learner, TASKS):
        for task in body.get("assignments", ()):
            if not task.get("mine") or not task.get("due"):
                continue
            day = day_of(date.fromisoformat(task["due"]))
            for deck in task.get("decks", ()) if day > today else ():
                due[deck["id"]] = min(day, due.get(deck["id"], day))
    return tuple(sorted(due, key=lambda deck: due[deck]))
