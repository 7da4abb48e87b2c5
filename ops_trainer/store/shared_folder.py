"""A folder that a person's computers share (OneDrive, iCloud, Syncthing, a stick): each shows the others its journals.

`FOLDER/ops-trainer/journal/LEARNER/DEVICE/` holds what a device's home holds, and only that device writes there, so
that no two computers ever write one file. What others wrote is read; journals of other learners are left alone.
"""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.store import device_journals, learners
from ops_trainer.store.device_journals import FOLDER, LEARNER_ID, PERSON, SHARED, Person
from ops_trainer.store.union import Healed, Progress, take_files

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.store.database import Database
    from ops_trainer.store.journal import SqlJournal

ROOT = "ops-trainer"
DECKS = "decks"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Shared:
    """The folder that a home shares, and the ids of the learners who joined it.

    `at` is when it was last looked into, in UTC milliseconds; `answers` is how many came from it so far.
    """

    path: Path
    learners: tuple[str, ...] = ()
    at: int = 0
    answers: int = 0

    @property
    def journals(self) -> Path:
        """Return where the journals lie."""
        return self.path / ROOT / FOLDER

    @property
    def decks(self) -> Path:
        """Return where own decks may lie, for all computers to read."""
        return self.path / ROOT / DECKS


def shared(connection: Connection) -> Shared | None:
    """Return the folder that a home shares, None where it shares none."""
    found = learners.settings(connection, "").get(SHARED)
    if not isinstance(found, dict) or not isinstance(found.get("path"), str):
        return None
    return Shared(
        Path(found["path"]),
        tuple(map(str, found.get("learners", []))),
        int(found.get("at", 0)),
        int(found.get("answers", 0)),
    )


def _put(connection: Connection, found: Shared) -> None:
    learners.put_setting(connection, "", SHARED, {**asdict(found), "path": str(found.path)})


def checked(folder: Path, home: Path) -> Path:
    """Return the whole path of a folder that a home may share; of the part of it that is ours, the folder around it.

    Raises Complaint where there is no such folder, or where one of home and folder lies in what the other writes.
    """
    folder = Path(os.path.abspath(folder.expanduser()))
    here, there = home.resolve(), folder.resolve()
    if there.is_relative_to(here):
        raise Complaint("folder.in_home", path=str(folder))
    if folder.name == ROOT and (folder / FOLDER).is_dir():
        folder = folder.parent
    if here.is_relative_to((folder / ROOT).resolve()):
        raise Complaint("folder.holds_home", path=str(folder))
    if not folder.is_dir():
        raise Complaint("folder.none", path=str(folder))
    return folder


def people(folder: Path) -> list[Person]:
    """Return who keeps journals in a folder, with how much they wrote as they told; whoever wrote most is first."""
    found = device_journals.persons(Shared(folder).journals)
    return sorted(found.values(), key=lambda person: (-person.events, person.name))


def join(database: Database, home: Path, learner: str, device: str, folder: Path, person: str | None) -> None:
    """Share a folder from now on, as the person of an id in it, or as someone new to it (None).

    As a person, the learner's own answers are theirs from now on. Raises OSError where the folder can't be written.
    """
    new = Shared(folder)
    with database.reading() as connection:
        old = learners.id_of(connection, learner)
    here = old if person is None else person
    _try_to_write(new.journals / here / device)
    with database.writing() as connection:
        if person is not None and person != old:
            _become(connection, home, learner, old, person)
        now = shared(connection)
        known = now.learners if now is not None and now.path == folder else ()
        _put(connection, replace(new, learners=tuple(dict.fromkeys((*(one for one in known if one != old), here)))))


def _try_to_write(folder: Path) -> None:
    """Make a folder and a file in it, which goes again. Raises OSError."""
    private_files.make_folder(folder)
    trial = folder / "trial"
    private_files.write_whole(trial, b"")
    trial.unlink()


def _become(connection: Connection, home: Path, learner: str, old: str, new: str) -> None:
    """Make a learner of this home the person of another id, whoever had that id here included."""
    row = connection.execute("SELECT name FROM learner WHERE id = ?", (new,)).fetchone()
    if row is not None:
        learners.merge(connection, row[0], learner)
    connection.execute("UPDATE learner SET id = ?, scheduler = '' WHERE name = ?", (new, learner))
    _move_journals(connection, home, old, new)


def merge(database: Database, home: Path, one: str, into: str) -> None:
    """Make two learners of a home one person, with the name and the id of the second.

    Their journal files are one person's from now on, in the shared folder too. Raises OSError where they can't
    be moved.
    """
    with database.writing() as connection:
        old, new = learners.id_of(connection, one), learners.id_of(connection, into)
        learners.merge(connection, one, into)
        _move_journals(connection, home, old, new)
        now = shared(connection)
        if now is not None and old in now.learners:
            ids = dict.fromkeys(new if id_ == old else id_ for id_ in now.learners)
            _put(connection, replace(now, learners=tuple(ids)))


def _move_journals(connection: Connection, home: Path, old: str, new: str) -> None:
    journals = home / FOLDER
    if (journals / old).is_dir():
        private_files.make_folder(journals / new)
        for path in sorted((journals / old).glob("*.jsonl")):
            target = journals / new / path.name
            if target.exists():
                target = target.with_name(f"{path.stem}-{old[:6]}.jsonl")
            os.replace(path, target)
            connection.execute("UPDATE OR REPLACE journal_file SET path = ? WHERE path = ?", (str(target), str(path)))
        with suppress(OSError):
            (journals / old / PERSON).unlink(missing_ok=True)
            (journals / old).rmdir()


