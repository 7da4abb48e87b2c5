"""The journal files of a home: `journal/LEARNER/DEVICE-YYYY-MM.jsonl`, an event a line.

They hold every event the home takes in, by the device that wrote it and the month in which it came. Lines are only ever
appended, and filled in from the store's sequence: when a store is lost, damaged or swapped, they bring it back.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import IO, TYPE_CHECKING, Any

from ops_trainer import private_files
from ops_trainer.content.encodings import decoded, encoding_of
from ops_trainer.memory.lines import event_of_json, line_of
from ops_trainer.store import learners
from ops_trainer.store.journal import EVENT_COLUMNS, event_of

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event
    from ops_trainer.store.database import Database

FOLDER = "journal"
PERSON = "learner.json"  # beside a learner's files: their name, settings and memberships, and how much was written
UNSURE = "journal-unsure"  # the home's setting that says that a file was changed by something else than this program
WRITTEN = "journal-written"  # the home's setting that says up to which number the files hold the store's events
SHARED = "shared-folder"  # the home's setting that names the folder which this person's computers share
HEAD = 4_096  # bytes that tell the encoding of a file
STEP = 2_000  # events written at once, and the store locked for
LEARNER_ID = re.compile(r"[0-9a-f]{32}")
UNSAFE = re.compile(r"[^0-9A-Za-z_-]")


@dataclass(frozen=True, slots=True)
class Person:
    """Who a folder of journal files belongs to, and what the store knew of them when it was written.

    `folder` is the path of the folder that the learner's computers share, empty for none, and always in the shared
    folder itself: paths differ from one computer to the next.
    """

    id: str
    name: str
    events: int = 0
    answers: int = 0  # told in a shared folder only
    settings: dict[str, Any] = field(default_factory=dict)
    memberships: list[list[Any]] = field(default_factory=list)
    folder: str = ""


@dataclass(slots=True)
class Found:
    """What was read of one learner's files: the text of each line by its event's id."""

    person: Person
    lines: dict[str, str] = field(default_factory=dict)
    not_understood: int = 0


def files(folder: Path) -> Iterator[Path]:
    """Yield the journal files under a folder of journals, conflict copies that a sync tool made included."""
    for learner in sorted(folder.glob("*")):
        if LEARNER_ID.fullmatch(learner.name) and learner.is_dir():
            yield from sorted(path for path in learner.rglob("*.jsonl") if path.is_file())


def persons(folder: Path) -> dict[str, Person]:
    """Return whose journals a folder holds, by id; one whose name can't be read goes by "me"."""
    found = {}
    for learner in sorted(folder.glob("*")):
        if LEARNER_ID.fullmatch(learner.name) and learner.is_dir():
            found[learner.name] = _person(learner)
    return found


def _person(folder: Path) -> Person:
    with suppress(OSError, ValueError, TypeError, RecursionError):
        raw = json.loads((folder / PERSON).read_text(encoding="utf-8"))
        name, events, answers = raw.get("name"), raw.get("events", 0), raw.get("answers", 0)
        settings, memberships = raw.get("settings", {}), raw.get("memberships", [])
        counted = isinstance(events, int) and isinstance(answers, int)
        if isinstance(name, str) and name and counted and isinstance(settings, dict):
            told = memberships if isinstance(memberships, list) else []
            return Person(folder.name, name, events, answers, settings, told, str(raw.get("folder", "")))
    return Person(folder.name, "me")


def changed(connection: Connection, paths: Iterable[Path]) -> list[Path]:
    """Return the files that are not as the store last saw them, in their order."""
    known = {row[0]: row[1:] for row in connection.execute("SELECT path, size, mtime_ns FROM journal_file")}
    found = []
    for path in paths:
        with suppress(OSError):
            stat = path.stat()
            if known.get(str(path)) != (stat.st_size, stat.st_mtime_ns):
                found.append(path)
    return found


def note_meddled(connection: Connection, paths: Iterable[Path]) -> None:
    """Know that lines may be missing where a file was changed that the store had seen before."""
    known = {row[0] for row in connection.execute("SELECT path FROM journal_file")}
    if any(str(path) in known for path in paths):
        learners.put_setting(connection, "", UNSURE, True)


def missing(connection: Connection, folder: Path) -> bool:
    """Return whether lines may be missing: a file that the store knows in a folder is gone, is shorter than it was, or
    was changed by something else."""
    if learners.settings(connection, "").get(UNSURE):
        return True
    for path, size in connection.execute("SELECT path, size FROM journal_file").fetchall():
        if Path(path).is_relative_to(folder):
            try:
                if Path(path).stat().st_size < size:
                    return True
            except OSError:
                return True
    return False


