"""Everything that can be wrong with a deck file is said at its place, and nothing that a file holds can do harm."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import pytest
import yaml

from ops_trainer.content.files import MOST_PROBLEMS
from ops_trainer.content.reading import tree
from ops_trainer.content.reading.reader import Reading, parse_deck, read_deck

HEAD = "id: d\ntitle: t\nlanguage: en\nnotes:\n"


def test_characters_that_may_not_stand_in_a_deck_are_all_known_to_one_pattern() -> None:
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
    for char in map(chr, range(0x110000)):
        odd = char in turning or (char not in "\t\n" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"))
        assert bool(tree.ODD.match(char)) == odd, hex(ord(char))


def found(text: str | bytes) -> list[tuple[int, int, str]]:
    reading = parse_deck(text.encode() if isinstance(text, str) else text, "d.yaml")
    assert (reading.deck is None) == bool(reading.problems)
    return [(problem.line, problem.column, problem.complaint.key) for problem in reading.problems]


def note(*lines: str) -> str:
    return HEAD + "  - " + "\n    ".join(lines) + "\n"


QA = ("id: a", "kind: qa", "front: f", "back: b")

# What is written, and each problem's line, column and message.
FAULTS: dict[str, tuple[str | bytes, list[tuple[int, int, str]]]] = {
    "nothing": ("", [(1, 1, "deck.not_a_deck")]),
    "prose": ("just some words", [(1, 1, "deck.not_a_deck")]),
    "list": ("- a\n- b\n", [(1, 1, "deck.not_a_deck")]),
    "not yaml": (HEAD + "  - id: a\n   kind: b\n", [(6, 4, "deck.trap_indent")]),
    "tab": (HEAD + "\t- id: a\n", [(5, 1, "deck.trap_tab")]),
    "latin-1": ("id: d\ntitle: café\n".encode("latin-1"), [(2, 11, "deck.not_utf8")]),
    "curly quotes of Windows": ("id: d\ntitle: don’t – naïve\n".encode("cp1252"), [(2, 11, "deck.not_utf8")]),
    "big5": ("id: d\ntitle: 運營數據怎麼看\n".encode("big5"), [(2, 8, "deck.not_utf8")]),
    "gb18030 after utf-8": ("id: d # 甲\ntitle: ".encode() + "运营".encode("gb18030"), [(2, 8, "deck.not_utf8")]),
    "torn utf-8": ("id: d\ntitle: 运营".encode()[:-1], [(2, 9, "deck.not_utf8")]),
    "torn gb18030": ("id: d\ntitle: 运营数据".encode("gb18030")[:-1], [(2, 8, "deck.not_utf8")]),
    "torn utf-16": ("id: d\ntitle: 运营".encode("utf-16")[:-1], [(2, 9, "deck.not_utf8")]),
    "control": (note("id: a", "kind: qa", "front: f\x07", "back: b"), [(7, 13, "deck.control")]),
    "escape": (note("id: a", "kind: qa", "front: \x1b[31mred", "back: b"), [(7, 12, "deck.control")]),
    "null": (HEAD.encode() + b"\x00", [(5, 1, "deck.control")]),
    "bidi": (note("id: a", "kind: qa", "front: \u202ef", "back: b"), [(7, 12, "deck.control")]),
    "escaped control": (note("id: a", "kind: qa", 'front: "\\e[31mred"', "back: b"), [(7, 12, "deck.control")]),
    "escaped bidi": (note("id: a", "kind: qa", 'front: "a\\u202eb"', "back: b"), [(7, 12, "deck.control")]),
    "two documents": (HEAD + "---\n" + HEAD, [(5, 1, "deck.two_documents")]),
    "key twice": (note(*QA, "back: c"), [(9, 5, "deck.key_twice")]),
    "id twice": (note(*QA) + "  - " + "\n    ".join(QA) + "\n", [(9, 9, "deck.note_twice")]),
    "unknown key": (note(*QA, "zzz: x"), [(9, 5, "deck.unknown")]),
    "unknown key of the deck": ("titel: x\n" + note(*QA), [(1, 1, "deck.unknown_near")]),
    "misspelt key": (note(*QA, "exampel: x"), [(9, 5, "deck.unknown_near")]),
    "missing": (note("id: a", "kind: qa", "front: f"), [(5, 5, "deck.missing")]),
    "no title": ("id: d\nnotes: []\n", [(1, 1, "deck.missing")]),
    "unknown kind": (note("id: a", "kind: poem", "front: f"), [(6, 11, "deck.kind_unknown")]),
    "no kind": (note("id: a", "front: f"), [(5, 5, "deck.kind")]),
    "language": ("id: d\ntitle: t\nlanguage: fr\nnotes: []\n", [(3, 11, "deck.choice")]),
    "text in no language": (note("id: a", "kind: qa", "front: {}", "back: b"), [(7, 12, "deck.empty")]),
    "text in another language": (
        note("id: a", "kind: qa", "front:", "  fr: f", "back: b"),
        [(8, 7, "deck.unknown_near")],
    ),
    "empty text": (note("id: a", "kind: qa", "front:", "back: b"), [(7, 11, "deck.empty")]),
    "blank text": (note("id: a", "kind: qa", "front: '  '", "back: b"), [(7, 12, "deck.empty")]),
    "bare no": (note("id: a", "kind: qa", "front: no", "back: b"), [(7, 12, "deck.trap_bare")]),
    "braces": (
        note("id: a", "kind: qa", "front: {zh: 先做哪一步?, en: what, then}", "back: b"),
        [(7, 12, "deck.trap_braces")],
    ),
    "colon in braces": (note("id: a", "kind: qa", "front: {zh: 好, en: x: y}"), [(7, 12, "deck.trap_braces")]),
    "bracket": ("id: d\nnotes: [a, b\n", [(3, 1, "deck.trap_flow")]),
    "no character": (note("id: a", "kind: qa", "front: \ufffe", "back: b"), [(7, 12, "deck.control")]),
    "colon": (note("id: a", "kind: qa", "front: one: two", "back: b"), [(7, 15, "deck.trap_colon")]),
    "start": (note("id: a", "kind: qa", "front: @home", "back: b"), [(7, 12, "deck.trap_start")]),
    "backslash": (note("id: a", "kind: qa", 'front: "C:\\path"', "back: b"), [(7, 15, "deck.trap_escape")]),
    "no colon": (note("id: a", "kind: qa", "front", "back: b"), [(7, 5, "deck.trap_no_colon")]),
    "dash": (note("id: a", "kind: qa", "front: - f", "back: b"), [(7, 12, "deck.trap_dash")]),
    "exclamation": (note("id: a", "kind: qa", "front: !重要", "back: b"), [(7, 12, "deck.trap_start")]),
    "angle": (note("id: a", "kind: qa", "front: >好", "back: b"), [(7, 12, "deck.trap_start")]),
    "ampersand": (note("id: a", "kind: qa", "front: &好", "back: b"), [(7, 12, "deck.alias")]),
    "closed twice": (note("id: a", "kind: qa", "front: ]", "back: b"), [(7, 12, "deck.trap_flow")]),
    "fault before what goes too deep": (
        note("id: a", "kind: qa", "front: one: two", "back: " + "[" * 99),
        [(7, 15, "deck.trap_colon")],
    ),
    "too deep": (note("id: a", "kind: qa", "front: " + "[" * 99), [(7, 33, "deck.too_deep")]),
    "too deep by dashes": (note("id: a", "kind: qa", "front:", "- " * 99), [(8, 47, "deck.too_deep")]),
    "quote": (note("id: a", "kind: qa", 'front: "open', "back: b"), [(7, 12, "deck.trap_quote")]),
    "slug": (note("id: A b", "kind: qa", "front: f", "back: b"), [(5, 9, "deck.slug")]),
    "tag": (note("id: a", "kind: qa", "front: !!python/object:os.system f", "back: b"), [(7, 12, "deck.tag")]),
    "alias": (note("id: a", "kind: qa", "front: &x f", "back: *x"), [(7, 12, "deck.alias"), (8, 11, "deck.alias")]),
    "complex key": (HEAD + "  - ? [a, b]\n    : c\n", [(5, 7, "deck.complex_key")]),
    "notes are no list": ("id: d\ntitle: t\nnotes: x\n", [(3, 8, "deck.not_list")]),
    "unknown reference": (note(*QA, "confusable: [b]"), [(9, 18, "deck.no_such_note")]),
    "long text": (note("id: a", "kind: qa", "front: " + "f" * 4001, "back: b"), [(7, 12, "deck.text_long")]),
    "number": (note(*QA, "source: {part: one, item: 2}"), [(9, 20, "deck.not_number")]),
    "bound": (note(*QA, "source: {part: 0, item: 2}"), [(9, 20, "deck.at_least")]),
    "no gap": (note("id: a", "kind: cloze", "text: none"), [(7, 11, "deck.no_gap")]),
    "gaps differ": (
        note("id: a", "kind: cloze", "text:", "  zh: '{{a::x}}'", "  en: '{{b::x}}'"),
        [(8, 7, "deck.gaps_differ")],
    ),
    "no wrong option": (
        note("id: a", "kind: scenario", "term: t", "situation: s", "question: q", "answer: a"),
        [(5, 5, "deck.no_wrong")],
    ),
}  # fmt: skip


PARSERS = [parser for name in ("CSafeLoader", "SafeLoader") if (parser := getattr(yaml, name, None))]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_at_its_place(name: str, parser: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "Parser", parser)
    text, expected = FAULTS[name]
    assert found(text) == expected


def compute(**changes: str) -> str:
    fields = {
        "given": "{a: {from: 1, to: 9}}",
        "ask": "'{a}?'",
        "expression": "a * 2",
        **changes,
    }
    lines = [f"  {name}: {json.dumps(value) if name == 'expression' else value}" for name, value in fields.items()]
    return note("id: a", "kind: metric", "term: t", "meaning: m", "compute:", *lines)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"expression": "__import__('os')"}, "deck.bad_expression"),
        ({"expression": "a.real"}, "deck.bad_expression"),
        ({"expression": "(lambda: a)()"}, "deck.bad_expression"),
        ({"expression": "[a for a in [1]]"}, "deck.bad_expression"),
        ({"expression": "a if a else 1"}, "deck.bad_expression"),
        ({"expression": "'a' * 9"}, "deck.bad_expression"),
        ({"expression": "1 +"}, "deck.bad_expression"),
        ({"expression": "(" * 90 + "a" + ")" * 90}, None),
        ({"expression": "9 ** 9 ** 9 ** a"}, "deck.never_fits"),
        ({"expression": "+".join(["a"] * 200)}, "deck.expression_long"),
        ({"expression": "b"}, "deck.no_given"),
        ({"expression": "1 / 0 * a"}, "deck.never_fits"),
        ({"require": "a > 99"}, "deck.never_fits"),
        ({"ask": "'none'"}, "deck.given_not_asked"),
        ({"ask": "'{a} {b}'"}, "deck.no_given"),
        ({"given": "{a: {from: 9, to: 1}}"}, "deck.range_backwards"),
        ({"given": "{a: {from: 1, to: 9, step: 0}}"}, "deck.more_than"),
        ({"given": "{a: {from: .nan, to: 9}}"}, "deck.not_number"),
        ({"given": "{a: {from: 1, to: .inf}}"}, "deck.not_number"),
        ({"given": "{a: {from: 1, to: 1e300, step: 1e-300}}"}, "deck.at_most"),
        ({"given": "{a: {from: 0, to: 1, step: 1e-30}}"}, "deck.range_fine"),
    ],
)
def test_exercises_are_tried_out_and_never_run_as_code(changes: dict[str, str], key: str | None) -> None:
    assert {said for _, _, said in found(compute(**changes))} == ({key} if key else set())


def test_every_problem_of_a_file_is_said_not_only_the_first() -> None:
    text = HEAD + "".join(f"  - id: n{n}\n    kind: qa\n    front: f\n    zzz: x\n" for n in range(20))
    assert [key for _, _, key in found(text)] == ["deck.missing", "deck.unknown"] * 20


def test_the_report_of_a_file_has_an_end() -> None:
    text = HEAD + "".join(f"  - id: n{n}\n    kind: qa\n" for n in range(2000))
    assert len(found(text)) == MOST_PROBLEMS


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_line_ends_and_a_byte_order_mark_are_read(ends: str, mark: bytes) -> None:
    plain = parse_deck(note(*QA).encode(), "d")
    reading = parse_deck(mark + note(*QA).replace("\n", ends).encode(), "d")
    assert reading.problems == ()
    assert (reading.deck, reading.places) == (plain.deck, plain.places)


def test_markup_is_text_like_any_other() -> None:
    nasty = "[@click=app.quit]quit[/] [bold]x[/bold] <script>alert(1)</script> **not bold**"
    reading = parse_deck(note("id: a", "kind: qa", f"front: {nasty!r}", "back: b").encode(), "d")
    assert reading.deck is not None
    assert reading.deck.notes[0].front.en == nasty


def bounded(make: bytes | Path) -> Reading:
    """Read within bounds that no honest deck comes near, in CPU time, so that a busy machine does not matter."""
    start = time.process_time()
    reading = read_deck(make) if isinstance(make, Path) else parse_deck(make, "d")
    assert time.process_time() - start < 30
    return reading


def test_fifty_megabytes_are_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as large:
        large.truncate(50 * 1024 * 1024)
    reading = bounded(file)
    assert [problem.complaint.key for problem in reading.problems] == ["deck.too_large"]
    assert reading.problems[0].complaint.params == {"size": "50", "most": 5}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[" * 200_000, "deck.too_deep"),
        ("{a: " * 200_000, "deck.too_deep"),
        ("- " * 200_000, "deck.too_deep"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n", "deck.alias"),
        ("a: &a\n  <<: *a\n", "deck.alias"),
        ("&a [*a]", "deck.alias"),
        ("id: d\ntitle: t\nnotes: [" + "1," * 30_000 + "]", "deck.too_many_notes"),
        (HEAD + "  - id: a\n    kind: qa\n    front: " + "f" * 4_000_000 + "\n    back: b\n", "deck.text_long"),
        ("? " * 100_000, "deck.complex_key"),
        ("'" * 100_001, "deck.trap_quote"),
        ("#" * 1_000_000, "deck.not_a_deck"),
        (HEAD + "  - id: a\n    kind: qa\n    front: |\n" + "      f\n" * 500_000, "deck.text_long"),
        (HEAD + "  - id: a\n    kind: qa\n    front: '" + "f\n" * 500_000, "deck.trap_quote"),
        ("".join(" " * n + "a:\n" for n in range(2_000)), "deck.too_deep"),
        ("".join(" " * n + "-\n" for n in range(2_000)), "deck.too_deep"),
        (HEAD + "  - [" + "{a: 'x [[[[', b: [" * 90_000, "deck.too_deep"),
        ("a: *" + "x" * 4_000_000, "deck.alias"),
        ("%YAML 9.9\n---\n", None),
        ("\x0c" * 30_000, "deck.control"),
    ],
    ids=range(19),
)
@pytest.mark.parametrize("parser", PARSERS)
def test_no_file_exhausts_the_machine(
    text: str, key: str | None, parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "Parser", parser)
    reading = bounded(text.encode())
    assert reading.deck is None
    keys = {problem.complaint.key for problem in reading.problems}
    assert keys == {key} if key else keys
    assert len(reading.problems) <= MOST_PROBLEMS


def test_a_file_holds_so_many_values_at_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    text = note(*QA, "tags: [" + ", ".join(["a"] * 500) + "]")
    assert found(text) == []
    monkeypatch.setattr(tree, "MOST_NODES", 500)
    assert [key for _, _, key in found(text)] == ["deck.too_many"]


def test_a_file_that_can_not_be_read_is_a_problem_like_any_other(tmp_path: Path) -> None:
    assert read_deck(tmp_path / "none.yaml").problems[0].complaint.key == "deck.unreadable"
    assert read_deck(tmp_path).problems[0].complaint.key == "deck.unreadable"


def test_problems_are_said_with_place_and_remedy_in_both_languages() -> None:
    problem = parse_deck(note(*QA, "exampel: x").encode(), "decks/d.yaml").problems[0]
    assert problem.in_lang("en") == "decks/d.yaml:9:5: “exampel” is not known here. Did you mean “example”?"
    assert problem.in_lang("zh") == "decks/d.yaml:9:5: 这里不认识“exampel”。是不是想写“example”？"
