"""What every part of the trainer works with: the store, the learner, the clock."""

from __future__ import annotations

import hashlib
import os
import unicodedata
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

from ops_trainer.locale import Complaint
from ops_trainer.memory import days_off, deck_limits
from ops_trainer.memory.budget import Budget
from ops_trainer.memory.clocks import AFTER, SLACK_MS
from ops_trainer.memory.day import local_day, stamp, steady_day
from ops_trainer.memory.events import Event, Kind, Rating, Source, next_id
from ops_trainer.memory.rates import Rates, measure
from ops_trainer.memory.schedule import Scheduler, usable
from ops_trainer.store import candidates, history, learners, mastery_counts
from ops_trainer.store.candidates import Scope
from ops_trainer.store.database import Database
from ops_trainer.store.journal import SqlJournal, cardless
from ops_trainer.store.union import Healed
from ops_trainer.trainer.settings import AUTO, SCHEMA, Settings
from ops_trainer.trainer.team_documents import team_days_off

Clock = Callable[[], datetime]
DEFAULT_LEARNER = "me"
LONGEST_NAME = 40
DEVICES = "devices"  # the home's setting that holds the id of each machine that opened it


@dataclass
class Context:
    """One learner in one home."""

    database: Database
    home: Path
    learner: str
    device: str
    clock: Clock
    learner_id: str = ""  # the same in every home of the learner
    last_id: str = ""
    only_looking: Complaint | None = None  # why nothing can be written: the store is a copy in memory
    no_backup: Complaint | None = None  # why today's backup could not be made
    no_journal: Complaint | None = None  # why the journal files could not be written
    healed: Healed = field(default_factory=Healed)  # what opening brought back, and what it could not
    arrived: int = 0  # answers from the learner's other computers, until they are told
    clock_off: Complaint | None = None  # what a team's server tells of this computer's clock
    dates_seen: tuple[int, bool] | None = None  # up to which arrival dates were looked at, and whether any is too early
    _making: Lock = field(default_factory=Lock, repr=False)

    @cached_property
    def settings(self) -> Settings:
        """Return the learner's settings; read anew after one changes."""
        with self.database.reading() as connection:
            return Settings.stored(learners.settings(connection, self.learner))

    @property
    def scheduler(self) -> Scheduler:
        """Return the schedule that the settings ask for; weights that only another version knows give way to the
        defaults."""
        settings = self.settings
        return scheduler_of(tuple(settings.parameters if settings.own_weights else ()), settings.retention)

    @property
    def journal(self) -> SqlJournal:
        """Return the learner's journal."""
        return SqlJournal(self.database, self.learner, self.scheduler)

    def now(self) -> tuple[int, int, int]:
        """Return the time as UTC milliseconds, UTC offset in minutes and local day."""
        at, offset = stamp(self.clock())
        computed = local_day(at, offset, self.settings.rollover)
        return at, offset, steady_day(computed, self.latest_day)

    @cached_property
    def latest_day(self) -> int | None:
        """Return the latest day in the journal; read anew after `forget`."""
        with self.database.reading() as connection:
            return mastery_counts.latest_day(connection, self.learner)

    def forget(self) -> None:
        """Read settings and the latest day anew when they are asked for next."""
        self.__dict__.pop("settings", None)
        self.__dict__.pop("latest_day", None)

    def replay_if_needed(self) -> None:
        """Replay the journal when the schedule or the names of notes changed: card memory follows from them."""
        with self.database.reading() as connection:
            known = learners.scheduler(connection, self.learner)
        if known != self.scheduler.key:
            self.journal.replay()

    def catch_up(self) -> None:
        """Go on with what came into the journal from elsewhere, settings among it."""
        self.forget()
        self.replay_if_needed()

    def day(self) -> int:
        """Return today, as a local day."""
        return self.now()[2]

    def scope(self, decks: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> Scope:
        """Return this learner's cards of some decks and with some tags, today."""
        return Scope(self.learner, self.day(), decks, tags)

    def rates(self, before: int | None = None) -> Rates:
        """Return how fast and how sure this learner answers, by answers before a local day (all when None)."""
        with self.database.reading() as connection:
            return measure(candidates.looks(connection, self.learner, self.day() + 1 if before is None else before))

    @property
    def budget(self) -> Budget:
        """Return what a day may take by the settings; the days off of the learner's teams are added to their own."""
        settings = self.settings
        new, review = (None if n == AUTO else n for n in (settings.new_limit, settings.review_limit))
        weekly, single = days_off.read(settings.days_off)
        with self.database.reading() as connection:
            for kept in team_days_off(connection, self.learner):
                theirs = days_off.read(kept)
                weekly, single = weekly | theirs[0], single | theirs[1]
        return Budget(settings.minutes, new, review, weekly, single)

    def budget_from(self, day: int) -> Budget:
        """Return what the days from a local day on may take, with the weekdays on which the learner is never there."""
        with self.database.reading() as connection:
            studied = {on for on in history.days_studied(connection, self.learner) if on < day}
        return replace(self.budget, habit=days_off.habit(studied, day), since=day)

    @property
    def deck_limits(self) -> dict[str, int]:
        """Return how many new cards a day each deck may have that has a limit of its own."""
        return deck_limits.read(self.settings.deck_limits)

    def new_event(
        self,
        kind: Kind,
        card: str,
        *,
        rating: Rating | None = None,
        took_ms: int | None = None,
        source: Source = Source.STUDY,
        undoes: str | None = None,
        data: Mapping[str, object] | None = None,
    ) -> Event:
        """Return a new event of now."""
        with self._making:  # two threads must not make the same id
            at, offset, day = self.now()
            if card and (after := self._dated_after(at, offset)) is not None:
                data = {**(data or {}), AFTER: after}
            self.latest_day = day if self.latest_day is None else max(day, self.latest_day)
            self.last_id = made = next_id(self.last_id, at, os.urandom(10))
        return Event(
            id=made,
            learner=self.learner,
            device=self.device,
            kind=kind,
            card=card,
            at=at,
            utc_offset=offset,
            local_day=day,
            rating=rating,
            took_ms=took_ms,
            source=source,
            undoes=undoes,
            data=data,
        )

    def _dated_after(self, at: int, offset: int) -> str | None:
        """Return the id of an event that this device wrote before and dated well after now: its clock was set back."""
        day = local_day(at, offset, self.settings.rollover)
        if self.latest_day is None or self.latest_day <= day:
            return None
        with self.database.reading() as connection:
            return history.dated_after(connection, self.learner, self.device, day, at + SLACK_MS)

    def _not_before(self, at: int, event: Event) -> Event:
        """Return an event as one of after a moment (UTC in milliseconds): the latest of a setting is in force, also
        where a clock that ran ahead dated the one before it."""
        if event.at > at:
            return event
        return replace(event, at=at + 1, local_day=local_day(at + 1, event.utc_offset, self.settings.rollover))

    def put_settings(self, values: Mapping[str, object]) -> Settings:
        """Write settings that were checked, and return them all.

        Those that belong to the learner's memory are events of the journal too.
        """
        at, _ = stamp(self.clock())
        with self.database.reading() as connection:
            told = {str((event.data or {}).get("name")): event.at for event in cardless(connection, self.learner)}
        events = [
            self._not_before(told.get(key, 0), self.new_event(Kind.SETTING, "", data={"name": key, "value": value}))
            for key, value in values.items()
            if SCHEMA[key].travels and value != getattr(self.settings, key)
        ]
        with self.database.writing() as connection:
            for key, value in values.items():
                learners.put_setting(connection, self.learner, key, value)
            self.journal.append_events_in(connection, events)
            learners.use(connection, self.learner, at)
        self.forget()
        return self.settings


@lru_cache(maxsize=8)
def scheduler_of(parameters: tuple[float, ...], retention: float) -> Scheduler:
    """Return the scheduler with these weights (the defaults where they are not usable) and this retention."""
    return Scheduler(parameters if usable(parameters) else (), retention)


def learner_name(name: str) -> str:
    """Return a learner's name as it is kept. Raises Complaint when it is empty, too long or not plain text."""
    name = unicodedata.normalize("NFKC", name).strip()
    if not name or len(name) > LONGEST_NAME or any(unicodedata.category(c)[0] == "C" for c in name):
        raise Complaint("trainer.bad_name", most=LONGEST_NAME)
    return name


def known_as(name: str | None, known: Sequence[str]) -> str:
    """Return the learner whom a name means among those of a home, the last one first: themselves, else who has it but
    for case and width, else somebody new; without a name the last one."""
    if name is None:
        return known[0] if known else DEFAULT_LEARNER
    if name in known:
        return name
    return next(iter(twins_of(name, known)), name)


def twins_of(name: str, known: Sequence[str]) -> list[str]:
    """Return the other learners whose names differ from one in case, width and spaces alone."""
    if not known or list(known) == [name]:
        return []
    from ops_trainer.team.typed import folded

    return [other for other in known if other != name and folded(other) == folded(name)]


def device_of(database: Database, home: Path) -> str:
    """Return the id of this home on this machine: random, another one where the home is opened on another machine.

    Machines are told apart by their name, the user's folder and where the home lies.
    """
    node = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    told = f"{node}/{Path.home()}/{home.resolve()}"
    machine = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    with database.reading() as connection:
        known = learners.settings(connection, "")
    if machine not in known.get(DEVICES, {}):
        with database.writing() as connection:
            known = learners.settings(connection, "")
            devices = dict(known.get(DEVICES, {}))
            # A home of before knows one device, that of the machine which opens it first.
            first = known.get("device") if not devices else None
            devices.setdefault(machine, first or uuid.uuid4().hex[:12])
            learners.put_setting(connection, "", DEVICES, devices)
            known[DEVICES] = devices
    return str(known[DEVICES][machine])
