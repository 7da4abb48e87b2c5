"""Files that people bring along: where decks are, how large they may be, the text of bytes, what is wrong in one."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ops_trainer.locale import Complaint, Lang

# How large a deck file may be, so that no file can exhaust the machine.
MOST_BYTES = 5 * 1024 * 1024
MOST_DEPTH = 24  # of lists and maps in each other
MOST_NODES = 600_000
MOST_NOTES = 20_000
LONGEST_TEXT = 4_000  # characters of one text
LONGEST_WRITTEN = 16 * LONGEST_TEXT  # characters of one text as it is written, with its indentation and escapes
MOST_PROBLEMS = 200  # reported for one file

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def encoding_of(data: bytes) -> str:
    """Return the name of the encoding that bytes are in: as a byte order mark says, else UTF-8 where they are that,
    else UTF-16 where every other byte of a plain text is zero, else GB18030, which Chinese Windows writes."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return _wide(data) or "gb18030"
    return (b"\0" in data and _wide(data)) or "utf-8"


def decoded(data: bytes) -> str:
    """Return the text of bytes without its byte order mark; what is no character becomes U+FFFD. Never raises."""
    return data.decode(encoding_of(data), errors="replace").removeprefix("\ufeff")


def _wide(data: bytes) -> str:
    """Return the kind of UTF-16 by the zero bytes of line ends and Latin letters, "" where it is none."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) * 16 < len(data) or min(even, odd) * 2 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def builtin_folder() -> Path:
    """Return the folder of the built-in decks: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parent / "decks"


def deck_files(folder: Path) -> list[Path]:
    """Return the deck files of a folder and the folders in it, by name; none where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())


@dataclass(frozen=True)
class Problem:
    """One problem at its place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    complaint: Complaint
    severity: Literal["error", "warning"] = "error"

    def message(self, lang: Lang) -> str:
        """Return what is wrong and how to put it right."""
        return self.complaint.in_lang(lang)

    def in_lang(self, lang: Lang) -> str:
        """Return `file:line:column: message`."""
        return f"{self.file}:{self.line}:{self.column}: {self.message(lang)}"
