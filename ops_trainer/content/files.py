"""Files that people bring along: where decks are, how large they may be, what is wrong in one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from ops_trainer.locale import Complaint, Lang

# How large a deck file may be, so that no file can exhaust the machine.
MOST_BYTES = 5 * 1024 * 1024
MOST_DEPTH = 24  # of lists and maps in each other
MOST_NODES = 600_000
MOST_NOTES = 20_000
LONGEST_TEXT = 4_000  # characters of one text
LONGEST_WRITTEN = 16 * LONGEST_TEXT  # characters of one text as it is written, with its indentation and escapes
MOST_PROBLEMS = 200  # reported for one file

# What people's and sync programs' copies are called: `shop (1)`, `shop - Copy`, `shop 副本 2`, `shop.sync-conflict-…`.
COPY = re.compile(
    r"[(（]\d{1,3}[)）]$|([ _-]|^)(copy|kopie)( ?\d+)?$|(副本|拷贝|複本)( ?\d+)?$|- (copy|副本|複本) ?[(（]\d+[)）]$"
    r"|sync-conflict|conflict(ed)? copy|冲突(的)?副本|衝突複本",
    re.IGNORECASE,
)
YAML = (".yaml", ".yml")
# How files of other programs begin, and what they are: `deck.foreign_…` says what to do with one.
BEGINNINGS = (
    (b"%PDF", "document"),
    (b"\xd0\xcf\x11\xe0", "document"),  # Word and Excel of before 2007
    (b"{\\rtf", "document"),
    (b"SQLite format 3\0", "database"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
)
INSIDE = (
    (b"collection.anki2", "anki"),
    (b"xl/", "sheet"),
    (b"word/", "document"),
    (b"ppt/", "document"),
)
SUFFIXES = {
    **dict.fromkeys((".apkg", ".colpkg"), "anki"),
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xls", ".ods"), "sheet"),
    **dict.fromkeys((".docx", ".doc", ".pdf", ".pptx", ".ppt", ".rtf", ".odt", ".html", ".htm"), "document"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic"), "image"),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz"), "archive"),
}
EDGE = 1 << 16  # bytes at each end of an archive in which the names of what is in it are looked for


def pasted_path(text: str) -> str:
    """Return a path as it was meant: without the quotes, `file://` and backslashes that copying and dragging add."""
    text = text.strip().strip("\"'“”‘’").strip()
    if text.startswith("file://"):
        text = unquote(text.removeprefix("file://").removeprefix("localhost"))
        text = text[1:] if text[2:3] == ":" else text
    if text.startswith("～"):
        text = "~" + text[1:]
    return re.sub(r"\\([ ()&'])", r"\1", text) if os.sep == "/" else text


def builtin_folder() -> Path:
    """Return the folder of the built-in decks: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parent / "decks"


def deck_files(folder: Path) -> list[Path]:
    """Return the deck files of a folder and the folders in it, by name; none where there is no folder.

    Hidden files are passed over, such as `._shop.yaml`, which macOS leaves on sticks. Copies come after all originals.
    """
    if not folder.is_dir():
        return []
    found = (
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in YAML and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    return sorted((path for path in found if path.is_file()), key=originals_first)


def originals_first(path: Path) -> tuple[bool, Path]:
    """Return what to sort files by so that each comes before its copies."""
    return is_copy(path), path.with_suffix("")


def is_copy(path: Path, other: Path | None = None) -> bool:
    """Return whether a file's name says that a person or a sync program made it as a copy of another.

    With an `other` that holds the same deck: of that one, which need not be called so itself. OneDrive calls the copy
    of `shop` that a computer made `shop-COMPUTER`, as a name of its own might be.
    """
    if other is None:
        return COPY.search(path.stem) is not None
    if is_copy(path) or is_copy(other):
        return is_copy(path) and not is_copy(other)
    return path.parent == other.parent and path.stem.startswith(f"{other.stem}-")


def foreign(path: Path) -> Complaint | None:
    """Return what a file of another program is and what to do with it; None for what may be a deck, JSON included.

    Raises OSError when it can't be read.
    """
    with path.open("rb") as file:
        head = file.read(EDGE)
        kind = next((kind for begins, kind in BEGINNINGS if head.startswith(begins)), "")
        if head.startswith(b"PK\x03\x04"):
            file.seek(max(path.stat().st_size - EDGE, 0))
            names = head + file.read(EDGE)
            kind = next((kind for name, kind in INSIDE if name in names), "archive")
    if kind in ("", "archive", "document"):  # what begins alike is told apart by the file's name
        kind = SUFFIXES.get(path.suffix.lower(), kind)
    return Complaint(f"deck.foreign_{kind}") if kind else None


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


def id_taken(deck: str, path: Path, other: Path) -> Complaint:
    """Return why a file is left out whose deck's id another file has: a copy is to be compared and deleted."""
    return Complaint("trainer.deck_copy" if is_copy(path, other) else "trainer.deck_twice", deck=deck, other=other.name)
