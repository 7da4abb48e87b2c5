"""Workshops held in this home: a line for each, and the log that each follows from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from ops_trainer.workshop.log import Entry, Kind

COLUMNS = "id, learner, pin, title, created, utc_offset, ended"


@dataclass(frozen=True, slots=True)
class Header:
    """A workshop in the list. Times in UTC milliseconds; `ended` None while it is not."""

    id: str
    learner: str
    pin: str
    title: str
    created: int
    utc_offset: int
    ended: int | None


def create(connection: Connection, header: Header) -> None:
    """Add a workshop."""
    connection.execute(
        f"INSERT INTO workshop ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (header.id, header.learner, header.pin, header.title, header.created, header.utc_offset, header.ended),
    )


def append(connection: Connection, workshop: str, entries: Sequence[Entry]) -> None:
    """Write entries of a workshop's log."""
    connection.executemany(
        "INSERT INTO workshop_event (workshop, seq, at, kind, data) VALUES (?, ?, ?, ?, ?)",
        [(workshop, entry.seq, entry.at, entry.kind.value, _json(entry.data)) for entry in entries],
    )
    ended = [entry.at for entry in entries if entry.kind is Kind.ENDED]
    if ended:
        connection.execute("UPDATE workshop SET ended = ? WHERE id = ?", (ended[0], workshop))


def entries(connection: Connection, workshop: str) -> Iterable[Entry]:
    """Return the log of a workshop."""
    rows = connection.execute(
        "SELECT seq, at, kind, data FROM workshop_event WHERE workshop = ? ORDER BY seq", (workshop,)
    )
    return (Entry(seq, at, Kind(kind), json.loads(data)) for seq, at, kind, data in rows)


def headers(connection: Connection, learner: str) -> list[Header]:
    """Return the workshops that a learner hosted, the latest first; without those of which nothing was written."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM workshop w WHERE learner = ?"
        " AND EXISTS (SELECT 1 FROM workshop_event e WHERE e.workshop = w.id) ORDER BY created DESC, id DESC",
        (learner,),
    )
    return [Header(*row) for row in rows]


def pins_in_use(connection: Connection) -> set[str]:
    """Return the PINs of workshops that have not ended."""
    return {row[0] for row in connection.execute("SELECT pin FROM workshop WHERE ended IS NULL")}


def remove(connection: Connection, workshop: str) -> None:
    """Delete a workshop with everything that was answered in it."""
    connection.execute("DELETE FROM workshop_event WHERE workshop = ?", (workshop,))
    connection.execute("DELETE FROM workshop WHERE id = ?", (workshop,))


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(dict(data), ensure_ascii=False, separators=(",", ":"))
