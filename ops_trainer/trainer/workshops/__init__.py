"""Workshops of a learner: hosting one, going on after a crash, looking at those that were held, taking misses home."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ops_trainer import private_files
from ops_trainer.content.questions.generator import Generator
from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.day import date_of, stamp
from ops_trainer.store import decks as deck_rows
from ops_trainer.store import workshops as rows
from ops_trainer.store.workshops import Header
from ops_trainer.trainer.library import check_decks, check_tags, note_of
from ops_trainer.trainer.workshops import claims
from ops_trainer.trainer.workshops.claims import Claimed
from ops_trainer.trainer.workshops.hosting import Hosting, Joined, Receipt
from ops_trainer.trainer.workshops.lease import Lease
from ops_trainer.workshop.log import Entry
from ops_trainer.workshop.names import pin
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.rules import Item, Rules

if TYPE_CHECKING:
    from ops_trainer.content.questions.question import Type
    from ops_trainer.locale import Lang
    from ops_trainer.trainer.context import Context
    from ops_trainer.trainer.workshops.hosting import Hosting
    from ops_trainer.workshop.results import Results

__all__ = ["Claimed", "Header", "Hosting", "Joined", "Plan", "Receipt", "Serve", "Server", "Workshops", "write_report"]


ANYWHERE = "0.0.0.0"
FOLDER = "workshops"  # in the home, for the reports


@dataclass(frozen=True, slots=True)
class Plan:
    """A workshop to be held. `resume` goes on with one that was cut off (its id, "" for the latest) and leaves the rest
    aside; `local` needs no network, and has `seats` at the keyboard from the start; `port` 0 takes any that is free,
    None the usual one, or any when that is taken. `url` is where people come in from outside, through a tunnel or a
    proxy; `certificate` and `key` are PEM files for TLS."""

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
    tags: tuple[str, ...] = ()
    url: str = ""
    certificate: Path | None = None
    key: Path | None = None


class Server(Protocol):
    """A server that runs beside the facilitator's screen."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """What people type to reach it, the likeliest first."""

    @property
    def alone(self) -> bool:
        """Whether it was to be reached from outside and this computer is in no network."""

    def stop(self) -> None:
        """Let everybody go and stop."""


Serve = Callable[[Hosting, Plan], Server]
"""Starts a server around a room, where its plan says.

Raises Complaint when that can't be.
"""


