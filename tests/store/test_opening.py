"""Opening the store: made by one of several at once, brought up to date with a copy kept, transactions whole."""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from ops_trainer.locale import Complaint
from ops_trainer.store import database as database_module
from ops_trainer.store import learners
from ops_trainer.store.database import VERSION, Database


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM learner ORDER BY name")]


def test_settings_of_the_connection_are_those_that_keep_what_is_acknowledged(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "trainer.db")
    with database.reading() as connection:
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "user_version")
        }
    database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "user_version": VERSION}


def test_several_programs_may_make_the_same_store_at_once(tmp_path: Path) -> None:
    children = []
    sys.stdout.flush()
    for number in range(4):
        child = os.fork()
        if child == 0:
            try:
                database = Database.open(tmp_path / "trainer.db")
                with database.writing() as connection:
                    learners.use(connection, f"learner {number}", 1)
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert names(tmp_path / "trainer.db") == [f"learner {number}" for number in range(4)]


def test_threads_may_open_and_write_at_once(tmp_path: Path) -> None:
    troubles: list[BaseException] = []

    def work(number: int) -> None:
        try:
            database = Database.open(tmp_path / "trainer.db")
            for turn in range(5):
                with database.writing() as connection:
                    learners.use(connection, f"{number}-{turn}", 1)
            database.close()
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(names(tmp_path / "trainer.db")) == 20


def test_a_pause_puts_the_log_into_the_file_so_that_it_is_used_again(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    database = Database.open(path)

    def write(count: int) -> int:
        for turn in range(count):
            with database.writing() as connection:
                learners.use(connection, "mei", turn)
        return path.with_name("trainer.db-wal").stat().st_size

    grown = write(database_module.RESTED)
    before = path.read_bytes()
    database.rest()
    assert path.read_bytes() != before
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as file:
        assert file.execute("SELECT used FROM learner").fetchall() == [(database_module.RESTED - 1,)]
    assert write(database_module.RESTED // 2) == grown
    database.close()


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "trainer.db")

    def fail(error: Exception | None) -> None:
        with database.writing() as connection:
            learners.use(connection, "half", 1)
            if error is not None:
                raise error
            connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(Complaint, match="can't be used"):
        fail(None)
    with pytest.raises(ZeroDivisionError):
        fail(ZeroDivisionError())
    with database.writing() as connection:
        learners.use(connection, "whole", 1)
    database.close()
    assert names(tmp_path / "trainer.db") == ["whole"]


def be_a_version_later(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(database_module, "VERSION", VERSION + 1)


def test_an_older_store_is_copied_before_it_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trainer.db"
    database = Database.open(path)
    with database.writing() as connection:
        learners.use(connection, "mei", 1)
    database.close()
    be_a_version_later(monkeypatch)
    Database.open(path).close()
    assert names(path.with_suffix(".before-upgrade.db")) == ["mei"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION + 1


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "trainer.db"
    Database.open(path).close()

    def fail(*_: object) -> None:
        error = sqlite3.OperationalError("said in any words")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    be_a_version_later(monkeypatch)
    monkeypatch.setattr(database_module, "run_steps", fail)
    with pytest.raises(Complaint, match="disk is full"):
        Database.open(path)
    monkeypatch.undo()
    database = Database.open(path)
    with database.writing() as connection:
        learners.use(connection, "mei", 1)
    database.close()
    assert names(path) == ["mei"]


def test_a_store_with_another_moments_log_is_taken_only_where_it_is_whole(tmp_path: Path) -> None:
    """Sync tools put one store's log beside another, where a quick look finds no fault although they do not fit."""
    rng = random.Random(5)
    moments = []
    with closing(sqlite3.connect(tmp_path / "writer.db")) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT, day INTEGER)")
        writer.execute("CREATE INDEX event_day ON event (day)")
        for step in range(40):
            rows = [(f"{step}-{number}", rng.randrange(99)) for number in range(rng.randint(1, 90))]
            writer.executemany("INSERT INTO event (id, day) VALUES (?, ?)", rows)
            writer.commit()
            if rng.random() < 0.3:
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            log = tmp_path / "writer.db-wal"
            moments.append(((tmp_path / "writer.db").read_bytes(), log.read_bytes()))
    path, log = tmp_path / "trainer.db", tmp_path / "trainer.db-wal"
    taken = 0
    for _ in range(150):
        (tmp_path / "trainer.db-shm").unlink(missing_ok=True)
        path.write_bytes(rng.choice(moments)[0])
        log.write_bytes(rng.choice(moments)[1])
        try:
            database_module.check_after_crash(path)
        except (Complaint, sqlite3.DatabaseError):
            continue
        taken += 1
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    assert taken > 10
