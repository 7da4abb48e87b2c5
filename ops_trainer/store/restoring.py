"""Bringing a backup back: its events join those of the store, or it takes the store's place. Nothing is lost by it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.store.backup import check, copy_of, no_waiting, unused
from ops_trainer.store.copies import SET_ASIDE, copies, missing
from ops_trainer.store.database import BUSY_MS, FILE, VERSION, Database, complaints

# What a store can't be merged for; anything else (locked, full, read-only) keeps a restore from happening at all.
UNUSABLE = frozenset({"store.damaged", "store.foreign", "store.newer"})
# What is taken over of a backup, where the store has nothing under that key. Card memory and decks follow from events
# and files; how far a team sync is counts by the numbers that the events had in the other store.
TAKEN_OVER = (
    ("learner", "name, created, used, scheduler", "name, created, used, ''", "1"),
    ("setting", "*", "*", "NOT (learner = '' AND name = 'device')"),
    ("kept", "*", "*", "kind <> 'team-cursor'"),
    ("workshop_event", "*", "*", "workshop NOT IN (SELECT id FROM main.workshop)"),
    ("workshop", "*", "*", "1"),
)


def restore(home: Path, source: Path, now: datetime, *, replace: bool = False) -> Path | None:
    """Bring a backup back, after checking it; where the store before it is kept, None when there was no store.

    Events of both are in the store afterwards. With `replace`, or where the store can't be read, the backup takes the
    store's place. What was replaced on purpose, and copies that hold more than what is there now, go to `set-aside`.
    Another program that has the store open goes on with what was restored.

    Raises Complaint when the backup can't be used or nothing can be written; nothing is changed then.
    """
    check(source)
    store, stamp = home / FILE, f"{now:%Y-%m-%d-%H%M%S}"
    if not store.exists():
        for tail in ("-wal", "-shm"):  # of a store that was deleted: not to be read into this one
            store.with_name(store.name + tail).unlink(missing_ok=True)
        copy_of(source, store)
        return None
    if replace:
        folder = unused(home / SET_ASIDE / stamp)
        kept = _kept(store, folder / "trainer.before-restore.db")
        _put_in_place(store, source)
        for copy in copies(home):
            if not copy.samefile(source) and _holds_more(store, copy):
                os.replace(copy, unused(folder / copy.name))
        return kept
    kept = _kept(store, unused(home / f"trainer.before-restore-{stamp}.db"))
    if _is_usable(store):
        _merge(store, source)
    else:
        _put_in_place(store, source)
    return kept


def _is_usable(store: Path) -> bool:
    try:
        check(store)
    except Complaint as complaint:
        if complaint.key in UNUSABLE:
            return False
        raise
    return True


def _holds_more(store: Path, copy: Path) -> bool:
    try:
        return missing(store, copy).events > 0
    except Complaint:
        return False


def _kept(store: Path, target: Path) -> Path:
    """Copy the store as it is; byte by byte, with its log, where SQLite can't read it any more."""
    try:
        return copy_of(store, target)
    except Complaint as complaint:
        if complaint.key != "store.damaged":
            raise
    with complaints(store):
        for tail in ("-wal", ""):
            with suppress(FileNotFoundError):
                private_files.copy(store.with_name(store.name + tail), target.with_name(target.name + tail))
    return target


def _merge(store: Path, source: Path) -> None:
    Database.open(store).close()  # both are brought up to this version first
    with (
        _up_to_date(source) as backup,
        complaints(store),
        closing(sqlite3.connect(store, timeout=BUSY_MS / 1000, isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("ATTACH ? AS backup", (str(backup),))
        connection.execute("BEGIN IMMEDIATE")
        columns = ", ".join(row[1] for row in connection.execute("PRAGMA main.table_info(event)") if row[1] != "seq")
        connection.execute(
            f"INSERT OR IGNORE INTO main.event ({columns}) SELECT {columns} FROM backup.event ORDER BY seq"
        )
        for table, into, values, where in TAKEN_OVER:
            names = "" if into == "*" else f" ({into})"
            connection.execute(
                f"INSERT OR IGNORE INTO main.{table}{names} SELECT {values} FROM backup.{table} WHERE {where}"
            )
        connection.execute("UPDATE main.learner SET scheduler = ''")  # card memory is made anew
        connection.execute("COMMIT")


@contextmanager
def _up_to_date(source: Path) -> Iterator[Path]:
    """A copy of a backup, brought up to this program's version, for as long as it is needed."""
    with complaints(source), tempfile.TemporaryDirectory(prefix="ops-trainer-") as folder:  # 0700 by itself
        copy = copy_of(source, Path(folder) / FILE)
        with closing(sqlite3.connect(copy)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < VERSION:
            Database.open(copy).close()
        yield copy


def _put_in_place(store: Path, source: Path) -> None:
    try:
        with complaints(store):
            _overwrite(store, source)
    except Complaint as complaint:
        if complaint.key != "store.damaged":
            raise
        with complaints(store):
            _replace(store, source)


def _overwrite(store: Path, source: Path) -> None:
    """Write a backup into the store in one transaction, so that whoever has it open sees all of it or nothing."""
    reading = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    writing = sqlite3.connect(store, timeout=BUSY_MS / 1000)
    try:
        reading.backup(writing, progress=no_waiting)
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
