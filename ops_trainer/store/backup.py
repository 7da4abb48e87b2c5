"""Copies of the store by SQLite's own backup: consistent while others write."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

from ops_trainer.locale import Complaint
from ops_trainer.store.database import FILE, VERSION, Database, complaints

KEPT = 7


def copy_of(source: Path, target: Path) -> Path:
    """A whole copy of a store at `target`, which appears only when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + ".part")
    with complaints(source):
        reading, writing = sqlite3.connect(source), sqlite3.connect(half)
        try:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
        finally:
            writing.close()
            reading.close()
        os.replace(half, target)
    return target


def daily(database: Database, folder: Path, today: date) -> Path | None:
    """Today's backup where there is none yet, the oldest beyond seven removed; None when there was one."""
    target = folder / f"trainer-{today.isoformat()}.db"
    if target.exists():
        return None
    copy_of(database.path, target)
    for old in sorted(folder.glob("trainer-????-??-??.db"))[:-KEPT]:
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
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        finally:
            connection.close()
    if version > VERSION:
        raise Complaint("store.newer", path=str(path))
    if version == 0 or not {"event", "learner"} <= tables:
        raise Complaint("store.foreign", path=str(path))


def restore(home: Path, source: Path) -> Path:
    """Replace the store by a backup, after checking it; what was there is kept beside it and returned."""
    check(source)
    store = home / FILE
    kept = store.with_name("trainer.before-restore.db")
    if store.exists():
        try:
            copy_of(store, kept)
        except Complaint as complaint:
            if complaint.key != "store.damaged":
                raise
            kept.write_bytes(store.read_bytes())
    with complaints(store):
        fresh = copy_of(source, home / "trainer.restored.db")
        # The damaged or old store's log must not be read into the new one.
        for tail in ("-wal", "-shm"):
            store.with_name(store.name + tail).unlink(missing_ok=True)
        os.replace(fresh, store)
    return kept
