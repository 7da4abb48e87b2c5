"""The team server's store: made alike on both databases, refused when it is not ours to open."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Event
from ops_trainer.team_server import TeamServer
from ops_trainer.team_server.tables.database import TeamDatabase, TeamTable
from tests.conftest import Clock
from tests.hubs import Cluster, Team, opened


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store in which nothing is yet."""
    if request.param == "sqlite":
        return str(tmp_path / "deep" / "teams.db")
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.database("template0")


def test_the_tables_are_what_the_models_say(hub: TeamServer) -> None:
    seen = sa.inspect(hub.database.engine)
    models = TeamTable.metadata.tables
    assert set(models) == set(seen.get_table_names()) - {"alembic_version"}
    for name, table in models.items():
        columns = {column["name"]: column["nullable"] for column in seen.get_columns(name)}
        assert columns == {column.name: column.nullable for column in table.columns}
        assert {key["constrained_columns"][0] for key in seen.get_foreign_keys(name)} == {
            column.name for column in table.columns if column.foreign_keys
        }


def test_processes_that_start_at_once_make_one_store(empty: str, clock: Clock) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        try:
            opened(empty, clock).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with opened(empty, clock) as hub:
        assert Team(hub, clock).lead.name == "Li"


def change(where: str, statement: str) -> None:
    database = TeamDatabase.open(where)
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)
    database.close()


def test_a_store_of_a_newer_version_is_refused_untouched(empty: str, clock: Clock) -> None:
    change(empty, "UPDATE alembic_version SET version_num = 'h9999'")
    with pytest.raises(Complaint) as caught:
        opened(empty, clock)
    assert caught.value.key == "team.newer_database"


def test_a_store_of_something_else_is_refused_untouched(empty: str, clock: Clock) -> None:
    change(empty, "DROP TABLE alembic_version")
    with pytest.raises(Complaint) as caught:
        opened(empty, clock)
    assert caught.value.key == "team.foreign_database"


def test_what_is_no_database_is_told_in_one_line(tmp_path: Path, clock: Clock, cluster: Cluster) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"no database at all" * 100)
    (tmp_path / "file").write_text("x")
    for where, key in (
        (str(junk), "store.damaged"),
        (str(tmp_path / "file" / "teams.db"), "store.not_a_folder"),
        ("mysql://x/y", "team.bad_database"),
        ("postgresql+psycopg://u:secret@h:port/x", "team.bad_database"),
        ("sqlite://", "team.bad_database"),
        ("postgresql://u:secret@127.0.0.1:1/x", "team.no_database"),
        (cluster.url("nowhere"), "team.no_database"),
    ):
        with pytest.raises(Complaint) as caught:
            opened(where, clock)
        assert caught.value.key == key
        assert "secret" not in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(Complaint) as caught:
        opened("postgresql://u@127.0.0.1/x", clock)
    assert caught.value.key == "team.no_driver"
    assert "ops-trainer[postgres]" in str(caught.value)


def test_a_full_disk_loses_nothing(tmp_path: Path, clock: Clock, make: Callable[..., Event]) -> None:
    path = tmp_path / "teams.db"
    with opened(path, clock) as hub:
        team = Team(hub, clock)
        team.join("Mei")
        team.push("Mei", make("small/n0/meaning"))
    with opened(path, clock) as hub:
        for connection in _all_connections(hub):
            connection.execute(f"PRAGMA max_page_count = {pages(path)}")
        team.hub = hub
        assert until_full(team, make) == "store.full"
        held = team.push("Mei").held
    with opened(path, clock) as hub:
        team.hub = hub
        assert team.push("Mei").held == held >= 1
        assert team.push("Mei", make("small/n1/meaning")).accepted == 1


def until_full(team: Team, make: Callable[..., Event]) -> str:
    """Push until the server complains; about what."""
    for n in range(5_000):
        try:
            team.push("Mei", *(make(f"small/n{n}/meaning") for _ in range(200)))
        except Complaint as complaint:
            return complaint.key
    return ""


def _all_connections(hub: TeamServer) -> list[sqlite3.Connection]:
    """Every connection that the hub will use: the pool is held to one."""
    pool = hub.database.engine.pool
    pool._max_overflow = 0  # type: ignore[attr-defined]
    taken = [pool.connect() for _ in range(pool.size())]  # type: ignore[attr-defined]
    raw = [connection.driver_connection for connection in taken]
    for connection in taken:
        connection.close()
    return raw


def pages(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


def test_a_full_postgres_is_told_as_such(cluster: Cluster, clock: Clock, make: Callable[..., Event]) -> None:
    where = cluster.database()
    with opened(where, clock) as hub:
        team = Team(hub, clock)
        team.join("Mei")
        cluster_says = "CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
        cluster_says += " 'could not extend file' USING ERRCODE = '53100'; END $$"
        change(where, cluster_says)
        change(where, "CREATE TRIGGER full_ BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION full_()")
        with pytest.raises(Complaint) as caught:
            team.push("Mei", make("small/n0/meaning"))
        assert caught.value.key == "team.database_full"
        change(where, "DROP TRIGGER full_ ON event")
        assert team.push("Mei", make("small/n0/meaning")).accepted == 1
