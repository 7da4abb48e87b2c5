"""The learner's library: deck files in, notes and cards out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ops_trainer import private_files
from ops_trainer.content.encodings import decoded
from ops_trainer.content.files import MOST_BYTES, Problem, id_taken, is_copy
from ops_trainer.content.formerly import Aliases, Claim, claims_of, left_behind, lives, settle
from ops_trainer.content.media import is_name, names_in
from ops_trainer.content.tags import tag_key
from ops_trainer.locale import Complaint
from ops_trainer.store import decks as rows
from ops_trainer.store import learners, mastery_counts
from ops_trainer.store.database import Database, complaints
from ops_trainer.trainer.team_documents import TASKS
from ops_trainer.trainer.views import Refresh
from ops_trainer.version import __version__

if TYPE_CHECKING:
    import os
    from sqlite3 import Connection

    from pydantic import TypeAdapter

    from ops_trainer.content.kinds import Note
    from ops_trainer.content.kinds.base import BaseNote
    from ops_trainer.content.reading.reader import Reading

READ_BY = f"{__version__}+encodings"  # a file that another version read, or indexed otherwise, is read anew
TWICE = "trainer.deck_twice"
COPY = "trainer.deck_copy"
SHARED_TWICE = "trainer.deck_shared_twice"  # in the home and in the shared folder: the home's is in use
TEAM_FOLDER = "team"  # within the learner's own decks: what teams sent
ID = re.compile(r"""(?:^|[\s{,-])["']?id["']?[ \t]*:[ \t]*["']?([^\s"',}#]+)""", re.MULTILINE)
DECK_ID = re.compile(r"""^["']?id["']?[ \t]*:[ \t]*["']?([^\s"',}#]+)""", re.MULTILINE)
RENAMED = "deck.renamed"
UNHEEDED = "unheeded"  # what is kept of the home: the earlier names of notes that do not hold, as problems


def refresh(
    database: Database, builtin: Path, own: Path, shared: Path | None = None, *, read: Reading | None = None
) -> Refresh:
    """Read the deck files that changed since last time, and put what they say in use.

    `shared` is a folder of own decks that other computers read as well: a deck that is in `own` too comes from there,
    and while the folder can't be reached, such as on a stick, its decks stay in use as they are.

    A file is parsed only when its size or time changed and then its bytes differ, or when it was read by another
    version of the program; one that was moved as it is, such as those of another checkout, is not. `read` is a file
    that was read just now, whose copy need not be read again.
    """
    from ops_trainer.content.files import deck_files

    files = dict.fromkeys(deck_files(builtin), False) | dict.fromkeys(deck_files(own), True)
    if shared is not None:
        files |= dict.fromkeys(deck_files(shared), True)
    with database.reading() as connection:
        marks = rows.file_marks(connection)
    stats = {path: path.stat() for path in files if path.exists()}
    away = shared if shared is not None and not shared.is_dir() else None
    gone = [path for path in marks if Path(path) not in stats and not _is_in(Path(path), away)]
    moved = [
        path
        for path, stat in stats.items()
        if (mark := marks.get(str(path))) is None
        or (mark.size, mark.mtime_ns, mark.reader) != (stat.st_size, stat.st_mtime_ns, READ_BY)
    ]
    if moved and (same := _unchanged(database, files, gone, moved, marks, stats)):
        gone = [path for path in gone if path not in same.values()]
        moved = [path for path in moved if path not in same]
    with database.reading() as connection:
        if not gone and not moved:
            return Refresh((), (), (), _problems(connection))
        # A deck that another one kept out may now have its turn.
        twice = rows.files_with(connection, {TWICE, COPY, SHARED_TWICE})
    moved += [path for path in stats if str(path) in twice and path not in moved]
    moved.sort(key=lambda path: _is_in(path, shared))
    return _read(database, own, shared, {path: files[path] for path in moved}, gone, marks, twice, read)


def _unchanged(
    database: Database,
    files: Mapping[Path, bool],
    gone: Sequence[str],
    moved: Sequence[Path],
    marks: Mapping[str, rows.FileMark],
    stats: Mapping[Path, os.stat_result],
) -> dict[Path, str]:
    """Remember the files that are a deck in use byte for byte, only touched or at another path; return the paths that
    they had before."""
    with database.reading() as connection:
        used = {str(info.path): info.own for info in rows.decks(connection)}
    left = {(Path(old).name, used[old]): old for old in gone if old in used and marks[old].reader == READ_BY}
    found: dict[Path, str] = {}
    for path in moved:
        touched = str(path) in used and marks[str(path)].reader == READ_BY
        old = str(path) if touched else None if str(path) in marks else left.get((path.name, files[path]))
        if old is None or marks[old].size != stats[path].st_size:
            continue
        with suppress(OSError):
            if hashlib.sha256(path.read_bytes()).hexdigest() == marks[old].digest:
                found[path] = old
    if found:
        with database.caching() as connection:
            for path, old in found.items():
                rows.rename_file(connection, old, str(path), stats[path].st_size, stats[path].st_mtime_ns)
    return found


def _is_in(path: Path, folder: Path | None) -> bool:
    return folder is not None and path.is_relative_to(folder)


def _read(
    database: Database,
    own: Path,
    shared: Path | None,
    files: Mapping[Path, bool],
    gone: list[str],
    marks: Mapping[str, rows.FileMark],
    twice: set[str],
    read: Reading | None,
) -> Refresh:
    from ops_trainer.content.reading.reader import read_again

    readings = {path: read_again(path, read) for path in files}
    added: list[str] = []
    changed: list[str] = []
    removed = [deck for name in gone if (deck := marks[name].deck)]
    with database.caching() as connection:
        names = rows.aliases(connection)
        for name in gone:
            rows.forget_file(connection, name)
        for path, reading in readings.items():
            old = marks.get(str(path))
            if old and old.digest == reading.digest and old.reader == READ_BY and str(path) not in twice:
                stat = path.stat()
                rows.put_mark(connection, str(path), stat.st_size, stat.st_mtime_ns)
                continue
            used = _put(connection, path, reading, old, own=files[path], shared=shared)
            if used and reading.deck is not None:
                (changed if old and old.deck == reading.deck.id else added).append(reading.deck.id)
        rows.put_order(connection, _order(connection))
        unheeded = put_aliases(connection, own, names)
        unheeded += _left_behind(
            connection, own, {str(path): mark.deck for path in files if (mark := marks.get(str(path)))}
        )
        learners.put_document(connection, "", UNHEEDED, UNHEEDED, 0, [_problem_json(problem) for problem in unheeded])
        if rows.aliases(connection) != names:
            learners.forget_schedulers(connection)
        problems = _problems(connection)
    return Refresh(tuple(added), tuple(changed), tuple(removed), problems)


def _outranked(
    info: rows.DeckInfo, path: Path, *, own: bool, shared: Path | None
) -> Callable[[str, Path, Path], Complaint] | None:
    """Return what is to be said of the file of a deck in use that gives way to another file; None where it doesn't."""
    if info.own != own:
        return None
    if _is_in(info.path, shared) and not _is_in(path, shared):
        return _shared_twice
    return id_taken if is_copy(info.path, path) else None


def _shared_twice(deck: str, path: Path, other: Path) -> Complaint:
    return Complaint(SHARED_TWICE, deck=deck, other=other.name)


def _left_behind(connection: Connection, own: Path, was: Mapping[str, str | None]) -> list[Problem]:
    """Return the learner's own decks that look like ones that were learnt under another id.

    `was` are the decks that files which changed held before, by path. What was said before is said until the line is
    written, or the deck is back.
    """
    names = Aliases(rows.aliases(connection))
    found = mastery_counts.orphans(connection)
    gone = {
        deck: {card for card in cards if names.today(f"{deck}/{card}") == f"{deck}/{card}"}
        for deck, cards in found.items()
    }
    if not any(gone.values()):
        return []
    earlier: dict[str, set[str]] = {}
    for path, deck in was.items():
        earlier.setdefault(path, set()).add(deck or "")
    for said in learners.document(connection, "", UNHEEDED, UNHEEDED) or []:
        if said["key"] == RENAMED:
            earlier.setdefault(said["file"], set()).add(said["params"]["old"])
    problems = []
    for info in rows.decks(connection):
        if info.own and not info.path.is_relative_to(own / TEAM_FOLDER):
            cards = {f"{card.note}/{card.face}" for card in rows.cards(connection, deck=info.id)}
            unmet = mastery_counts.is_unmet(connection, info.id)
            left = left_behind(cards, gone, unmet=unmet, was=earlier.get(str(info.path), ()))
            if left is not None:
                problems.append(Problem(str(info.path), 1, 1, left.complaint(info.id), "warning"))
    return problems


@dataclass(frozen=True)
class _Unused:
    """A file that is not in use: the decks it may hold, and the ids that stand in its text."""

    name: str
    decks: frozenset[str]
    ids: frozenset[str]


def put_aliases(connection: Connection, own: Path, before: Mapping[str, str]) -> list[Problem]:
    """Put the earlier names in force that hold now, where those `before` held until now; return the claims that do not.

    `own` is the folder of the learner's own decks.
    """
    found = rows.claims(connection)
    claims = {one.claim: one for one in found}
    check = _ClaimCheck(connection, own, before) if claims else None
    holding, refused = settle(claims, check.why, before) if check else ({}, {})
    rows.put_aliases(connection, holding)
    return [
        Problem(claims[claim].path, claims[claim].line, 1, complaint, "warning")
        for claim, complaint in sorted(refused.items(), key=lambda one: (claims[one[0]].path, claims[one[0]].line))
    ]


class _ClaimCheck:
    """Checks claims of earlier names against the files and decks of this home."""

    def __init__(self, connection: Connection, own: Path, before: Mapping[str, str]) -> None:
        self.connection = connection
        self.before = before
        self.team_folder = own / TEAM_FOLDER
        self.used = {info.id: info.path for info in rows.decks(connection)}
        marks = rows.file_marks(connection)
        self.unused = {path: _unused(Path(path), marks[path].deck) for path, _ in rows.problems(connection)}
        self.sent = [set(body.get("decks", ())) for body in learners.documents_of_all(connection, TASKS)]

    def why(self, claim: Claim) -> Complaint | None:
        """Return why a claim does not hold, None when it does."""
        deck, *note = claim.old.split("/", 2)
        if rows.is_name_used(self.connection, claim.old):
            return lives(claim)
        for unused in self.unused.values():
            may_stand_there = not note or note[0] in unused.ids or self.before.get(claim.old) != claim.new
            if deck in unused.decks and may_stand_there:
                return Complaint("deck.formerly_unread", old=claim.old, file=unused.name)
        new_deck = claim.new.partition("/")[0]
        if deck != new_deck and self._is_teams(new_deck) and not self._may_follow(new_deck, deck):
            return Complaint("deck.formerly_foreign", old=claim.old)
        return None

    def _is_teams(self, deck: str) -> bool:
        return self.used[deck].is_relative_to(self.team_folder)

    def _may_follow(self, deck: str, earlier: str) -> bool:
        """Return whether a team's deck may carry on notes of an earlier one: one that a team sent, and no other
        team."""
        elsewhere = [path for name, path in self.used.items() if name == earlier and not self._is_teams(name)]
        elsewhere += [
            Path(path)
            for path, unused in self.unused.items()
            if earlier in unused.decks and not Path(path).is_relative_to(self.team_folder)
        ]
        if elsewhere or not any(self.team_folder.glob(f"{earlier}.yaml*")):
            return False
        of_deck, of_earlier = ([sent for sent in self.sent if name in sent] for name in (deck, earlier))
        return not of_deck or not of_earlier or any(earlier in sent for sent in of_deck)


def _unused(path: Path, deck: str | None) -> _Unused:
    try:
        with path.open("rb") as file:
            text = decoded(file.read(MOST_BYTES))
    except OSError:
        text = ""
    decks = {path.stem, *DECK_ID.findall(text), *([deck] if deck else [])}
    return _Unused(path.name, frozenset(decks), frozenset(ID.findall(text)))


def _put(
    connection: Connection,
    path: Path,
    reading: Reading,
    before: rows.FileMark | None,
    *,
    own: bool,
    shared: Path | None,
) -> bool:
    """Remember a file, and put its deck in use where nothing is against it; return whether it is in use."""
    deck = reading.deck
    problems = [_problem_json(problem) for problem in reading.problems if problem.severity == "error"]
    for info in rows.decks(connection):
        if deck is not None and info.id == deck.id and info.path != path:
            if other := _outranked(info, path, own=own, shared=shared):
                taken = Problem(str(info.path), 1, 1, other(deck.id, info.path, path))
                rows.put_problems(connection, str(info.path), [_problem_json(taken)])
                continue
            why = _shared_twice if info.own and _is_in(path, shared) and not _is_in(info.path, shared) else id_taken
            problems.append(_problem_json(Problem(str(path), 1, 1, why(deck.id, path, info.path))))
            deck = None
            break
    if deck is not None and deck.draft:
        draft = Complaint("deck.draft", deck=deck.id, file=path.name)
        problems.append(_problem_json(Problem(str(path), 1, 1, draft, "warning")))
        deck = None
    rows.forget_file(connection, str(path))
    stat = path.stat()
    held = deck.id if deck else before.deck if before and reading.deck is None else None
    mark = rows.FileMark(stat.st_size, stat.st_mtime_ns, reading.digest, READ_BY, held)
    rows.put_file(
        connection,
        str(path),
        mark,
        own=own,
        title=deck.title if deck else None,
        summary=deck.summary if deck else None,
        language=deck.language if deck else "zh",
        after=deck.after if deck else (),
        problems=problems,
        formerly=_claims(reading) if deck else (),
    )
    if deck is not None:
        rows.put_notes(connection, deck.id, list(_notes_in(reading)))
    return deck is not None


def _claims(reading: Reading) -> list[tuple[Claim, int]]:
    deck = reading.deck
    assert deck is not None
    return [(claim, reading.places.get(note, (1, 1))[0]) for claim, note in claims_of(deck)]


def _notes_in(reading: Reading) -> list[rows.NoteIn]:
    deck = reading.deck
    assert deck is not None
    made = []
    for note in deck.notes:
        made.append(
            rows.NoteIn(
                ref=f"{deck.id}/{note.id}",
                kind=note.kind,
                line=reading.places.get(note.id, (1, 1))[0],
                term=note.title,
                after=note.prerequisites(),
                body=_body(note),
                cards=note.make_cards(deck.id),
                tags=note.tags,
            )
        )
    return made


def _body(note: BaseNote) -> str:
    found = note.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"id", "kind"})
    return json.dumps({"kind": note.kind, **found}, ensure_ascii=False)


