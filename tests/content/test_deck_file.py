"""A deck file that is changed: what a change is about is as asked, everything else as it was, to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.files import builtin_folder, deck_files
from ops_trainer.content.forms import Shape, blank, fields_of, filled, rows, written
from ops_trainer.content.kinds import KINDS
from ops_trainer.content.reading.deck_file import DeckFile
from ops_trainer.content.reading.reader import read_note
from ops_trainer.locale import LANGS, say

KINDS_FILE = Path(__file__).with_name("kinds.yaml")
TEXT = """# mine
id: shop
title: 店铺
language: zh   # of all

notes:
  # the first
  - id: a
    kind: qa   # remark
    front: 一
    back: |-
      甲
      # no remark
    # between
    tags: [x,  y]

  - {id: b, kind: qa, front: 二, back: 乙, confusable: [a]}
  - kind: definition
    id: c
    term: 丙
    meaning: 三
    contrast:
      a: 不同
    after: ["shop/a"]

# the end
"""


def deck(text: str = TEXT, encoding: str = "utf-8") -> DeckFile:
    file = DeckFile(text.encode(encoding))
    assert file.reading.deck is not None, [one.in_lang("en") for one in file.reading.problems]
    return file


def test_a_field_is_changed_and_nothing_beside_it() -> None:
    file = deck()
    changed = file.changed({"a": {**file.raws["a"], "back": "甲甲", "accept": ["子"]}}).decode()
    old = "    back: |-\n      甲\n      # no remark\n"
    expected = TEXT.replace(old, "    back: 甲甲\n").replace("[x,  y]\n", "[x,  y]\n    accept:\n      - 子\n")
    assert changed == expected
    one_line = file.changed({"b": {**file.raws["b"], "back": "乙乙"}}).decode()
    assert one_line.partition("  - id: b")[0] == TEXT.partition("  - {id: b")[0]
    assert one_line.partition("  - kind: def")[2] == TEXT.partition("  - kind: def")[2]
    assert deck(one_line).raws["b"]["back"] == "乙乙"


def test_a_note_is_taken_out_added_and_named_otherwise() -> None:
    file = deck()
    more = {"id": "d", "kind": "qa", "front": "四", "back": "丁"}
    added = file.changed({}, [more]).decode()
    assert added.replace("\n\n  - id: d\n    kind: qa\n    front: 四\n    back: 丁", "") == TEXT
    without = file.changed({"c": None}).decode()
    assert without == TEXT.replace(TEXT[TEXT.index("  - kind: def") : TEXT.index("\n# the end")], "")
    renamed = file.changed(
        {"a": {**file.raws["a"], "id": "a2", "formerly": ["a"]}}, renamed={"shop/a": "shop/a2"}
    ).decode()
    assert renamed == (
        TEXT.replace("- id: a\n", "- id: a2\n").replace("[x,  y]\n", "[x,  y]\n    formerly:\n      - a\n")
        .replace("confusable: [a]", "confusable: [a2]").replace("      a: 不同", "      a2: 不同")
        .replace('"shop/a"', '"a2"')
    )  # fmt: skip


def test_the_last_note_goes_and_a_first_one_comes() -> None:
    text = "id: d\ntitle: t\nnotes:\n  - id: a\n    kind: qa\n    front: x\n    back: y\n"
    empty = deck(text).changed({"a": None}).decode()
    assert empty == "id: d\ntitle: t\nnotes: []\n"
    for head in (empty, "id: d\ntitle: t\n", "id: d\ntitle: t\nnotes:\n  []\n"):
        assert deck(head).changed({}, [{"id": "a", "kind": "qa", "front": "x", "back": "y"}]).decode() == text


def test_the_order_changes_and_comments_go_along() -> None:
    changed = deck().reordered(["c", "a", "b"]).decode()
    a = TEXT[TEXT.index("  # the first") : TEXT.index("\n\n  - {id: b") + 1]
    b = TEXT[TEXT.index("  - {id: b") : TEXT.index("  - kind: def")]
    c = TEXT[TEXT.index("  - kind: def") : TEXT.index("\n# the end")]
    assert changed == TEXT[: TEXT.index(a)] + c + "\n" + a + b + "\n# the end\n"


def test_a_deck_gets_another_id() -> None:
    changed = deck().with_deck_id("store").decode()
    assert changed == TEXT.replace("id: shop\n", "id: store\nformerly:\n  - shop\n").replace("shop/a", "store/a")
    again = deck(changed).with_deck_id("market").decode()
    assert "id: market\nformerly:\n  - shop\n  - store\ntitle" in again


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(encoding: str, end: str) -> None:
    data = TEXT.replace("\n", end).encode(encoding)
    file = DeckFile(data)
    changed = file.changed(
        {"a": {**file.raws["a"], "front": "壹"}}, [{"id": "d", "kind": "cloze", "text": "{{c1::x}}"}]
    )
    text = changed.decode(encoding)
    assert text.count("\n") == text.count(end)
    assert text.replace("front: 壹", "front: 一").replace(
        f'{end}{end}  - id: d{end}    kind: cloze{end}    text: "{{{{c1::x}}}}"', ""
    ) == TEXT.replace("\n", end)
    assert DeckFile(changed).reading.deck is not None
    assert data[:3] == changed[:3]
    assert DeckFile(changed).changed({}) == changed


VALUES = st.text(st.sampled_from("甲乙a1 #:-'\"{}[]\n，？、|>&*!%@`\\"), min_size=1, max_size=12).filter(str.strip)


@given(st.lists(VALUES, min_size=4, max_size=4), st.sampled_from(["a", "c"]))
def test_any_text_is_written_so_that_it_is_read_the_same(texts: list[str], note: str) -> None:
    file = deck()
    names = ("front", "back") if note == "a" else ("term", "meaning")
    values = ["\n".join(map(str.rstrip, text.split("\n"))).strip("\n ") or "x" for text in texts]
    raw = {**file.raws[note], **dict(zip(names, values, strict=False)), "example": {"zh": values[2], "en": values[3]}}
    after = DeckFile(file.changed({note: raw}))
    assert after.raws[note] == raw
    assert [after.raws[other] for other in "abc" if other != note] == [file.raws[o] for o in "abc" if o != note]


# forms


def notes() -> list[tuple[DeckFile, str]]:
    files = [DeckFile(path.read_bytes()) for path in (KINDS_FILE, *deck_files(builtin_folder()))]
    return [(file, note) for file in files for note in file.raws]


def test_every_note_that_is_there_goes_through_its_form_unchanged() -> None:
    for file, note in notes():
        assert file.reading.deck is not None
        raw = file.raws[note]
        form = filled(fields_of(raw["kind"]), raw, file.language)
        assert written(raw["kind"], form, file.language, raw).raw == raw
        anew = written(raw["kind"], form, file.language).raw
        kept = {name: raw[name] for name in ("id", "guid", "formerly") if name in raw}
        read, wrong = read_note({**anew, **kept}, file.deck, file.language, file.raws)
        assert not wrong
        assert read == next(one for one in file.reading.deck.notes if one.id == note)


def test_every_field_has_a_name_and_a_word_of_help_in_both_languages() -> None:
    def walk(fields: Any) -> None:
        for one in fields:
            for lang in LANGS:
                assert say(f"authoring.field_{one.label}", lang)
            walk(one.fields)

    for kind in KINDS:
        walk(fields_of(kind))
        for lang in LANGS:
            assert say(f"authoring.about_{kind}", lang)


def test_what_is_wrong_is_told_at_its_field() -> None:
    form = filled(fields_of("role"), {}, "zh")
    form["term"]["zh"] = "仓管"
    duties = next(one for one in fields_of("role") if one.name == "duties")
    texts = ({"zh": "盘点", "en": ""}, {"zh": "发货", "en": ""})
    form["duties"] = [
        {**blank(duties), "key": key, "text": text} for key, text in zip(("", "Bad Key"), texts, strict=True)
    ]
    made = written("role", form, "zh")
    assert made.raw == {"kind": "role", "term": "仓管", "duties": {"p1": "盘点", "Bad Key": "发货"}}
    _, wrong = read_note({"id": "x", **made.raw}, "d", "zh")
    said = {made.origin(path): complaint.key for path, complaint in wrong}
    assert said == {(): "deck.missing", ("duties", 1): "deck.slug"}


def test_a_changed_key_says_what_its_card_was_called() -> None:
    raw = {"kind": "definition", "term": "x", "meaning": "y", "parts": {"one": "1", "two": "2"}}
    form = filled(fields_of("definition"), raw, "zh")
    form["parts"][0]["key"] = "first"
    form["parts"].reverse()
    made = written("definition", form, "zh", raw)
    assert made.raw["parts"] == {"two": "2", "first": "1"}
    assert made.faces == {"part.one": "part.first"}


def test_rows_show_what_a_form_holds() -> None:
    raw = {"kind": "question", "ask": "?", "options": ["a", {"text": "b", "right": True}], "number": {"value": 3}}
    form = filled(fields_of("question"), raw, "en")
    shown = {path: one.shape for path, one in rows(fields_of("question"), form)}
    assert shown["options", 1, "right"] is Shape.FLAG
    assert shown["number", "unit"] is Shape.TEXT
    assert ("pairs", 0, "left") not in shown
