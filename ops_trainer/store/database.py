"""Opening the store: connections, transactions, and refusing what this program can't use."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer import private_files
from ops_trainer.store.file import BUSY, BUSY_MS, VERSION, complaints, error_name, look, os_complaint, version_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

IDLE = 4  # connections kept open for the next use
PRAGMAS = [
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "cache_size = -8000",
    "wal_autocheckpoint = 1000",  # pages, of which a grade writes eight: a log that is soon reused syncs twice as fast
]


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


class Database:
    """One SQLite file. Every use takes a connection for as long as it lasts; nothing else is shared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

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
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Let go of the file."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        if "engine" in self.__dict__:
            self.engine.dispose()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection that sees one state of the store."""
        return self._transaction("BEGIN")

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction: on disk when it ends well, undone when it does not."""
        return self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection: studying runs a few statements a card, and layers above it would cost more than
        they do."""
        with complaints(self.path):
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
        """A new connection, in the way in which all of them work."""
        connection = sqlite3.connect(
            self.path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            use_wal(connection)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    @cached_property
    def engine(self) -> Engine:
        """The file for SQLAlchemy, whose loading takes longer than all else at the start: only an upgrade needs it."""
        from sqlalchemy.pool import NullPool
        from sqlmodel import create_engine

        return create_engine("sqlite://", creator=self.connect, poolclass=NullPool)

    def _prepare(self) -> None:
        with self.reading() as connection:
            version = version_of(connection, self.path)
        if version < VERSION:
            from ops_trainer.store.migrate import upgrade

            upgrade(self.engine, self.path, fresh=version == 0)
