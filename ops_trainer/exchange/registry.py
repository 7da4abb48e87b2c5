"""The formats by name, and which one a file is: told by what is in it, not by what it is called."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.exchange.outgoing import Outgoing
    from ops_trainer.exchange.parcel import Parcel, Source

HEAD = 1 << 16  # bytes in which a text is known by
ANKI_HEADER = re.compile(
    r'(?:"?#[^\n]*\n)*?"?#\s*(?:separator|html|tags|columns|deck|notetype|(?:guid|notetype|deck|tags) column)\s*:',
    re.IGNORECASE,
)
SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ending of its files, whether it is read and whether it is written."""

    name: str
    ending: str
    reads: bool = True
    writes: bool = True


FORMATS = {
    one.name: one
    for one in (
        Format("anki", ".apkg"),
        Format("tsv", ".txt"),
        Format("csv", ".csv"),
        Format("xlsx", ".xlsx"),
        Format("exam", ".txt", writes=False),
        Format("kahoot", ".xlsx"),
        Format("classquiz", ".xlsx"),
        Format("gift", ".gift"),
        Format("aiken", ".txt"),
        Format("moodle", ".xml"),
        Format("quizlet", ".txt", writes=False),
        Format("hashcards", ".md"),
        Format("markdown", ".md"),
        Format("html", ".html", reads=False),
        Format("mochi", ".mochi", writes=False),
    )
}


def read(source: Source, name: str = "", wish: str = "") -> Parcel:
    """Return what a file holds, in the format named or the one that it is. Raises Complaint, and nothing else."""
    name = name or sniff(source)
    if name not in FORMATS or not FORMATS[name].reads:
        known = ", ".join(one.name for one in FORMATS.values() if one.reads)
        raise Complaint("import.no_format", format=name, known=known)
    module = import_module(f"ops_trainer.exchange.formats.{name}")
    try:
        parcel = cast("Callable[[Source, str], Parcel]", module.read)(source, wish)
    except (MemoryError, RecursionError):
        raise Complaint("import.bomb", file=source.path.name) from None
    if not parcel.notes and not len(parcel.losses):
        raise Complaint("import.nothing", file=source.path.name, format=name)
    return parcel


def write(out: Outgoing, name: str) -> bytes:
    """Return decks in a format. Raises Complaint for one that is not written."""
    if name not in FORMATS or not FORMATS[name].writes:
        known = ", ".join(one.name for one in FORMATS.values() if one.writes)
        raise Complaint("export.no_format", format=name, known=known)
    module = import_module(f"ops_trainer.exchange.formats.{name}")
    return cast("Callable[[Outgoing], bytes]", module.write)(out)


def sniff(source: Source) -> str:
    """Return the name of the format that a file is in. Raises Complaint for one that is none of ours."""
    try:
        with source.path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise Complaint("trainer.cannot_read", path=str(source.path), error=error.strerror or str(error)) from None
    if head.startswith(b"PK\x03\x04"):
        return _archive(source)
    if head.startswith(
        (SQLITE, b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"7z", b"Rar!")
    ):
        raise Complaint("import.unknown", file=source.path.name)
    return _text(source, head)


def _archive(source: Source) -> str:
    from ops_trainer.exchange.archives import Archive

    with Archive(source.path) as archive:
        names = archive.names
    if any(name.startswith("collection.anki2") for name in names):
        return "anki"
    if "data.json" in names:
        return "mochi"
    if "word/document.xml" in names:
        return "exam"
    if "xl/workbook.xml" not in names:
        raise Complaint("import.unknown", file=source.path.name)
    from ops_trainer.exchange.formats.classquiz import is_template
    from ops_trainer.exchange.formats.kahoot import header_of
    from ops_trainer.exchange.sheets import read_xlsx

    sheets = [rows for _, rows in read_xlsx(source)]
    if any(header_of(rows) is not None for rows in sheets):
        return "kahoot"
    return "classquiz" if any(map(is_template, sheets)) else "xlsx"


