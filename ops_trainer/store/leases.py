"""Who hosts a workshop: one program at a time, as long as it says so again and again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from sqlite3 import Connection

from ops_trainer.store import learners

KIND = "workshop-host"


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that hosts: `token` is its own, drawn for one hosting; where it runs, and as which process."""

    token: str
    computer: str
    process: int


def held(connection: Connection, learner: str, workshop: str) -> tuple[Holder, int] | None:
    """Who holds a learner's workshop, and when they last said so (UTC milliseconds); None when nobody does."""
    for id_, at, body in learners.kept(connection, learner, KIND):
        if id_ == workshop:
            return Holder(**body), at
    return None


def hold(connection: Connection, learner: str, workshop: str, holder: Holder, at: int) -> None:
    """Write down that somebody holds a workshop, in place of whoever did."""
    learners.keep(connection, learner, KIND, workshop, at, asdict(holder))


def release(connection: Connection, learner: str, workshop: str) -> None:
    """Nobody holds a workshop any more."""
    learners.let_go(connection, learner, KIND, workshop)
