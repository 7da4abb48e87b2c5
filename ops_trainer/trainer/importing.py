"""Foreign files into the learner's own decks: read, looked at, written as a whole, undone as a whole."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ops_trainer import private_files
from ops_trainer.content.media import SIGN, names_in
from ops_trainer.exchange.parcel import CardMark, Parcel, Source, first_line, free_id, id_of, slug, strings
from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.day import local_day, stamp
from ops_trainer.memory.events import Event, Kind, Rating, uuid7
from ops_trainer.memory.events import Source as Came
from ops_trainer.store import decks as rows
from ops_trainer.store.database import complaints
from ops_trainer.trainer.library import own_files

if TYPE_CHECKING:
    from ops_trainer.content.kinds.base import BaseNote
    from ops_trainer.content.questions.question import Question
    from ops_trainer.content.reading.deck_file import DeckFile
    from ops_trainer.drafting.reading import Article
    from ops_trainer.trainer.context import Context

IMPORTS = ".imports"  # within the learner's own decks: what each import changed, for undoing it
MANIFEST = "import.json"
MOST_NOTES = 19_000  # of a deck that is made; a larger file becomes several
MOST_TEXT = 4 << 20  # characters of a deck that is made
SHOWN_QUESTIONS = 3
SORTS = ("options", "truth", "accept", "number", "pairs", "decoys", "order")
Progress = Callable[[int, int], None]  # notes done, of how many; what it raises cancels the import


@dataclass(slots=True)
class NotePlan:
    """What becomes of a note of the file: the deck and id it gets, as it will be written, and its place there."""

    deck: str
    id: str
    raw: dict[str, Any]
    note: BaseNote
    place: int
    is_new: bool
    changed: bool


@dataclass(slots=True)
class Plan:
    """What an import would do. `left_out` notes make no sense here; why stands among the losses of the parcel."""

    parcel: Parcel
    language: Lang
    notes: list[NotePlan] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)  # of decks that are made, by id
    left_out: int = 0
    draft: bool = False  # whether decks that are made are not asked yet

    @property
    def added(self) -> int:
        """How many notes are new."""
        return sum(note.is_new for note in self.notes)

    @property
    def updated(self) -> int:
        """How many notes are there already and change."""
        return sum(note.changed and not note.is_new for note in self.notes)

    @property
    def decks(self) -> dict[str, int]:
        """The decks that notes go to, each with how many."""
        return dict(Counter(note.deck for note in self.notes))

    @property
    def cards(self) -> int:
        """How many cards the notes make."""
        return sum(len(note.note.make_cards(note.deck)) for note in self.notes)

    def questions(self) -> list[Question]:
        """Return a few questions that the notes make, of as many types as there are."""
        from ops_trainer.content.questions.generator import Generator

        step = max(len(self.notes) // 60, 1)
        some = {f"{note.deck}/{note.id}": note.note for note in self.notes[::step][:60]}
        return Generator(some).pick(list(some), SHOWN_QUESTIONS, 0)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: its id, by which it is undone ("" where nothing changed), and how many of each."""

    id: str
    decks: tuple[str, ...]
    added: int
    updated: int
    reviews: int
    marks: int
    media: int


def read(path: Path, format: str = "", columns: str = "") -> Parcel:
    """Return what a file holds. Raises Complaint."""
    from ops_trainer.exchange import registry

    if not path.is_file():
        raise Complaint("deck.no_path", path=path)
    return registry.read(Source(path), format, columns)


def read_pasted(text: str, title: str) -> Parcel:
    """Return what a text holds that was pasted, such as the cells of a table; `title` is what it is called. Raises
    Complaint."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{title}.txt"
        private_files.write_whole(path, text.encode("utf-8", "replace"))
        return read(path)


def read_article(path: Path, *, doubtful: bool = False) -> Parcel:
    """Return the notes that an article may hold, with those that are doubtful where they are wanted. Raises
    Complaint."""
    from ops_trainer.drafting import reading

    if not path.is_file():
        raise Complaint("deck.no_path", path=path)
    return reading.read(Source(path), doubtful=doubtful)


def review_article(path: Path) -> Article:
    """Return all that an article may hold, to be looked through. Raises Complaint."""
    from ops_trainer.drafting import reading

    if not path.is_file():
        raise Complaint("deck.no_path", path=path)
    return reading.read_article(Source(path))


@dataclass(frozen=True, slots=True)
class _There:
    """A note that is in use: its deck and id, and whether its deck is one of the learner's own files."""

    deck: str
    id: str
    own: bool