def _order(connection: Connection) -> list[str]:
    from ops_trainer.content.curriculum import Outline, learning_order

    return learning_order([Outline(deck, after, tuple(notes)) for deck, after, notes in rows.outlines(connection)])


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "key": problem.complaint.key,
        "params": {
            name: value if isinstance(value, int) else str(value) for name, value in problem.complaint.params.items()
        },
    }


def _problems(connection: Connection) -> tuple[Problem, ...]:
    """Return why files were left out, then what decks in use say that is not heeded, as warnings."""
    found = [problem for _, of_file in rows.problems(connection) for problem in of_file]
    found += learners.document(connection, "", UNHEEDED, UNHEEDED) or []
    return tuple(
        Problem(p["file"], p["line"], p["column"], Complaint(p["key"], **p["params"]), p.get("severity", "error"))
        for p in found
    )


def note_of(ref: str, body: str) -> Note:
    """Return a note from its stored JSON."""
    deck, _, note_id = ref.partition("/")
    return _adapter().validate_python({**json.loads(body), "id": note_id}, context={"deck": deck})


@cache
def _adapter() -> TypeAdapter[Note]:
    """Return what makes notes of plain values; to make it costs more than many notes."""
    from pydantic import TypeAdapter

    from ops_trainer.content.kinds import Note

    return TypeAdapter(Note)


