"""A fresh store is made by plain SQL, which makes exactly what the migrations make of an empty file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ops_trainer.store import database as database_module
from ops_trainer.store.database import VERSION, Database, fresh_schema
from ops_trainer.team_server.tables.database import REVISIONS, TeamDatabase
from tests.schemas import HEAD, PACKAGES, migrated, statements


@pytest.mark.parametrize("package", PACKAGES)
def test_the_sql_is_what_the_migrations_make(package: str) -> None:
    first, *others = fresh_schema(package)
    assert [first.removeprefix(HEAD), *others] == migrated(package), "python3 -m tests.schemas"


def test_a_fresh_store_is_made_by_it_and_of_this_version(tmp_path: Path) -> None:
    Database.open(tmp_path / "trainer.db").close()
    with closing(sqlite3.connect(tmp_path / "trainer.db")) as connection:
        assert statements(connection) == migrated("ops_trainer.store")
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_fresh_team_store_is_made_by_it_and_of_the_last_revision(tmp_path: Path) -> None:
    TeamDatabase.open(tmp_path / "teams.db").close()
    with closing(sqlite3.connect(tmp_path / "teams.db")) as connection:
        assert statements(connection) == migrated("ops_trainer.team_server.tables")
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [(REVISIONS[-1],)]


def test_half_a_fresh_store_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "trainer.db"
    made = fresh_schema("ops_trainer.store")
    monkeypatch.setattr(database_module, "fresh_schema", lambda _: [*made[:5], "CREATE TABLE event (id)"])
    with pytest.raises(Exception, match="already exists"):
        Database.open(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    monkeypatch.undo()
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert statements(connection) == migrated("ops_trainer.store")
