"""The store's file: whether it is ours, copying it whole, and one clear line for whatever goes wrong with it."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from ops_trainer import private_files
from ops_trainer.locale import Complaint

FILE = "trainer.db"
VERSION = 2  # of the schema; migrations/versions holds one step for each
BUSY_MS = 10_000
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")  # how the names of errors begin where another program has the file
MAGIC = b"SQLite format 3\0"
ROLLBACK, JOURNAL_AT = 1, 18  # the byte of a file's head that tells how it keeps its transactions
OURS = frozenset({"event", "learner"})


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a store's schema, 0 for an empty file.

    Raises Complaint when the file is another program's, or from a later version of this one.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version == 0 and not tables:
        return 0
    if tables >= OURS and version > VERSION:
        raise Complaint("store.newer", path=str(path))
    if version == 0 or not tables >= OURS:
        raise Complaint("store.foreign", path=str(path))
    return version


def look(path: Path) -> None:
    """Check a file without writing. Raises Complaint when it is damaged, another program's, or too new.

    Opening a store sets it to write-ahead logging, which would change a file that is not ours. Ours is so from its
    first moment, so that only a file that keeps its transactions in another way needs this look.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        head = file.read(100)
    if head and not head.startswith(MAGIC):
        raise Complaint("store.damaged", path=str(path))
    if len(head) > JOURNAL_AT and head[JOURNAL_AT] == ROLLBACK:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            version_of(connection, path)


def check_whole(path: Path) -> None:
    """Raise Complaint when SQLite finds a file damaged."""
    with complaints(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Complaint("store.damaged", path=str(path))


def check(path: Path) -> None:
    """Raise Complaint unless a file is a whole store of ours that this program can use."""
    if not path.is_file():
        raise Complaint("store.no_backup", path=str(path))
    check_whole(path)
    with complaints(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if version_of(connection, path) == 0:
            raise Complaint("store.foreign", path=str(path))


def copy_of(source: Path, target: Path) -> Path:
    """Copy a store whole, also while others write; return `target`, which appears only when it is complete.

    Raises Complaint when the store can't be read or the copy can't be written.
    """
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
    """Return a path at which nothing stands yet: this one, or with `-2`, `-3` … before its suffix."""
    tries = (path if n == 1 else path.with_name(f"{path.stem}-{n}{path.suffix}") for n in count(1))
    return next(one for one in tries if not os.path.lexists(one))


@contextmanager
def complaints(path: Path) -> Iterator[None]:
    """Raise Complaint, one line that tells what to do, for what SQLite or the file system raises within."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise complaint_of(error, path) from error


def complaint_of(error: Exception, path: Path) -> Complaint:
    """Return the line for whatever went wrong at a store; a complaint is one already."""
    if isinstance(error, Complaint):
        return error
    if isinstance(error, OSError):
        return os_complaint(error, path)
    return sqlite_complaint(error, path)


def sqlite_complaint(error: Exception, path: Path) -> Complaint:
    """Return the line for an error of SQLite's."""
    name = error_name(error)
    if name.startswith("SQLITE_FULL"):
        return Complaint("store.full", path=str(path))
    if name.startswith(BUSY):
        return Complaint("store.locked", path=str(path))
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return Complaint("store.damaged", path=str(path))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) or not _writable(path):
        return Complaint("store.read_only", path=str(path.parent))
    if name.startswith("SQLITE_IOERR"):
        return Complaint("store.disk", path=str(path))
    return Complaint("store.other", path=str(path), error=str(error))


def error_name(error: Exception) -> str:
    """Return SQLite's name for an error, such as SQLITE_BUSY_SNAPSHOT; "" where it is the module's own."""
    return getattr(error, "sqlite_errorname", None) or ""


def os_complaint(error: OSError, path: Path) -> Complaint:
    """Return the line for an error of the file system's."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Complaint("store.full", path=str(path))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Complaint("store.read_only", path=str(path))
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return Complaint("store.not_a_folder", path=str(path))
    return Complaint("store.other", path=str(path), error=error.strerror or str(error))


def _writable(path: Path) -> bool:
    target = path if path.exists() else path.parent
    return bool(target.exists() and target.stat().st_mode & stat.S_IWUSR and os.access(target, os.W_OK))