class Workshops:
    """The workshops of one learner in one home."""

    def __init__(self, context: Context) -> None:
        self._context = context

    # before

    def items(
        self,
        decks: Iterable[str] = (),
        *,
        count: int = 10,
        seed: int | None = None,
        types: Collection[Type] | None = None,
        tags: Iterable[str] = (),
    ) -> list[Item]:
        """Return questions for a room from some decks (all when none is named), on notes with one of some tags where
        there are any, types in turn; drawn when there is no seed.

        Made without anybody's own mix-ups, so that one seed gives one quiz. Raises Complaint for a deck not in use, or
        a tag that no note has.
        """
        named = check_decks(self._context.database, decks)
        keys = check_tags(self._context.database, tags)
        with self._context.database.reading() as connection:
            tagged = deck_rows.tagged(connection, keys)
            notes = {ref: note_of(ref, body) for ref, body in deck_rows.bodies(connection).items()}
        refs = [ref for ref in notes if not named or ref.partition("/")[0] in named]
        refs = [ref for ref in refs if ref in tagged] if keys else refs
        drawn = int.from_bytes(os.urandom(4), "big") if seed is None else seed
        return [Item(question) for question in Generator(notes, together=True).pick(refs, count, drawn, types)]

    def title(self, decks: Iterable[str], lang: Lang) -> str:
        """Return what a room over some decks is called, unless it is given a title: their titles, three at most."""
        named = list(decks)
        with self._context.database.reading() as connection:
            titles = [info.title.in_lang(lang) for info in deck_rows.decks(connection) if info.id in named]
        return " · ".join(titles[:3]) if titles else "ops-trainer"

    def open(self, plan: Plan, lang: Lang) -> Hosting:
        """Return the room that a plan asks for, its clock running. Raises Complaint when it can't be."""
        if plan.resume is not None:
            hosting = self.resume(plan.resume or None)
        else:
            items = self.items(plan.decks, count=plan.count, seed=plan.seed, tags=plan.tags)
            hosting = self.host(items, plan.rules, plan.title or self.title(plan.decks, lang))
        hosting.start()
        return hosting

    def host(self, items: list[Item], rules: Rules, title: str) -> Hosting:
        """Open a room and its lobby; on disk when this returns. Raises Complaint when it can't be."""
        now, offset = stamp(self._context.clock())
        with self._context.database.writing() as connection:
            used = rows.pins_in_use(connection)
            number = pin(os.urandom(8))
            while number in used:
                number = pin(os.urandom(8))
            day = date_of((now + offset * 60_000) // 86_400_000)
            id_ = f"{day:%Y%m%d}-{number}"
            written: list[Entry] = []
            room = Room.open(now, id_, number, title, rules, items, written.append)
            rows.create(connection, Header(id_, self._context.learner, number, title, now, offset, None))
            rows.append(connection, id_, written)
            lease = self._lease(id_)
            lease.take(connection)
        return self._hosting(room, lease)

    # again and after

    def list(self) -> list[Header]:
        """Return the workshops that this learner hosted, the latest first."""
        with self._context.database.reading() as connection:
            return rows.headers(connection, self._context.learner)

    def header(self, id_: str) -> Header:
        """Return a workshop's line in the list. Raises Complaint when there is none of that id."""
        for header in self.list():
            if header.id == id_:
                return header
        raise Complaint("workshop.unknown", id=id_)

    def room(self, id_: str) -> Room:
        """Return a workshop's room as its log gives it, ended or not. Raises Complaint when there is none of that
        id."""
        self.header(id_)
        with self._context.database.reading() as connection:
            return Room.replay(rows.entries(connection, id_))

    def resume(self, id_: str | None = None) -> Hosting:
        """Go on with a workshop (the latest that has not ended when none is named): same PIN, phase, answers.

        A vote that was open is paused, and waits with the time that was left. An ended one opens at its end, so that
        people can still take their misses home. Raises Complaint when there is none, or another program hosts it.
        """
        if id_ is None:
            unfinished = [header.id for header in self.list() if header.ended is None]
            if not unfinished:
                raise Complaint("workshop.nothing_to_resume")
            id_ = unfinished[0]
        self.header(id_)
        lease = self._lease(id_)
        with self._context.database.writing() as connection:
            lease.take(connection)
            room = Room.replay(rows.entries(connection, id_))
        hosting = self._hosting(room, lease)
        try:
            hosting.settled(room.resume(hosting.now()).seq)
        except BaseException:
            hosting.close()
            raise
        return hosting

    def results(self, id_: str) -> Results:
        """Return the results of a workshop, ended or not. Raises Complaint when there is none of that id."""
        from ops_trainer.workshop.results import outcome

        return outcome(self.room(id_), self.header(id_).utc_offset)

    def keep_report(self, id_: str, lang: Lang) -> Path:
        """Write the report, which names nobody, into the home; return where it is.

        Raises Complaint when it can't be written, or there is no such workshop.
        """
        from ops_trainer.workshop.report import page

        return write_report(self._report(id_), page(self.results(id_), lang))

    def remove(self, id_: str) -> None:
        """Delete a workshop with everything that was answered in it, and the report that was kept.

        Raises Complaint when there is none, or it is being hosted.
        """
        self.header(id_)
        lease = self._lease(id_)
        with self._context.database.writing() as connection:
            lease.take(connection)
            rows.remove(connection, id_)
            lease.release(connection)
        self._report(id_).unlink(missing_ok=True)

    def _report(self, id_: str) -> Path:
        return self._context.home / FOLDER / f"{id_}.html"

    def claim(self, document: dict[str, Any]) -> Claimed:
        """Take misses home, as `GET …/claims/CODE` gave them: their cards are due today. Twice does nothing more.

        Raises Complaint for a document that is none.
        """
        return claims.claim(self._context, document)

    def _now(self) -> int:
        return stamp(self._context.clock())[0]

    def _lease(self, id_: str) -> Lease:
        return Lease(self._context.learner, id_, self._now)

    def _hosting(self, room: Room, lease: Lease) -> Hosting:
        return Hosting(self._context.database, room, self._now, lease, written=room.seq)


def write_report(path: Path, text: str | bytes) -> Path:
    """Write a file whole, or not at all; return its path. Raises Complaint when it can't be."""
    try:
        private_files.make_folder(path.parent)
        return private_files.write_whole(path, text.encode() if isinstance(text, str) else text)
    except OSError as error:
        raise Complaint("report.cannot_write", path=path, error=error.strerror or type(error).__name__) from None
