"""What was done on which day, as it counts now."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given

from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import in_force
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import history, learners
from ops_trainer.store.database import Database
from ops_trainer.store.history import answers_by_day, days_studied
from ops_trainer.store.journal import SqlJournal
from tests.examples import examples
from tests.memory.journals import journals


@given(journals(30))
@examples(12)
def test_days_are_those_of_the_events_in_force(events: list[Event]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "trainer.db")
        with database.writing() as connection:
            learners.use(connection, "mei", 1)
        SqlJournal(database, "mei", Scheduler()).append_events(events)
        with database.reading() as connection:
            by_day, days = answers_by_day(connection, "mei"), days_studied(connection, "mei")
            answered = history.answers(connection, "mei")
            assert days_studied(connection, "nobody") == set()
        database.close()
    counting = [event for event in in_force(events) if event.kind in (Kind.REVIEW, Kind.ANSWER)]
    expected = Counter(event.local_day for event in counting)
    spent = Counter[int]()
    for event in counting:
        spent[event.local_day] += event.took_ms or 0
    assert by_day == {day: (count, spent[day]) for day, count in expected.items()}
    assert days == set(expected)
    assert answered == [event for event in counting if event.kind is Kind.ANSWER]
