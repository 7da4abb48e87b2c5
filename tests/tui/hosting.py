"""Workshops on the facilitator's screen, with questions of the tests' own and no network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ops_trainer.content.questions.answer import Answer
from ops_trainer.trainer.workshops import Hosting, Plan
from ops_trainer.workshop.rules import Item, Rules
from tests.workshop.rooms import EVERY, POLL, RIGHT, WRONG

NAMES = ("小明", "Zoë", "[b]x[@click=q]", "运营小能手", "Alex", "李雷", "韩梅梅")


@dataclass
class Network:
    """Stands for the server: it is told what was started and stopped."""

    started: list[tuple[str, int | None]] = field(default_factory=list)
    stopped: int = 0

    alone = False
    addresses = ("http://192.168.1.23:8000", "http://10.0.0.7:8000")

    def serve(self, hosting: Hosting, plan: Plan) -> Network:
        self.started.append((plan.bind, plan.port))
        hosting.show_address(self.addresses[0])
        return self

    def stop(self) -> None:
        self.stopped += 1


def ask(monkeypatch: Any, *items: Any) -> None:
    """Have these asked in every workshop, whatever the decks hold; one of each type and a poll when none are named."""
    made = [one if isinstance(one, Item) else Item(one) for one in items or (*EVERY, POLL)]
    monkeypatch.setattr("ops_trainer.trainer.workshops.Workshops.items", lambda self, decks, **more: made)
    monkeypatch.setattr("ops_trainer.trainer.workshops.Workshops.title", lambda self, decks, lang: "运营岗位")


def plan(**rules: Any) -> Plan:
    """A plan for a room with these rules."""
    return Plan(rules=Rules(**rules))


def hosting_of(seat: Any) -> Hosting:
    """The room behind the screen in front."""
    hosting = next(screen.hosting for screen in seat.app.screen_stack if hasattr(screen, "hosting"))
    assert isinstance(hosting, Hosting)
    return hosting


def join(hosting: Hosting, *names: str, lang: Any = "zh") -> list[str]:
    """People come in; their ids."""
    return [hosting.join(name, lang).player.id for name in names]


def answer(hosting: Hosting, players: list[str], right: int, *, sure: bool | None = None) -> None:
    """Everyone answers the open question, the first few rightly, the others wrongly."""
    run = hosting.room.run
    assert run is not None
    question = run.item.question
    for place, player in enumerate(players):
        given = RIGHT[question.type] if place < right else WRONG[question.type]
        hosting.accept_vote(player, run.number, run.ballot.number, Answer(given.chosen, given.text, sure))


async def type_in(seat: Any, *keys: str) -> None:
    """Press keys one right after the other, where none of them needs what the one before brings about."""
    for key in keys:
        seat.send(key)
    await seat.settle()