def plan(context: Context, parcel: Parcel, into: str = "", progress: Progress | None = None) -> Plan:
    """Return what importing a parcel would do; nothing is written. Raises Complaint for a deck that can't be
    written to."""
    from ops_trainer.content.reading.deck_file import DeckFile
    from ops_trainer.content.reading.reader import read_note

    known, decks = _in_use(context)
    owns = own_files(context.database, context.home)
    if into and into in decks and into not in owns:
        raise Complaint("import.not_own", deck=into)
    if into and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", into):
        raise Complaint("deck.slug", value=into[:40])
    language = parcel.language
    _name(parcel)
    matched = Counter(there.deck for note in parcel.notes if (there := known.get(note.guid or "")) and there.own)
    target = into or (matched.most_common(1)[0][0] if matched else free_id(id_of(parcel.title, "deck"), decks))
    files = {
        deck: DeckFile(owns[deck].read_bytes(), str(owns[deck]))
        for deck in {*matched, *([target] if target in owns else [])}
    }
    made = Plan(parcel, language)
    fill = _Fill(made, target, parcel.title, files, decks)
    for place, foreign in enumerate(parcel.notes):
        if progress is not None and place % 200 == 0:
            progress(place, len(parcel.notes))
        there = known.get(foreign.guid or "")
        if there is not None and not there.own:
            parcel.losses.add("import.built_in", foreign.where)
            made.left_out += 1
            continue
        old = files[there.deck].raws.get(there.id) if there is not None and there.deck in files else None
        own_id = foreign.raw.pop("id", None)
        fresh = {**foreign.raw, "guid": foreign.guid}
        id_ = (
            there.id
            if there is not None and old is not None
            else fill.free_id(own_id or first_line(foreign.raw) or "n")
        )
        deck = there.deck if there is not None and old is not None else fill.deck
        language_here = files[deck].language if deck in files else language
        raw = merged(old, fresh) if old is not None else fresh
        raw = {"id": id_, **{name: value for name, value in raw.items() if name != "id"}}
        note, wrong = read_note(raw, deck, language_here, files[deck].raws if deck in files else ())
        if note is None or wrong:
            why = wrong[0][1] if wrong else Complaint("deck.not_a_deck")
            parcel.losses.add("import.left_out", foreign.where, why=why)
            made.left_out += 1
            fill.ids.discard(id_)
            continue
        changed = old is None or read_note({"id": id_, **old}, deck, language_here, files[deck].raws)[0] != note
        made.notes.append(NotePlan(deck, id_, raw, note, place, old is None, changed))
        if old is None:
            fill.count(raw)
    return made


class _Fill:
    """Where new notes go: the deck that is asked for, and as many further ones as they need."""

    def __init__(self, made: Plan, target: str, title: str, files: Mapping[str, DeckFile], decks: set[str]) -> None:
        self.made, self.base, self.title, self.files, self.decks = made, target, title, files, decks
        self.deck, self.number = target, 1
        self.ids: set[str] = set(files[target].raws) if target in files else set()
        self.notes, self.size = len(self.ids), len(files[target].data) if target in files else 0
        if target not in files:
            made.titles[target] = title

    def free_id(self, words: str) -> str:
        """Return an id for a new note that no other of its deck has."""
        if self.notes >= MOST_NOTES or self.size >= MOST_TEXT:
            self._next()
        found = slug(words)
        number = 2
        while found in self.ids:
            found, number = f"{slug(words)[:55]}-{number}", number + 1
        self.ids.add(found)
        return found

    def count(self, raw: Mapping[str, Any]) -> None:
        """Count a note that goes into the deck."""
        self.notes += 1
        self.size += sum(len(text) * 2 + 20 for text in strings(raw))

    def _next(self) -> None:
        self.number += 1
        while f"{self.base[:58]}-{self.number}" in self.decks:
            self.number += 1
        self.deck = f"{self.base[:58]}-{self.number}"
        self.made.titles[self.deck] = f"{self.title} {self.number}"
        self.made.parcel.losses.add("import.split")
        self.ids, self.notes, self.size = set(), 0, 0


