"""What was written in a deck is on a card, or a problem at its place says why not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ops_trainer.content.card import Card
from ops_trainer.content.kinds.gaps import Gaps
from ops_trainer.content.lint.advice import warnings
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.reading import tree
from ops_trainer.content.reading.reader import parse_deck, read_deck
from ops_trainer.locale import LANGS

CASES = Path(__file__).with_name("cases")
PARSERS = [parser for name in ("CSafeLoader", "SafeLoader") if (parser := getattr(yaml, name, None))]
HEAD = "id: d\ntitle: t\nlanguage: en\nnotes:\n"


def found(text: str) -> list[tuple[int, int, str]]:
    return [(p.line, p.column, p.complaint.key) for p in parse_deck(text.encode(), "d.yaml").problems]


def note(*lines: str) -> str:
    return HEAD + "  - " + "\n    ".join(lines) + "\n"


def cards_of(text: str) -> dict[str, Card]:
    reading = parse_deck(text.encode(), "d.yaml")
    assert reading.deck is not None, [problem.in_lang("en") for problem in reading.problems]
    return {f"{card.note}/{card.face}": card for one in reading.deck.notes for card in one.make_cards("d")}


@pytest.mark.parametrize("parser", PARSERS)
def test_a_comment_that_cuts_a_text_is_a_problem_at_its_sign(parser: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "Parser", parser)
    problems = read_deck(CASES / "hash.yaml").problems
    assert [(p.line, p.column, p.complaint.key) for p in problems] == [
        (7, 20, "deck.cut"),
        (8, 16, "deck.cut"),
        (11, 15, "deck.cut"),
        (12, 16, "deck.cut"),
        (16, 19, "deck.cut"),
    ]
    assert "put it in quotation marks" in problems[0].message("en")
    assert "请给整段文字加上引号" in problems[0].message("zh")


# The lines of a note, and where its texts are cut.
CUT: dict[str, tuple[tuple[str, ...], list[tuple[int, int]]]] = {
    "at the beginning": (("front: #1 rule", "back: b"), [(7, 12)]),
    "and it goes on below": (("front: #1 rule", "  of all", "back: b"), [(7, 12)]),
    "in the middle of its lines": (("front: one # two", "  three", "back: b"), [(7, 16)]),
    "between its lines": (("front: one", "  # two", "  three", "back: b"), [(8, 7)]),
    "by a hashtag on the next line": (("front: one", "  #two#", "back: b"), [(8, 7)]),
    "by a hashtag below an entry": (("front: f", "back: b", "accept:", "  - c", "    #d#"), [(11, 9)]),
    "of one language": (("front:", "  zh: 甲 # 乙", "back: b"), [(8, 13)]),
    "of a name": (("front: f", "back: b", "accept:", "  - F # minor", "  - #1"), [(10, 11), (11, 9)]),
    "in brackets": (("front: f", "back: b", "accept: [C#, #b,", "  d]"), [(9, 18)]),
    "of the first in brackets": (("front: f", "back: b", "accept: [ # b", "  d]"), [(9, 15)]),
    "of an example": (("front: f", "back: b", "example: see # 3"), [(9, 18)]),
    "of a contrast": (("front: f", "back: b", "contrast:", "  d2/x: see # 3"), [(10, 17)]),
    "in braces": (("front: {en: see # 3", "  }", "back: b"), [(7, 21)]),
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("name", CUT)
def test_wherever_a_text_is_cut_it_is_said(name: str, parser: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "Parser", parser)
    lines, places = CUT[name]
    assert found(note("id: a", "kind: qa", *lines)) == [(*place, "deck.cut") for place in places]


@pytest.mark.parametrize("parser", PARSERS)
def test_a_true_comment_stays_one(parser: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "Parser", parser)
    text = """# a deck