def _text(source: Source, head: bytes) -> str:
    from ops_trainer.content.encodings import decoded

    whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1] or head
    text = decoded(whole).replace("\r\n", "\n").replace("\r", "\n")
    ending = source.path.suffix.lower()
    strange = sum(char == "\ufffd" or (char < " " and char not in "\t\n\f") for char in text[:8000])
    if strange * 50 > len(text[:8000]):
        raise Complaint("import.unknown", file=source.path.name)
    if not text.strip():
        raise Complaint("import.nothing", file=source.path.name, format="-")
    if (re.match(r"\s*<\?xml|\s*<quiz\b", text) and "<quiz" in text[:4000]) or (ending == ".xml"):
        return "moodle"
    # JSON, whose commas and quotes would pass for a table.
    json = ending == ".json" or re.match(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])", text)
    if json or re.match(r"\s*(<!doctype html|<html)", text, re.IGNORECASE):
        raise Complaint("import.unknown", file=source.path.name)
    if ANKI_HEADER.match(text):
        return "tsv"
    if re.search(r"^\s*ANSWER\s*[:：]\s*[A-Za-z]\s*$", text, re.MULTILINE | re.IGNORECASE) and re.search(
        r"^\s*A[.)]\s", text, re.MULTILINE
    ):
        return "aiken"
    if ending == ".gift" or re.search(r"^(?:\$CATEGORY:|::.*?::.*\{)", text, re.MULTILINE):
        return "gift"
    if re.search(r"^[QC]:(?:\s|$)", text, re.MULTILINE) and (
        re.search(r"^A:(?:\s|$)", text, re.MULTILINE) or re.search(r"^C:", text, re.MULTILINE)
    ):
        return "hashcards"
    if ending in (".csv",) or (ending == ".tsv" and "\t" in text):
        return "csv"
    if ending in (".md", ".markdown", ".org"):
        return "gift" if _is_gift(text) and not re.search(r"^#{1,6} ", text, re.MULTILINE) else "markdown"
    if _is_exam(text):
        return "exam"
    if _is_gift(text):
        return "gift"
    return _lines(source, text)


def _is_gift(text: str) -> bool:
    return bool(re.search(r"(?<!\\)\{\s*(?:[=~#]|T\b|F\b|TRUE\b|FALSE\b|\})", text)) and "{{" not in text


def _is_exam(text: str) -> bool:
    numbered = re.search(r"^\s*\d{1,4}\s*[.．、)）]", text, re.MULTILINE)
    answered = re.search(r"答案|答\s*[:：]|解析|[（(]\s*[A-HＡ-Ｈ√×对错]+\s*[）)]", text) or re.search(
        r"^\s*[AＡ]\s*[.．、]", text, re.MULTILINE
    )
    return bool(numbered and answered)


def _lines(source: Source, text: str) -> str:
    """Return what a text with a card a line is."""
    from ops_trainer.exchange.sheets import read_csv
    from ops_trainer.exchange.table import columns_of

    lines = [line for line in text.split("\n") if line.strip()]
    rows = read_csv(text, source.path.name)
    if any(columns_of(row) for row in rows[:5]):
        return "csv"
    if lines[0].startswith("#") and not re.match(r"#{1,6} ", lines[0]):
        return "markdown" if lines[0].startswith("#flashcards") else "tsv"
    if re.search(r"^#{1,6} ", text, re.MULTILINE) or re.search(r"^[^\n:|]{1,80}:::?[^\n:]", text, re.MULTILINE):
        return "markdown"
    if sum("\t" in line for line in lines) * 2 >= len(lines):
        return "quizlet" if all(line.count("\t") <= 1 for line in lines) else "tsv"
    if ";;" in text and re.search(r"\s[-–—]\s", text):
        return "quizlet"
    if max((len(row) for row in rows), default=0) > 1 and sum(len(row) > 1 for row in rows) * 2 >= len(rows):
        return "csv"
    raise Complaint("import.unknown", file=source.path.name)
