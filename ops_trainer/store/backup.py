"""Backups: copies made daily and by hand, what a copy holds that the store lacks, bringing one back."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.store.database import (
    BUSY_MS,
    FILE,
    VERSION,
    Database,
    check,
    check_whole,
    complaints,
    copy_of,
    no_waiting,
    unused,
)

KEPT = 7
DAILY = "trainer-????-??-??.db"
BACKUPS = "backups"
SET_ASIDE = "set-aside"  # what was replaced on purpose: kept, and never compared with the store again
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


def fullest(home: Path) -> Fuller | None:
    """Return the copy that can be restored and holds the most that the store lacks; None where the store lacks nothing.

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
    """Yield a connection that reads a store and, as `copy`, a copy of it."""
    with complaints(copy), closing(_reading(store)) as connection:
        connection.execute("ATTACH ? AS copy", (_uri(copy),))
        yield connection


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(_uri(path), uri=True, timeout=BUSY_MS / 1000)


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"


def save(store: Path, target: Path) -> Path:
    """Copy the store to a path that a person chose, into a folder under the store's own name; return where it is.

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
        if old != target and not _holds_more(target, old, unreadable=True):
            old.unlink(missing_ok=True)
    return target


def restore(home: Path, source: Path, now: datetime, *, replace: bool = False) -> Path | None:
    """Bring a backup back, after checking it; return where the store before it is kept, None when there was none.

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
        before = _set_aside(store, folder / "trainer.before-restore.db")
        _put_in_place(store, source)
        for copy in copies(home):
            if not copy.samefile(source) and _holds_more(store, copy, unreadable=False):
                os.replace(copy, unused(folder / copy.name))
        return before
    before = _set_aside(store, unused(home / f"trainer.before-restore-{stamp}.db"))
    if _is_usable(store):
        _merge(store, source)
    else:
        _put_in_place(store, source)
    return before


def _is_usable(store: Path) -> bool:
    try:
        check(store)
    except Complaint as complaint:
        if complaint.key in UNUSABLE:
            return False
        raise
    return True


def _holds_more(store: Path, copy: Path, *, unreadable: bool) -> bool:
    """Return whether a copy holds what a store lacks; `unreadable` where one of them can't be read."""
    try:
        return missing(store, copy).events > 0
    except Complaint:
        return unreadable


def _set_aside(store: Path, target: Path) -> Path:
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
    """Yield a copy of a backup, brought up to this program's version, for as long as it is needed."""
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
