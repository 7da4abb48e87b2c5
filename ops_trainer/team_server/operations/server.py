"""What every part of the hub works with: the store, the clock, chance, and who is asking."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from ops_trainer.memory.day import local_day, stamp
from ops_trainer.memory.events import Rating
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.memory.state import CardState
from ops_trainer.team.wire import Role
from ops_trainer.team_server.operations.refusal import Refusal, Why
from ops_trainer.team_server.tables import audit
from ops_trainer.team_server.tables.database import HubDatabase

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Caller:
    """A member who is asking, known by their token. Numbers are the store's own.

    It tells what was so when the token was looked up; `rights` tells what is so in a transaction.
    """

    team: int
    team_id: str
    team_name: str
    utc_offset: int
    news: int
    key: int
    id: str
    name: str
    role: Role
    device: str
    device_key: int

    def must_lead(self) -> None:
        """Raise Refusal unless the caller is a lead."""
        if self.role is not Role.LEAD:
            raise Refusal(Why.NOT_ALLOWED, "team.leads_only")


@dataclass(frozen=True)
class Base:
    """The store, the clock (aware times) and a source of random bytes."""

    database: HubDatabase
    clock: Clock
    random: Callable[[int], bytes]

    def now(self) -> int:
        """UTC in milliseconds."""
        return stamp(self.clock())[0]

    def day(self, utc_offset: int) -> int:
        """Today's local day of a team."""
        return local_day(self.now(), utc_offset)

    def new_id(self) -> str:
        """A fresh id that cannot be guessed."""
        return self.random(9).hex()

    def log(self, connection: Connection, caller: Caller, did: str, *, about: str | None = None, **params: Any) -> None:
        """Note what a lead does, in the same transaction."""
        audit.add(connection, caller.team, audit.Entry(self.now(), caller.name, did, about, params))


@lru_cache(maxsize=256)
def scheduler_of(parameters: str) -> Scheduler:
    """A member's scheduler from their FSRS weights as JSON. Raises ValueError for weights that FSRS does not take."""
    scheduler = Scheduler(tuple(json.loads(parameters)))
    scheduler.reviewed(CardState("deck/note/face"), Rating.GOOD, 0)
    return scheduler
