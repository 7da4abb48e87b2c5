"""What was done on which of the learner's days, as it counts now: nothing undone, mended dates as they were mended."""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection

from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import in_force
from ops_trainer.store.rows import EVENT_COLUMNS, event_of

LONGEST_MS = 120_000  # an answer that took longer was an answer and a pause
DONE = (Kind.REVIEW, Kind.ANSWER)
BATCH = 500


def days_studied(connection: Connection, learner: str) -> set[int]:
    """All days on which a card was reviewed or a question answered."""
    rows = connection.execute(
        "SELECT local_day, count(*) FROM event INDEXED BY event_day"
        " WHERE learner = ? AND kind IN ('review', 'answer') GROUP BY local_day",
        (learner,),
    )
    counts = dict(rows.fetchall())
    was, now = _changed(connection, learner)
    for event in was:
        counts[event.local_day] -= 1
    for event in now:
        counts[event.local_day] = counts.get(event.local_day, 0) + 1
    return {day for day, count in counts.items() if count > 0}


def answers_by_day(connection: Connection, learner: str) -> dict[int, tuple[int, int]]:
    """For each day with any: answers given, and milliseconds they took."""
    rows = connection.execute(
        f"SELECT local_day, count(*), coalesce(sum(min(coalesce(took_ms, 0), {LONGEST_MS})), 0) FROM event"
        " WHERE learner = ? AND kind IN ('review', 'answer') GROUP BY local_day",
        (learner,),
    )
    found = {day: (count, took) for day, count, took in rows}
    was, now = _changed(connection, learner)
    for events, sign in ((was, -1), (now, 1)):
        for event in events:
            count, took = found.get(event.local_day, (0, 0))
            spent = min(event.took_ms or 0, LONGEST_MS)
            found[event.local_day] = (count + sign, took + sign * spent)
    return {day: (count, took) for day, (count, took) in sorted(found.items()) if count > 0}


def _changed(connection: Connection, learner: str) -> tuple[list[Event], list[Event]]:
    """The answers that an undo or a mended date names: as they were written, and those that still count as they do."""
    # The day's index holds the kind, so that only these few rows are looked up.
    rows = connection.execute(
        f"SELECT {EVENT_COLUMNS} FROM event INDEXED BY event_day WHERE learner = ? AND kind IN ('undo', 'redate')",
        (learner,),
    )
    marks = [event_of(row) for row in rows]
    wanted = list({event.undoes for event in marks if event.undoes})
    named: list[Event] = []
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        found = connection.execute(
            f"SELECT {EVENT_COLUMNS} FROM event WHERE id IN ({', '.join('?' * len(some))})", some
        )
        named += [event for event in map(event_of, found) if event.learner == learner]
    was = list(_done(named))
    return was, list(_done(in_force({event.id: event for event in (*marks, *named)}.values())))


def _done(events: Iterable[Event]) -> Iterable[Event]:
    return (event for event in events if event.kind in DONE)
