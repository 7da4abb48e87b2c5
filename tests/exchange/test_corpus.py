"""Files that others made: each is told by its content and gives what stands in it; what is lost is said."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from ops_trainer.content.reading.reader import read_note
from ops_trainer.exchange import registry
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.locale import Complaint

CORPUS = Path(__file__).with_name("corpus")
TYPES = ("options", "truth", "accept", "number", "pairs", "order")
# By file: the format, the notes by kind and sort of answer, the messages of what is lost.
SEVEN = {"question options": 3, "question truth": 2, "question accept": 1, "question": 1}
STOCK = ("anki", {"qa": 9, "question accept": 1, "cloze": 3})
EXPECTED: dict[str, tuple[str, dict[str, int], set[str]]] = {
    "anki/stock-latest.apkg": (*STOCK, {"looks", "hidden", "no_media", "occlusion", "hint", "decks_as_tags"}),
    "anki/stock-legacy.apkg": (*STOCK, {"looks", "hidden", "no_media", "occlusion", "hint", "decks_as_tags"}),
    "anki/stock-notes.txt": ("tsv", {"qa": 10, "cloze": 3}, {"looks", "hidden", "no_media"}),
    "anki/stock-notes-plain.txt": ("tsv", {"qa": 10, "cloze": 3}, set()),
    "anki/stock-cards.txt": ("tsv", {"qa": 21, "question": 1}, {"looks", "hidden", "no_media", "no_back"}),
    "genanki/genanki-small.apkg": ("anki", {"qa": 5, "cloze": 1}, {"looks", "media_name", "decks_as_tags"}),
    "own/moodle-own.xml": (
        "moodle",
        {f"question {one}": 1 for one in TYPES[:5]} | {"question": 1, "cloze": 1},
        {"looks", "part_answer", "drag"},
    ),
    "own/zh-question-bank.xlsx": (
        "xlsx", {"question options": 3, "question truth": 2, "question accept": 1, "question": 1}, {"column"},
    ),
    "own/zh-exam.txt": ("exam", SEVEN, set()),
    "own/zh-exam.docx": ("exam", SEVEN, set()),
    "own/classquiz-template.xlsx": ("classquiz", {"question options": 2}, set()),
    "kahoot/kahoot-filled.xlsx": ("kahoot", {"question options": 16}, set()),
    "kahoot/male-voices-quiz.csv": ("csv", {"question options": 16}, set()),
    "own/vocab-utf8-bom.csv": ("csv", {"definition": 4}, set()),
    "own/vocab-gbk.csv": ("csv", {"definition": 4}, set()),
    "own/vocab-utf16.txt": ("csv", {"definition": 4}, set()),
    "own/vocab-semicolon.csv": ("csv", {"definition": 4}, set()),
    "own/vocab-no-header.csv": ("csv", {"qa": 3}, {"guessed_columns"}),
    "own/anki-tab.txt": ("tsv", {"qa": 2}, {"looks"}),
    "own/anki-semicolon-multiline.txt": ("tsv", {"qa": 2}, set()),
    "own/anki-mangled-by-excel.csv": ("tsv", {"qa": 2}, set()),
    "own/anki-comment-lines.txt": ("tsv", {"qa": 2}, set()),
    "own/quizlet-export.txt": ("quizlet", {"qa": 4}, set()),
    "own/quizlet-custom.txt": ("quizlet", {"qa": 3}, set()),
    "own/mochi-guess.mochi": ("mochi", {"qa": 1, "cloze": 1}, set()),
    "own/obsidian.md": ("markdown", {"qa": 3, "cloze": 1}, {"schedule"}),
    "own/headings.md": ("markdown", {"qa": 2}, set()),
    "own/org-fc.org": ("markdown", {"qa": 2, "cloze": 1}, set()),
    "own/mkdocs-task-quiz.md": ("markdown", {"question options": 1}, set()),
    "hashcards/example/Art.md": ("hashcards", {"qa": 2}, {"no_media"}),
    "hashcards/example/Audio.md": ("hashcards", {"qa": 1}, set()),
    "hashcards/example/French.md": ("hashcards", {"cloze": 1}, set()),
    "hashcards/example/Geography.md": ("hashcards", {"qa": 1, "cloze": 1}, set()),
    "hashcards/example/Geology.md": ("hashcards", {"qa": 1}, set()),
    "hashcards/example/Math.md": ("hashcards", {"qa": 4, "cloze": 2}, set()),
    "hashcards/example/Quotes.md": ("hashcards", {"cloze": 1}, set()),
    "hostile/traversal.apkg": ("anki", {"qa": 5, "cloze": 1}, {"looks", "media_name", "decks_as_tags"}),
}  # fmt: skip
GIFT = sorted((CORPUS / "gift").rglob("*.gift"))
OURS = {"MC": "options", "TF": "truth", "Short": "accept", "Numerical": "number", "Matching": "pairs", "Essay": ""}


def read(path: Path) -> Parcel:
    return registry.read(Source(path))


def sorts(parcel: Parcel) -> dict[str, int]:
    """Kinds of notes with their sort of answer, and how many of each."""
    named = (" ".join([note.raw["kind"], *(one for one in TYPES if one in note.raw)]) for note in parcel.notes)
    return dict(Counter(named))


def makes_sense(parcel: Parcel) -> list[str]:
    """What is wrong with the notes of a parcel as a deck would hold them."""
    found = []
    for note in parcel.notes:
        raw = {"id": "n", **{name: value for name, value in note.raw.items() if name != "id"}, "guid": note.guid or "g"}
        found += [wrong.in_lang("en") for _, wrong in read_note(raw, "d", parcel.language)[1]]
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_gives_what_is_in_it(name: str) -> None:
    parcel = read(CORPUS / name)
    format_, notes, lost = EXPECTED[name]
    assert (parcel.format, sorts(parcel)) == (format_, notes)
    assert {loss.complaint.key.removeprefix("import.") for loss in parcel.losses} == lost
    assert makes_sense(parcel) == []
    assert all(loss.in_lang(lang) for loss in parcel.losses for lang in ("zh", "en"))


def test_every_format_that_is_read_has_a_file_of_someone_else() -> None:
    there = {format_ for format_, _, _ in EXPECTED.values()} | {"gift"}
    assert there | {"aiken"} == {one.name for one in registry.FORMATS.values() if one.reads}  # aiken: below


@pytest.mark.parametrize("name", ["stock-latest.apkg", "stock-legacy.apkg"])
def test_a_package_brings_cards_history_media_and_what_was_put_aside(name: str) -> None:
    parcel = read(CORPUS / "anki" / name)
    assert sum(len(note.faces) for note in parcel.notes) == 22
    assert len(parcel.reviews) == 19
    assert {name: len(data()) for name, data in parcel.media.items()} == {
        "funnel.png": 156, "漏斗 图.png": 93, "ding.wav": 844, "occ.png": 242,
    }  # fmt: skip
    assert sorted(mark.flag for mark in parcel.marks) == ["", "orange"]
    assert "please update" not in json.dumps([note.raw for note in parcel.notes]).lower()
    faces = {note.guid: dict(note.faces) for note in parcel.notes}
    assert faces["Nxjl<GC&Q2"] == {0: "answer", 1: "reverse"}
    assert faces["gz+d+[-^z0"] == {0: "cloze.c1", 1: "cloze.c2", 2: "cloze.c3"}


@pytest.mark.parametrize("path", GIFT, ids=lambda path: path.stem)
def test_gift_gives_the_questions_that_another_parser_finds(path: Path) -> None:
    theirs = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    wanted = Counter(OURS[one["type"]] for one in theirs if one["type"] not in ("Category", "Description"))
    if not any(one["type"] != "Category" for one in theirs):
        with pytest.raises(Complaint, match="nothing to learn"):
            registry.read(Source(path), "gift")
        return
    parcel = registry.read(Source(path), "gift")
    assert Counter(next((one for one in TYPES if one in note.raw), "") for note in parcel.notes) == wanted
    told = sum(loss.count for loss in parcel.losses if loss.complaint.key == "import.description")
    assert told == sum(one["type"] == "Description" for one in theirs)
    assert makes_sense(parcel) == []


def test_aiken_is_read(tmp_path: Path) -> None:
    path = tmp_path / "quiz.txt"
    path.write_text("Which one?\nA) first\nB) second\nANSWER: B\n\nNo answer here?\nA. x\nB. y\n", encoding="utf-8")
    parcel = read(path)
    assert parcel.format == "aiken"
    assert [note.raw["options"] for note in parcel.notes] == [[{"text": "first"}, {"text": "second", "right": True}]]
    assert [loss.complaint.key for loss in parcel.losses] == ["import.no_answer"]


@pytest.mark.parametrize("name", ["hashcards/example/test.mp3", "hashcards/LICENSE", "own"])
def test_what_is_no_deck_is_told(name: str) -> None:
    path = CORPUS / name
    if path.is_dir():
        path = path / "none.csv"
    with pytest.raises(Complaint) as caught:
        registry.read(Source(path))
    assert caught.value.key in ("import.unknown", "import.nothing", "trainer.cannot_read")


@pytest.mark.parametrize("text", ['[{"type": "MC", "stem": "Who?"},\n {"type": "TF"}]', '{\n "a": "b, c"\n}', "[]"])
@pytest.mark.parametrize("name", ["quiz.json", "quiz.txt"])
def test_json_is_no_table(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Complaint) as caught:
        registry.read(Source(path))
    assert caught.value.key == "import.unknown"


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("no,left,middle,right\n1,甲,x,乙\n", encoding="utf-8")
    for wish in ("front=B,back=D", "front=2,back=4", "front=left,back=right", "正面=B,背面=D"):
        parcel = registry.read(Source(path), "csv", wish)
        assert {"kind": "qa", "front": "甲", "back": "乙"} in [note.raw for note in parcel.notes]
    with pytest.raises(Complaint, match="names no column"):
        registry.read(Source(path), "csv", "colour=B")
