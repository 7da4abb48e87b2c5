"""The store's file: opened, checked, upgraded, copied whole; with one clear line for whatever goes wrong."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import cached_property
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ops_trainer import private_files
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

FILE = "trainer.db"
VERSION = 4  # of the schema; one step each in migrations/versions, all of them in schema.sql
BUSY_MS = 10_000
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")  # how the names of errors begin where another program has the file
MAGIC = b"SQLite format 3\0"
ROLLBACK, JOURNAL_AT = 1, 18  # the byte of a file's head that tells how it keeps its transactions
OURS = frozenset({"event", "learner"})
# How the lines begin that tell why a place can't be written; what is there may still be looked at.
UNWRITABLE = frozenset({"store.full", "store.read_only", "store.read_only_disk", "store.disk"})
LEAST_ROOM = 1 << 16  # bytes
IDLE = 4  # connections kept open for the next use
PRAGMAS = [
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "cache_size = -8000",
    # Pages, of which a grade writes eight. It is put into the file in a pause long before, see `rest`: a log that is
    # soon used again syncs twice as fast, and no grade waits for it.
    "wal_autocheckpoint = 4000",
]
RESTED = 100  # transactions after which a pause is used


class Database:
    """One SQLite file. Every use takes a connection for as long as it lasts; nothing else is shared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.on_replaced: Callable[[list[sqlite3.Connection]], None] | None = None
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._written = 0  # transactions since the log was put into the file
        self._file: tuple[int, int] | None = None
        self._replacing = Lock()
        self._memory: str | None = None  # SQLite's name of the copy in memory, where the file is only looked at
        self._kept: sqlite3.Connection | None = None  # holds that copy
        self._sealed: Complaint | None = None

    @classmethod
    def open(cls, path: Path) -> Database:
        """Open the file, make it or bring it up to date where needed.

        Raises Complaint when the place is read-only or full, the file is damaged, locked, not ours, or from a newer
        version; nothing is changed then.
        """
        try:
            private_files.make_folder(path.parent)
        except OSError as error:
            raise os_complaint(error, path.parent) from error
        with complaints(path):
            look(path)
        try:
            private_files.prepare(path)
        except OSError as error:
            raise os_complaint(error, path.parent) from error
        database = cls(path)
        try:
            with complaints(path):
                database._prepare()
            database._file = _identity(path)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def look_at(cls, path: Path) -> Database:
        """Open a copy of the file that lies in memory alone, such as where the disk is full or read-only.

        Raises Complaint when the file can't be read, is damaged, not ours, or from a newer version.
        """
        database = cls(path)
        database._memory = f"file:ops-trainer-{uuid.uuid4().hex}?mode=memory&cache=shared"
        try:
            with complaints(path):
                look(path)
                database._kept = database.connect()
                _read_into(path, database._kept)
                database._prepare()
        except BaseException:
            database.close()
            raise
        return database

    def seal(self, why: Complaint) -> None:
        """Refuse from now on, with the reason, all that is to be kept; see `caching`."""
        self._sealed = why

    def save_to(self, target: Path) -> Path:
        """Copy the store whole to a path that is not in use; return it. Raises Complaint."""
        return copy_of(self.path if self._kept is None else self._kept, target)

    def go_on_with(self, other: Database) -> None:
        """Work with the file that another Database of the same path has opened, from now on."""
        self._file = other._file
        other.close()

    def _notice_replacement(self) -> None:
        """Hand the connections to a file that was replaced or deleted under a running program to `on_replaced`, which
        saves what only they hold: SQLite would go on writing into a file that nobody finds again."""
        with self._replacing:
            hook, self.on_replaced = self.on_replaced, None
            if hook is None:
                return
            old, self._idle = self._idle, []
            try:
                hook(old)
            finally:
                for connection in old:
                    connection.close()
                self.on_replaced = hook

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        if "engine" in self.__dict__:
            self.engine.dispose()
        if self._kept is not None:
            self._kept.close()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return a transaction that sees one state of the store."""
        return self._transaction("BEGIN")

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return a transaction that is on disk when it ends well, and undone when it does not.

        Raises Complaint where the store is only looked at.
        """
        if self._sealed is not None:
            raise self._sealed
        return self.caching()

    def caching(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return the same for what follows from files and journal and may be made anew: also where the store is only
        looked at."""
        self._written += 1
        return self._transaction("BEGIN IMMEDIATE")

    def rest(self) -> None:
        """Put the log into the file where it has grown: in a pause, so that no grade has to. Waits for nobody."""
        if self._written < RESTED or self._memory is not None:
            return
        try:
            connection = self._idle.pop()
        except IndexError:
            return  # others are at work
        self._written = 0
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._idle.append(connection)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """Yield SQLite's own connection: studying runs a few statements a card, and layers above would cost more than
        they do."""
        with complaints(self.path):
            if self.on_replaced is not None and _identity(self.path) != self._file:
                self._notice_replacement()
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self.connect()
            try:
                connection.execute(begin)
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
            finally:
                if self._closed or len(self._idle) >= IDLE:
                    connection.close()
                else:
                    self._idle.append(connection)

    def connect(self) -> sqlite3.Connection:
        """Return a new connection with the settings that all of them have."""
        connection = sqlite3.connect(
            self._memory or self.path,
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            uri=self._memory is not None,
        )
        try:
            if self._memory is None:
                use_wal(connection)
            else:
                connection.execute("PRAGMA read_uncommitted = ON")  # SQLite would not let connections wait for another
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    @cached_property
    def engine(self) -> Engine:
        """Return the file as SQLAlchemy's engine, which only an upgrade needs: loading it takes longer than all else at
        the start."""
        from sqlalchemy.pool import NullPool
        from sqlmodel import create_engine

        return create_engine("sqlite://", creator=self.connect, poolclass=NullPool)

    def _prepare(self) -> None:
        with self.reading() as connection:
            version = version_of(connection, self.path)
        if version == VERSION:
            return
        if version == 0:
            with self.caching() as connection:
                if version_of(connection, self.path) == 0:  # no other process was faster
                    for statement in fresh_schema("ops_trainer.store"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {VERSION}")
            self._prepare()  # it may have been an older program that was faster
            return
        if self._memory is None:
            copy_of(self.path, unused(self.path.with_suffix(".before-upgrade.db")))
        from sqlalchemy.exc import DBAPIError

        try:
            self._upgrade()
        except DBAPIError as error:
            raise error.orig or error from error  # as SQLite said it

    def _upgrade(self) -> None:
        """Run the steps that the store lacks, in one transaction.

        A second process that opens the same store waits for the first and then finds nothing to do.
        """
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                if int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) != VERSION:
                    run_steps(connection, "ops_trainer.store")
                    connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
            except BaseException:
                raw = connection.connection.driver_connection
                if raw is not None and raw.in_transaction:  # a full disk makes SQLite roll back by itself
                    connection.exec_driver_sql("ROLLBACK")
                raise
            # Also where there was nothing to do: the connection goes back to the pool and must hold no lock.
            connection.exec_driver_sql("COMMIT")


def fresh_schema(package: str) -> list[str]:
    """Return the statements that make of an empty SQLite file what all steps of a package's `migrations` make of it."""
    *statements, _ = files(package).joinpath("schema.sql").read_text(encoding="utf-8").split(";\n")
    return statements


def run_steps(connection: Connection, package: str, to: str = "head") -> None:
    """Run the Alembic steps of a package's `migrations` that a database lacks, in the transaction that is open."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
    from alembic.script import ScriptDirectory

    with as_file(files(package).joinpath("migrations")) as folder:
        script = ScriptDirectory(folder)

        def missing(at: tuple[str, ...], _: MigrationContext) -> list[RevisionStep]:
            steps = list(script.iterate_revisions(to, at, implicit_base=True))
            return [MigrationStep.upgrade_from_script(script.revision_map, step) for step in reversed(steps)]

        context = MigrationContext.configure(connection, opts={"transactional_ddl": False, "fn": missing})
        with Operations.context(context):
            context.run_migrations()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same path, None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def use_wal(connection: sqlite3.Connection) -> None:
    """Put a file into WAL mode. Where several programs make the same file at once, SQLite refuses all but one of them
    without waiting, whatever the busy timeout: so the waiting is done here."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error_name(error).startswith(BUSY) or time.monotonic() > until:
                raise
            time.sleep(0.01)


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


def has_log(path: Path) -> bool:
    """Return whether a store's file has a log beside it that holds anything."""
    log = path.with_name(path.name + "-wal")
    return log.is_file() and log.stat().st_size > 0


def check_after_crash(path: Path) -> None:
    """Raise Complaint when a store is shorter than it says, or was left with a log that does not fit it.

    A log is left where a program was killed, and where a sync tool put one device's log beside another's store; a store
    that was closed has none, and costs no reading.
    """
    if not path.is_file():
        return
    left = has_log(path)
    with path.open("rb") as file:
        head = file.read(100)
    if head.startswith(MAGIC) and not left:
        page = int.from_bytes(head[16:18], "big")
        pages = int.from_bytes(head[28:32], "big")
        if path.stat().st_size < pages * (65_536 if page == 1 else page):
            raise Complaint("store.damaged", path=str(path))
    if left and head:
        _check_log(path)


def _check_log(path: Path) -> None:
    """Raise Complaint when a log that was left fits its store badly, or hides events that the file holds by itself.

    Nothing is written: closing a connection that may write would put the log into the file.
    """
    uri = path.resolve().as_uri()
    with closing(sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=BUSY_MS / 1000)) as connection:
        # A quick check leaves out whether indexes fit their tables, which is where another store's log shows.
        whole = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        there = {row[0] for row in connection.execute("SELECT id FROM event")} if _has_events(connection) else set()
    with closing(sqlite3.connect(f"{uri}?immutable=1", uri=True)) as connection:
        try:
            below = {row[0] for row in connection.execute("SELECT id FROM event")} if _has_events(connection) else set()
        except sqlite3.DatabaseError:
            below = set()  # only with its log a file that is being written need be whole
    if not whole or not below <= there:
        raise Complaint("store.damaged", path=str(path))