id: d # its id
title: t
language: en # of most people
after: [e] # that first
notes: # from here on
  # the first
  - id: a # never to change
    kind: metric # or definition
    # of one's own
    term: # in two languages
      zh: "#号" # quoted
      en: C# and a#b
        # more on that
      #fr: c
    # again
    #source: {part: 2}
    meaning: | # as it stands
      # a heading
      text # of the block
    source: {part: 1, item: 2} # the article
    tags: [x, # short
      y] # tags
    ordered: false # no
    compute:
      given: # numbers
        n: {from: 1, to: 9} # small
      ask: "{n}?"
      expression: n * 2 # twice
      decimals: 0 # none
# the end
"""
    assert found(text) == []
    cards = cards_of(text)
    assert cards["a/meaning"].subject.zh == "#号"
    assert cards["a/meaning"].back.en == "# a heading\ntext # of the block\n"


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("front: &R team", "deck.alias"),
        ("front: ! now", "deck.trap_start"),
        ("front: ! 'now'", "deck.trap_start"),
        ("front: {{c1::x}} now", "deck.trap_start"),
        ("front: {en: now ,}", "deck.trap_braces"),
    ],
)
def test_signs_that_yaml_swallows_are_said(line: str, key: str, parser: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "Parser", parser)
    assert found(note("id: a", "kind: qa", line, "back: b")) == [(7, 12, key)]


def test_the_cloze_case_reads_as_it_was_meant() -> None:
    path = CASES / "cloze.yaml"
    problems = read_deck(path).problems
    assert [(p.line, p.complaint.key) for p in problems] == [(27, "deck.gap_empty")]
    text = path.read_text(encoding="utf-8").replace("{{c1::}} empty", "{{c1::very}} empty")
    cards = cards_of(text)
    shown = {name: (card.subject.en, card.back.en) for name, card in cards.items()}
    assert shown["latex/cloze.c1"] == ("Pythagoras: ［…］ = a^{2} + b^{2} holds.", "c^{2}")
    assert shown["latex/cloze.c2"] == ("Pythagoras: c^{2} = ［…］ holds.", "a^{2} + b^{2}")
    assert shown["hint/cloze.c1"] == ("The capital of China is ［… city］.", "Beijing")
    assert shown["twice/cloze.c1"] == ("［…］ is the capital of ［…］.", "Rome; Italy")
    assert shown["lines/cloze.c1"] == ("In Python the loop is ［…］ and done.\n", "for x in xs:\n    print(x)")
    assert shown["upper/cloze.c1"] == ("Key ［…］ and lower", "upper")
    assert shown["nest/cloze.c1"] == ("A ［…］ gap", "nested inner outer")
    assert shown["nest/cloze.c2"] == ("A nested ［…］ outer gap", "inner")
    assert len(shown) == 14
    assert not any(sign in said for pair in shown.values() for said in pair for sign in ("{{c", "}}", "{{C"))


def test_a_hint_that_may_be_code_is_pointed_out() -> None:
    reading = parse_deck((CASES / "cloze.yaml").read_bytes().replace(b"{{c1::}}", b"very"), "d")
    advice = [problem for problem in warnings(reading) if problem.complaint.key == "editorial.hint_is_code"]
    assert [problem.line for problem in advice] == [19]
    assert "std::vector<int>" in advice[0].message("zh")


@pytest.mark.parametrize(
    ("text", "whole", "asked"),
    [
        ("{{c1::std::vector<int>::}}", "std::vector<int>", {"c1": ("［…］", ["std::vector<int>"])}),
        ("{{c1::a::b::two  words}}", "a::b", {"c1": ("［… two words］", ["a::b"])}),
        ("{{c1::{a::b}}}", "{a::b}", {"c1": ("［…］", ["{a::b}"])}),
        ("{{{c1::x}}}", "{x}", {"c1": ("{［…］}", ["x"])}),
        ("{{c1::x}}}", "x}", {"c1": ("［…］}", ["x"])}),
        ("x^{y^{2}} {{c1::z}}", "x^{y^{2}} z", {"c1": ("x^{y^{2}} ［…］", ["z"])}),
        (r"{{c1::\frac{{a}}{b}}}", r"\frac{{a}}{b}", {"c1": ("［…］", [r"\frac{{a}}{b}"])}),
        ("{{c1::a}} {{C1::a}}", "a a", {"c1": ("［…］ ［…］", ["a"])}),
        ("{{c1::a {{c1::b}}}} {{c1::c}}", "a b c", {"c1": ("［…］ ［…］", ["a b", "c"])}),
    ],
)
def test_gaps_are_scanned(text: str, whole: str, asked: dict[str, tuple[str, list[str]]]) -> None:
    gaps = Gaps(text)
    assert gaps.faults == []
    assert gaps.filled == whole
    assert {key: (gaps.with_open(key), gaps.answers(key)) for key in gaps.keys} == asked


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("{{c1::}} {{c2::a}}", ["deck.gap_empty"]),
        ("{{c1:: ::hint}} {{c2::a}}", ["deck.gap_empty"]),
        ("{{北京}} {{c2::a}}", ["deck.gap_stray"]),
        ("{{city::北京}} {{首都::a}}", ["deck.gap_key"]),
        ("{{c1：：北京}} {{c2::a}}", ["deck.gap_key"]),
        ("{{c1::a}} and {{ left", ["deck.gap_stray"]),
        ("{{c1::a}} and left }}", ["deck.gap_stray"]),
        ("{{c1::a}} {{c2::b", ["deck.gap_open"]),
        ("{{c1::a {b}} c", ["deck.gap_open"]),
        ("none", ["deck.no_gap"]),
    ],
)
def test_what_looks_like_a_gap_and_is_none_is_a_problem(text: str, keys: list[str]) -> None:
    lines = ("id: a", "kind: cloze", f"text: '{text}'")
    problems = parse_deck(note(*lines).encode(), "d").problems
    assert [p.complaint.key for p in problems] == keys
    assert {(p.line, p.column) for p in problems} == {(7, 11)}
    for lang in LANGS:
        assert "{{" in problems[0].message(lang)


def test_gaps_of_one_key_are_answered_together() -> None:
    reading = parse_deck(note("id: a", "kind: cloze", "text: '{{c1::Rome}} is in {{c1::Italy}}.'").encode(), "d")
    assert reading.deck is not None
    question = Generator({"d/a": reading.deck.notes[0]}).questions("d/a")[0]
    bands = [mark_answer(question, Answer(text=typed)).band for typed in ("Rome, Italy", "rome italy", "Rome")]
    assert bands == [Band.RIGHT, Band.RIGHT, Band.WRONG]


def test_a_term_in_one_language_and_its_meaning_in_the_other_make_cards() -> None:
    reading = read_deck(CASES / "cross-language.yaml")
    assert reading.problems == ()
    assert reading.deck is not None
    cards = {f"{c.note}/{c.face}": c for one in reading.deck.notes for c in one.make_cards("x")}
    assert warnings(reading) == [], "no texts are asked for in the language that a vocabulary does not have there"
    assert list(cards) == [f"w{n}/{face}" for n in (1, 2, 3) for face in ("meaning", "term")]
    assert (cards["w1/meaning"].subject.zh, cards["w1/meaning"].back.en) == ("库存", "goods a shop has on its shelves")
    assert (cards["w1/term"].subject.en, cards["w1/term"].back.zh) == ("goods a shop has on its shelves", "库存")
    for card in cards.values():
        for lang in LANGS:
            assert card.front.in_lang(lang).split("\n")[0] == card.subject.in_lang(lang)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("kind: definition", "term: t", "meaning: m", "parts:", "  x: {zh: 甲}"), (10, 10, "deck.no_language")),
        (
            ("kind: definition", "term: t", "meaning: m", "parts:", "  x: {ask: {zh: 问}, text: {en: x}}"),
            (10, 10, "deck.no_card"),
        ),
        (("kind: role", "term: t", "mission: m", "duties:", "  x: {zh: 甲}"), (10, 10, "deck.no_language")),
        (
            ("kind: scenario", "term: t", "situation: s", "question: {zh: 问}", "answer: a", "wrong: [{text: w}]"),
            (5, 5, "deck.no_card"),
        ),
        (
            ("kind: scenario", "term: t", "situation: s", "question: q", "answer: a", "wrong: [{text: {zh: 错}}]"),
            (11, 13, "deck.no_language"),
        ),
    ],
)
def test_what_shares_no_language_is_a_problem_at_its_place(
    lines: tuple[str, ...], problem: tuple[int, int, str]
) -> None:
    assert found(note("id: a", *lines)) == [problem]


# What people write where another shape is wanted, and a piece of what they are told.
SHAPES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "duties": (("kind: role", "term: t", "mission: m", "duties: 办入职、算考勤"), "hire: 办入职", "hire: welcome"),
    "parts": (("kind: definition", "term: t", "meaning: m", "parts: [a, b]"), "hire: 办入职", "hire: welcome"),
    "wrong": (
        ("kind: scenario", "term: t", "situation: s", "question: q", "answer: a", "wrong: [[d]]"),
        "- text: 先打折",
        "- text: cut",
    ),
    "dose": (
        ("kind: metric", "term: t", "meaning: m", "compute:", "  given: {dose: 16-20}", "  ask: '{dose}'",
         "  expression: dose"),
        "dose: {from: 16, to: 20}",
        "dose: {from: 16, to: 20}",
    ),
    "given": (
        ("kind: metric", "term: t", "meaning: m", "compute:", "  given: 5", "  ask: '{dose}'", "  expression: dose"),
        "visitors: {from: 800, to: 6000}",
        "visitors: {from: 800, to: 6000}",
    ),
    "compute": (("kind: metric", "term: t", "meaning: m", "compute: a / b"), "expression:", "expression:"),
    "accept": (("kind: qa", "front: f", "back: b", "accept: c"), "“- 付款”", "“- paying”"),
    "name": (("kind: qa", "front: f", "back: b", "accept: [[c]]"), "“- 付款”", "“- paying”"),
    "text": (("kind: qa", "front: [f]", "back: b"), "front: 先核对库存", "front: check the stock first"),
    "one language": (("kind: qa", "front: {zh: [f]}", "back: b"), "front: 先", "front: check"),
    "contrast": (("kind: qa", "front: f", "back: b", "contrast: c"), "refund: 这个", "refund: nothing"),
    "source": (("kind: qa", "front: f", "back: b", "source: 3"), "source: {part: 1, item: 2}", "source: {part: 1"),
    "ordered": (("kind: definition", "term: t", "meaning: m", "ordered: maybe"), "true", "true or false"),
    "expression": (
        ("kind: metric", "term: t", "meaning: m", "compute:", "  given: {n: {from: 1, to: 2}}", "  ask: '{n}'",
         "  expression: [n]"),
        "expression: back / orders",
        "expression: back / orders",
    ),
    "faq": (("kind: faq", "front: f", "back: b"), "“qa”", "“qa”"),
    "kind in Chinese": (("kind: 案例", "front: f", "back: b"), "“scenario”", "“scenario”"),
    "misspelt kind": (("kind: Definiton", "term: f", "meaning: b"), "“definition”", "“definition”"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_wanted_shape_is_shown_in_the_persons_language(name: str) -> None:
    lines, zh, en = SHAPES[name]
    problems = parse_deck(note("id: a", *lines).encode(), "d.yaml").problems
    assert len(problems) == 1
    assert zh in problems[0].message("zh")
    assert en in problems[0].message("en")
    assert "“0”" not in problems[0].message("en")


def test_a_note_that_is_a_line_of_words_is_told_how_notes_begin() -> None:
    problems = parse_deck((HEAD + "  - just words\n").encode(), "d.yaml").problems
    assert [(p.line, p.column, p.complaint.key) for p in problems] == [(5, 5, "deck.shape_note")]
