"""Stores from before there were workshops are brought up to date, and the tables are as declared."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from ops_trainer.store import tables
from ops_trainer.store import workshops as rows
from ops_trainer.store.database import VERSION, Database, run_steps
from ops_trainer.store.workshops import Header
from ops_trainer.workshop.log import Entry, Kind

OURS = {tables.WorkshopRow.__tablename__, tables.WorkshopEventRow.__tablename__}


def first_version(path: Path) -> None:
    """A store as the first version made it, with an event in it."""
    database = Database(path)
    with database.engine.connect() as connection:
        run_steps(connection, "ops_trainer.store", to="0001")
        connection.exec_driver_sql(
            "INSERT INTO event (id, learner, device, kind, card, at, utc_offset, local_day, source)"
            " VALUES ('e1', 'mei', 'd', 'review', 'a/b/c', 1, 0, 0, 'study')"
        )
        connection.exec_driver_sql("PRAGMA user_version = 1")
        connection.commit()
    database.close()


def test_a_store_of_the_first_version_takes_workshops_and_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    first_version(path)
    database = Database.open(path)
    with database.writing() as connection:
        rows.create(connection, Header("w1", "mei", "123456", "t", 5, 480, None))
        rows.append(connection, "w1", [Entry(1, 5, Kind.LOCKED), Entry(2, 9, Kind.ENDED)])
    with database.reading() as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert connection.execute("SELECT id FROM event").fetchall() == [("e1",)]
        assert rows.headers(connection, "mei") == [Header("w1", "mei", "123456", "t", 5, 480, 9)]
        assert [entry.kind for entry in rows.entries(connection, "w1")] == [Kind.LOCKED, Kind.ENDED]
        assert rows.pins_in_use(connection) == set()
        (plan,) = connection.execute("EXPLAIN QUERY PLAN SELECT 1 FROM event WHERE undoes = 'e1'").fetchall()
        assert "event_undoes" in plan[3]
    database.close()
    with sqlite3.connect(path.with_suffix(".before-upgrade.db")) as before:
        assert before.execute("PRAGMA user_version").fetchone()[0] == 1


def test_the_tables_are_as_declared(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "trainer.db")
    with database.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    database.close()
    assert [change for change in found if any(name in repr(change) for name in OURS)] == []
