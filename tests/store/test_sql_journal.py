"""The journal on disk: what it keeps, and that card memory follows from it exactly."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from ops_trainer.memory.events import Event, Kind, Rating
from ops_trainer.memory.journal import sort_key
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import learners, tables
from ops_trainer.store.database import Database
from ops_trainer.store.journal import STATE_COLUMNS, SqlJournal, differing_states
from tests.examples import examples
from tests.memory.journals import journals


def journal_in(folder: Path) -> SqlJournal:
    database = Database.open(folder / "trainer.db")
    with database.writing() as connection:
        learners.use(connection, "mei", 1)
    return SqlJournal(database, "mei", Scheduler())


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqlJournal]:
    journal = journal_in(tmp_path)
    yield journal
    journal.database.close()


def cache(journal: SqlJournal) -> list[tuple[object, ...]]:
    with journal.database.reading() as connection:
        rows = connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state ORDER BY card").fetchall()
    return [tuple(row) for row in rows]


def written(journal: SqlJournal) -> list[Event]:
    with journal.database.reading() as connection:
        return [event for _, event in journal.events(connection)]


@given(journals(30), st.randoms(use_true_random=False))
@examples(15)
def test_replay_equals_the_cache_whatever_order_events_came_in(events: list[Event], rng: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        try:
            arriving = events[:]
            rng.shuffle(arriving)
            while arriving:
                count = rng.randint(1, 5)
                journal.append_events(arriving[:count] + rng.sample(events, min(2, len(events))))
                arriving = arriving[count:]
            kept = cache(journal)
            with journal.database.reading() as connection:
                assert differing_states(connection, journal) == set()
            journal.replay()
            assert cache(journal) == kept
            assert sorted(written(journal), key=sort_key) == sorted(events, key=sort_key)
        finally:
            journal.database.close()


def test_the_tables_are_what_the_models_say(journal: SqlJournal) -> None:
    seen = sa.inspect(journal.database.engine)
    models = {table.name: table for table in SQLModel.metadata.sorted_tables}
    assert tables.EventRow.__tablename__ in models
    for name, table in models.items():
        assert {column["name"] for column in seen.get_columns(name)} == {column.name for column in table.columns}


def test_events_come_back_as_they_were_written(journal: SqlJournal) -> None:
    event = Event("1", "mei", "one", Kind.FLAG, "d/n/a", 5, 480, 0, data={"remark": "例子？"})
    journal.append_events([event])
    assert written(journal) == [event]


def test_two_connections_append_at_once_and_nothing_is_lost(tmp_path: Path, journal: SqlJournal) -> None:
    other = journal_in(tmp_path)
    for n in range(20):
        for writer, name in ((journal, "a"), (other, "b")):
            writer.append_events(
                [Event(f"{name}{n:03}", "mei", name, Kind.REVIEW, "d/n/a", n, 0, n, rating=Rating.GOOD)]
            )
    assert len(written(journal)) == 40
    with journal.database.reading() as connection:
        assert differing_states(connection, journal) == set()
    other.database.close()


def test_formerly_carries_history_to_the_new_name(journal: SqlJournal) -> None:
    journal.append_events([Event("1", "mei", "one", Kind.REVIEW, "old/n/a", 1, 0, 10, rating=Rating.GOOD)])
    with journal.database.writing() as connection:
        connection.execute("INSERT INTO alias VALUES ('old/n', 'mid/n'), ('mid/n', 'new/m')")
    journal.replay()
    journal.append_events([Event("2", "mei", "one", Kind.REVIEW, "new/m/a", 2, 0, 12, rating=Rating.GOOD)])
    with journal.database.reading() as connection:
        state = journal.state(connection, "new/m/a")
        assert [event.id for event in journal.history(connection, "new/m/a")] == ["1", "2"]
        assert differing_states(connection, journal) == set()
    assert (state.reps, state.first_day, state.last_day) == (2, 10, 12)