def _name(parcel: Parcel) -> None:
    """Give notes that the other program knows by nothing a name that follows from what they ask, so that a second
    import finds them."""
    seen: Counter[str] = Counter()
    for note in parcel.notes:
        if note.guid is None:
            raw = note.raw
            said = next((str(raw[name]) for name in ("ask", "front", "term", "text") if name in raw), note.where)
            digest = hashlib.sha256(f"{raw.get('situation', '')}\n{said}".encode("utf-8", "replace")).hexdigest()[:16]
            seen[digest] += 1
            note.guid = f"text:{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else "")
        else:
            note.guid = note.guid[:200]
            seen[note.guid] += 1
            if seen[note.guid] > 1:
                note.guid = f"{note.guid[:190]}#{seen[note.guid]}"


def merged(old: Mapping[str, Any], fresh: Mapping[str, Any]) -> dict[str, Any]:
    """Return a note with what came anew; what was added to it here stays."""
    kept = dict(old)
    if old.get("kind") == fresh.get("kind"):
        for name in SORTS:
            if name not in fresh and any(sort in fresh for sort in SORTS):
                kept.pop(name, None)
    else:
        shared = ("id", "tags", "confusable", "contrast", "after", "formerly", "source", "aliases", "guid")
        kept = {name: value for name, value in old.items() if name in shared}
    return {**kept, **fresh}


def _in_use(context: Context) -> tuple[dict[str, _There], set[str]]:
    """Return the notes in use by what other programs know them by, and the ids of decks."""
    owns = own_files(context.database, context.home)
    with context.database.reading() as connection:
        bodies = rows.bodies(connection)
        decks = {info.id for info in rows.decks(connection)}
    found: dict[str, _There] = {}
    for ref, body in bodies.items():
        deck, _, note = ref.partition("/")
        there = _There(deck, note, deck in owns)
        found[ref] = there
        if '"guid"' in body and (guid := json.loads(body).get("guid")):
            found[str(guid)] = there
    decks |= {path.stem for path in (context.home / "decks").glob("*.y*ml")}
    return found, decks


def write(context: Context, made: Plan, *, history: bool = False, progress: Progress | None = None) -> Imported:
    """Do what a plan says, all of it or nothing. The decks are to be read anew, and then `write_history` called.

    Raises Complaint where something can't be written; whatever `progress` raises leaves nothing behind either.
    """
    id_ = _new_id(context)
    record = _Record(context.home / "decks" / IMPORTS / id_)
    with complaints(context.home / "decks"):
        try:
            media = _write_media(context, made, record)
            written = _write_decks(context, made, record, progress)
            if record.is_empty and not (history and (made.parcel.reviews or made.parcel.marks)):
                record.forget()
                return Imported("", (), 0, 0, 0, 0, 0)
            record.keep(decks=written, via=f"import:{id_}")
        except BaseException:
            record.take_back(force=True)
            record.forget()
            raise
    return Imported(id_, tuple(written), made.added, made.updated, 0, 0, media)


def _new_id(context: Context) -> str:
    now = context.clock()
    found, number = f"{now:%Y%m%d-%H%M%S}", 2
    while (context.home / "decks" / IMPORTS / found).exists():
        found, number = f"{now:%Y%m%d-%H%M%S}-{number}", number + 1
    return found


def _write_decks(context: Context, made: Plan, record: _Record, progress: Progress | None) -> list[str]:
    from ops_trainer.content.reading.deck_file import DeckFile
    from ops_trainer.content.reading.writing import deck_text, note_text

    owns = own_files(context.database, context.home)
    by_deck: dict[str, list[NotePlan]] = {}
    for note in made.notes:
        if note.changed:
            by_deck.setdefault(note.deck, []).append(note)
    done = 0
    for deck, notes in by_deck.items():
        texts = []
        for note in notes:
            texts += [] if deck in owns else [note_text(note.raw)]
            done += 1
            if progress is not None and done % 200 == 0:
                progress(done, len(made.notes))
        if deck in owns:
            file = DeckFile(owns[deck].read_bytes(), str(owns[deck]))
            there = {note.id: note.raw for note in notes if not note.is_new}
            record.put(owns[deck], file.changed(there, [note.raw for note in notes if note.is_new]))
        else:
            head: dict[str, Any] = {"id": deck, "title": made.titles.get(deck, deck) or deck, "language": made.language}
            if made.draft:
                head["draft"] = True
            path = context.home / "decks" / f"{deck}.yaml"
            if path.exists():
                raise Complaint("trainer.deck_there", deck=deck, path=str(path))
            record.put(path, deck_text(head, texts).encode())
    return list(by_deck)


