"""The journal read for statistics."""

from __future__ import annotations

from collections.abc import Iterator
from sqlite3 import Connection

from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import in_force
from ops_trainer.store.rows import EVENT_COLUMNS, event_of


def reviews(connection: Connection, learner: str) -> list[Event]:
    """Everything that moves card memory."""
    return list(_events(connection, learner, "kind <> 'answer'"))


def answers(connection: Connection, learner: str) -> list[Event]:
    """The answers to questions that were not taken back."""
    events = _events(connection, learner, "kind IN ('answer', 'undo', 'redate')")
    return [event for event in in_force(events) if event.kind is Kind.ANSWER]


def placings(connection: Connection, learner: str) -> list[Event]:
    """What was taken as known by a placement quiz and not taken back."""
    events = _events(connection, learner, "kind IN ('place', 'undo', 'redate')")
    return [event for event in in_force(events) if event.kind is Kind.PLACE]


def _events(connection: Connection, learner: str, which: str) -> Iterator[Event]:
    rows = connection.execute(
        f"SELECT {EVENT_COLUMNS} FROM event WHERE learner = ? AND {which} ORDER BY at, id", (learner,)
    )
    for row in rows:
        yield event_of(row)