def leave(database: Database, learner: str) -> None:
    """Share no folder any more for a learner of this home; what lies in it and what was learnt stays."""
    with database.writing() as connection:
        found = shared(connection)
        if found is not None:
            _leave(connection, found, learners.id_of(connection, learner))


def _leave(connection: Connection, found: Shared, here: str) -> None:
    left = tuple(one for one in found.learners if one != here)
    if left:
        _put(connection, replace(found, learners=left))
    else:
        learners.drop_setting(connection, "", SHARED)


def part(database: Database, home: Path, learner: str, device: str) -> list[str]:
    """Make a learner who joined the shared folder as someone else a person of their own again, who shares none.

    What this device wrote there as that person is deleted there; it stands in the home. Returns that person's other
    devices, whose answers are here as well. Raises Complaint where the folder can't be reached.
    """
    with database.writing() as connection:
        found, old = shared(connection), learners.id_of(connection, learner)
        if found is None or not found.path.is_dir():
            raise Complaint("folder.not_shared")
        others = devices(found.path, old, device)
        _leave(connection, found, old)
        _become(connection, home, learner, old, uuid.uuid4().hex)
    shutil.rmtree(found.journals / old / device, ignore_errors=True)
    return others


def devices(folder: Path, person: str, but: str = "") -> list[str]:
    """Return the devices that show a person's journals in a folder, but for one."""
    there = Shared(folder).journals / person
    return sorted(path.name for path in there.glob("*") if path.is_dir() and path.name != but)


def note_exchange(database: Database, at: int, answers: int) -> None:
    """Keep when the shared folder was looked into, in UTC milliseconds, and count the answers that came of it."""
    with database.writing() as connection:
        found = shared(connection)
        if found is not None:
            _put(connection, replace(found, at=at, answers=found.answers + answers))


def take_in(
    database: Database, device: str, journal: SqlJournal | None = None, progress: Progress | None = None
) -> Healed:
    """Take in what the other computers of this home's learners wrote into the shared folder; return what that was.

    `journal` brings its own learner's card memory up to date at once, where that is less work than making it anew.

    A folder that is not there now, such as on a stick, brings nothing. Raises Complaint for the store itself.
    """
    healed = Healed()
    with database.reading() as connection:
        found = shared(connection)
        if found is None:
            return healed
        paths = [
            path
            for path in device_journals.changed(connection, device_journals.files(found.journals))
            if path.relative_to(found.journals).parts[0] in found.learners
        ]
    if paths:
        with database.writing() as connection:
            take_files(connection, found.journals, paths, healed, progress, journal)
            # This device's own part holds what a home lost; `show` has yet to see that something else changed it.
            own = [(str(path),) for path in paths if path.relative_to(found.journals).parts[1] == device]
            connection.executemany("DELETE FROM journal_file WHERE path = ?", own)
    return healed


def show(database: Database, home: Path, device: str) -> int:
    """Bring this device's part of the shared folder level with the home's journal files; return the bytes written.

    Raises OSError where the folder can't be written.
    """
    with database.reading() as connection:
        found = shared(connection)
        if found is None or not found.path.is_dir():
            return 0
    written = 0
    for learner in filter(LEARNER_ID.fullmatch, found.learners):
        of_learner = 0
        for path in sorted((home / FOLDER / learner).glob("*.jsonl")):
            target = found.journals / learner / device / path.name
            with database.reading() as connection:
                touched = bool(device_journals.changed(connection, [target, path]))
            added = _level(path, target, sure=not touched)
            if added or touched:
                with database.writing() as connection:
                    device_journals.note_read(connection, target)
            of_learner += added
        named = (found.journals / learner / PERSON).exists()
        if of_learner or not named:
            with database.reading() as connection:
                person = _person(connection, learner)
            if named:
                person = replace(person, name=device_journals.persons(found.journals)[learner].name)
            device_journals.write_person(found.journals, person)
        written += of_learner
    return written


def _person(connection: Connection, learner: str) -> Person:
    """Return what others may know of a learner: no settings, and no memberships with their tokens."""
    row = connection.execute("SELECT name FROM learner WHERE id = ?", (learner,)).fetchone()
    name = "me" if row is None else str(row[0])
    events, answers = connection.execute(
        "SELECT count(*), coalesce(sum(kind IN ('review', 'answer')), 0) FROM event WHERE learner = ?", (name,)
    ).fetchone()
    return Person(learner, name, events, answers)


def _level(source: Path, target: Path, *, sure: bool) -> int:
    """Make a file what another is, by appending where it begins the other; return the bytes written.

    `sure` where nothing but this device has touched either of them since they were level.
    """
    size = source.stat().st_size
    there = target.stat().st_size if target.exists() else 0
    if sure and there == size:
        return 0
    private_files.make_folder(target.parent)
    if there > size or (there and not sure and not _begins(source, target)):
        private_files.write_whole(target, source.read_bytes())
        return size
    with source.open("rb") as reading, private_files.open_to_write(target, "ab") as writing:
        reading.seek(there)
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
    return size - there


def _begins(whole: Path, part: Path) -> bool:
    """Return whether a file is how another begins."""
    with whole.open("rb") as one, part.open("rb") as other:
        while chunk := other.read(CHUNK):
            if one.read(len(chunk)) != chunk:
                return False
    return True
