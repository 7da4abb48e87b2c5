"""A learner's door: opens the store, hands the faces what they show, writes what they did."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from ops_trainer import home_probe, private_files
from ops_trainer.locale import LANGS, Complaint, Lang, from_environment, say
from ops_trainer.memory import card_query, deck_limits, due_days
from ops_trainer.memory.day import date_of, stamp
from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.schedule import usable
from ops_trainer.store import decks as deck_rows
from ops_trainer.store import learners, mastery_counts, shared_folder
from ops_trainer.store.backup import BACKUPS, daily
from ops_trainer.store.database import FILE, UNWRITABLE, Database, check_after_crash, complaints
from ops_trainer.store.decks import search_levels, search_typos
from ops_trainer.store.device_journals import FOLDER as JOURNALS
from ops_trainer.store.device_journals import note_read, write_from
from ops_trainer.store.union import Progress, keep_up, set_store_aside, unite
from ops_trainer.trainer import care, library, overview, plan, session
from ops_trainer.trainer.context import Clock, Context, device_of, known_as, learner_name
from ops_trainer.trainer.fitting import Fitting
from ops_trainer.trainer.settings import SCHEMA, Settings
from ops_trainer.trainer.views import (
    CardLine,
    CardMemory,
    CardsFound,
    DeckLine,
    DueDay,
    Forecast,
    NoteLine,
    OwnWeights,
    Refresh,
    SharedFolder,
    Standing,
    Stats,
    Today,
)

if TYPE_CHECKING:
    from sqlite3 import Connection
    from types import TracebackType

    from ops_trainer.content.card import Card
    from ops_trainer.content.files import Problem
    from ops_trainer.content.kinds import Note
    from ops_trainer.content.reading.reader import Reading
    from ops_trainer.drafting.reading import Article
    from ops_trainer.exchange.outgoing import Outgoing
    from ops_trainer.exchange.parcel import Parcel
    from ops_trainer.store.device_journals import Person
    from ops_trainer.trainer import importing
    from ops_trainer.trainer.authoring import Authoring
    from ops_trainer.trainer.quizzes import Quizzes
    from ops_trainer.trainer.teams import Teams
    from ops_trainer.trainer.workshops import Workshops

__all__ = ["Trainer", "restore_home"]

P = ParamSpec("P")


MEMBERSHIP_KINDS = ("team", "team-joining")  # kept things that a lost store gets back


def _system_clock() -> datetime:
    return datetime.now().astimezone()


def _takes(
    declaration: Callable[P, object],
) -> Callable[[Callable[..., Settings]], Callable[Concatenate[Trainer, P], Settings]]:
    """Return a decorator that types a method's keywords as those of a declaration."""
    return lambda method: method


