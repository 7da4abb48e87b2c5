"""The union of everything in a home that holds a learner's events: what is lost in one place comes back from another.

A store is never believed to be all there is. Opening takes in what the journal files, other stores in the home and
backups hold and it lacks; what lies in `set-aside` was put there on purpose and is never read.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Kind
from ops_trainer.store import device_journals, learners
from ops_trainer.store.backup import SET_ASIDE, copies, missing
from ops_trainer.store.database import FILE, Database, complaints, copy_of, has_log, unused
from ops_trainer.store.journal import EVENT_COLUMNS, PUT_EVENT, count_events, event_of, event_values, settle_cardless

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.memory.events import Event
    from ops_trainer.store.journal import SqlJournal

NOT_KEPT = frozenset({"team-cursor", "workshop-host"})  # counts by the numbers of another store; a running program's
FEW = 500  # events that are added one by one; for more, card memory is made anew
Progress = Callable[[int, int], None]  # lines read, of how many at least


@dataclass(slots=True)
class Healed:
    """What an opening brought back: events, the answers among them, out of which files.

    `lacking` counts events that were written once and stand in no file any more. `set_aside` is where a store that
    could not be read lies now.
    """

    events: int = 0
    answers: int = 0
    sources: list[str] = field(default_factory=list)
    lacking: int = 0
    set_aside: Path | None = None
    learners: list[str] = field(default_factory=list)  # those that the store did not know

    def __bool__(self) -> bool:
        return bool(self.events or self.lacking or self.set_aside)

    def add(self, other: Healed) -> None:
        """Count what another one brought as well."""
        self.events += other.events
        self.answers += other.answers
        self.sources += other.sources


@dataclass(frozen=True, slots=True)
class Copy:
    """What a store's file holds, as far as it can be read: events by learner's name, their ids, the other rows."""

    events: dict[str, list[Event]]
    ids: dict[str, str]  # by name; empty where the file is of a version without ids
    settings: list[tuple[str, str, str]]
    kept: list[tuple[Any, ...]]
    workshops: list[tuple[Any, ...]]
    workshop_events: list[tuple[Any, ...]]


def set_store_aside(home: Path, now: datetime) -> Path:
    """Move a home's store, with its log, where no opening reads it; return where it is. Raises OSError."""
    folder = unused(home / SET_ASIDE / f"{now:%Y-%m-%d-%H%M%S}")
    private_files.make_folder(folder)
    store = home / FILE
    for tail in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            os.replace(store.with_name(store.name + tail), folder / (FILE + tail))
    return folder / FILE


def unite(
    database: Database,
    home: Path,
    *,
    broken: Path | None = None,
    progress: Progress | None = None,
) -> Healed:
    """Take in what a home's files hold and its store lacks; return what that was.

    `broken` is a store that was set aside because it can't be read: what can be read of it is taken in. Card memory of
    whoever got something is to be made anew; `learner.scheduler` is empty then. Raises Complaint for the store itself.
    """
    healed = Healed(set_aside=broken)
    folder = home / device_journals.FOLDER
    with database.reading() as connection:
        to_read = device_journals.changed(connection, device_journals.files(folder))
        others = copies(home)
        stores = dict.fromkeys((*device_journals.changed(connection, others), *filter(has_log, others)))
    if to_read:
        with database.writing() as connection:
            level = device_journals.is_level(connection)
            device_journals.note_meddled(connection, to_read)
            take_files(connection, folder, to_read, healed, progress)
            if level:
                device_journals.note_level(connection)  # or all that a lost store held would be written once more
    if broken is not None:
        for copy in salvaged(broken):
            with database.writing() as connection:
                take_copy(connection, copy, broken.name, healed)
    for path in stores:
        found = _copies_that_lack(database.path, path)
        with database.writing() as connection:
            for copy in found:
                take_copy(connection, copy, path.name, healed)
            device_journals.note_read(connection, path)
    if healed or to_read:
        with database.reading() as connection:
            healed.lacking = _lacking(connection, folder)
    _share_again(database, folder)
    return healed