def add_deck(database: Database, path: Path, own: Path, shared: Path | None = None) -> Reading:
    """Copy a deck file into the learner's own decks, after reading it whole; return what was read.

    With `shared` it goes into that folder; one that stands in `own` already is moved. Raises Complaint when it is no
    usable deck, another deck has its id, or it can't be copied.
    """
    from ops_trainer.content.reading.reader import read_deck

    reading = read_deck(path)
    if reading.deck is None:
        first = reading.problems[0]
        raise Complaint("trainer.deck_refused", file=path.name, n=len(reading.problems), first=first)
    target = (shared or own) / f"{reading.deck.id}.yaml"
    with database.reading() as connection:
        holder = next((info for info in rows.decks(connection) if info.id == reading.deck.id), None)
    if holder is not None and not holder.own:
        raise Complaint(TWICE, deck=holder.id, other=holder.path.name)
    there = holder.path if holder is not None else target
    with complaints(target):
        for taken in (there, target):
            if taken.exists() and taken.read_bytes() != path.read_bytes():
                raise Complaint("trainer.deck_there", deck=reading.deck.id, path=str(taken))
        moved = there if shared is not None and there.parent == own else None
        there = target if moved else there
        private_files.make_folder(target.parent)
        media = path.with_name(f"{reading.deck.id}.media")
        if media.is_dir():
            put_media(target.with_name(media.name), media)
        if not there.exists():
            half = target.with_name(target.name + ".part")
            try:
                private_files.copy(path, half)
                half.replace(target)
            finally:
                half.unlink(missing_ok=True)
        if moved is not None:
            moved.unlink()
    return reading