class Trainer:
    """One learner in one home. Its methods may be called from any thread."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._fitting = Fitting(context)
        self._problems: tuple[Problem, ...] = ()

    @classmethod
    def open(
        cls,
        place: str | os.PathLike[str] | None = None,
        *,
        learner: str | None = None,
        clock: Clock | None = None,
        progress: Progress | None = None,
    ) -> Trainer:
        """Open a home, making it where there is none, take in what its files hold and its store lost, and read the
        decks that changed. `progress` is told how far the reading of lost events is.

        Where nothing can be written (read-only, full), one may look: see `only_looking`. Raises Complaint when the home
        can't be used: locked, damaged, from a newer version, or can't be written and holds nothing yet.
        """
        clock = clock or _system_clock
        folder = home_probe.folder(place)
        wanted = learner_name(learner) if learner else None
        try:
            return cls._open_in(folder, wanted, clock, progress)
        except Complaint as complaint:
            if complaint.key in UNWRITABLE and _holds_something(folder):
                return cls._look_at(folder, wanted, clock, complaint)
            # Damage in the midst of a store shows only when what lies there is read.
            if complaint.key != "store.damaged" or not _is_home(folder):
                raise
            with complaints(folder):
                aside = set_store_aside(folder, clock())
            return cls._open_in(folder, wanted, clock, progress, aside)

    @classmethod
    def _open_in(
        cls, folder: Path, wanted: str | None, clock: Clock, progress: Progress | None, aside: Path | None = None
    ) -> Trainer:
        database, broken = _opened(folder, clock)
        try:
            at, _ = stamp(clock())
            healed = unite(database, folder, broken=broken or aside, progress=progress)
            name, device, learner_id = _who(database, folder, wanted, at)
            arrived = shared_folder.take_in(database, device, progress=progress).answers
            context = Context(database, folder, name, device, clock, learner_id, healed=healed, arrived=arrived)
            trainer = cls(context)
            if arrived:
                shared_folder.note_exchange(database, at, arrived)
            private_files.mend_home(folder)
            trainer.refresh()
            trainer._daily_backup()
            trainer.keep_journals()
            database.on_replaced = trainer._replaced
        except BaseException:
            database.close()
            raise
        return trainer

    @classmethod
    def _look_at(cls, folder: Path, wanted: str | None, clock: Clock, why: Complaint) -> Trainer:
        """Open a home of which nothing can be written; what opening makes of it stays in memory."""
        database = Database.look_at(folder / FILE)
        try:
            at, _ = stamp(clock())
            name, device, learner_id = _who(database, folder, wanted, at)
            trainer = cls(Context(database, folder, name, device, clock, learner_id, only_looking=why))
            trainer.refresh()
            database.seal(why)
        except BaseException:
            database.close()
            raise
        return trainer

    @property
    def only_looking(self) -> Complaint | None:
        """Return why nothing can be written to this home, None where it can: all that is to be kept is refused with
        it."""
        return self._context.only_looking

    def keep_journals(self) -> None:
        """Make the journal files hold what the store holds. That it fails is said, and keeps nobody from studying."""
        context = self._context
        if context.only_looking is not None:
            return
        try:
            with complaints(self.home / JOURNALS):
                keep_up(context.database, self.home, context.clock(), MEMBERSHIP_KINDS)
                shared_folder.show(context.database, self.home, context.device)
            context.no_journal = None
        except Complaint as complaint:
            context.no_journal = complaint

    def exchange(self) -> int:
        """Take in what this learner's other computers wrote into the shared folder, and show them what was learnt here;
        return how many answers came. Does nothing but `keep_journals` where no folder is shared."""
        context = self._context
        if context.only_looking is not None:
            return 0
        found = shared_folder.take_in(context.database, context.device, context.journal)
        if found:
            context.catch_up()
        self.keep_journals()
        now = self.shared_folder
        if now is not None and now.there:
            shared_folder.note_exchange(context.database, stamp(context.clock())[0], found.answers)
        context.arrived += found.answers
        return found.answers

    @property
    def arrived(self) -> int:
        """Return how many answers came from the learner's other computers, less those of `forget_arrived`."""
        return self._context.arrived

    def forget_arrived(self, answers: int) -> None:
        """Count so many of the answers from other computers no more: they were told."""
        self._context.arrived = max(self._context.arrived - answers, 0)

    @property
    def shared_folder(self) -> SharedFolder | None:
        """Return the folder that the learner's computers share, None where they share none."""
        with self._context.database.reading() as connection:
            found = shared_folder.shared(connection)
        if found is None or self._context.learner_id not in found.learners:
            return None
        there = found.journals.is_dir()
        names = {person.id: person.name for person in shared_folder.people(found.path)} if there else {}
        name = names.get(self._context.learner_id, self.learner)
        return SharedFolder(found.path, there, name, found.at, found.answers)

    def people_in(self, folder: Path) -> list[Person]:
        """Return who keeps journals in a folder, whoever wrote most first: the learner may be one of them.

        Raises Complaint where the folder can't be shared: it isn't there, or the home and it lie in one another.
        """
        return shared_folder.people(shared_folder.checked(folder, self.home))

    def share_folder(self, folder: Path, person: str | None = None) -> int:
        """Share a folder with the learner's other computers, as the person of an id in it, or as someone new.

        Returns how many answers came. Raises Complaint where the folder can't be shared or written.
        """
        context = self._context
        folder = shared_folder.checked(folder, self.home)
        theirs = shared_folder.devices(folder, person) if person and person != context.learner_id else []
        try:
            shared_folder.join(context.database, self.home, self.learner, context.device, folder, person)
        except OSError as error:
            why = error.strerror or str(error)
            raise Complaint("folder.not_writable", path=str(folder), error=why) from error
        self._go_by_id()
        for origin in self._origins_of(theirs):
            if origin.void:  # since `part_from_folder`; to others in the folder it would tell the same
                self.lift(origin.via)
        answers = self.exchange()
        self.refresh()
        return answers

    def leave_folder(self) -> None:
        """Share no folder any more; what was learnt stays here, and what lies there stays there."""
        shared_folder.leave(self._context.database, self.learner)
        self.keep_journals()  # which tell an opening that lost its store what is shared
        self.refresh()

    def part_from_folder(self) -> int:
        """Be someone of one's own again, after joining the shared folder as another person; no folder is shared then.

        What that person's devices wrote is out of force here. Returns how many answers that are. Raises Complaint where
        the folder can't be reached.
        """
        context = self._context
        others = shared_folder.part(context.database, self.home, self.learner, context.device)
        self._go_by_id()
        answers = sum(self.void(origin.via) for origin in self._origins_of(others))
        self.keep_journals()
        self.refresh()
        return answers

    def _go_by_id(self) -> None:
        """Take over the id that the learner has got."""
        with self._context.database.reading() as connection:
            self._context.learner_id = learners.id_of(connection, self.learner)
        self._context.forget()

    def _origins_of(self, devices: Iterable[str]) -> list[care.Origin]:
        vias = {f"device:{device}" for device in devices}
        return [origin for origin in self.origins() if origin.via in vias]

    def _replaced(self, old: list[Connection]) -> None:
        """Go on with the file that stands where the store was, and with all that was in the one before it."""
        context = self._context
        for connection in old[:1]:
            with suppress(sqlite3.Error, OSError):
                write_from(connection, self.home / JOURNALS, context.clock())
        database, broken = _opened(self.home, context.clock)
        context.database.go_on_with(database)
        context.healed = unite(context.database, self.home, broken=broken)
        at, _ = stamp(context.clock())
        with context.database.writing() as connection:
            # Another person's store may stand there now, with someone of the same name; what is being written has ours.
            learners.take_name(connection, self.learner, context.learner_id)
            learners.use(connection, self.learner, at)
            context.learner_id = learners.id_of(connection, self.learner)
        context.forget()
        self.refresh()

    def _daily_backup(self) -> None:
        """Make today's backup, where there is none. That it fails is said, and keeps nobody from studying."""
        try:
            made = daily(self._context.database, self.home / BACKUPS, self._context.clock().date())
            if made is not None:
                with self._context.database.writing() as connection:
                    note_read(connection, made)
        except Complaint as complaint:
            self._context.no_backup = complaint

    def close(self) -> None:
        """Write what the journal files lack, and let go of the store."""
        self._fitting.stop()
        self.keep_journals()
        self._context.database.close()

    def __enter__(self) -> Trainer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # who and when

    @property
    def context(self) -> Context:
        """Return what the parts of the trainer (quizzes, workshops, teams) work with."""
        return self._context

    @property
    def workshops(self) -> Workshops:
        """Return the workshops that the learner hosts and hosted, and the way to take misses home from one."""
        from ops_trainer.trainer.workshops import Workshops

        return Workshops(self._context)

    @cached_property
    def teams(self) -> Teams:
        """Return the learner's teams: joining, synchronising, assignments; for leads the team's affairs."""
        from ops_trainer.trainer.teams import Teams

        return Teams(self._context, self.refresh, lang=self.lang)

    @property
    def home(self) -> Path:
        """Return the folder that holds everything."""
        return self._context.home

    @property
    def learner(self) -> str:
        """Return the learner's name."""
        return self._context.learner

    @property
    def lang(self) -> Lang:
        """Return the learner's language: the setting, else the environment's."""
        chosen = self._context.settings.language
        return chosen if chosen and chosen in LANGS else from_environment(os.environ)

    def learners(self) -> list[str]:
        """Return the names of all who learn in this home, the one used last first."""
        with self._context.database.reading() as connection:
            return learners.learners(connection)

    def clock(self) -> datetime:
        """Return the time, aware of its zone."""
        return self._context.clock()

    def day(self) -> int:
        """Return today as a local day: days since 1970-01-01 by the learner's own clock."""
        return self._context.day()

    def date_of(self, day: int) -> date:
        """Return the calendar date that a local day begins on."""
        return date_of(day)

    def start_of(self, on: date) -> int:
        """Return when a local day begins by the clock's own zone, in UTC milliseconds."""
        hour = time(self.settings.rollover)
        return stamp(datetime.combine(on, hour, self.clock().tzinfo))[0]

    # settings

    @property
    def settings(self) -> Settings:
        """Return the learner's settings."""
        return self._context.settings

    @_takes(Settings)
    def change(self, **values: object) -> Settings:
        """Change settings, all or none, and return them all.

        The keywords are the fields of `Settings`. Raises Complaint when a value does not fit or there is no such
        setting.
        """
        for key in values:
            if key not in SCHEMA:
                raise Complaint("setting.unknown", key=key)
        checked = {key: SCHEMA[key].checked(value) for key, value in values.items()}
        if not usable(checked.get("parameters", ())):
            raise Complaint("setting.wrong", key="parameters", value=checked["parameters"])
        settings = self._context.put_settings(checked)
        self._context.replay_if_needed()
        return settings

    def own_weights(self) -> OwnWeights:
        """Return how it stands with the weights fitted to the learner's own answers."""
        return self._fitting.look()

    def fit_weights(self, *, wait: bool = False) -> None:
        """Fit the weights to the learner's answers where that is due, weekly at most, in another process; with `wait`
        return when it is over.

        What foretells better is adopted by the first `refresh`, or opening, of a day on which nothing was answered yet.
        """
        self._fitting.start()
        if wait:
            self._fitting.take_in(wait=True)

    # library

    def refresh(self) -> Refresh:
        """Read the deck files that changed, and return what changed; cheap when none did."""
        return self._refresh(None)

    def _refresh(self, read: Reading | None) -> Refresh:
        from ops_trainer.content.files import builtin_folder

        with self._context.database.reading() as connection:
            shared = shared_folder.shared(connection)
        found = library.refresh(
            self._context.database,
            builtin_folder(),
            self.home / "decks",
            None if shared is None else shared.decks,
            read=read,
        )
        self._problems = found.problems
        self._context.forget()  # another program may have this home open, and have changed settings
        self._fitting.adopt()
        self._context.replay_if_needed()
        return found

    def problems(self) -> tuple[Problem, ...]:
        """Return why deck files were left out, as errors; and as warnings, what decks in use say that is not heeded."""
        return self._problems

    def decks(self) -> list[DeckLine]:
        """Return the decks in use, in learning order."""
        return overview.decks(self._context)

    def count_questions(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Count what the decks that changed ask, which takes a second for some hundred notes; `go_on` is asked before
        each note."""
        overview.count_questions(self._context, go_on)

    def tags(self) -> dict[str, str]:
        """Return the tags of notes in use and the levels above them as they are written, by what they are compared by,
        in that order."""
        with self._context.database.reading() as connection:
            return deck_rows.tags(connection)

    def notes(self, deck: str) -> list[NoteLine]:
        """Return the notes of a deck in their order. Raises Complaint when there is no such deck."""
        self.check_decks([deck])
        return overview.notes(self._context, deck)

    def note(self, ref: str) -> Note:
        """Return a note by `deck/note`. Raises Complaint when it is not in use."""
        with self._context.database.reading() as connection:
            found = deck_rows.bodies(connection, [ref])
        if ref not in found:
            raise Complaint("trainer.no_note", note=ref)
        return library.note_of(ref, found[ref])

    def all_notes(self) -> dict[str, Note]:
        """Return all notes in use by `deck/note`, in deck and file order."""
        with self._context.database.reading() as connection:
            return {ref: library.note_of(ref, body) for ref, body in deck_rows.bodies(connection).items()}

    def learning_order(self) -> list[str]:
        """Return all notes in use, `deck/note`, in the order in which they are introduced."""
        with self._context.database.reading() as connection:
            return deck_rows.learning_order(connection)

    def cards(self, deck: str | None = None, note: str | None = None) -> list[Card]:
        """Return the cards of a deck, of a note (`deck/note`), or of all, in learning order."""
        with self._context.database.reading() as connection:
            return deck_rows.cards(connection, deck=deck, note=note)

    def lesson(self, ref: str, lang: Lang) -> str:
        """Return a note as a page to read, in Markdown. Raises Complaint when it is not in use."""
        with self._context.database.reading() as connection:
            names = {info.ref: info.term.in_lang(lang) for info in deck_rows.notes(connection)}
        return self.note(ref).lesson(ref.partition("/")[0], lang, names)

    def location(self, ref: str) -> tuple[Path, int] | None:
        """Return the file and line of a note in one of the learner's own decks; None for a built-in one."""
        deck = ref.partition("/")[0]
        with self._context.database.reading() as connection:
            owner = next((info for info in deck_rows.decks(connection) if info.id == deck and info.own), None)
            line = next((info.line for info in deck_rows.notes(connection, deck) if info.ref == ref), None)
        return None if owner is None or line is None else (owner.path, line)

    def media(self, ref: str) -> list[Path]:
        """Return the pictures and sounds of a note (`deck/note`) that lie in its deck's folder, in the order of its
        texts. Raises Complaint when the note is not in use."""
        found = library.media_names(self.note(ref))
        with self._context.database.reading() as connection:
            deck = next(info for info in deck_rows.decks(connection) if info.id == ref.partition("/")[0])
        paths = (deck.path.with_name(f"{deck.id}.media") / name for name in found)
        return [path for path in paths if path.is_file()]

    def add_deck(self, path: Path, *, shared: bool = False) -> Refresh:
        """Copy a deck file into the learner's own decks, and return what changed; with `shared` into those of the
        folder that the learner's computers share. Raises Complaint when it can't be used, or no folder is shared."""
        folder = self.shared_folder if shared else None
        if shared and (folder is None or not folder.there):
            raise Complaint("folder.not_shared")
        into = None if folder is None else shared_folder.Shared(folder.path).decks
        return self._refresh(library.add_deck(self._context.database, path, self.home / "decks", into))

    @cached_property
    def authoring(self) -> Authoring:
        """Return the learner's own decks, to be written."""
        from ops_trainer.trainer.authoring import Authoring

        return Authoring(self._context, self._refresh)

    # foreign files

    def read_foreign(self, path: Path, format: str = "", columns: str = "") -> Parcel:
        """Return what a file of another program holds, in the format named or the one that it is; `columns` names those
        of a table (`front=A,back=B`). Raises Complaint."""
        from ops_trainer.trainer import importing

        return importing.read(path, format, columns)

    def read_pasted(self, text: str, title: str) -> Parcel:
        """Return what a text holds that was pasted, such as the cells of a table; `title` is what it is called. Raises
        Complaint."""
        from ops_trainer.trainer import importing

        return importing.read_pasted(text, title)

    def read_article(self, path: Path, *, doubtful: bool = False) -> Parcel:
        """Return the notes that an article may hold, with those that are doubtful where they are wanted. Raises
        Complaint."""
        from ops_trainer.trainer import importing

        return importing.read_article(path, doubtful=doubtful)

    def review_article(self, path: Path) -> Article:
        """Return all that an article may hold, to be looked through before it becomes a deck. Raises Complaint."""
        from ops_trainer.trainer import importing

        return importing.review_article(path)

    def plan_import(self, parcel: Parcel, into: str = "", progress: Progress | None = None) -> importing.Plan:
        """Return what importing would do; nothing is written. `progress` is told how many notes are done, of how many.

        Raises Complaint for a deck that can't be written to.
        """
        from ops_trainer.trainer import importing

        return importing.plan(self._context, parcel, into, progress)

    def import_foreign(
        self, plan: importing.Plan, *, history: bool = False, progress: Progress | None = None
    ) -> importing.Imported:
        """Do what a plan says, all of it or nothing; with `history` also take over what was learnt there.

        Raises Complaint where something can't be written; whatever `progress` raises leaves nothing behind.
        """
        from dataclasses import replace

        from ops_trainer.trainer import importing

        done = importing.write(self._context, plan, history=history, progress=progress)
        if not done.id:
            return done
        self.refresh()
        reviews, marks = importing.write_history(self._context, plan, done) if history else (0, 0)
        if not (done.decks or done.media or reviews or marks):
            importing.forget(self._context, done)
            return replace(done, id="")
        return replace(done, reviews=reviews, marks=marks)

    def imports(self) -> list[tuple[str, list[str]]]:
        """Return the imports that can be undone, the latest first: their ids, and the decks that they wrote."""
        from ops_trainer.trainer import importing

        return importing.imports(self._context)

    def undo_import(self, id: str = "") -> str:
        """Take an import back as a whole, the latest where none is named; return its id. Raises Complaint."""
        from ops_trainer.trainer import importing

        undone = importing.undo(self._context, id)
        self.refresh()
        return undone

    def outgoing(self, decks: Iterable[str], lang: Lang, *, history: bool = False, seed: int = 0) -> Outgoing:
        """Return decks as they go out, in a language; with `history` also what was learnt of them. `seed` draws the
        questions. Raises Complaint for a deck that is not in use."""
        from ops_trainer.trainer import exporting

        return exporting.outgoing(self._context, self.check_decks(decks), lang, history=history, seed=seed)

    def remove_deck(self, deck: str) -> Path:
        """Take one of the learner's own decks out of use; return where its file is kept. Its history stays.

        Raises Complaint when there is no such deck or it is built in.
        """
        path = library.remove_deck(self._context.database, deck)
        self.refresh()
        return path

    def check_decks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the deck ids asked for. Raises Complaint for one that is not in use."""
        return library.check_decks(self._context.database, names)

    # study

    def today(self, decks: Iterable[str] | None = None) -> Today:
        """Return what today asks, over the decks named (all when None). Raises Complaint for a deck that is not
        in use."""
        return plan.today(self._context, self.check_decks(decks or ()))

    def forecast(self, decks: Iterable[str] | None = None, days: int = plan.FORECAST_DAYS) -> Forecast:
        """Return what so many days will ask, today first, over the decks named (all when None).

        Raises Complaint for a deck that is not in use.
        """
        return plan.forecast(self._context, self.check_decks(decks or ()), days)

    def due_days(self) -> list[DueDay]:
        """Return the days ahead on which decks are to be ready, of assignments and own, the soonest first, each with
        what is expected of it; takes up to a second."""
        return plan.due_days(self._context)

    def set_due(self, decks: Iterable[str], due: date | None) -> None:
        """Have some decks be ready by a day, or by none. Raises Complaint for a deck that is not in use, or a day that
        is over."""
        if due is not None and due <= date_of(self.day()):
            raise Complaint("team_pace.day_gone", day=due.isoformat())
        kept = due_days.read(self.settings.due_days)
        for deck in self.check_decks(decks):
            kept.pop(deck, None)
            if due is not None:
                kept[deck] = due
        self.change(due_days=due_days.written(kept))

    def limit_new(self, decks: Iterable[str], a_day: int | None) -> None:
        """Have at most so many new cards a day of each of some decks, or as many as the day has room for.

        Raises Complaint for a deck that is not in use, or a limit that there is none of.
        """
        kept = self._context.deck_limits
        for deck in self.check_decks(decks):
            kept.pop(deck, None)
            if a_day is not None:
                kept[deck] = a_day
        self.change(deck_limits=deck_limits.written(kept))

    def study(
        self,
        decks: Iterable[str] | None = None,
        *,
        tags: Iterable[str] = (),
        new_limit: int | None = None,
        review_limit: int | None = None,
    ) -> session.Session:
        """Return a session over the decks named (all when none is), of notes with one of some tags where there are any;
        the limits, in cards, override what is left of today's.

        Raises Complaint for a deck that is not in use, or a tag that no note has.
        """
        keys = library.check_tags(self._context.database, tags)
        return session.start(self._context, self.check_decks(decks or ()), new_limit, review_limit, keys)

    def study_cards(self, cards: Iterable[str], *, practice: bool = False) -> session.Session:
        """Return a session over just these cards, due or not; in `practice` the schedule stays as it is."""
        return session.Session(self._context, (), 0, 0, list(dict.fromkeys(cards)), practice=practice)

    @cached_property
    def quizzes(self) -> Quizzes:
        """Return the learner's quizzes."""
        from ops_trainer.trainer.quizzes import Quizzes

        return Quizzes(self._context)

    def stats(self) -> Stats:
        """Return the statistics over all decks."""
        return overview.stats(self._context)

    # single cards

    def card(self, card_id: str) -> Card:
        """Return a card in use. Raises Complaint when there is none of that id."""
        with self._context.database.reading() as connection:
            card = deck_rows.card(connection, card_id)
        if card is None:
            raise Complaint("trainer.no_card", card=card_id)
        return card

    def memory(self, card_id: str) -> CardMemory:
        """Return a card's memory: each review with the interval it led to, predicted recall on the coming days.

        Raises Complaint when there is no such card.
        """
        return overview.memory(self._context, self.card(card_id))

    def search(
        self,
        query: str = "",
        *,
        deck: str | None = None,
        kind: str | None = None,
        standing: Standing | None = None,
        flagged: bool | None = None,
        tag: str | None = None,
        order: str = "learning",
        limit: int = 200,
    ) -> CardsFound:
        """Return the cards whose texts hold all the words, Chinese ones of any length and in either script, or whose
        notes are called so in pinyin or by its initials, within the filters and the conditions of the query
        (`memory.card_query`).

        Notes that are called so come first, then those with the words in what they are called; else the order is that
        of learning. `order` may also be `due` (soonest first) and `lapses` (most forgotten first). Where nothing is
        found, words that differ by a slip are. Raises Complaint for a tag, state or kind that there is none of.
        """
        wanted = card_query.parse(query, _kinds_by_name())
        levels = search_levels(wanted.words)
        if wanted.words.strip() and not levels:
            return CardsFound([], 0)
        context, day = self._context, self.day()
        keys = library.check_tags(context.database, () if tag is None else [tag])
        more = [
            replace(one, value=library.check_tags(context.database, [one.value])[0]) if one.name == "tag" else one
            for one in wanted.conditions
        ]
        with context.database.reading() as connection:
            look = partial(
                mastery_counts.search,
                connection,
                context.learner,
                day,
                deck=deck,
                kind=kind,
                standing=None if standing is None else standing.value,
                flagged=flagged,
                tag=None if tag is None else keys[0],
                more=more,
                order=order,
                limit=limit,
            )
            found, total = look(levels)
            if not found and (typos := search_typos(connection, wanted.words)):
                found, total = look(typos)
        lines = [
            CardLine(card, kind_of, Standing(how), state, context.scheduler.retrievability(state, day))
            for card, kind_of, how, state in found
        ]
        return CardsFound(lines, total)

    def suspend(self, *cards: str) -> list[Event]:
        """Put cards aside until they are resumed; return the events, which `undo_events` takes back."""
        return self._write(Kind.SUSPEND, cards)

    def resume(self, *cards: str) -> list[Event]:
        """Take suspended cards back into study; return the events."""
        return self._write(Kind.RESUME, cards)

    def reset(self, *cards: str) -> list[Event]:
        """Make cards new again; their history stays in the journal. Return the events."""
        return self._write(Kind.RESET, cards)

    def flag(self, card: str, remark: str = "") -> list[Event]:
        """Mark a card, with a remark; return the event."""
        return self._write(Kind.FLAG, [card], {"remark": remark})

    def unflag(self, card: str) -> list[Event]:
        """Take the mark off a card; return the event."""
        return self._write(Kind.UNFLAG, [card])

    def undo_events(self, events: Iterable[Event]) -> None:
        """Take events back that the methods above returned."""
        undos = [self._context.new_event(Kind.UNDO, event.card, undoes=event.id) for event in events]
        self._context.journal.append_events(undos)

    def _write(self, kind: Kind, cards: Iterable[str], data: Mapping[str, object] | None = None) -> list[Event]:
        events = [self._context.new_event(kind, self.card(card).id, data=data) for card in cards]
        self._context.journal.append_events(events)
        return events

    # care

    def export_journal(self) -> Iterator[dict[str, object]]:
        """Yield the learner's journal, a plain JSON object an event, in the order it was written."""
        return care.export_journal(self._context)

    def import_journal(self, *sources: Path | Iterable[str]) -> care.Imported:
        """Merge journals in, all of them or nothing: files of exported lines, stores of other homes, backups, or lines.

        Raises Complaint for a file that can't be read, a line that is no event, a store of several people none of whom
        has the learner's id or name.
        """
        return care.import_journal(self._context, sources)

    def origins(self) -> list[care.Origin]:
        """Return the ways by which the learner's events came: devices, teams, imports; the fullest first."""
        return care.origins(self._context)

    def void(self, via: str, since: int = 0) -> int:
        """Take what came one way out of force, from a moment (UTC in milliseconds) on: card memory is as if it had
        never been. Return how many answers that are; `lift` brings them back. Raises Complaint when nothing came that
        way."""
        return care.void(self._context, via, since)

    def lift(self, via: str) -> None:
        """Put what came one way into force again. Raises Complaint when nothing came that way."""
        care.lift(self._context, via)

    def backup(self, path: Path | None = None) -> Path:
        """Copy the store whole, to a path or among the daily backups; return where the copy is.

        Raises Complaint when it can't be written, or would replace what it must not.
        """
        return care.backup(self._context, path)

    @property
    def healed(self) -> list[Complaint]:
        """Return what to say of the opening: answers that came back from other files, and those that could not."""
        return care.said_of(self._context.healed)

    @property
    def twins(self) -> list[str]:
        """Return the other learners of the home whose names differ from this one's in case, width and spaces alone."""
        return care.twins(self._context)

    def merge_learner(self, name: str) -> None:
        """Make another learner of the home and this one the same person; what both learnt is this one's.

        Raises Complaint for one who is none of `twins`.
        """
        care.merge_learner(self._context, name)

    @property
    def clock_off(self) -> Complaint | None:
        """Return what a team's server told of this computer's clock, None where they agree or none told anything."""
        return self._context.clock_off

    def wrong_dates(self) -> int:
        """Return how many events a wrong clock dated too early and were not mended."""
        return len(care.wrongly_dated(self._context))

    def mend_dates(self) -> list[Event]:
        """Put what a wrong clock dated too early on the days on which it happened, as near as can be told; return the
        events that do so, which `undo_events` takes back. Does nothing while the clock is wrong."""
        return care.redate(self._context)

    def mended_dates(self) -> list[Event]:
        """Return the events that did so and were not taken back."""
        return care.redates(self._context)

    def doctor(self, *, repair: bool = False, by_arrival: bool = False) -> list[care.Finding]:
        """Return what is wrong with the home; with `repair`, what can be put right is.

        With `by_arrival` answers are taken to have been written in the order in which they lie in the store: so a clock
        that was set back shows in those of earlier versions, which don't tell.
        """
        return care.doctor(self._context, repair=repair, by_arrival=by_arrival)


def _who(database: Database, home: Path, wanted: str | None, at: int) -> tuple[str, str, str]:
    """Return the learner's name, the device's id and the learner's id, made where the store has none; `at` is UTC in
    milliseconds."""
    with database.reading() as connection:
        known = learners.learners(connection)
    name = known_as(wanted, known)
    device = device_of(database, home)
    with database.writing() as connection:
        learners.use(connection, name, at)
        return name, device, learners.id_of(connection, name)


def _opened(home: Path, clock: Clock) -> tuple[Database, Path | None]:
    """Open a home's store; one that is damaged goes to `set-aside`, whose path is the second that comes back."""
    store = home / FILE
    try:
        with complaints(store):
            check_after_crash(store)
        return Database.open(store), None
    except Complaint as complaint:
        if complaint.key != "store.damaged" or not _is_home(home):
            raise
        with complaints(home):
            aside = set_store_aside(home, clock())
        return Database.open(store), aside


def _kinds_by_name() -> dict[str, str]:
    """Return the kinds of notes by their ids and by what they are called in both languages."""
    from ops_trainer.content.kinds import KINDS

    names = {kind: kind for kind in KINDS}
    return names | {say(f"browse.kind_{kind}", lang).casefold(): kind for kind in KINDS for lang in LANGS}


def _holds_something(home: Path) -> bool:
    """Return whether a home has a store with anything in it."""
    with suppress(OSError):
        return (home / FILE).stat().st_size > 0
    return False


def _is_home(home: Path) -> bool:
    """Return whether a folder was a home before: a file in one that was none may be anything of the person's."""
    return (home / JOURNALS).is_dir() or (home / BACKUPS).is_dir()


def restore_home(
    place: str | os.PathLike[str] | None, source: Path, *, replace: bool = False, clock: Clock | None = None
) -> Path | None:
    """Bring a backup back into a home, after checking it; return where the store before it is kept, None without one.

    Its events join those that are there; with `replace` it takes the store's place, and what was there goes to
    `set-aside` in the home. Raises Complaint when the backup is damaged, foreign or newer; nothing is changed then.
    """
    return care.restore(home_probe.folder(place), source, (clock or _system_clock)(), replace=replace)
