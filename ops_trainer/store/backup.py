"""Backups: copies made daily and by hand, what a copy holds that the store lacks, bringing one back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ops_trainer.locale import Complaint
from ops_trainer.store.database import BUSY_MS, FILE, Database, check, complaints, copy_of

KEPT = 7
DAILY = "trainer-????-??-??.db"
BACKUPS = "backups"
SET_ASIDE = "set-aside"  # what was replaced on purpose: kept, and never compared with the store again


@dataclass(frozen=True, slots=True)
class Missing:
    """How much a copy holds that a store lacks: events, and those of them that are answers to cards."""

    events: int = 0
    answers: int = 0


def copies(home: Path) -> list[Path]:
    """Return the files beside a home's store that may be stores too: backups, and copies that a sync tool made."""
    beside = [path for path in home.glob("trainer*.db") if path.name != FILE]
    return sorted(path for path in (*beside, *(home / BACKUPS).glob("*.db")) if path.is_file())


def missing(store: Path, copy: Path) -> Missing:
    """Return what a copy holds that a store lacks. Raises Complaint where one of them can't be read."""
    with _both(store, copy) as connection:
        row = connection.execute(
            "SELECT count(*), coalesce(sum(kind = 'review'), 0) FROM copy.event c"
            " WHERE NOT EXISTS (SELECT 1 FROM main.event m WHERE m.id = c.id)"
        ).fetchone()
    return Missing(int(row[0]), int(row[1]))


@contextmanager
def _both(store: Path, copy: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that reads a store and, as `copy`, a copy of it."""
    with complaints(copy), closing(_reading(store)) as connection:
        connection.execute("ATTACH ? AS copy", (_uri(copy),))
        yield connection


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(_uri(path), uri=True, timeout=BUSY_MS / 1000)


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"


def save(source: Path | Database, target: Path) -> Path:
    """Copy a store to a path that a person chose, into a folder under the store's own name; return where it is.

    Raises Complaint when something that is no copy of a store stands there, or a copy that holds answers which the
    store lacks: a slip of the finger must cost nobody a file, least of all the only one that is whole.
    """
    store = source.path if isinstance(source, Database) else source
    if target.is_dir():
        target = target / store.name
    if target.exists():
        if target.samefile(store):
            raise Complaint("store.backup_is_store", path=str(target))
        try:
            check(target)
        except Complaint:
            raise Complaint("store.backup_in_way", path=str(target)) from None
        if (lacking := missing(store, target)).events:
            raise Complaint("store.backup_holds_more", path=str(target), n=lacking.answers or lacking.events)
    return source.save_to(target) if isinstance(source, Database) else copy_of(source, target)


def daily(database: Database, folder: Path, today: date) -> Path | None:
    """Make today's backup where there is none yet; return where it is, None when there was one.

    The oldest beyond seven are removed, as far as today's holds all that they hold: so a store that was emptied or
    taken for another never pushes out what is to bring it back.
    """
    target = folder / f"trainer-{today.isoformat()}.db"
    if target.exists():
        return None
    copy_of(database.path, target)
    # What a clock that was wrong dated ahead goes first: it would else push out every new one.
    kept = sorted(folder.glob(DAILY), key=lambda path: (path.name <= target.name, path.name))
    for old in kept[:-KEPT]:
        if old != target and not holds_more(target, old, unreadable=True):
            old.unlink(missing_ok=True)
    return target


def holds_more(store: Path, copy: Path, *, unreadable: bool) -> bool:
    """Return whether a copy holds what a store lacks; `unreadable` where one of them can't be read."""
    try:
        return missing(store, copy).events > 0
    except Complaint:
        return unreadable