def own_files(database: Database, home: Path) -> dict[str, Path]:
    """Return the files of the learner's own decks in use that may be written: not those that a team sent."""
    with database.reading() as connection:
        infos = rows.decks(connection)
    team = home / "decks" / TEAM_FOLDER
    return {info.id: info.path for info in infos if info.own and not info.path.is_relative_to(team)}


def media_names(note: BaseNote) -> list[str]:
    """Return the names of the files that a note's texts show, in their order."""
    from ops_trainer.content.model import texts_in

    texts = (getattr(text, lang) for _, text in texts_in(note) for lang in text.langs)
    return list(dict.fromkeys(name for text in texts for name in names_in(text) if is_name(name)))


def put_media(folder: Path, source: Path) -> None:
    """Copy the pictures and sounds of a folder into a deck's own; what is there already stays. Raises OSError."""
    private_files.make_folder(folder)
    for file in sorted(source.iterdir()):
        if is_name(file.name) and file.is_file() and not (folder / file.name).exists():
            private_files.copy(file, folder / file.name)


def remove_deck(database: Database, deck: str) -> Path:
    """Put an own deck's file aside (`.removed`), so that it is read no longer; return where it is now.

    Raises Complaint when there is no such deck or it is built in.
    """
    with database.reading() as connection:
        infos = rows.decks(connection)
    found = next((info for info in infos if info.id == deck), None)
    if found is None:
        raise Complaint("trainer.no_deck", deck=deck, known=", ".join(info.id for info in infos))
    if not found.own:
        raise Complaint("trainer.deck_built_in", deck=deck)
    aside = found.path.with_name(found.path.name + ".removed")
    with complaints(found.path):
        found.path.replace(aside)
    return aside


def check_decks(database: Database, names: Iterable[str]) -> tuple[str, ...]:
    """Return the deck ids asked for. Raises Complaint for one that is not in use."""
    with database.reading() as connection:
        known = [info.id for info in rows.decks(connection)]
    for name in (names := tuple(names)):
        if name not in known:
            raise Complaint("trainer.no_deck", deck=name, known=", ".join(known))
    return names


def check_tags(database: Database, names: Iterable[str]) -> tuple[str, ...]:
    """Return what the tags asked for are compared by. Raises Complaint for one that no note in use has."""
    wanted = {tag_key(name): name for name in names}
    if wanted:
        with database.reading() as connection:
            known = rows.tags(connection)
        for key, name in wanted.items():
            if not known:
                raise Complaint("trainer.no_tags", tag=name)
            if key not in known:
                raise Complaint("trainer.no_tag", tag=name, known=", ".join(known.values()))
    return tuple(wanted)
