"""Bringing a backup back, into what is there or in its place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.store import device_journals, learners
from ops_trainer.store.backup import SET_ASIDE, copies, holds_more
from ops_trainer.store.database import BUSY_MS, FILE, Database, check, complaints, copy_of, no_waiting, unused
from ops_trainer.store.union import Healed, read_copy, take_copy

# What a store can't be merged for; anything else (locked, full, read-only) keeps a restore from happening at all.
UNUSABLE = frozenset({"store.damaged", "store.foreign", "store.newer"})


def restore(home: Path, source: Path, now: datetime, *, replace: bool = False) -> Path | None:
    """Bring a backup back, after checking it; return where the store before it is kept, None when there was none.

    Events of both are in the store afterwards. With `replace`, or where the store can't be read, the backup takes the
    store's place. What was replaced on purpose, and copies that hold more than what is there now, go to `set-aside`.
    Another program that has the store open goes on with what was restored.

    Raises Complaint when the backup can't be used or nothing can be written; nothing is changed then.
    """
    check(source)
    store, stamp = home / FILE, f"{now:%Y-%m-%d-%H%M%S}"
    if replace:
        return _restore_in_place(home, source, unused(home / SET_ASIDE / stamp))
    if not store.exists():
        _remove_log(store)
        copy_of(source, store)
        return None
    before = _set_aside(store, unused(home / f"trainer.before-restore-{stamp}.db"))
    if _is_usable(store):
        _merge(store, source)
    else:
        _put_in_place(store, source)
    return before


def _restore_in_place(home: Path, source: Path, aside: Path) -> Path | None:
    """Put a backup in the place of a store, and all that would bring the rest back into a folder `aside`."""
    store, before = home / FILE, None
    with complaints(home):
        private_files.make_folder(aside)
        if store.exists():
            before = _set_aside(store, aside / "trainer.before-restore.db")
        journals = home / device_journals.FOLDER
        if journals.exists():
            os.replace(journals, aside / journals.name)
        if before is None:
            _remove_log(store)
            copy_of(source, store)
        else:
            _put_in_place(store, source)
        database = Database.open(store)
        try:
            with database.writing() as connection:
                device_journals.forget_files(connection)
                learners.drop_setting(connection, "", device_journals.SHARED)
        finally:
            database.close()
        for copy in copies(home):
            if not copy.samefile(source) and holds_more(store, copy, unreadable=False):
                os.replace(copy, unused(aside / copy.name))
    return before


def _remove_log(store: Path) -> None:
    """Remove the log of a store that was deleted: it must not be read into the one that comes."""
    for tail in ("-wal", "-shm"):
        store.with_name(store.name + tail).unlink(missing_ok=True)


def _merge(store: Path, source: Path) -> None:
    found = read_copy(source)
    database = Database.open(store)
    try:
        with database.writing() as connection:
            take_copy(connection, found, source.name, Healed(), by_name=True)
    finally:
        database.close()


def _is_usable(store: Path) -> bool:
    try:
        check(store)
    except Complaint as complaint:
        if complaint.key in UNUSABLE:
            return False
        raise
    return True


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
    _remove_log(store)
    os.replace(fresh, store)
