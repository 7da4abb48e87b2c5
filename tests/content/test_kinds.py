"""Every kind of note: what a deck file says becomes notes and cards, whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from ops_trainer.content.deck import deck_schema
from ops_trainer.content.files import builtin_folder, deck_files
from ops_trainer.content.kinds import KINDS
from ops_trainer.content.lint.advice import warnings
from ops_trainer.content.lint.check import check_paths
from ops_trainer.content.reading.reader import Reading, read_deck
from ops_trainer.trainer.library import _body, note_of

HERE = Path(__file__).parent
# A deck from outside the repository, where it stands beside it: the format is older than this program.
FILES = [HERE / "kinds.yaml", *deck_files(builtin_folder()), HERE / "sample-deck.yaml"]
SCHEMA = Path(read_deck.__code__.co_filename).with_name("deck.schema.json")


def read(path: Path) -> Reading:
    reading = read_deck(path)
    assert not [problem.in_lang("en") for problem in reading.problems]
    return reading


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_decks_are_read_without_a_problem(path: Path) -> None:
    deck = read(path).deck
    assert deck is not None
    assert deck.notes
    for note in deck.notes:
        cards = note.make_cards(deck.id)
        assert cards
        assert len({card.id for card in cards}) == len(cards)
        assert note.title.langs
        for card in cards:
            assert set(card.front.langs) & set(card.back.langs)


def test_each_kind_makes_its_cards() -> None:
    deck = read(HERE / "kinds.yaml").deck
    assert deck is not None
    assert {note.kind for note in deck.notes} == set(KINDS)
    faces = {note.id: [card.face for card in note.make_cards("kinds")] for note in deck.notes}
    assert faces == {
        "stock": ["meaning", "term", "part.demand", "part.supply"],
        "keeper": ["mission", "term", "duty.count", "duty.place"],
        "picker": ["mission", "term"],
        "recount": ["advice", "why"],
        "turnover": ["meaning", "term", "formula", "mistake"],
        "late": ["answer"],
        "fifo": ["answer"],
        "reorder": ["cloze.use", "cloze.safe"],
        "cost": ["answer"],
    }


def test_cards_say_what_the_note_says() -> None:
    deck = read(HERE / "kinds.yaml").deck
    assert deck is not None
    cards = {card.id: card for note in deck.notes for card in note.make_cards("kinds")}
    gap = cards["kinds/reorder/cloze.safe"]
    assert gap.subject.zh == "补货点等于日均销量乘以到货天数，再加［…］。"
    assert (gap.back.zh, gap.back.en) == ("安全库存", "safety stock")
    assert cards["kinds/keeper/duty.place"].back.zh == "出得快的放门口"
    assert cards["kinds/keeper/duty.count"].back.zh == "仓管"
    assert cards["kinds/late/answer"].front.en == (
        "The supplier will be three days late, on the first day of a campaign.\nWhat comes first?"
    )
    assert cards["kinds/fifo/answer"].back.in_lang("en") == "FIFO"  # a plain string is in the deck's language


def test_references_are_whole_and_places_are_lines() -> None:
    reading = read(HERE / "kinds.yaml")
    assert reading.deck is not None
    notes = {note.id: note for note in reading.deck.notes}
    assert notes["keeper"].confusable == ("kinds/picker",)
    assert list(notes["keeper"].contrast) == ["kinds/stock"]
    assert notes["late"].wrong[0].note == "kinds/stock"
    lines = (HERE / "kinds.yaml").read_text(encoding="utf-8").split("\n")
    for name, (line, column) in reading.places.items():
        assert lines[line - 1][column - 1 :] == f"id: {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_notes_come_back_from_the_store_as_they_were(path: Path) -> None:
    deck = read(path).deck
    assert deck is not None
    for note in deck.notes:
        assert note_of(f"{deck.id}/{note.id}", _body(note)) == note


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_schema_accepts_what_the_reader_accepts(path: Path) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    errors = [error.message for error in Draft202012Validator(deck_schema()).iter_errors(document)]
    assert not errors


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Not A Slug"},
        {"languag": "zh"},
        {"notes": [{"id": "a", "kind": "poem", "term": "x"}]},
        {"notes": [{"id": "a", "kind": "tip", "term": "x", "situation": "y"}]},
        {"notes": [{"id": "a", "kind": "qa", "front": {"fr": "x"}, "back": "y"}]},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change: dict[str, object]) -> None:
    deck = {"id": "a", "title": "t", "notes": [], **change}
    assert list(Draft202012Validator(deck_schema()).iter_errors(deck))


def test_the_schema_file_is_the_one_that_the_models_make() -> None:
    Draft202012Validator.check_schema(deck_schema())
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == deck_schema()


def test_the_built_in_decks_refer_to_notes_that_exist() -> None:
    found = check_paths([builtin_folder()])
    assert found.files == 7
    assert found.errors == []
    assert [problem.in_lang("en") for problem in found.advice if problem.complaint.key == "deck.unknown_ref"] == []


def test_every_built_in_text_stands_in_both_languages() -> None:
    found = [
        problem.in_lang("en")
        for path in deck_files(builtin_folder())
        for problem in warnings(read(path))
        if problem.complaint.key.startswith(("editorial.only_", "editorial.deck_only_", "editorial.half_width"))
    ]
    assert not found
