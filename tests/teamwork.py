"""A team at work: a server in a thread, a lead, learners with homes of their own; all by the test's clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.memory import Rating
from ops_trainer.team.wire import Role
from ops_trainer.team_server import TeamServer
from ops_trainer.team_server.http.app import Place, TeamServing
from ops_trainer.trainer import Trainer
from ops_trainer.trainer.teams.membership import Cursor, Membership, StoredAssignments, TeamRecords
from ops_trainer.workshop.phones import claim_document
from ops_trainer.workshop.rules import Rules
from ops_trainer.workshop.state import Phase
from tests.conftest import Clock
from tests.hubs import opened, sqlite_in

DECK = """
id: {id}
title: {{zh: 店铺{id}, en: Shop {id}}}
language: en
notes:
{notes}
"""
NOTE = "  - {{id: n{n}, kind: definition, term: term {n}, meaning: meaning {n}{more}}}"


def deck_file(folder: Path, id_: str = "shop", notes: int = 6, more: str = "") -> Path:
    """A deck of two cards a note, written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{id_}.yaml"
    lines = "\n".join(NOTE.format(n=n, more=more) for n in range(notes))
    path.write_text(DECK.format(id=id_, notes=lines), encoding="utf-8")
    return path


@dataclass
class World:
    """A lead's home and those of learners; `lead` leads “Growth team”."""

    folder: Path
    clock: Clock
    hub: TeamServer
    url: str
    stack: ExitStack = field(default_factory=ExitStack)
    code: str = ""

    def home(self, name: str) -> Path:
        """Where somebody's home is."""
        return self.folder / name

    def open(self, name: str, home: str | None = None) -> Trainer:
        """Somebody's trainer, past the welcome."""
        trainer = self.stack.enter_context(ops_trainer.open(self.home(home or name), learner=name, clock=self.clock))
        trainer.change(welcomed=True, language="en", theme="dark")
        return trainer

    def begin(self) -> Trainer:
        """The lead, with a deck of her own, and an invite for all."""
        deck_file(self.home("li") / "decks")
        lead = self.open("li")
        lead.teams.found(self.hub, "Growth team", "Li", self.url)
        with lead.teams.leading() as leading:
            self.code = leading.invite(uses=50).code or ""
        return lead

    def join(self, name: str) -> Trainer:
        """A learner who joined and is level."""
        trainer = self.open(name)
        trainer.teams.join(self.url, self.code, name)
        trainer.teams.sync()
        return trainer

    def day(self, days: int) -> object:
        """A date so many days ahead."""
        return self.clock().date() + timedelta(days=days)


def study(trainer: Trainer, cards: int, rating: Rating = Rating.GOOD, decks: tuple[str, ...] = ("shop",)) -> None:
    """Answer so many cards."""
    session = trainer.study(decks, new_limit=cards)
    for _ in range(cards):
        if session.card is None:
            break
        session.grade(rating, 5_000)


def assigned(
    trainer: Trainer, *tasks: tuple[list[str], int, float], team: str = "t1", error: str | None = None
) -> None:
    """What a sync would have kept of a team's assignments: decks, days until they are due, goal."""
    today = trainer.date_of(trainer.day())
    listed = [
        {
            "id": f"{team}-{number}", "by": "Li", "goal": goal, "mine": True, "note": "", "created": today.isoformat(),
            "due": (today + timedelta(days=days)).isoformat(),
            "decks": [{"id": deck, "title": {"en": deck}, "digest": "0" * 64, "cards": 1} for deck in decks],
        }
        for number, (decks, days, goal) in enumerate(tasks)
    ]  # fmt: skip
    membership = Membership("http://127.0.0.1:9", "token", "device", team, "Growth team", "m1", "mei", Role.LEARNER)
    with trainer.context.database.writing() as connection:
        records = TeamRecords(connection, trainer.learner)
        records.put_membership(membership, 0)
        records.put_assignments(team, StoredAssignments("1", listed), 0)
        records.put_cursor(team, Cursor(error=error), 0)


@pytest.fixture
def few_decks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Built-in decks of a few notes: a home is made in no time."""
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: Path(__file__).parent / "tui" / "decks")


@pytest.fixture
def world(tmp_path: Path, clock: Clock, few_decks: None) -> Iterator[World]:
    """A running server and nobody in it yet."""
    with opened(sqlite_in(tmp_path / "hub"), clock) as hub, TeamServing(hub, Place(port=0)) as serving:
        world = World(tmp_path / "homes", clock, hub, serving.url)
        with world.stack:
            yield world


def missed_workshop(host: Trainer, decks: list[str], names: tuple[str, ...]) -> tuple[str, dict[str, dict[str, Any]]]:
    """A workshop in which nobody answered anything: its id, and each player's claim."""
    items = host.workshops.items(decks, count=2, seed=1)
    hosting = host.workshops.host(items, Rules(), "Ops")
    players = {name: hosting.join(name, "en").player for name in names}
    while hosting.room.phase is not Phase.END:
        hosting.next()
    with hosting.reading():
        found = {name: claim_document(hosting.room, player.id) for name, player in players.items()}
    hosting.close()
    return hosting.id, found