def read(path: Path) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Yield the id and the values of each line of a file that looks like an event, and its length in bytes.

    Raises OSError.

    A line that was torn, or that is none, is passed over: its file is never written anew, so that it stays.
    """
    with path.open("rb") as file:
        for raw, line in _lines(file):
            text = line.strip("\x00\ufeff\r\n\t ")
            if not text.startswith("{"):
                continue
            try:
                made = json.loads(text)
                yield str(made["id"]), made, len(raw)
            except (ValueError, KeyError, TypeError, RecursionError):
                continue


def _lines(file: IO[bytes]) -> Iterator[tuple[bytes, str]]:
    """Yield a file's lines as they stand, and as text. An editor may have saved it in another encoding; what this
    program appended since is UTF-8 in any case."""
    wide = encoding_of(file.read(HEAD)).startswith("utf-16")
    file.seek(0)
    for raw in file:
        try:
            yield raw, raw.decode("utf-8")
        except UnicodeDecodeError:
            yield raw, decoded(raw)
    if wide:
        file.seek(0)
        for line in decoded(file.read()).splitlines():
            yield line.encode("utf-8", "replace"), line


def note_read(connection: Connection, path: Path, events: int = 0) -> None:
    """Keep how a file is now, so that it is read again only after it changed."""
    with suppress(OSError):
        stat = path.stat()
        connection.execute(
            "INSERT OR REPLACE INTO journal_file (path, size, mtime_ns, events) VALUES (?, ?, ?, ?)",
            (str(path), stat.st_size, stat.st_mtime_ns, events),
        )


def is_level(connection: Connection) -> bool:
    """Return whether the files hold all that the store holds."""
    return int(learners.settings(connection, "").get(WRITTEN, 0)) >= _last(connection)


def note_level(connection: Connection) -> None:
    """Know that the files hold all that the store holds now: it came from them."""
    learners.put_setting(connection, "", WRITTEN, _last(connection))


def _last(connection: Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])


def forget_files(connection: Connection) -> None:
    """Know nothing of the files any more: all are read again, and written in full."""
    connection.execute("DELETE FROM journal_file")
    learners.put_setting(connection, "", WRITTEN, 0)


def write(database: Database, folder: Path, now: datetime) -> int:
    """Append what the files lack of the store's events; return how many lines were written.

    Raises OSError where a file can't be written, such as one that another program holds on Windows: what is written is
    known then, and the rest follows the next time.
    """
    written = 0
    while True:
        with database.reading() as connection:
            done = int(learners.settings(connection, "").get(WRITTEN, 0))
            last = _last(connection)
        if last <= done:
            return written
        with database.writing() as connection:
            done = int(learners.settings(connection, "").get(WRITTEN, 0))
            written += _write_step(connection, folder, now, done)


def write_from(connection: Connection, folder: Path, now: datetime) -> None:
    """Append what the files lack of the events of a store that has no path any more. Raises OSError, sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    while _write_step(connection, folder, now, int(learners.settings(connection, "").get(WRITTEN, 0))):
        pass
    connection.execute("COMMIT")


def _write_step(connection: Connection, folder: Path, now: datetime, done: int) -> int:
    """Append the next events while the store is locked, so that two programs never write to one file at once."""
    ids = {row[0]: row[1] for row in connection.execute("SELECT name, id FROM learner")}
    rows = connection.execute(
        f"SELECT seq, {EVENT_COLUMNS} FROM event WHERE seq > ? ORDER BY seq LIMIT {STEP}", (done,)
    ).fetchall()
    if not rows:
        return 0
    by_device: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        event = event_of(row[1:])
        if event.learner in ids:
            by_device.setdefault((ids[event.learner], event.device), []).append(line_of(event))
    by_file: dict[Path, list[str]] = {}
    for (learner, device), lines in by_device.items():
        by_file.setdefault(_file(folder, learner, device, now), []).extend(lines)
    append(connection, by_file)
    learners.put_setting(connection, "", WRITTEN, rows[-1][0])
    return sum(map(len, by_file.values()))


def append(connection: Connection, by_file: dict[Path, list[str]]) -> None:
    """Append lines to files and keep how these are now. Raises OSError."""
    for path, lines in by_file.items():
        private_files.make_folder(path.parent)
        before = path.stat() if path.exists() else None
        known = connection.execute(
            "SELECT size, mtime_ns, events FROM journal_file WHERE path = ?", (str(path),)
        ).fetchone()
        append_lines(path, lines)
        # Lines that someone else wrote meanwhile are still to be read.
        if before is None or (known is not None and (before.st_size, before.st_mtime_ns) == tuple(known[:2])):
            note_read(connection, path, len(lines) + (known[2] if known else 0))


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Append whole lines to a file and have them on disk; a line that was torn before is closed first."""
    text = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    with private_files.open_to_write(path, "ab") as file:
        if file.tell() and not _ends_line(path):
            text = b"\n" + text
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _file(folder: Path, learner: str, device: str, now: datetime) -> Path:
    return folder / learner / f"{UNSAFE.sub('_', device)[:40] or '_'}-{now.astimezone(UTC):%Y-%m}.jsonl"


def lines_to_add(
    connection: Connection, folder: Path, learner: str, now: datetime, had: set[str]
) -> dict[Path, list[str]]:
    """Return the lines of a learner's events that no file holds, `had` being the ids of those that one does."""
    row = connection.execute("SELECT id FROM learner WHERE name = ?", (learner,)).fetchone()
    found: dict[Path, list[str]] = {}
    for raw in connection.execute(f"SELECT {EVENT_COLUMNS} FROM event WHERE learner = ? ORDER BY seq", (learner,)):
        if raw[0] not in had:
            found.setdefault(_file(folder, row[0], raw[2], now), []).append(line_of(event_of(raw)))
    return found


def write_person(folder: Path, person: Person) -> None:
    """Keep who a learner is beside their files, where something changed. Raises OSError."""
    path = folder / person.id / PERSON
    if path.parent.is_dir() and _person(path.parent) == person:
        return
    private_files.make_folder(path.parent)
    body: dict[str, object] = {"name": person.name, "events": person.events, "settings": person.settings}
    if person.answers:
        body["answers"] = person.answers
    if person.folder:
        body["folder"] = person.folder
    private_files.write_whole(
        path, json.dumps({**body, "memberships": person.memberships}, ensure_ascii=False, indent=1).encode()
    )


def event_from(raw: dict[str, Any], learner: str) -> Event | None:
    """Return the event that the values of a line tell, None where they tell none."""
    try:
        return event_of_json(raw, learner)
    except ValueError:
        return None
