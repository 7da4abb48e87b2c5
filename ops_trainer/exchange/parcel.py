"""What comes out of a file, whatever its format: notes as a deck file writes them, media, past reviews, losses."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops_trainer.content.encodings import text_of
from ops_trainer.content.pinyin import spellings
from ops_trainer.locale import Complaint, Lang

MOST_FILE = 2 << 30  # bytes of a file that is looked into
MOST_BYTES = 64 << 20  # bytes of a file that is read whole
MOST_NOTES = 200_000
SHOWN = 3  # examples of a loss that are told
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A foreign file."""

    path: Path

    @property
    def name(self) -> str:
        """What the file is called, without its ending."""
        return self.path.stem

    def data(self) -> bytes:
        """Return the file's bytes. Raises Complaint when it is too large or can't be read."""
        try:
            if (size := self.path.stat().st_size) > MOST_BYTES:
                raise Complaint("import.too_large", file=self.path.name, size=size >> 20, most=MOST_BYTES >> 20)
            return self.path.read_bytes()
        except OSError as error:
            raise Complaint("trainer.cannot_read", path=str(self.path), error=error.strerror or str(error)) from None

    def text(self) -> str:
        """Return the file's text, whatever its encoding, with plain line ends. Raises Complaint where that can't be
        told."""
        try:
            text = text_of(self.data())
        except UnicodeDecodeError:
            raise Complaint("import.encoding", file=self.path.name) from None
        return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True)
class ForeignNote:
    """A note as a deck file writes it, without its id.

    `guid` is what the other program knows it by, `where` where it stood there; `faces` are the faces of its cards by
    the numbers that they have there.
    """

    raw: dict[str, Any]
    where: str = ""
    guid: str | None = None
    faces: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """One answer given in another program: the note by its place in the parcel, the number of its card, UTC in
    milliseconds, 1 to 4, and the milliseconds that it took."""

    note: int
    card: int
    at: int
    rating: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class CardMark:
    """A card that was put aside (`flag` empty) or flagged in another program."""

    note: int
    card: int
    flag: str = ""


@dataclass(slots=True)
class Loss:
    """One sort of thing that did not come along: how often, and where the first were."""

    complaint: Complaint
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def in_lang(self, lang: Lang) -> str:
        """Return the loss as a line."""
        said = self.complaint.in_lang(lang)
        return said + (f" ({'; '.join(self.examples)})" if self.examples else "")


class Losses:
    """What did not come along, the same together."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, tuple[tuple[str, str], ...]], Loss] = {}

    def add(self, key: str, where: str = "", **params: object) -> None:
        """Count a loss: a message of the catalogue, which is given how often as `n`."""
        name = (key, tuple((name, str(value)) for name, value in params.items()))
        loss = self._found.get(name)
        if loss is None:
            loss = self._found[name] = Loss(Complaint(key, n=0, **params))
        loss.count += 1
        loss.complaint.params["n"] = loss.count
        where = " ".join(where.split())[:60]
        if where and len(loss.examples) < SHOWN and where not in loss.examples:
            loss.examples.append(where)

    def __iter__(self) -> Iterator[Loss]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)


@dataclass(slots=True)
class Parcel:
    """What a file holds. `media` gives the bytes of a file by its name here; `title` is what it is called there."""

    format: str
    title: str
    notes: list[ForeignNote] = field(default_factory=list)
    media: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)
    marks: list[CardMark] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)

    def add(self, raw: dict[str, Any], where: str = "", guid: str | None = None, **more: Any) -> None:
        """Add a note. Raises Complaint where there are too many."""
        if len(self.notes) >= MOST_NOTES:
            raise Complaint("import.too_many", most=MOST_NOTES)
        self.notes.append(ForeignNote(tidy(raw), where or first_line(raw), guid, **more))

    @property
    def language(self) -> Lang:
        """The language that the notes are written in: Chinese where any has Chinese characters."""
        return "zh" if any(HAN.search(text) for note in self.notes[:2000] for text in strings(note.raw)) else "en"


def strings(value: Any) -> Iterator[str]:
    """Yield all texts of a note as a deck file writes it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def tidy(value: Any) -> Any:
    """Return a note without characters that no deck may hold, blanks at the ends of lines, and what is empty."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {name: made for name, part in value.items() if (made := tidy(part)) not in ("", None, [], {})}
    if isinstance(value, list | tuple):
        return [made for part in value if (made := tidy(part)) not in ("", None, {})]
    return value


def clean(text: str) -> str:
    """Return a text as a deck may hold it: no control characters, none that turn the direction of writing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\xa0", " ")
    if not (text.isascii() and text.isprintable()):
        kept = (
            c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cf", "Cn") or c == "\u200d"
        )
        text = "".join(kept)
    lines = (line.rstrip() for line in text.replace("\t", "    ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def first_line(raw: Mapping[str, Any]) -> str:
    """Return what a note is known by: the first line of its first text."""
    texts = (text for name, part in raw.items() if name not in ("kind", "tags") for text in strings(part))
    return next((text.strip().splitlines()[0] for text in texts if text.strip()), "")


def slug(text: str, otherwise: str = "n") -> str:
    """Return an id made from a text: its Latin words and digits; a digest where there are none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    if len(words) >= 2 and not HAN.search(text):
        return words
    return f"{otherwise}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:10]}"


def id_of(title: str, otherwise: str) -> str:
    """Return an id for what has a title: its words, Chinese ones in pinyin; `otherwise` and a digest where they can't
    be written so."""
    if HAN.search(title):
        han = "".join(char for char in title if HAN.match(char))[:12]
        title = (spellings(han) or [title])[0]
    return slug(title, otherwise)


def free_id(wanted: str, taken: Collection[str]) -> str:
    """Return an id that is not taken: the one that is wanted, else with a number behind it."""
    number, found = 2, wanted
    while found in taken:
        found, number = f"{wanted[:58]}-{number}", number + 1
    return found
