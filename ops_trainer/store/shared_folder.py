"""A folder that a person's computers share (OneDrive, iCloud, Syncthing, a stick): each shows the others its journals.

`FOLDER/ops-trainer/journal/LEARNER/DEVICE/` holds what a device's home holds, and only that device writes there, so
that no two computers ever write one file. What others wrote is read; journals of other learners are left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer import private_files
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
    """The folder that a home shares, and the ids of the learners who joined it."""

    path: Path
    learners: tuple[str, ...] = ()

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
    return Shared(Path(found["path"]), tuple(map(str, found.get("learners", []))))


def people(folder: Path) -> list[Person]:
    """Return who keeps journals in a folder, with how many events they told; whoever wrote most is first."""
    found = device_journals.persons(Shared(folder).journals)
    return sorted(found.values(), key=lambda person: (-person.events, person.name))


def join(database: Database, home: Path, learner: str, folder: Path, person: str | None) -> None:
    """Share a folder from now on, as the person of an id in it, or as someone new to it (None).

    As a person, the learner's own answers are theirs from now on. Raises OSError where the folder can't be written.
    """
    new = Shared(folder)
    private_files.make_folder(new.journals)
    with database.writing() as connection:
        old = learners.id_of(connection, learner)
        here = old
        if person is not None and person != old:
            here = person
            _become(connection, home, learner, old, person)
        now = shared(connection)
        known = now.learners if now is not None and now.path == folder else ()
        joined = list(dict.fromkeys((*(one for one in known if one != old), here)))
        learners.put_setting(connection, "", SHARED, {"path": str(folder), "learners": joined})


def _become(connection: Connection, home: Path, learner: str, old: str, new: str) -> None:
    """Make a learner of this home the person of another id, whoever had that id here included."""
    row = connection.execute("SELECT name FROM learner WHERE id = ?", (new,)).fetchone()
    if row is not None:
        learners.merge(connection, row[0], learner)
    connection.execute("UPDATE learner SET id = ?, scheduler = '' WHERE name = ?", (new, learner))
    journals = home / FOLDER
    if (journals / old).is_dir():
        private_files.make_folder(journals / new)
        for path in sorted((journals / old).glob("*.jsonl")):
            target = journals / new / path.name
            if target.exists():
                target = target.with_name(f"{path.stem}-{old[:6]}.jsonl")
            os.replace(path, target)
        with suppress(OSError):
            (journals / old / PERSON).unlink(missing_ok=True)
            (journals / old).rmdir()


def leave(database: Database) -> None:
    """Share no folder any more; what lies in it stays there, and what was learnt stays here."""
    with database.writing() as connection:
        learners.drop_setting(connection, "", SHARED)


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
            if (parts := path.relative_to(found.journals).parts)[0] in found.learners and parts[1] != device
        ]
    if paths:
        with database.writing() as connection:
            take_files(connection, found.journals, paths, healed, progress, journal)
    return healed


def show(database: Database, home: Path, device: str) -> int:
    """Bring this device's part of the shared folder level with the home's journal files; return the bytes written.

    Raises OSError where the folder can't be written.
    """
    with database.reading() as connection:
        found = shared(connection)
        if found is None or not found.path.is_dir():
            return 0
        counts = dict(
            connection.execute(
                "SELECT l.id, count(e.id) FROM learner l LEFT JOIN event e ON e.learner = l.name GROUP BY l.id"
            ).fetchall()
        )
        names = dict(connection.execute("SELECT id, name FROM learner").fetchall())
    written = 0
    for learner, path in _own_files(home, found.learners):
        target = found.journals / learner / device / path.name
        written += _level(path, target)
        person = replace(_known(found, learner, names.get(learner, "me")), events=counts.get(learner, 0))
        device_journals.write_person(found.journals, person)
    return written


def _own_files(home: Path, ids: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for learner in ids:
        if LEARNER_ID.fullmatch(learner):
            for path in sorted((home / FOLDER / learner).glob("*.jsonl")):
                yield learner, path


def _known(found: Shared, learner: str, name: str) -> Person:
    known = device_journals.persons(found.journals).get(learner)
    return Person(learner, name if known is None else known.name)


def _level(source: Path, target: Path) -> int:
    """Append to a file what another begins with it and goes on; write it whole where it doesn't. Returns bytes."""
    size = source.stat().st_size
    there = target.stat().st_size if target.exists() else 0
    if there == size:
        return 0
    private_files.make_folder(target.parent)
    if there > size:  # not what this device wrote: another device's files, or a home that went back
        private_files.write_whole(target, source.read_bytes())
        return size
    with source.open("rb") as reading, private_files.open_to_write(target, "ab") as writing:
        reading.seek(there)
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
    return size - there
