"""Notes to make questions from: the built-in decks, and decks written in a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ops_trainer.content.files import builtin_folder, deck_files
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Question
from ops_trainer.content.reading.reader import read_deck

SEEDS = range(3)  # more in a soak: see conftest.py


@cache
def builtin() -> dict[str, BaseNote]:
    """The notes of the built-in decks by `deck/note`."""
    found: dict[str, BaseNote] = {}
    for file in deck_files(builtin_folder()):
        deck = read_deck(file).deck
        assert deck is not None, file
        found |= {f"{deck.id}/{note.id}": note for note in deck.notes}
    return found


@cache
def generated() -> tuple[Question, ...]:
    """Every question of the built-in decks, with every seed."""
    generator = Generator(builtin())
    # Note by note: what a note's siblings would answer is worked out once for all seeds.
    return tuple(question for ref in builtin() for seed in SEEDS for question in generator.questions(ref, seed))


def cards(notes: dict[str, BaseNote]) -> set[str]:
    """The cards that notes make."""
    return {card.id for ref, note in notes.items() for card in note.make_cards(ref.partition("/")[0])}


def written(folder: Path, text: str) -> dict[str, BaseNote]:
    """The notes of a deck written out."""
    file = folder / "deck.yaml"
    file.write_text(text, encoding="utf-8")
    deck = read_deck(file).deck
    assert deck is not None, read_deck(file).problems
    return {f"{deck.id}/{note.id}": note for note in deck.notes}