def _share_again(database: Database, folder: Path) -> None:
    """Share the folder that a store which was lost or swapped knew, as the files beside the journals tell."""
    with database.reading() as connection:
        if device_journals.SHARED in learners.settings(connection, ""):
            return
    by_path: dict[str, list[str]] = {}
    for id_, person in device_journals.persons(folder).items():
        if person.folder:
            by_path.setdefault(person.folder, []).append(id_)
    for path, ids in list(by_path.items())[:1]:
        with database.writing() as connection:
            learners.put_setting(connection, "", device_journals.SHARED, {"path": path, "learners": ids})


def _copies_that_lack(store: Path, path: Path) -> list[Copy]:
    """Return what another store's file may hold that the store lacks; of a damaged one what can be read of it."""
    try:
        if has_log(path):
            return list(salvaged(path))
        return [read_copy(path)] if missing(store, path).events else []
    except Complaint as complaint:
        return list(salvaged(path)) if complaint.key == "store.damaged" else []


def take_files(
    connection: Connection,
    folder: Path,
    paths: list[Path],
    healed: Healed,
    progress: Progress | None,
    journal: SqlJournal | None = None,
) -> None:
    """Take in what journal files under a folder hold and the store lacks, and keep how the files are now."""
    known = {row[0] for row in connection.execute("SELECT id FROM event")}
    people = device_journals.persons(folder)
    size = sum(map(_size, paths))
    done, told = 0, 0
    for path in paths:
        name = _local_name(connection, people[path.relative_to(folder).parts[0]])
        found: dict[str, Event] = {}
        lines = 0
        try:
            for id_, raw, length in device_journals.read(path):
                lines += 1
                done += length
                if id_ not in known and (event := device_journals.event_from(raw, name)) is not None:
                    found.setdefault(event.id, event)
                if progress is not None and done - told > size // 50:
                    told = done
                    progress(min(done, size), size)
        except OSError:
            continue  # another program holds it: the next opening reads it
        _add(connection, name, list(found.values()), path.name, healed, journal)
        known |= found.keys()
        device_journals.note_read(connection, path, lines)
    if progress is not None:
        progress(size, size)


def _size(path: Path) -> int:
    with suppress(OSError):  # a sync tool took it away again
        return path.stat().st_size
    return 0


def _local_name(connection: Connection, person: device_journals.Person) -> str:
    """Return the name under which a person's events stand here, making the learner where they are not known."""
    row = connection.execute("SELECT name FROM learner WHERE id = ?", (person.id,)).fetchone()
    if row is not None:
        return str(row[0])
    name = learners.free_name(connection, person.name)
    connection.execute(
        "INSERT INTO learner (name, created, used, scheduler, id) VALUES (?, 0, 0, '', ?)", (name, person.id)
    )
    for key, value in person.settings.items():
        learners.put_setting(connection, name, key, value)
    for kind, id_, at, body in (row for row in person.memberships if isinstance(row, list) and len(row) == 4):
        learners.put_document(connection, name, kind, id_, at, body)
    return name


def _add(
    connection: Connection,
    name: str,
    fresh: Sequence[Event],
    source: str,
    healed: Healed,
    journal: SqlJournal | None = None,
) -> None:
    """Add events that the store lacks."""
    if not fresh:
        return
    if journal is not None and journal.learner == name and len(fresh) <= FEW:
        journal.append_events_in(connection, fresh)
    else:
        connection.executemany(PUT_EVENT, map(event_values, fresh))
        connection.execute("UPDATE learner SET scheduler = '' WHERE name = ?", (name,))
        settle_cardless(connection, name)
    healed.events += len(fresh)
    healed.answers += sum(event.kind in (Kind.REVIEW, Kind.ANSWER) for event in fresh)
    if source not in healed.sources:
        healed.sources.append(source)