def _write_media(context: Context, made: Plan, record: _Record) -> int:
    """Write the files that the notes show beside their decks, and return how many; where one of the same name is
    another file, the notes show the new one by another name."""
    owns = own_files(context.database, context.home)
    count = 0
    given: dict[tuple[str, str], str] = {}
    for note in made.notes:
        if not note.changed:
            continue
        folder = (owns[note.deck] if note.deck in owns else context.home / "decks" / note.deck).with_name(
            f"{note.deck}.media"
        )
        texts = [text for text in strings(note.raw) if SIGN in text]
        for name in dict.fromkeys(name for text in texts for name in names_in(text)):
            if (note.deck, name) not in given and name in made.parcel.media:
                ours, is_new = _put_file(folder, name, made.parcel.media[name](), record)
                given[note.deck, name] = ours
                count += is_new
            ours = given.get((note.deck, name), name)
            if ours != name:
                note.raw = _renamed(note.raw, name, ours)
    return count


def _put_file(folder: Path, name: str, data: bytes, record: _Record) -> tuple[str, bool]:
    stem, _, ending = name.rpartition(".")
    ours, number = name, 2
    while (path := folder / ours).exists():
        if path.read_bytes() == data:
            return ours, False
        ours, number = f"{stem}-{number}.{ending}", number + 1
    record.put(path, data)
    return ours, True


def _renamed(value: Any, name: str, ours: str) -> Any:
    if isinstance(value, str):
        return value.replace(f"{SIGN}{name})", f"{SIGN}{ours})")
    if isinstance(value, Mapping):
        return {key: _renamed(part, name, ours) for key, part in value.items()}
    return [_renamed(part, name, ours) for part in value] if isinstance(value, list | tuple) else value


