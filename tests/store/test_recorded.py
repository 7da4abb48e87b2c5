"""What replays gave before they were made faster, recorded then: every state is the same, to the last bit where the C
library is the one that it was recorded with."""

from __future__ import annotations

import json
import platform
import random
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.memory.events import Event, Kind, Rating, uuid7
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import learners
from ops_trainer.store.database import Database
from ops_trainer.store.journal import STATE_COLUMNS, SqlJournal

RECORDED = Path(__file__).with_name("recorded_states.json")
DAY = 86_400_000
OWN = (0.3, 1.1, 3.0, 9.0, 6.0, 0.9, 2.5, 0.01, 1.7, 0.2, 0.9, 1.3, 0.07, 0.3, 1.5, 0.5, 2.0, 0.6, 0.1, 0.07, 0.2)
SCHEDULERS = {"defaults": Scheduler(), "own": Scheduler(OWN, 0.85)}
RARE = (
    Kind.SUSPEND, Kind.RESUME, Kind.BURY, Kind.FLAG, Kind.UNFLAG, Kind.RESET, Kind.BRING_BACK, Kind.CREDIT, Kind.ANSWER,
)  # fmt: skip


def journal(voids: bool) -> list[Event]:
    """A learner's journal of two devices: mostly reviews, some taken back, some dated by a wrong clock.

    By `random()` alone, which gives the same numbers in every version of Python.
    """
    chance = random.Random(7).random

    def one(of: Any) -> Any:
        return of[int(chance() * len(of))]

    events: list[Event] = []
    at = 1_790_000_000_000
    for number in range(700):
        at += one([0, 1, 5_000, 60_000, DAY // 5, DAY // 2])
        moment = at + one([-400, 900]) * DAY if chance() < 0.02 else at
        kind = one(RARE) if chance() < 0.04 else Kind.REVIEW
        card, undoes, data = f"d{int(chance() * 3)}/n{int(chance() * 22)}/a", None, None
        if events and chance() < 0.07:
            kind, target = one([Kind.UNDO, Kind.UNDO, Kind.UNDO, Kind.REDATE]), one(events[-20:])
            undoes, card = target.id, target.card
        if voids and chance() < 0.004:
            kind, card, undoes, data = Kind.VOID, "", None, {"via": "team:x", "since": at - 9 * DAY}
        if kind in (Kind.FLAG, Kind.CREDIT):
            data = {"remark": "?", "stability": 20.0}
        events.append(
            Event(
                uuid7(moment, number.to_bytes(10, "big")), "mei", one(["one", "two"]), kind, card, moment, 480,
                (moment + 4 * 3_600_000) // DAY, one(list(Rating)) if kind is Kind.REVIEW else None, undoes=undoes,
                data=data, via="team:x" if chance() < 0.05 else None,
            )
        )  # fmt: skip
    return events


def states(folder: Path, scheduler: Scheduler, *, voids: bool) -> list[list[object]]:
    """The states of all cards after a replay, which is also what they were as the events came in, many of them one by
    one."""
    database = Database.open(folder / f"{voids}.db")
    with database.writing() as connection:
        learners.use(connection, "mei", 1)
        connection.execute("INSERT INTO alias VALUES ('d0/n1', 'd1/n7'), ('d2', 'd9')")
    store = SqlJournal(database, "mei", scheduler)

    def stored() -> list[list[object]]:
        with database.reading() as connection:
            return [list(row) for row in connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state ORDER BY card")]

    events = journal(voids)
    for start in range(0, len(events), 50):
        for event in events[start : start + 20]:
            store.append_events([event])
        store.append_events(events[start + 20 : start + 50])
    found = stored()
    store.replay()
    assert stored() == found
    database.close()
    return found


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize("voids", [False, True])
def test_every_state_is_what_it_was(tmp_path: Path, name: str, voids: bool) -> None:
    was = json.loads(RECORDED.read_text(encoding="utf-8"))[f"{name} {voids}"]
    now = states(tmp_path, SCHEDULERS[name], voids=voids)
    if platform.libc_ver()[0] == "glibc":
        assert now == was
    assert len(now) == len(was)
    for one, other in zip(
        (value for row in now for value in row), (value for row in was for value in row), strict=True
    ):
        assert one == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other)