def take_copy(connection: Connection, copy: Copy, source: str, healed: Healed, *, by_name: bool = False) -> None:
    """Take what a store's file holds into the store of `connection`: events, and what the store has nothing for.

    Learners are the same where their ids are; with `by_name`, and where the file is of a version without ids, where
    their names are.
    """
    here = {row[1]: row[0] for row in connection.execute("SELECT name, id FROM learner")}
    for name in dict.fromkeys((*copy.events, *copy.ids)):
        id_ = copy.ids.get(name, "")
        if id_ in here:
            local = here[id_]
        elif name in here.values() and (by_name or not id_):
            local = name
        elif not id_ and not copy.events.get(name):
            continue
        else:
            local = learners.free_name(connection, name)
            learners.use(connection, local, 0)
            if id_:
                connection.execute("UPDATE learner SET id = ? WHERE name = ?", (id_, local))
            healed.learners.append(local)
        events = copy.events.get(name, [])
        lacks = (connection.execute("SELECT 1 FROM event WHERE id = ?", (event.id,)).fetchone() for event in events)
        fresh = [_of(event, local) for event, there in zip(events, lacks, strict=True) if there is None]
        _add(connection, local, fresh, source, healed)
        connection.executemany(
            "INSERT OR IGNORE INTO setting (learner, name, value) VALUES (?, ?, ?)",
            [(local, key, value) for who, key, value in copy.settings if who == name],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO kept (learner, kind, id, at, body) VALUES (?, ?, ?, ?, ?)",
            [(local, *row[1:]) for row in copy.kept if row[0] == name and row[1] not in NOT_KEPT],
        )
        known = {row[0] for row in connection.execute("SELECT id FROM workshop")}
        rooms = [row for row in copy.workshops if row[1] == name and row[0] not in known]
        connection.executemany(
            "INSERT INTO workshop (id, learner, pin, title, created, utc_offset, ended) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(row[0], local, *row[2:]) for row in rooms],
        )
        new_rooms = {row[0] for row in rooms}
        connection.executemany(
            "INSERT OR IGNORE INTO workshop_event (workshop, seq, at, kind, data) VALUES (?, ?, ?, ?, ?)",
            [row for row in copy.workshop_events if row[0] in new_rooms],
        )


def _of(event: Event, learner: str) -> Event:
    return event if event.learner == learner else replace(event, learner=learner)


def read_copy(path: Path) -> Copy:
    """Return what a whole file of ours holds. Raises Complaint when it is none or can't be read."""
    with tempfile.TemporaryDirectory(prefix="ops-trainer-") as folder, complaints(path):
        for found in _read(copy_of(path, Path(folder) / FILE), whole=True):
            return found
    raise Complaint("store.foreign", path=str(path))


def salvaged(path: Path) -> Iterator[Copy]:
    """Yield what can be read of a store that is damaged: without its log, which may be another's, and with it."""
    for tails in (("",), ("", "-wal")):
        with tempfile.TemporaryDirectory(prefix="ops-trainer-") as folder, suppress(OSError):
            target = Path(folder) / FILE
            for tail in tails:
                source = path.with_name(path.name + tail)
                if source.exists():
                    private_files.copy(source, target.with_name(target.name + tail))
            yield from _read(target, whole=False)


def _read(path: Path, *, whole: bool) -> Iterator[Copy]:
    with closing(sqlite3.connect(path)) as connection:
        yield from _held(connection, whole=whole)


def _held(connection: Connection, *, whole: bool) -> Iterator[Copy]:
    columns = {row[1] for row in _rows(connection, "PRAGMA table_info(event)", whole=whole)}
    if "seq" not in columns:
        return
    wanted = ", ".join(
        name if name in columns else f"NULL AS {name}" for name in EVENT_COLUMNS.replace(" ", "").split(",")
    )
    events: dict[str, Event] = {}
    for order in ("ORDER BY seq",) if whole else ("ORDER BY seq", "ORDER BY seq DESC"):
        for row in _rows(connection, f"SELECT {wanted} FROM event NOT INDEXED {order}", whole=whole):
            with suppress(ValueError, KeyError, TypeError):
                event = event_of(row)
                events.setdefault(event.id, event)
    has_id = any(row[1] == "id" for row in _rows(connection, "PRAGMA table_info(learner)", whole=whole))
    people = _rows(connection, f"SELECT name, {'id' if has_id else 'NULL'} FROM learner", whole=whole)
    by_learner: dict[str, list[Event]] = {}
    for event in events.values():
        by_learner.setdefault(event.learner, []).append(event)
    yield Copy(
        by_learner,
        {str(name): str(id_ or "") for name, id_ in people},
        _rows(connection, "SELECT learner, name, value FROM setting WHERE learner <> ''", whole=whole),
        _rows(connection, "SELECT learner, kind, id, at, body FROM kept WHERE learner <> ''", whole=whole),
        _rows(connection, "SELECT id, learner, pin, title, created, utc_offset, ended FROM workshop", whole=whole),
        _rows(connection, "SELECT workshop, seq, at, kind, data FROM workshop_event", whole=whole),
    )


