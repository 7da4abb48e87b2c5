"""Copies of the store by SQLite's own backup: consistent while others write."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

from ops_trainer.locale import Complaint
from ops_trainer.store.database import BUSY_MS, FILE, VERSION, Database, complaints, sqlite_complaint
from ops_trainer.store.recognise import version_of

KEPT = 7
DAILY = "trainer-????-??-??.db"


def copy_of(source: Path, target: Path) -> Path:
    """A whole copy of a store at `target`, which appears only when it is complete."""
    half = target.with_name(target.name + ".part")
    with complaints(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
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
        reading.backup(writing, progress=_no_waiting)
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        writing.close()
        reading.close()


def _no_waiting(status: int, _left: int, _all: int) -> None:
    """Python's backup would wait for a lock for ever; the connection's own timeout is long enough."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def save(store: Path, target: Path) -> Path:
    """A copy at a place that a person chose; into a folder under the store's own name.

    Raises Complaint when something that is no copy of a store stands there: a slip of the finger must cost nobody
    a file, least of all the store itself.
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
    return copy_of(store, target)


def daily(database: Database, folder: Path, today: date) -> Path | None:
    """Today's backup where there is none yet, the oldest beyond seven removed; None when there was one."""
    target = folder / f"trainer-{today.isoformat()}.db"
    if target.exists():
        return None
    copy_of(database.path, target)
    # What a clock that was wrong dated ahead goes first: it would else push out every new one.
    kept = sorted(folder.glob(DAILY), key=lambda path: (path.name <= target.name, path.name))
    for old in kept[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


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


def restore(home: Path, source: Path) -> Path | None:
    """Put a backup in the store's place, after checking it; what was there is kept beside it and returned.

    Another program that has the store open goes on with what was restored. None when there was no store.
    """
    check(source)
    store = home / FILE
    if not store.exists():
        copy_of(source, store)
        return None
    kept = store.with_name("trainer.before-restore.db")
    if source.resolve() == kept.resolve():
        kept = store.with_name("trainer.before-restore-2.db")
    try:
        copy_of(store, kept)
        with complaints(store):
            _overwrite(store, source)
    except Complaint as complaint:
        if complaint.key != "store.damaged":
            raise
        with complaints(store):
            kept.write_bytes(store.read_bytes())
            _replace(store, source)
    return kept


def _overwrite(store: Path, source: Path) -> None:
    """Write a backup into the store in one transaction, so that whoever has it open sees all of it or nothing."""
    reading = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    writing = sqlite3.connect(store, timeout=BUSY_MS / 1000)
    try:
        reading.backup(writing, progress=_no_waiting)
    finally:
        writing.close()
        reading.close()


def _replace(store: Path, source: Path) -> None:
    """Put a backup in the place of a store that SQLite can't read any more."""
    fresh = copy_of(source, store.with_name("trainer.restored.db"))
    # The damaged store's log must not be read into the new one.
    for tail in ("-wal", "-shm"):
        store.with_name(store.name + tail).unlink(missing_ok=True)
    os.replace(fresh, store)
