"""Decks and notes as the lines of a deck file."""

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
    return "\n".join(entry(f"{indent}{written_key(key)}:", part, indent) for key, part in value.items())


def entry(head: str, value: Any, indent: str) -> str:
    """Return a value behind its key or dash (`head`), whose lines are set in by `indent`."""
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
    return entry(f"{indent}-", value, indent)


def written_key(key: str) -> str:
    """Return a key as a deck file writes it."""
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