def _rows(connection: Connection, query: str, *, whole: bool) -> list[Any]:
    """Return the rows of a query; where a file need not be whole, those that come before the damage."""
    found: list[Any] = []
    try:
        for row in connection.execute(query):
            found.append(row)
    except sqlite3.Error:
        if whole:
            raise
    return found


def _lacking(connection: Connection, folder: Path) -> int:
    """Return how many events the files tell were written once and the store still lacks."""
    lacking = 0
    for id_, person in device_journals.persons(folder).items():
        row = connection.execute(
            "SELECT count(*) FROM event e JOIN learner l ON l.name = e.learner WHERE l.id = ?", (id_,)
        ).fetchone()
        lacking += max(person.events - int(row[0]), 0)
    return lacking


def keep_up(database: Database, home: Path, now: datetime, kinds: Iterable[str]) -> None:
    """Make the journal files hold all that the store holds, lost lines included, and who each learner is.

    `kinds` are those kept things (memberships) that a lost store gets back. Raises OSError where a file can't be
    written; the rest follows the next time.
    """
    folder = home / device_journals.FOLDER
    with database.reading() as connection:
        lost = device_journals.missing(connection, folder)
    if lost:
        with database.writing() as connection:
            _write_lost(connection, folder, now)
    device_journals.write(database, folder, now)
    with database.reading() as connection:
        people = _people(connection, tuple(kinds))
    known = device_journals.persons(folder)
    for person in people:
        # What was written once and is gone stays told, until `accept_losses`.
        events = max(person.events, known[person.id].events if person.id in known else 0)
        device_journals.write_person(folder, replace(person, events=events))


def lacking(database: Database, home: Path) -> int:
    """Return how many events were written once and stand in no file of a home any more."""
    with database.reading() as connection:
        return _lacking(connection, home / device_journals.FOLDER)


def accept_losses(database: Database, home: Path) -> None:
    """Take what the store holds for all there is. Raises OSError."""
    folder = home / device_journals.FOLDER
    with database.reading() as connection:
        for person in _people(connection, ()):
            if (folder / person.id).is_dir():
                known = device_journals.persons(folder)[person.id]
                device_journals.write_person(folder, replace(known, events=person.events))


def _write_lost(connection: Connection, folder: Path, now: datetime) -> None:
    had: set[str] = set()
    for path in device_journals.files(folder):
        with suppress(OSError):
            had |= {line[0] for line in device_journals.read(path)}
    done = int(learners.settings(connection, "").get(device_journals.WRITTEN, 0))
    had |= {row[0] for row in connection.execute("SELECT id FROM event WHERE seq > ?", (done,))}
    learners.drop_setting(connection, "", device_journals.UNSURE)
    for name in learners.learners(connection):
        device_journals.append(connection, device_journals.lines_to_add(connection, folder, name, now, had))
    for (path,) in connection.execute("SELECT path FROM journal_file").fetchall():
        here = Path(path).is_relative_to(folder)
        if here and Path(path).exists():
            device_journals.note_read(connection, Path(path), 0)
        elif here or path.endswith(".jsonl"):  # in the shared folder: what stands here need not begin like it any more
            connection.execute("DELETE FROM journal_file WHERE path = ?", (path,))


def _people(connection: Connection, kinds: tuple[str, ...]) -> list[device_journals.Person]:
    found = []
    shares = learners.settings(connection, "").get(device_journals.SHARED, {})
    for name, id_ in connection.execute("SELECT name, id FROM learner WHERE id <> ''").fetchall():
        events = count_events(connection, name)
        memberships = [
            [kind, key, at, body] for kind in kinds for key, at, body in learners.documents(connection, name, kind)
        ]
        settings = dict(learners.settings(connection, name))
        path = str(shares["path"]) if id_ in shares.get("learners", ()) else ""
        found.append(device_journals.Person(id_, name, events, settings=settings, memberships=memberships, folder=path))
    return found