def _has_events(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone() is not None


def check(path: Path) -> None:
    """Raise Complaint unless a file is a whole store of ours that this program can use."""
    if not path.is_file():
        raise Complaint("store.no_backup", path=str(path))
    check_whole(path)
    with complaints(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if version_of(connection, path) == 0:
            raise Complaint("store.foreign", path=str(path))


def copy_of(source: Path | sqlite3.Connection, target: Path) -> Path:
    """Copy a store whole, a file or what a connection reads, also while others write; return `target`, which appears
    only when it is complete.

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
            if complaint.key == "store.damaged" and isinstance(
                source, Path
            ):  # what is read, never what is being written
                complaint = sqlite_complaint(error, source)
            raise complaint from error
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
    return target


def _copy(source: Path | sqlite3.Connection, target: Path) -> None:
    reading = sqlite3.connect(source, timeout=BUSY_MS / 1000) if isinstance(source, Path) else source
    try:
        with closing(sqlite3.connect(target)) as writing:
            reading.backup(writing, progress=no_waiting)
            writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        if reading is not source:
            reading.close()


def _read_into(path: Path, target: sqlite3.Connection) -> None:
    """Copy a store into a connection; only where a log was left SQLite may put its index beside it.

    Raises sqlite3.Error.
    """
    uri = path.resolve().as_uri()
    # Without its log, where SQLite can't read that without writing.
    for how in ("mode=ro", "immutable=1") if has_log(path) else ("immutable=1",):
        try:
            with closing(sqlite3.connect(f"{uri}?{how}", uri=True, timeout=BUSY_MS / 1000)) as reading:
                reading.backup(target, progress=no_waiting)
            return
        except sqlite3.OperationalError as error:
            if how != "mode=ro" or error_name(error).startswith(BUSY):
                raise


def no_waiting(status: int, _left: int, _all: int) -> None:
    """Raise OperationalError for a lock: Python's backup would wait for ever, and the connection has waited already."""
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
        return _no_writing(path.parent)
    if name.startswith("SQLITE_IOERR"):
        if _full(path.parent):
            return Complaint("store.full", path=str(path))
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
        return _no_writing(path)
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return Complaint("store.not_a_folder", path=str(path))
    return Complaint("store.other", path=str(path), error=error.strerror or str(error))


def _no_writing(path: Path) -> Complaint:
    """Return the line for a place that can't be written: the disk is read-only, or one has no right to."""
    with suppress(OSError, AttributeError):  # Windows has no statvfs
        if os.statvfs(path if path.exists() else path.parent).f_flag & os.ST_RDONLY:
            return Complaint("store.read_only_disk", path=str(path))
    return Complaint("store.read_only", path=str(path))


def _full(folder: Path) -> bool:
    """Return whether a disk has no room for even a small log; SQLite tells a full disk as an error of it."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free < LEAST_ROOM
    return False


def _writable(path: Path) -> bool:
    target = path if path.exists() else path.parent
    return bool(target.exists() and target.stat().st_mode & stat.S_IWUSR and os.access(target, os.W_OK))
