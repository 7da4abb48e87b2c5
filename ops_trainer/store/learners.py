"""Who learns in this home, their settings, and documents: quizzes, teams and such, as JSON."""

from __future__ import annotations

import json
import uuid
from sqlite3 import Connection
from typing import Any


def learners(connection: Connection) -> list[str]:
    """Return the learners of this home, the one used last first."""
    rows = connection.execute("SELECT name FROM learner ORDER BY used DESC, name")
    return [row[0] for row in rows]


def use(connection: Connection, name: str, now: int) -> None:
    """Note that a learner is here, and make them where needed."""
    connection.execute(
        "INSERT INTO learner (name, created, used, scheduler, id) VALUES (?, ?, ?, '', ?)"
        " ON CONFLICT (name) DO UPDATE SET used = max(used, excluded.used)",
        (name, now, now, uuid.uuid4().hex),
    )


def id_of(connection: Connection, name: str) -> str:
    """Return a learner's id, "" where nobody has the name."""
    row = connection.execute("SELECT id FROM learner WHERE name = ?", (name,)).fetchone()
    return "" if row is None else str(row[0])


def free_name(connection: Connection, name: str) -> str:
    """Return a name that nobody has here: this one, or with a number. Two learners of one name are two people."""
    taken = set(learners(connection))
    tries = (name, *(f"{name} {n}" for n in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)


def take_name(connection: Connection, name: str, id_: str) -> None:
    """Give a name to the learner of an id, where they are here under another one; who had it gets a free one."""
    row = connection.execute("SELECT name FROM learner WHERE id = ?", (id_,)).fetchone()
    holder = id_of(connection, name)
    if holder in ("", id_):
        if row is not None and row[0] != name:
            _rename(connection, row[0], name)
        return
    _rename(connection, name, free_name(connection, name))
    if row is not None:
        _rename(connection, row[0], name)


def merge(connection: Connection, one: str, into: str) -> None:
    """Make two learners of a home one person, under the name of the second; card memory is to be made anew."""
    for table in ("card_state", "void"):
        connection.execute(f"DELETE FROM {table} WHERE learner = ?", (one,))
    for table in ("setting", "kept"):
        connection.execute(f"UPDATE OR IGNORE {table} SET learner = ? WHERE learner = ?", (into, one))
        connection.execute(f"DELETE FROM {table} WHERE learner = ?", (one,))
    for table in ("event", "workshop"):
        connection.execute(f"UPDATE {table} SET learner = ? WHERE learner = ?", (into, one))
    connection.execute("DELETE FROM learner WHERE name = ?", (one,))
    connection.execute("UPDATE learner SET scheduler = '' WHERE name = ?", (into,))


def _rename(connection: Connection, old: str, new: str) -> None:
    connection.execute("UPDATE learner SET name = ? WHERE name = ?", (new, old))
    for table in ("event", "card_state", "void", "setting", "kept", "workshop"):
        connection.execute(f"UPDATE {table} SET learner = ? WHERE learner = ?", (new, old))


def scheduler(connection: Connection, name: str) -> str:
    """Return the key of the scheduler that a learner's card memory was computed with; empty when it must be made
    anew."""
    row = connection.execute("SELECT scheduler FROM learner WHERE name = ?", (name,)).fetchone()
    return "" if row is None else str(row[0])


def forget_schedulers(connection: Connection) -> None:
    """Have all card memory made anew from the journals, such as after notes were renamed."""
    connection.execute("UPDATE learner SET scheduler = ''")


def settings(connection: Connection, learner: str) -> dict[str, Any]:
    """Return a learner's settings that differ from the default (learner "": those of the home)."""
    rows = connection.execute("SELECT name, value FROM setting WHERE learner = ?", (learner,))
    return {row[0]: json.loads(row[1]) for row in rows}


def put_setting(connection: Connection, learner: str, name: str, value: object) -> None:
    """Write a setting of a learner (learner "": of the home)."""
    connection.execute(
        "INSERT OR REPLACE INTO setting (learner, name, value) VALUES (?, ?, ?)",
        (learner, name, json.dumps(value, ensure_ascii=False)),
    )


def drop_setting(connection: Connection, learner: str, name: str) -> None:
    """Let a setting have its default again."""
    connection.execute("DELETE FROM setting WHERE learner = ? AND name = ?", (learner, name))


def put_document(connection: Connection, learner: str, kind: str, key: str, at: int, body: object) -> None:
    """Write a document as JSON, in place of the one of the same kind and id."""
    connection.execute(
        "INSERT OR REPLACE INTO kept (learner, kind, id, at, body) VALUES (?, ?, ?, ?, ?)",
        (learner, kind, key, at, json.dumps(body, ensure_ascii=False)),
    )


def documents(connection: Connection, learner: str, kind: str) -> list[tuple[str, int, Any]]:
    """Return a learner's documents of a kind, the newest first: id, time in UTC milliseconds, body."""
    rows = connection.execute(
        "SELECT id, at, body FROM kept WHERE learner = ? AND kind = ? ORDER BY at DESC, id DESC", (learner, kind)
    )
    return [(row[0], row[1], json.loads(row[2])) for row in rows]


def documents_of_all(connection: Connection, kind: str) -> list[Any]:
    """Return the documents of a kind of everyone who learns here."""
    return [json.loads(row[0]) for row in connection.execute("SELECT body FROM kept WHERE kind = ?", (kind,))]


def document(connection: Connection, learner: str, kind: str, key: str) -> Any | None:
    """Return one document, None where there is none."""
    row = connection.execute(
        "SELECT body FROM kept WHERE learner = ? AND kind = ? AND id = ?", (learner, kind, key)
    ).fetchone()
    return None if row is None else json.loads(row[0])


def document_ids(connection: Connection, learner: str, kind: str) -> set[str]:
    """Return the ids of a learner's documents of a kind."""
    rows = connection.execute("SELECT id FROM kept WHERE learner = ? AND kind = ?", (learner, kind))
    return {row[0] for row in rows}


def delete_document(connection: Connection, learner: str, kind: str, key: str) -> None:
    """Delete a document."""
    connection.execute("DELETE FROM kept WHERE learner = ? AND kind = ? AND id = ?", (learner, kind, key))
