"""A kind of note is a file: whatever lists the kinds knows a new one, and nothing else asks which kind a note is."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops_trainer.content.kinds import KINDS
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.locale import LANGS, Lang, say
from tests.sources import PACKAGE, nodes, trees

HERE = Path(__file__).parent

NOTES = yaml.safe_load((HERE / "kinds.yaml").read_text(encoding="utf-8"))["notes"]


def read(note: dict[str, Any]) -> BaseNote | None:
    """The only note of a deck; None where the reader finds fault with it."""
    deck = parse_deck(yaml.safe_dump({"id": "kinds", "title": "t", "notes": [note]}).encode(), "kinds.yaml").deck
    return deck.notes[0] if deck is not None else None


def in_both(value: Any, key: str = "") -> Any:
    """The texts of a note in both languages."""
    if isinstance(value, dict):
        if value and value.keys() <= set(LANGS):
            return {lang: value.get(lang) or next(iter(value.values())) for lang in LANGS}
        return {name: in_both(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [in_both(part) for part in value]
    return dict.fromkeys(LANGS, value) if isinstance(value, str) and key not in ("id", "kind", "note") else value


def minimal(kind: str) -> BaseNote:
    """A note of a kind with nothing in it that the reader does not insist on."""
    raw = in_both(next(note for note in NOTES if note["kind"] == kind))
    fields = KINDS[kind].model_fields
    least = {name: value for name, value in raw.items() if name in ("id", "kind") or fields[name].is_required()}
    # What makes no sense without one more of its fields is given that.
    note = read(least) or next(filter(None, (read({**least, name: raw[name]}) for name in raw)), None)
    assert note is not None
    return note


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_least_note_of_a_kind_makes_a_card_a_lesson_and_a_question(kind: str, lang: Lang) -> None:
    note = minimal(kind)
    cards = note.make_cards("kinds")
    assert cards
    assert all(card.front.has(lang) and card.back.has(lang) for card in cards)
    assert note.title.has(lang)
    assert note.summary().has(lang)
    assert len(note.lesson("kinds", lang, {}).splitlines()) > 1
    questions = Generator({f"kinds/{note.id}": note}).questions(f"kinds/{note.id}")
    assert questions
    assert all(question.prompt.has(lang) and question.explanation.has(lang) for question in questions)
    assert say(f"browse.kind_{kind}", lang)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_manual_has_a_row_for_each_kind_and_names_its_fields(kind: str, lang: Lang) -> None:
    page = (PACKAGE / "help" / lang / "decks.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if row.startswith(f"| {kind} |")]
    assert len(rows) == 1
    fields = set(re.findall(r"[a-z]+", rows[0].split("|")[2]))
    own = KINDS[kind].model_fields.keys() - BaseNote.model_fields.keys()
    elsewhere = set(re.findall(r"`([a-z]+)(?:`|:)", page))
    assert own <= fields | elsewhere
    if kind != "cloze":  # whose row shows how a gap is written
        assert fields <= KINDS[kind].model_fields.keys()


def test_a_kind_is_named_in_its_own_file_and_in_the_list_only() -> None:
    classes = {kind.__name__ for kind in KINDS.values()}
    modules = {kind.__module__ for kind in KINDS.values()}
    assert len(modules) == len(KINDS)
    found = []
    for path in trees():
        if path == PACKAGE / "content" / "kinds" / "__init__.py":
            continue
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom) and (
                node.module in modules
                or (node.module == "ops_trainer.content.kinds" and classes & {name.name for name in node.names})
            ):
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert not found
