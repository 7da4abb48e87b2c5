"""A team server's store, on SQLite or PostgreSQL: opening it, bringing it up to date, what its tables are made of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Dialect,
    Engine,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, registry
from sqlalchemy.pool import QueuePool
from sqlmodel import SQLModel, create_engine

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.store.database import BUSY_MS, fresh_schema, os_complaint, run_steps, sqlite_complaint, use_wal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

POOL = 10
OVERFLOW = 30  # a web server's threads; each holds a connection for milliseconds
# PostgreSQL's own codes: disk full, out of memory; no connection; a lock that was not to be had.
FULL = ("53100", "53200")
BUSY = ("40001", "40P01", "55P03", "57014")
REVISIONS = (
    "h0001",
    "h0002",
    "h0003",
    "h0004",
    "h0005",
    "h0006",
    "h0007",
)  # in order; one step each in migrations/versions, all of them in schema.sql
LOCK = 0x6F70_7374  # any number that is always the same: processes that start together wait for each other

# Ids and cards are compared byte by byte, whatever language the database sorts in.
BYTEWISE = String().with_variant(String(collation="C"), "postgresql")
LONG = BigInteger().with_variant(Integer, "sqlite")


class TeamTable(SQLModel, registry=registry()):
    """The base of the team server's tables, the same on SQLite and PostgreSQL; none stands in a learner's store."""


R = TypeVar("R", bound=TeamTable)


class JsonText(TypeDecorator[Any]):
    """A JSON value in a column of text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Return the text that is stored."""
        return json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the value that a text holds."""
        return json.loads(value)


def number() -> Column[Any]:
    """Return a column for a number that the database gives each row."""
    return Column(LONG, primary_key=True, autoincrement=True)


def key_of(table: str, *, primary_key: bool = False, index: bool = False, nullable: bool = False) -> Column[Any]:
    """Return a column for the number of a row of another table, with which this row is deleted."""
    target = ForeignKey(f"{table}.key", ondelete="CASCADE")
    return Column(LONG, target, primary_key=primary_key, index=index, nullable=nullable, autoincrement=False)


def table_of(row: type[TeamTable]) -> Table:
    """Return the table of a class of rows."""
    return cast(Table, row.__table__)  # type: ignore[attr-defined]


def columns_of(table: Table, record: type[DataclassInstance]) -> list[Column[Any]]:
    """Return the columns that hold the fields of a record, in their order."""
    return [table.c[field.name] for field in fields(record)]


def all_rows(connection: Connection, query: Select[R]) -> list[R]:
    """Return the rows that a query finds, as values that no longer belong to the connection."""
    with Session(connection) as session:
        return list(session.scalars(query))


def first_row(connection: Connection, query: Select[R]) -> R | None:
    """Return the first row that a query finds, None when there is none."""
    return next(iter(all_rows(connection, query.limit(1))), None)


def add_row(connection: Connection, row: TeamTable) -> None:
    """Insert a row."""
    with Session(connection) as session:
        session.add(row)
        session.flush()


class TeamDatabase:
    """One store. Every use takes a short connection; nothing is shared but the engine."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)

    @classmethod
    def open(cls, where: str | Path) -> TeamDatabase:
        """Open a store by the path of a SQLite file or by a `postgresql+psycopg://…` address, and bring it up to date.

        Raises Complaint when it can't be used: no such server, no driver, read-only, full, from a newer version.
        """
        url = _url(where)
        if url.database and url.get_backend_name() == "sqlite":
            try:
                private_files.make_folder(Path(url.database).parent)
                private_files.prepare(Path(url.database))
            except OSError as error:
                raise os_complaint(error, Path(url.database)) from error
        try:
            database = cls(url)
        except (NoSuchModuleError, ImportError):
            raise Complaint("team.no_driver", driver=url.drivername) from None
        try:
            with database.complaints():
                migrate(database)
            if url.database and database.is_sqlite:
                private_files.mend_database(Path(url.database))  # an older version made it open to others
        except BaseException:
            database.close()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file, for one process's writing at a time."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def place(self) -> str:
        """Where it is, without any password."""
        return str(self.url.database) if self.is_sqlite else self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of it."""
        self.engine.dispose()

    def reading(self) -> AbstractContextManager[Connection]:
        """Return a context manager with a connection for reading."""
        return self._transaction("BEGIN")

    def writing(self) -> AbstractContextManager[Connection]:
        """Return a context manager with a transaction: on disk when it ends well, undone when it does not."""
        return self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with (
            self.complaints(),
            self.engine.connect() as connection,
            connection.execution_options(begin=begin).begin(),
        ):
            yield connection

    @contextmanager
    def complaints(self) -> Iterator[None]:
        """Turn what the database says into one line that tells what to do."""
        try:
            yield
        except PoolTimeout as error:
            raise Complaint("team.database_busy") from error
        except DBAPIError as error:
            original = error.orig
            if self.is_sqlite and isinstance(original, sqlite3.Error):
                raise sqlite_complaint(original, Path(self.place)) from error
            code = getattr(original, "sqlstate", None) or ""
            if code in FULL:
                raise Complaint("team.database_full", place=self.place) from error
            if code in BUSY:
                raise Complaint("team.database_busy") from error
            if isinstance(error, OperationalError) or code.startswith(("08", "57P", "28", "3D")):
                raise Complaint("team.no_database", place=self.place, error=_first_line(original)) from error
            raise


def migrate(database: TeamDatabase) -> None:
    """Run the steps that the store lacks, in one transaction.

    Raises Complaint when the store is from a newer version or is not a team server's; nothing is changed then.
    """
    with database.engine.connect() as connection, connection.begin():
        if _revision(connection, database.place) == REVISIONS[-1]:
            return
    with (
        database.engine.connect() as connection,
        connection.execution_options(begin="BEGIN IMMEDIATE").begin(),
    ):
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        found = _revision(connection, database.place)
        if found is None and database.is_sqlite:
            for statement in fresh_schema("ops_trainer.team_server.tables"):
                connection.exec_driver_sql(statement)
        elif found != REVISIONS[-1]:
            run_steps(connection, "ops_trainer.team_server.tables")


def _revision(connection: Connection, place: str) -> str | None:
    """Return the step that the store is at, None for an empty store."""
    there = inspect(connection).get_table_names()
    if "alembic_version" not in there:
        if there:
            raise Complaint("team.foreign_database", place=place)
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise Complaint("team.newer_database", place=place)
    return found


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or [""])[0]


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser().absolute()))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise Complaint("team.bad_database", where=where.partition("@")[2] or where) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg") or (url.drivername == "sqlite" and not url.database):
        raise Complaint("team.bad_database", where=url.render_as_string(hide_password=True))
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=POOL, max_overflow=OVERFLOW, pool_pre_ping=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=POOL,
        max_overflow=OVERFLOW,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _set_up(raw: sqlite3.Connection, _: Any) -> None:
        use_wal(raw)
        cursor = raw.cursor()
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=FAST",  # what a member takes away is not left lying in the file
            "temp_store=MEMORY",
            "cache_size=-32000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(str(connection.get_execution_options().get("begin", "BEGIN")))

    return engine
