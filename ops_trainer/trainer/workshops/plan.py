"""What a facilitator wants: which questions, how they are played, on what network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ops_trainer.workshop.rules import Rules

if TYPE_CHECKING:
    from ops_trainer.locale import Lang
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.workshops.hosting import Hosting

ANYWHERE = "0.0.0.0"
PORT = 8000


@dataclass(frozen=True, slots=True)
class Plan:
    """A workshop to be held. `resume` goes on with one that was cut off (its id, "" for the latest) and leaves the rest
    aside; `local` needs no network, and has `seats` at the keyboard from the start; `port` 0 takes any that is free,
    None the usual one, or any when that is taken."""

    decks: tuple[str, ...] = ()
    count: int = 10
    seed: int | None = None
    title: str = ""
    rules: Rules = field(default_factory=Rules)
    bind: str = ANYWHERE
    port: int | None = None
    auto: bool = False
    local: bool = False
    seats: int = 0
    resume: str | None = None


class Server(Protocol):
    """A server that runs beside the facilitator's screen."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """What people type to reach it, the likeliest first."""

    def stop(self) -> None:
        """Let everybody go and stop."""


Serve = Callable[["Hosting", str, "int | None"], Server]
"""Starts a server around a room, at an address to bind to and a port (None: the usual one, or any that is free).

Raises Complaint when that can't be.
"""


def open_room(trainer: Trainer, plan: Plan, lang: Lang) -> Hosting:
    """The room that a plan asks for, its clock running. Raises Complaint when it can't be."""
    workshops = trainer.workshops
    if plan.resume is not None:
        hosting = workshops.resume(plan.resume or None)
    else:
        items = workshops.items(plan.decks, count=plan.count, seed=plan.seed)
        hosting = workshops.host(items, plan.rules, plan.title or workshops.title(plan.decks, lang))
    hosting.start()
    return hosting
