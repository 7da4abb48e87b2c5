"""Homes and team stores made by 0.1.0 open in this version, with everything in them."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.store.database import run_steps
from ops_trainer.team_server import TeamServer, operations
from tests.conftest import Clock
from tests.hubs import Cluster, opened

OLD = Path(__file__).parent / "0.1.0"
EVENTS = {"li": 0, "mei": 47, "bo": 12}
DAY = datetime(2026, 11, 29, 9, 0, tzinfo=timezone(timedelta(hours=8)))
EVENT_FIELDS = "id, learner, device, kind, card, rating, at, utc_offset, local_day, took_ms, source, undoes, data"
STATE_FIELDS = (
    "learner, card, stability, difficulty, due_day, first_day, last_day, last_rating, reps, lapses, days_recalled,"
    " last_recalled, suspended, buried_day, flag, placed, summoned, upto"
)


def unpacked(name: str, path: Path) -> Path:
    """A store of 0.1.0, written to a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.decompress((OLD / f"{name}.db.gz").read_bytes()))
    return path


def rows(path: Path, fields: str, table: str) -> list[tuple[Any, ...]]:
    """Some columns of a table, in an order that holds."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute(f"SELECT {fields} FROM {table}").fetchall(), key=repr)


@pytest.fixture
def no_builtin_decks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The old homes were made without built-in decks."""
    (tmp_path / "none").mkdir()
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")


@pytest.mark.parametrize("name", EVENTS)
def test_a_home_of_0_1_0_opens_with_all_it_knew(name: str, home: Path, no_builtin_decks: None) -> None:
    store = unpacked(name, home / "trainer.db")
    deck = home / "decks" / ("shop.yaml" if name == "li" else "team/shop.yaml")
    deck.parent.mkdir(parents=True)
    deck.write_bytes((OLD / "shop.yaml").read_bytes())
    events, states = rows(store, EVENT_FIELDS, "event"), rows(store, STATE_FIELDS, "card_state")
    with ops_trainer.open(home, learner=name, clock=Clock(DAY)) as trainer:
        assert [team.team_name for team in trainer.teams.memberships()] == ["Growth team"]
        assert len(trainer.cards("shop")) == 12
        assert trainer.settings.welcomed
        if name == "mei":
            (stopped,) = trainer.quizzes.stopped()
            assert trainer.quizzes.resume(stopped.id).question is not None
            assert len(trainer.quizzes.history()) == 1
        if name == "li":
            assert len(trainer.workshops.list()) == 1
    assert rows(store, EVENT_FIELDS, "event") == events
    assert len(events) == EVENTS[name]
    assert rows(store, STATE_FIELDS, "card_state") == states


@pytest.fixture(params=["sqlite", "postgres"])
def old_teams(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A team store of 0.1.0, once on each database."""
    path = unpacked("teams", tmp_path / "hub" / "teams.db")
    if request.param == "sqlite":
        return str(path)
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.database("template0")
    moved_to_postgres(path, url)
    return url


def moved_to_postgres(path: Path, url: str) -> None:
    """Make the tables of the first revision in PostgreSQL and copy every row over."""
    from sqlalchemy import MetaData, create_engine

    source, target = create_engine(f"sqlite:///{path}"), create_engine(url)
    with target.begin() as connection:
        run_steps(connection, "ops_trainer.team_server.tables", to="h0001")
    old, new = MetaData(), MetaData()
    old.reflect(source)
    new.reflect(target)
    with source.connect() as reading, target.begin() as writing:
        for table in new.sorted_tables:
            if table.name == "alembic_version":
                continue
            found = [dict(row) for row in reading.execute(old.tables[table.name].select()).mappings()]
            if found:
                writing.execute(table.insert(), found)
    source.dispose()
    target.dispose()


@pytest.fixture
def hub(old_teams: str) -> Iterator[TeamServer]:
    """The old store, opened by this version."""
    with opened(old_teams, Clock(DAY)) as hub:
        yield hub


def test_a_team_store_of_0_1_0_shows_a_lead_what_it_showed(hub: TeamServer, home: Path, no_builtin_decks: None) -> None:
    assert hub.team_names() == ["Growth team"]
    store = unpacked("li", home / "trainer.db")
    with closing(sqlite3.connect(store)) as connection:
        (body,) = connection.execute("SELECT body FROM kept WHERE kind = 'team'").fetchone()
    lead = operations.members.find_caller(hub, json.loads(body)["token"])
    shown = json.loads(operations.progress.read_progress(hub, lead))
    was = json.loads((OLD / "progress.json").read_text(encoding="utf-8"))
    lines = {(member["name"], line["deck"]): line for member in shown["members"] for line in member["lines"]}
    for member in was["members"]:
        for line in member["lines"]:
            now = lines[member["name"], line["deck"]]
            for field in ("cards", "introduced", "mastered", "due", "goal", "last_day"):
                assert now[field] == line[field]
