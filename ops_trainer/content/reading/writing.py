"""Decks and notes as the lines of a deck file, and a file with some of its notes written anew, all else as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ops_trainer.content.reading.tree import BARE

PLAIN = re.compile(r"[A-Za-z0-9\u3400-\u9fff][^\n#:\\\"'{}\[\],&*!|>%@`?]*")
NUMBER = re.compile(r"[-+]?[\d.][\d.eE_+-]*")
BLOCK = re.compile(r"[^\s\x7f-\x9f][^\x7f-\x9f]*")
INDENT = "    "


def deck_text(head: Mapping[str, Any], notes: Sequence[str]) -> str:
    """Return a deck file: its head, and notes as `note_text` wrote them."""
    lines = [
        f"{key}: {_inline(value)}" if not isinstance(value, Mapping) else f"{key}:\n{_map(value, '  ')}"
        for key, value in head.items()
    ]
    return "\n".join(lines) + "\nnotes:\n" + "\n".join(notes) + ("" if notes else "  []\n")


def note_text(note: Mapping[str, Any]) -> str:
    """Return the lines of a note in the list of a deck, with a blank line behind them."""
    body = _map(note, INDENT)
    return "  - " + body[len(INDENT) :] + "\n"


def _map(value: Mapping[str, Any], indent: str) -> str:
    return "\n".join(_entry(f"{indent}{_key(key)}:", part, indent) for key, part in value.items())


def _entry(head: str, value: Any, indent: str) -> str:
    if isinstance(value, Mapping):
        return f"{head}\n{_map(value, indent + '  ')}" if value else f"{head} {{}}"
    if isinstance(value, list | tuple):
        if not value:
            return f"{head} []"
        return head + "\n" + "\n".join(_item(one, indent + "  ") for one in value)
    if isinstance(value, str) and "\n" in value and BLOCK.fullmatch(value) and value == value.strip():
        inner = indent + "  "
        return f"{head} |-\n" + "\n".join(inner + line if line else "" for line in value.split("\n"))
    return f"{head} {_inline(value)}"


def _item(value: Any, indent: str) -> str:
    if isinstance(value, Mapping) and value:
        return f"{indent}- " + _map(value, indent + "  ")[len(indent) + 2 :]
    return _entry(f"{indent}-", value, indent)


def _key(key: str) -> str:
    return (
        key
        if re.fullmatch(r"[A-Za-z][\w.-]*", key) and key.lower() not in BARE
        else json.dumps(key, ensure_ascii=False)
    )


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    plain = (
        PLAIN.fullmatch(text) and text == text.strip() and text.casefold() not in BARE and not NUMBER.fullmatch(text)
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


class NoteLines:
    """The lines of a deck file, and which of them are each note's."""

    def __init__(self, text: str, starts: Mapping[str, tuple[int, int]]) -> None:
        """Take a file's text and where each of its notes stands (line and column, from 1)."""
        self.lines = text.split("\n")
        ordered = sorted((line, column, note) for note, (line, column) in starts.items())
        self.spans: dict[str, tuple[int, int]] = {}
        self.ends = len(self.lines)
        while self.ends and not self.lines[self.ends - 1].strip():
            self.ends -= 1
        last_line = 0
        for place, (line, column, note) in enumerate(ordered):
            before = self.lines[line - 1][: column - 1]
            if re.fullmatch(r" *- +", before) and line != last_line:
                end = ordered[place + 1][0] - 1 if place + 1 < len(ordered) else self.ends
                while end > line and (not self.lines[end - 1].strip() or self.lines[end - 1].lstrip().startswith("#")):
                    end -= 1
                self.spans[note] = (line - 1, end)
            last_line = line

    def replaced(self, notes: Mapping[str, str | None], more: Sequence[str] = ()) -> str:
        """Return the file with some notes written anew (None: taken out) and more behind the last one; what stands on
        other lines is as it was. Raises KeyError for a note that shares its line with something else."""
        made = list(self.lines)
        indents = {len(self.lines[begin]) - len(self.lines[begin].lstrip(" ")) for begin, _ in self.spans.values()}
        indent = min(indents, default=2)
        ends = max((end for _, end in self.spans.values()), default=self.ends)
        made[ends:ends] = [line for note in more for line in ["", *shifted(note, indent)]]
        for note in sorted(notes, key=lambda one: -self.spans[one][0]):
            begin, end = self.spans[note]
            text = notes[note]
            made[begin:end] = [] if text is None else shifted(text, indent)
        return "\n".join(made)


def shifted(note: str, indent: int) -> list[str]:
    """Return the lines of a note with its list at an indentation."""
    lines = note.rstrip("\n").split("\n")
    return [(" " * indent + line[2:] if line.startswith("  ") else line) for line in lines]
