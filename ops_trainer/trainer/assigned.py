"""What teams have assigned that is due on a day ahead.

It stands apart from `teams` so that study loads nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ops_trainer.memory.day import day_of
from ops_trainer.memory.future import WINDOW
from ops_trainer.store import decks as rows
from ops_trainer.store import learners

if TYPE_CHECKING:
    from sqlite3 import Connection

# Kinds of documents in the store; the first two are written by `teams.membership`.
TASKS = "team-tasks"
CURSOR = "team-cursor"
REMOVED = "team.unknown_token"  # what the server says to somebody who is no longer in the team


@dataclass(frozen=True, slots=True)
class OpenAssignment:
    """An assignment whose due day is ahead, with those of its decks that are in use and in no sooner assignment."""

    id: str
    decks: tuple[str, ...]
    due_day: int
    goal: float

    def is_near(self, day: int) -> bool:
        """Return whether on a day its cards are chosen by what they gain on the due day."""
        return 0 < self.due_day - day <= WINDOW

    def within(self, decks: Sequence[str]) -> tuple[str, ...]:
        """Return those of its decks that are among some decks (all when none is named)."""
        return tuple(deck for deck in self.decks if not decks or deck in decks)


def open_assignments(connection: Connection, learner: str, day: int) -> list[OpenAssignment]:
    """Return the learner's assignments whose due day is after a day, the soonest due first; each deck is in the first
    that has it. Those of a team that the learner was removed from are left out."""
    found: list[OpenAssignment] = []
    tasks = learners.documents(connection, learner, TASKS)
    if not tasks:
        return []
    removed = {
        team for team, _, body in learners.documents(connection, learner, CURSOR) if body.get("error") == REMOVED
    }
    listed = [task for team, _, body in tasks if team not in removed for task in body.get("assignments", ())]
    dated = [(date.fromisoformat(task["due"]), task) for task in listed if task.get("mine") and task.get("due")]
    taken: set[str] = set()
    for due, task in sorted(dated, key=lambda one: (one[0], one[1]["id"])):
        ids = dict.fromkeys(deck["id"] for deck in task.get("decks", ()))
        decks = tuple(deck for deck in ids if deck not in taken and rows.is_used(connection, deck))
        if day_of(due) > day and decks:
            taken.update(decks)
            found.append(OpenAssignment(task["id"], decks, day_of(due), float(task["goal"])))
    return found
