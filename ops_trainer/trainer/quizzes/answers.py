"""A learner's answers to questions, under the names that their notes have today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from ops_trainer.memory.events import Event
from ops_trainer.store import decks, history

REFS = ("chosen", "pair")


def answers(connection: Connection, learner: str) -> list[Event]:
    """All answers, in reading order; what a note was called before (`formerly`) is said by its name of today."""
    found = history.answers(connection, learner)
    names = decks.aliases(connection)
    return [_renamed(event, names) for event in found] if names else found


def _renamed(event: Event, names: Mapping[str, str]) -> Event:
    data: dict[str, Any] = dict(event.data or {})
    for key in REFS:
        if isinstance(data.get(key), list):
            data[key] = [_today(ref, names) for ref in data[key]]
    if isinstance(data.get("mixed"), list):
        data["mixed"] = [[_today(ref, names) for ref in pair] for pair in data["mixed"] if isinstance(pair, list)]
    if isinstance(data.get("question"), str):
        data["question"] = _today(data["question"], names)
    return replace(event, card=_today(event.card, names), data=data)


def _today(name: str, names: Mapping[str, str]) -> str:
    """A reference that begins with a note, with that note's name of today."""
    deck, note, *rest = (*str(name).split("/", 2), "")[:3]
    ref, passed = f"{deck}/{note}", set[str]()
    while ref in names and ref not in passed:
        passed.add(ref)
        ref = names[ref]
    if not passed:
        return name
    return "/".join((ref, *(part for part in rest if part)))
