"""Which copies of a store hold events that the store itself lacks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops_trainer.locale import Complaint
from ops_trainer.store.database import BUSY_MS, FILE, complaints

BACKUPS = "backups"
SET_ASIDE = "set-aside"  # what was replaced on purpose: kept, and never compared with the store again


@dataclass(frozen=True, slots=True)
class Missing:
    """How much a copy holds that a store lacks: events, and those of them that are answers to cards."""

    events: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Fuller:
    """A copy that holds events which the store lacks."""

    path: Path
    missing: Missing


def copies(home: Path) -> list[Path]:
    """The files beside a home's store that may be stores too: backups, what was kept, copies that a sync tool made."""
    beside = [path for path in home.glob("trainer*.db") if path.name != FILE]
    return sorted(path for path in (*beside, *(home / BACKUPS).glob("*.db")) if path.is_file())


def missing(store: Path, copy: Path) -> Missing:
    """What a copy holds that a store lacks. Raises Complaint where one of them can't be read."""
    with _both(store, copy) as connection:
        row = connection.execute(
            "SELECT count(*), coalesce(sum(kind = 'review'), 0) FROM copy.event c"
            " WHERE NOT EXISTS (SELECT 1 FROM main.event m WHERE m.id = c.id)"
        ).fetchone()
    return Missing(int(row[0]), int(row[1]))


def fullest(home: Path) -> Fuller | None:
    """The copy that can be restored and holds the most that the store lacks; None where the store lacks nothing.

    A store that holds as much as a copy, and the latest event of it, holds it all: events are only ever added.
    """
    store, found = home / FILE, []
    for copy in copies(home):
        try:
            if not _may_lack(store, copy):
                continue
            lacking = missing(store, copy)
            if lacking.events:
                check_whole(copy)
                found.append(Fuller(copy, lacking))
        except Complaint:
            continue  # what can't be read or isn't whole brings nothing back
    return max(found, key=lambda one: (one.missing.answers, one.missing.events, one.path.name), default=None)


def check_whole(path: Path) -> None:
    """Raise Complaint when SQLite finds a file damaged."""
    with complaints(path), closing(_reading(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Complaint("store.damaged", path=str(path))


def _may_lack(store: Path, copy: Path) -> bool:
    with _both(store, copy) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM copy.event) > (SELECT count(*) FROM main.event) OR EXISTS"
            " (SELECT 1 FROM (SELECT id FROM copy.event ORDER BY seq DESC LIMIT 1) latest"
            " WHERE NOT EXISTS (SELECT 1 FROM main.event m WHERE m.id = latest.id))"
        ).fetchone()
    return bool(row[0])


@contextmanager
def _both(store: Path, copy: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads a store and, as `copy`, a copy of it."""
    with complaints(copy), closing(_reading(store)) as connection:
        connection.execute("ATTACH ? AS copy", (_uri(copy),))
        yield connection


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(_uri(path), uri=True, timeout=BUSY_MS / 1000)


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"
