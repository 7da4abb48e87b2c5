"""What is due on a day ahead: what teams have assigned, and own due days.

It stands apart from `teams` so that study loads nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ops_trainer.memory import due_days
from ops_trainer.memory.day import day_of
from ops_trainer.memory.future import WINDOW
from ops_trainer.store import decks as rows
from ops_trainer.store import learners
from ops_trainer.trainer.team_documents import TASKS, removed_from

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.trainer.context import Context

OWN = "own:"  # what the ids of own due days begin with; the date follows


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


def open_assignments(context: Context, connection: Connection, day: int) -> list[OpenAssignment]:
    """Return the learner's assignments and own due days that are after a day, the soonest due first; each deck is in
    the first that has it. Those of a team that the learner was removed from are left out."""
    learner = context.learner
    tasks = learners.documents(connection, learner, TASKS)
    removed = removed_from(connection, learner)
    listed = [task for team, _, body in tasks if team not in removed for task in body.get("assignments", ())]
    dated = [
        (date.fromisoformat(task["due"]), task["id"], [deck["id"] for deck in task.get("decks", ())], task["goal"])
        for task in listed
        if task.get("mine") and task.get("due")
    ]
    own: dict[date, list[str]] = {}
    for deck, due in due_days.read(context.settings.due_days).items():
        own.setdefault(due, []).append(deck)
    dated += [(due, f"{OWN}{due}", decks, context.settings.retention) for due, decks in own.items()]
    taken: set[str] = set()
    found = []
    for due, id_, named, goal in sorted(dated, key=lambda one: one[:2]):
        decks = tuple(deck for deck in dict.fromkeys(named) if deck not in taken and rows.is_used(connection, deck))
        if day_of(due) > day and decks:
            taken.update(decks)
            found.append(OpenAssignment(id_, decks, day_of(due), float(goal)))
    return found
