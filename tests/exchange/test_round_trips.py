"""What goes out comes back the same: all question types through GIFT and Moodle, whole notes through Anki."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.files import builtin_folder
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.reading.reader import read_deck, read_note
from ops_trainer.content.text import Text
from ops_trainer.exchange import registry
from ops_trainer.exchange.outgoing import Outgoing, PastReview
from ops_trainer.exchange.parcel import Parcel, Source, tidy
from tests.examples import examples

DAY_MS = 86_400_000
NOW = 20_000 * DAY_MS
KINDS = Path(__file__).parents[1] / "content" / "kinds.yaml"
# What formats use as signs, and what people write.
WORDS = st.text(
    st.sampled_from("ab Z9.,=~#{}:\\%/<>&;*|'\"$[]()！？，。：甲乙丙留存\n-→"), min_size=1, max_size=12
).map(lambda text: tidy(text.replace("->", "- >")))
FULL = WORDS.filter(bool)


@st.composite
def questions(draw: Any) -> dict[str, Any]:
    """A question of any type, as a deck file writes it."""
    several = st.lists(FULL, min_size=2, max_size=5, unique=True)
    raw: dict[str, Any] = {"id": "q", "kind": "question", "ask": draw(FULL) + draw(st.sampled_from("?。"))}
    kind = draw(st.sampled_from(["single", "multiple", "truth", "accept", "number", "pairs", "order", "open"]))
    texts = draw(several)
    if kind in ("single", "multiple"):
        right = 1 if kind == "single" else draw(st.integers(2, len(texts)))
        options: list[dict[str, Any]] = [{"text": text, "right": place < right} for place, text in enumerate(texts)]
        if draw(st.booleans()):
            for option in options:
                option["why"] = draw(FULL)
        if kind == "multiple" and len(texts) > right and draw(st.booleans()):
            for place, option in enumerate(options):
                option["weight"] = 60 if place == 0 else round(40 / (right - 1), 5) if place < right else -25
        raw["options"] = options
    elif kind == "accept":
        raw["accept"] = texts
    elif kind == "order":
        raw["order"] = texts
    elif kind == "truth":
        raw["truth"] = draw(st.booleans())
    elif kind == "number":
        raw["number"] = {
            "value": draw(st.sampled_from([0, 4.5, -3.25, 1822, 1e-3])),
            "unit": draw(st.sampled_from(["%", "天"])),
        }
        if draw(st.booleans()):
            raw["number"]["tolerance"] = 0.05
    elif kind == "pairs":
        raw["pairs"] = [{"left": f"{n}{left}", "right": right} for n, (left, right) in enumerate(pairwise(texts))]
        raw["decoys"] = ["other 1", "other 2"]
    if draw(st.booleans()):
        raw["why"] = draw(FULL)
    if draw(st.booleans()):
        raw["tags"] = ["a::b", "运营"]
    return raw


def note_of(raw: dict[str, Any], lang: str = "zh") -> BaseNote:
    note, wrong = read_note(raw, "d", lang)  # type: ignore[arg-type]
    assert note is not None, wrong
    assert not wrong, wrong
    return note


def out_of(notes: dict[str, BaseNote], **more: Any) -> Outgoing:
    titles = {ref.partition("/")[0]: Text(zh="题库", en="Bank") for ref in notes}
    return Outgoing("题库", more.pop("lang", "zh"), notes, titles, at=NOW, **more)


def back(out: Outgoing, format_: str, folder: Path) -> Parcel:
    path = folder / f"file{registry.FORMATS[format_].ending}"
    path.write_bytes(registry.write(out, format_))
    parcel = registry.read(Source(path))
    assert parcel.format == format_
    return parcel


@pytest.mark.parametrize("format_", ["gift", "moodle"])
@given(raw=questions())
@examples(60)
def test_a_question_of_any_type_comes_back_the_same(format_: str, raw: dict[str, Any], tmp_path_factory: Any) -> None:
    note = note_of(raw)
    out = out_of({"d/q": note})
    path = tmp_path_factory.getbasetemp() / f"{format_}{registry.FORMATS[format_].ending}"
    path.write_bytes(registry.write(out, format_))
    parcel = registry.read(Source(path), format_)
    assert [loss.complaint.key for loss in parcel.losses] == []
    (again,) = parcel.notes
    assert again.guid == "d/q"
    assert note_of({"id": "q", **again.raw}) == note, path.read_text(encoding="utf-8")


def decks() -> dict[str, BaseNote]:
    found = {}
    for path in [KINDS, *sorted(builtin_folder().glob("*.yaml"))]:
        deck = read_deck(path).deck
        assert deck is not None
        found |= {f"{deck.id}/{note.id}": note for note in deck.notes}
    return found


def test_notes_of_every_kind_come_back_from_a_package_with_cards_media_and_history(tmp_path: Path) -> None:
    notes = decks()
    picture = tmp_path / "漏斗.png"
    picture.write_bytes(b"\x89PNG....")
    notes["own/n"] = note_of(
        {"id": "n", "kind": "qa", "front": "甲 ![图](media/漏斗.png)", "back": "<b>&", "guid": "g1"}
    )
    cards = [card for ref, note in notes.items() for card in note.make_cards(ref.partition("/")[0])]
    learnt = [PastReview(card.id, NOW - DAY_MS * (9 - n), 1 + n % 4, 900, 3) for n, card in enumerate(cards[:8])]
    out = out_of(notes, media={("own", "漏斗.png"): picture}, reviews=learnt)
    parcel = back(out, "anki", tmp_path)
    assert len(parcel.losses) == 0
    again = {}
    known = {ref.partition("/")[2] for ref in notes}
    for foreign in parcel.notes:
        ref = "own/n" if foreign.guid == "g1" else str(foreign.guid)
        note, wrong = read_note(foreign.raw, ref.partition("/")[0], "zh", known)
        assert (note, wrong) == (notes[ref], [])
        again[ref] = foreign
    assert again.keys() == notes.keys()
    assert parcel.media["漏斗.png"]() == picture.read_bytes()
    faces = {
        (place, number): f"{foreign.guid}/{face}"
        for place, foreign in enumerate(parcel.notes)
        for number, face in foreign.faces.items()
    }
    assert [(faces[one.note, one.card], one.at, one.rating) for one in parcel.reviews] == [
        (one.card, one.at, one.rating) for one in learnt
    ]


def test_a_note_that_was_changed_in_anki_is_taken_as_it_is_there(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    path = tmp_path / "d.apkg"
    path.write_bytes(
        registry.write(out_of({"d/q": note_of({"id": "q", "kind": "qa", "front": "old", "back": "b"})}), "anki")
    )
    with zipfile.ZipFile(path) as archive:
        data = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        connection.execute("UPDATE notes SET flds = replace(flds, 'old', 'new')")
        connection.commit()
        data = connection.serialize()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("collection.anki2", data)
        archive.writestr("media", "{}")
    (note,) = registry.read(Source(path)).notes
    assert (note.raw["front"].partition("\n")[0], note.guid) == ("new", "d/q")


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_question_bank_comes_back(format_: str, tmp_path: Path) -> None:
    raws: list[dict[str, Any]] = [
        {"ask": "=1+1?", "options": ["1", {"text": "2", "right": True}], "why": "数"},
        {"ask": "哪些？", "options": [{"text": "a", "right": True}, {"text": "b", "right": True}, "c"]},
        {"ask": "对吗？", "truth": False},
        {"ask": "英文？", "accept": ["retention rate", "retention"]},
        {"ask": "谈谈。", "why": "随便"},
    ]
    notes = {f"d/n{n}": note_of({"id": f"n{n}", "kind": "question", **raw}) for n, raw in enumerate(raws)}
    parcel = back(out_of(notes), format_, tmp_path)
    assert [note_of({"id": f"n{n}", **note.raw}) for n, note in enumerate(parcel.notes)] == list(notes.values())


def test_a_sheet_of_ours_opens_elsewhere_without_a_formula(tmp_path: Path) -> None:
    data = registry.write(
        out_of({"d/q": note_of({"id": "q", "kind": "question", "ask": "=1+1", "accept": ["@x"]})}), "xlsx"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert "=1+1" in [cell.value for cell in cells]


@pytest.mark.parametrize("format_", ["kahoot", "classquiz"])
def test_a_template_holds_what_fits_and_nothing_is_cut(format_: str, tmp_path: Path) -> None:
    notes = {
        "d/a": note_of(
            {"id": "a", "kind": "question", "ask": "短？", "options": [{"text": "对的", "right": True}, "错的"]}
        ),
        "d/b": note_of({"id": "b", "kind": "question", "ask": "长" * 400, "truth": True}),
        "d/c": note_of({"id": "c", "kind": "question", "ask": "写？", "accept": ["x"]}),
    }
    out = out_of(notes)
    parcel = back(out, format_, tmp_path)
    assert [note.raw["ask"] for note in parcel.notes] == ["短？"]
    assert {loss.complaint.key for loss in out.losses} == {"export.too_long", "export.type"}


@pytest.mark.parametrize("format_", ["aiken", "hashcards", "markdown", "tsv"])
def test_other_formats_are_read_by_themselves(format_: str, tmp_path: Path) -> None:
    raw = {"id": "a", "kind": "question", "ask": "哪个？", "options": [{"text": "对的", "right": True}, "错的"]}
    parcel = back(out_of({"d/a": note_of(raw)}), format_, tmp_path)
    assert len(parcel.notes) == 1


def test_the_page_to_print_runs_nothing() -> None:
    raw = {"id": "a", "kind": "qa", "front": "<script>alert(1)</script>", "back": "b"}
    page = registry.write(out_of({"d/a": note_of(raw)}), "html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
