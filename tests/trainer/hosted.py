"""Rooms that are hosted on a store of their own, without decks, for the tests of workshops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ops_trainer.content.questions.question import Question
from ops_trainer.store.database import FILE, Database
from ops_trainer.trainer.context import Context
from ops_trainer.trainer.workshops import Hosting, Workshops
from ops_trainer.workshop.rules import Item, Rules
from tests.workshop.rooms import MULTIPLE, SINGLE


def workshops(home: Path, clock: Callable[[], datetime], learner: str = "mei") -> Workshops:
    """A learner's workshops in a home without decks."""
    return Workshops(Context(Database.open(home / FILE), home, learner, "device", clock))


def hosted(home: Path, clock: Callable[[], datetime], *questions: Question | Item, **rules: object) -> Hosting:
    """A room in its lobby."""
    items = [one if isinstance(one, Item) else Item(one) for one in questions or (SINGLE, MULTIPLE)]
    return workshops(home, clock).host(items, Rules(**rules), "Ops")  # type: ignore[arg-type]
