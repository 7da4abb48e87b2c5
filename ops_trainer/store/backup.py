"""Copies of the store by SQLite's own backup: consistent while others write."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from itertools import count
from pathlib import Path

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.store.aliases import version_of
from ops_trainer.store.copies import missing
from ops_trainer.store.database import BUSY_MS, VERSION, Database, complaints, sqlite_complaint

KEPT = 7
DAILY = "trainer-????-??-??.db"


def copy_of(source: Path, target: Path) -> Path:
    """A whole copy of a store at `target`, which appears only when it is complete."""
    half = target.with_name(target.name + ".part")
    with complaints(target):
        private_files.make_folder(target.parent)
        try:
            private_files.prepare(half)
            _copy(source, half)
            os.replace(half, target)
        except sqlite3.DatabaseError as error:
            complaint = sqlite_complaint(error, target)
            if complaint.key == "store.damaged":  # what is read, never what is being written
                complaint = sqlite_complaint(error, source)
            raise complaint from error
        finally:
            half.unlink(missing_ok=True)
    return target


def _copy(source: Path, target: Path) -> None:
    reading, writing = sqlite3.connect(source, timeout=BUSY_MS / 1000), sqlite3.connect(target)
    try:
        reading.backup(writing, progress=no_waiting)
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        writing.close()
        reading.close()


def no_waiting(status: int, _left: int, _all: int) -> None:
    """Python's backup would wait for a lock for ever; the connection's own timeout is long enough."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def unused(path: Path) -> Path:
    """A path at which nothing stands yet: this one, or with `-2`, `-3` … before its suffix."""
    tries = (path if n == 1 else path.with_name(f"{path.stem}-{n}{path.suffix}") for n in count(1))
    return next(one for one in tries if not os.path.lexists(one))


def save(store: Path, target: Path) -> Path:
    """A copy at a place that a person chose; into a folder under the store's own name.

    Raises Complaint when something that is no copy of a store stands there, or a copy that holds answers which the
    store lacks: a slip of the finger must cost nobody a file, least of all the only one that is whole.
    """
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
    return copy_of(store, target)


def daily(database: Database, folder: Path, today: date) -> Path | None:
    """Today's backup where there is none yet; None when there was one.

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
        if old != target and _holds_nothing_more(old, target):
            old.unlink(missing_ok=True)
    return target


def _holds_nothing_more(old: Path, today: Path) -> bool:
    try:
        return not missing(today, old).events
    except Complaint:
        return False


def check(path: Path) -> None:
    """Whether a file is a whole store of ours that this program can use. Raises Complaint when it is not."""
    if not path.is_file():
        raise Complaint("store.no_backup", path=str(path))
    with complaints(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Complaint("store.damaged", path=str(path))
            if version_of(connection, path, VERSION) == 0:
                raise Complaint("store.foreign", path=str(path))
        finally:
            connection.close()
