"""Deck files are read when they say something else, and not because they lie somewhere else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.content.reading import reader
from ops_trainer.trainer import Trainer

DECK = "id: {id}\ntitle: t\nlanguage: en\nnotes:\n  - id: n\n    kind: qa\n    front: {front}\n    back: b\n"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed."""
    found: list[str] = []
    parse = reader.parse_deck

    def noted(data: bytes, name: str) -> reader.Reading:
        found.append(Path(name).name)
        return parse(data, name)

    monkeypatch.setattr(reader, "parse_deck", noted)
    return found


@pytest.fixture
def builtin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two decks, in place of the one that the tests stand in."""
    folder = tmp_path / "one"
    folder.mkdir()
    for name in ("first", "second"):
        (folder / f"{name}.yaml").write_text(DECK.format(id=name, front="f"), encoding="utf-8")
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: folder)
    return folder


def opened(home: Path) -> Trainer:
    return ops_trainer.open(home, learner="mei")


def test_decks_of_another_checkout_are_read_only_where_they_differ(
    home: Path, builtin: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home) as trainer:
        assert sorted(parsed) == ["first.yaml", "second.yaml"]
        trainer.count_questions()
        counted = {deck.id: deck.questions for deck in trainer.decks()}
    other = builtin.with_name("two")
    shutil.copytree(builtin, other)
    (other / "second.yaml").write_text(DECK.format(id="second", front="another"), encoding="utf-8")
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: other)
    parsed.clear()
    with opened(home) as trainer:
        assert parsed == ["second.yaml"]
        assert {deck.id: deck.questions for deck in trainer.decks()} == {**counted, "second": None}
        assert {deck.path for deck in trainer.decks()} == set(other.iterdir())
        assert {card.front.en.partition("\n")[0] for card in trainer.cards() if card.front.en} == {"f", "another"}
    parsed.clear()
    for file in other.iterdir():
        os.utime(file, (1, 1))
    for _ in range(2):
        opened(home).close()
    assert parsed == []


def test_a_deck_that_is_added_is_parsed_once(home: Path, builtin: Path, parsed: list[str], tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(DECK.format(id="mine", front="f"), encoding="utf-8")
    with opened(home) as trainer:
        parsed.clear()
        assert trainer.add_deck(file).added == ("mine",)
        assert parsed == ["mine.yaml"]
        assert [deck.path for deck in trainer.decks() if deck.own] == [home / "decks" / "mine.yaml"]
