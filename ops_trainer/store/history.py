"""The journal read for statistics: as it counts now, nothing undone, mended dates as they were mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sqlite3 import Connection

from ops_trainer.memory.clocks import AFTER
from ops_trainer.memory.day import DAY_MS
from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import in_force
from ops_trainer.store.journal import EVENT_COLUMNS, event_of, out_of_force

LONGEST_MS = 120_000  # an answer that took longer was an answer and a pause
DONE = (Kind.REVIEW, Kind.ANSWER)
IS_DONE = "kind IN ('review', 'answer')"
# Every day with an event, by a look-up a day: reading the whole index would grow with the journal.
EACH_DAY = (
    "WITH RECURSIVE days(day) AS (SELECT max(local_day) FROM event INDEXED BY event_day WHERE learner = :learner"
    " UNION ALL SELECT (SELECT max(local_day) FROM event INDEXED BY event_day"
    " WHERE learner = :learner AND local_day < days.day) FROM days WHERE days.day IS NOT NULL)"
)
BATCH = 500


def reviews(connection: Connection, learner: str) -> list[Event]:
    """Return all events that move card memory."""
    return list(_events(connection, learner, "kind <> 'answer'"))


def answers(connection: Connection, learner: str) -> list[Event]:
    """Return the answers to questions that were not taken back."""
    events = _events(connection, learner, "kind IN ('answer', 'undo', 'redate')")
    return [event for event in in_force(events, out_of_force(connection, learner)) if event.kind is Kind.ANSWER]


def placings(connection: Connection, learner: str) -> list[Event]:
    """Return what was taken as known by a placement quiz and not taken back."""
    events = _events(connection, learner, "kind IN ('place', 'undo', 'redate')")
    return [event for event in in_force(events, out_of_force(connection, learner)) if event.kind is Kind.CREDIT]


def _events(connection: Connection, learner: str, which: str) -> Iterator[Event]:
    rows = connection.execute(
        f"SELECT {EVENT_COLUMNS} FROM event WHERE learner = ? AND {which} ORDER BY at, id", (learner,)
    )
    for row in rows:
        yield event_of(row)


def days_studied(connection: Connection, learner: str) -> set[int]:
    """Return all days on which a card was reviewed or a question answered."""
    rows = connection.execute(
        f"{EACH_DAY} SELECT day FROM days WHERE day IS NOT NULL AND EXISTS (SELECT 1 FROM event INDEXED BY event_day"
        f" WHERE learner = :learner AND local_day = day AND {IS_DONE})",
        {"learner": learner},
    )
    found = {int(row[0]) for row in rows}
    was, now = _changed(connection, learner)
    counts = {event.local_day: _done_on(connection, learner, event.local_day) for event in was}
    for event in was:
        counts[event.local_day] -= 1
    found -= {day for day, count in counts.items() if count <= 0}
    return found | {event.local_day for event in now}


def any_too_early(connection: Connection, learner: str, first: int) -> bool:
    """Return whether any event is dated before a moment (UTC in milliseconds), or names one that its device wrote
    before and dated later; quickly, and whether or not it was mended."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM event WHERE learner = ? AND (at < ? OR data LIKE ?))",
        (learner, first, f'%"{AFTER}"%'),
    ).fetchone()
    return bool(row[0])


def dated_after(connection: Connection, learner: str, device: str, day: int, at: int) -> str | None:
    """Return the id of the latest event that a device wrote and dated after a moment (UTC in milliseconds), on a local
    day after the one given; None where there is none."""
    row = connection.execute(
        "SELECT id FROM event INDEXED BY event_day WHERE learner = ? AND local_day > ? AND device = ? AND at > ?"
        " AND source <> 'import' AND ' ' || coalesce(via, '') NOT LIKE '% import:%' ORDER BY at DESC LIMIT 1",
        (learner, day, device, at),
    ).fetchone()
    return None if row is None else str(row[0])


def day_skipped(connection: Connection, learner: str, day: int, today: int, now: int) -> bool:
    """Return whether a local day never came for who flew east over the date line: less than 24 hours lie between the
    last answer of the day before it and the first of the day after it, or now (UTC in milliseconds) on that day."""
    ends = []
    for which, on in (("max", day - 1), ("min", day + 1)):
        ends.append(
            connection.execute(
                f"SELECT {which}(at) FROM event INDEXED BY event_day WHERE learner = ? AND local_day = ? AND {IS_DONE}",
                (learner, on),
            ).fetchone()[0]
        )
    last, following = ends[0], ends[1] if ends[1] is not None or day + 1 != today else now
    return last is not None and following is not None and 0 <= following - last < DAY_MS


def _done_on(connection: Connection, learner: str, day: int) -> int:
    return int(
        connection.execute(
            f"SELECT count(*) FROM event INDEXED BY event_day WHERE learner = ? AND local_day = ? AND {IS_DONE}",
            (learner, day),
        ).fetchone()[0]
    )


def any_done_on(connection: Connection, learner: str, day: int) -> bool:
    """Return whether a card was reviewed or a question answered on a local day, undone or not."""
    return _done_on(connection, learner, day) > 0


def count_reviews(connection: Connection, learner: str) -> int:
    """Return how many graded answers a journal holds, undone ones as well."""
    row = connection.execute("SELECT count(*) FROM event WHERE learner = ? AND kind = 'review'", (learner,)).fetchone()
    return int(row[0])


def answers_by_day(connection: Connection, learner: str) -> dict[int, tuple[int, int]]:
    """Return, for each day with any, the answers given and the milliseconds they took."""
    rows = connection.execute(
        f"SELECT local_day, count(*), coalesce(sum(min(coalesce(took_ms, 0), {LONGEST_MS})), 0) FROM event"
        f" WHERE learner = ? AND {IS_DONE} GROUP BY local_day",
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
    """Return the answers that an undo, a mended date or a void names: as they were written, and those that still count
    as they do."""
    rows = connection.execute(
        f"{EACH_DAY} SELECT {EVENT_COLUMNS} FROM days CROSS JOIN event INDEXED BY event_day"
        " ON learner = :learner AND local_day = day AND kind IN ('undo', 'redate')",
        {"learner": learner},
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
    voids = out_of_force(connection, learner)
    if voids:
        named += [event for event in _events(connection, learner, IS_DONE) if any(v.holds(event) for v in voids)]
        named = list({event.id: event for event in named}.values())
    was = list(_done(named))
    return was, list(_done(in_force({event.id: event for event in (*marks, *named)}.values(), voids)))


def _done(events: Iterable[Event]) -> Iterable[Event]:
    return (event for event in events if event.kind in DONE)
