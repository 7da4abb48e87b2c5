"""What a deck says may be well written and still make no sense: references, exercises, gaps, lengths."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from ops_trainer.content import compute as expressions
from ops_trainer.content.cloze import gaps
from ops_trainer.content.notes import BaseNote, Cloze, Compute, Deck, Metric, Scenario
from ops_trainer.content.reading import limits
from ops_trainer.content.reading.tree import Path, Tree
from ops_trainer.content.reading.yaml_mistakes import Place
from ops_trainer.content.text import Text
from ops_trainer.locale import Complaint

PLACEHOLDER = re.compile(r"\{([a-z][a-z_0-9]*)\}")


def faults_of(deck: Deck, tree: Tree) -> list[tuple[Place, Complaint]]:
    """Everything that makes no sense, at its place."""
    listed = tree.value["notes"] if deck.notes else []
    numbers = {raw.get("id"): number for number, raw in enumerate(listed) if isinstance(raw, dict)}
    known = {note.id for note in deck.notes}
    found: list[tuple[Place, Complaint]] = []
    for note in deck.notes:
        path: Path = ("notes", numbers.get(note.id, 0))
        found += [(tree.place((*path, *where)), said) for where, said in _note(deck.id, note, known)]
    return found


def _note(deck: str, note: BaseNote, known: set[str]) -> Iterator[tuple[Path, Complaint]]:
    for name in ("confusable", "after"):
        for number, ref in enumerate(getattr(note, name)):
            yield from _reference(deck, ref, known, (name, number))
    for ref in note.contrast:
        yield from _reference(deck, ref, known, ("contrast", ref.removeprefix(f"{deck}/")))
    for where, text in _texts(note):
        if any(len(part or "") > limits.TEXT for part in (text.zh, text.en)):
            yield where, Complaint("deck.text_long", most=limits.TEXT)
    if isinstance(note, Scenario) and not note.wrong:
        yield ("wrong",), Complaint("deck.no_wrong")
    if isinstance(note, Cloze):
        yield from _cloze(note)
    if isinstance(note, Metric) and note.compute is not None:
        yield from _compute(note.compute)


def _reference(deck: str, ref: str, known: set[str], where: Path) -> Iterator[tuple[Path, Complaint]]:
    owner, _, name = ref.partition("/")
    if owner == deck and name not in known:
        yield where, Complaint("deck.no_such_note", note=name)


def _texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Every text of a note with its path in the file."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, tuple | list):
        for number, part in enumerate(value):
            yield from _texts(part, (*path, number))
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*path, name))


def _cloze(note: Cloze) -> Iterator[tuple[Path, Complaint]]:
    by_lang = {lang: set(gaps(getattr(note.text, lang))) for lang in note.text.langs}
    if not all(by_lang.values()):
        yield ("text",), Complaint("deck.no_gap")
    elif len({frozenset(keys) for keys in by_lang.values()}) > 1:
        yield ("text",), Complaint("deck.gaps_differ")


def _compute(compute: Compute) -> Iterator[tuple[Path, Complaint]]:
    names = set(compute.given)
    parsed: dict[str, expressions.Expression] = {}
    for name in ("expression", "require"):
        source = getattr(compute, name)
        if source is None:
            continue
        try:
            parsed[name] = expressions.parse(source)
        except Complaint as complaint:
            yield ("compute", name), complaint
            continue
        for unknown in sorted(parsed[name].names - names):
            yield ("compute", name), Complaint("deck.no_given", name=unknown)
    for lang in compute.ask.langs:
        asked = set(PLACEHOLDER.findall(getattr(compute.ask, lang)))
        for unknown in sorted(asked - names):
            yield ("compute", "ask"), Complaint("deck.no_given", name=unknown)
        for missing in sorted(names - asked):
            yield ("compute", "ask"), Complaint("deck.given_not_asked", name=missing)
    if "expression" in parsed and (compute.require is None or "require" in parsed):
        rng = random.Random(0)
        try:
            for _ in range(20):
                expressions.answer(compute, expressions.draw(compute, rng))
        except Complaint as complaint:
            yield ("compute", "require" if compute.require else "expression"), complaint
        except KeyError:
            return