class _Record:
    """What an import changed in the folder of own decks: kept beside it, so that it can be taken back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[dict[str, str]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        return not self.files

    def put(self, path: Path, data: bytes) -> None:
        """Write a file, keeping what stood there. Raises OSError."""
        before = ""
        private_files.make_folder(path.parent)
        if path.exists():
            private_files.make_folder(self.folder)
            before = f"{len(self.files)}.before"
            private_files.copy(path, self.folder / before)
        self.files.append({"path": str(path), "before": before, "after": _digest(data)})
        private_files.write_whole(path, data)

    def keep(self, **more: object) -> None:
        """Write down what was changed. Raises OSError."""
        private_files.make_folder(self.folder)
        data = json.dumps({"files": self.files, **more}, ensure_ascii=False).encode()
        private_files.write_whole(self.folder / MANIFEST, data)

    def take_back(self, *, force: bool = False) -> None:
        """Put everything back as it was. Raises Complaint where a file was changed since, unless it is forced."""
        for file in self.files:
            path = Path(file["path"])
            if not force and path.exists() and _digest(path.read_bytes()) != file["after"]:
                raise Complaint("import.changed_since", path=str(path))
        for file in reversed(self.files):
            path = Path(file["path"])
            if file["before"]:
                private_files.write_whole(path, (self.folder / file["before"]).read_bytes())
            else:
                path.unlink(missing_ok=True)
                if path.parent.name.endswith(".media"):
                    with suppress(OSError):
                        path.parent.rmdir()

    def forget(self) -> None:
        """Delete the record."""
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            path.unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()
            self.folder.parent.rmdir()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_history(context: Context, made: Plan, done: Imported) -> tuple[int, int]:
    """Put what was learnt in the other program into the journal; return how many answers and how many cards that were
    put aside or flagged there are new. What came in before is not doubled, and in force again where it was undone."""
    from ops_trainer.memory.journal import voids
    from ops_trainer.store.journal import cardless

    via = f"import:{done.id}"
    events = list(_events(context, made, via))
    with context.database.writing() as connection:
        there = {row[0]: row[1] for row in _known(connection, events)}
        context.journal.add_in(connection, [event for event in events if event.id not in there])
        came = {way for via in there.values() for way in via.split()}
        undone = {void.via for void in voids(cardless(connection, context.learner))} & came
    context.forget()
    if undone:
        from ops_trainer.trainer.care import lift

        for one in sorted(undone):
            lift(context, one)
    fresh = [event for event in events if event.id not in there]
    reviews = sum(event.kind is Kind.REVIEW for event in fresh)
    return reviews, len(fresh) - reviews


def _known(connection: Any, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    for begin in range(0, len(events), 500):
        ids = [event.id for event in events[begin : begin + 500]]
        marks = ", ".join("?" * len(ids))
        yield from connection.execute(f"SELECT id, coalesce(via, '') FROM event WHERE id IN ({marks})", ids)


def _events(context: Context, made: Plan, via: str) -> Iterator[Event]:
    by_place = {note.place: note for note in made.notes}
    parcel = made.parcel
    rollover = context.settings.rollover
    now, offset = stamp(context.clock())

    def event(kind: Kind, place: int, card: int, at: int, **more: Any) -> Event | None:
        note = by_place.get(place)
        face = parcel.notes[place].faces.get(card) if note is not None else None
        if note is None or face is None:
            return None
        name = f"{parcel.notes[place].guid}/{card}/{at}/{kind.value}"
        return Event(
            id=uuid7(at, hashlib.sha256(name.encode("utf-8", "replace")).digest()[:10]),
            learner=context.learner, device=context.device, kind=kind, card=f"{note.deck}/{note.id}/{face}", at=at,
            utc_offset=offset, local_day=local_day(at, offset, rollover), source=Came.IMPORT, via=via, **more,
        )  # fmt: skip

    last: dict[tuple[int, int], int] = {}
    for review in parcel.reviews:
        if not 0 < review.at <= now:
            parcel.losses.add("import.bad_time")
            continue
        last[review.note, review.card] = max(last.get((review.note, review.card), 0), review.at)
        rating = Rating(review.rating)
        made_event = event(Kind.REVIEW, review.note, review.card, review.at, rating=rating, took_ms=review.took_ms)
        if made_event is not None:
            yield made_event
    for mark in parcel.marks:
        at = last.get((mark.note, mark.card), 1_000_000_000_000) + 1
        made_event = _mark(event, mark, at)
        if made_event is not None:
            yield made_event


def _mark(event: Callable[..., Event | None], mark: CardMark, at: int) -> Event | None:
    if mark.flag:
        return event(Kind.FLAG, mark.note, mark.card, at, data={"remark": mark.flag})
    return event(Kind.SUSPEND, mark.note, mark.card, at)


def forget(context: Context, done: Imported) -> None:
    """Keep no record of an import that changed nothing."""
    _Record(context.home / "decks" / IMPORTS / done.id).forget()


def imports(context: Context) -> list[tuple[str, list[str]]]:
    """Return the imports that can be undone, the latest first: their ids, and the decks that they wrote."""
    found = []
    for path in sorted((context.home / "decks" / IMPORTS).glob(f"*/{MANIFEST}"), reverse=True):
        with suppress(OSError, ValueError, KeyError):
            found.append((path.parent.name, list(json.loads(path.read_text(encoding="utf-8"))["decks"])))
    return found


def undo(context: Context, id_: str = "") -> str:
    """Take an import back as a whole, the latest one where none is named: decks, media, what was learnt; return its id.

    Raises Complaint where there is none, or a file was changed since.
    """
    known = [name for name, _ in imports(context)]
    if not known or (id_ and id_ not in known):
        raise Complaint("import.no_import", id=id_ or "-", known=", ".join(known) or "-")
    id_ = id_ or known[0]
    record = _Record(context.home / "decks" / IMPORTS / id_)
    with complaints(record.folder):
        record.files = json.loads((record.folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        record.take_back()
        record.forget()
    from ops_trainer.trainer.care import origins, void

    if f"import:{id_}" in {origin.via for origin in origins(context)}:
        void(context, f"import:{id_}")
    return id_
