"""Who learns in this home, their settings, and things kept whole."""

from __future__ import annotations

import json
from sqlite3 import Connection
from typing import Any


def learners(connection: Connection) -> list[str]:
    """The learners of this home, the one used last first."""
    rows = connection.execute("SELECT name FROM learner ORDER BY used DESC, name")
    return [row[0] for row in rows]


def use(connection: Connection, name: str, now: int) -> None:
    """Note that a learner is here, making them where needed."""
    connection.execute(
        "INSERT INTO learner (name, created, used, scheduler) VALUES (?, ?, ?, '')"
        " ON CONFLICT (name) DO UPDATE SET used = max(used, excluded.used)",
        (name, now, now),
    )


def scheduler(connection: Connection, name: str) -> str:
    """The key of the scheduler that a learner's card memory was computed with; empty when it must be made anew."""
    row = connection.execute("SELECT scheduler FROM learner WHERE name = ?", (name,)).fetchone()
    return "" if row is None else str(row[0])


def forget_schedulers(connection: Connection) -> None:
    """All card memory must be made anew from the journals, such as after notes were renamed."""
    connection.execute("UPDATE learner SET scheduler = ''")


def settings(connection: Connection, learner: str) -> dict[str, Any]:
    """A learner's settings that differ from the default (learner "": those of the home)."""
    rows = connection.execute("SELECT name, value FROM setting WHERE learner = ?", (learner,))
    return {row[0]: json.loads(row[1]) for row in rows}


def put_setting(connection: Connection, learner: str, name: str, value: Any) -> None:
    """Keep a setting."""
    connection.execute(
        "INSERT OR REPLACE INTO setting (learner, name, value) VALUES (?, ?, ?)",
        (learner, name, json.dumps(value, ensure_ascii=False)),
    )


def keep(connection: Connection, learner: str, kind: str, key: str, at: int, body: Any) -> None:
    """Keep something whole, in place of what was kept under the same name."""
    connection.execute(
        "INSERT OR REPLACE INTO kept (learner, kind, id, at, body) VALUES (?, ?, ?, ?, ?)",
        (learner, kind, key, at, json.dumps(body, ensure_ascii=False)),
    )


def kept(connection: Connection, learner: str, kind: str) -> list[tuple[str, int, Any]]:
    """What is kept of a kind, the newest first: id, time, body."""
    rows = connection.execute(
        "SELECT id, at, body FROM kept WHERE learner = ? AND kind = ? ORDER BY at DESC, id DESC", (learner, kind)
    )
    return [(row[0], row[1], json.loads(row[2])) for row in rows]


def kept_of_all(connection: Connection, kind: str) -> list[Any]:
    """What is kept of a kind for anyone who learns here."""
    return [json.loads(row[0]) for row in connection.execute("SELECT body FROM kept WHERE kind = ?", (kind,))]


def kept_one(connection: Connection, learner: str, kind: str, key: str) -> Any | None:
    """What is kept under a name, None where there is nothing."""
    row = connection.execute(
        "SELECT body FROM kept WHERE learner = ? AND kind = ? AND id = ?", (learner, kind, key)
    ).fetchone()
    return None if row is None else json.loads(row[0])


def kept_ids(connection: Connection, learner: str, kind: str) -> set[str]:
    """The names under which something of a kind is kept."""
    rows = connection.execute("SELECT id FROM kept WHERE learner = ? AND kind = ?", (learner, kind))
    return {row[0] for row in rows}


def let_go(connection: Connection, learner: str, kind: str, key: str) -> None:
    """Keep it no longer."""
    connection.execute("DELETE FROM kept WHERE learner = ? AND kind = ? AND id = ?", (learner, kind, key))
