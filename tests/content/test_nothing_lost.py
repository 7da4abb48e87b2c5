"""Whatever is written in a deck is on a card, a lesson or a question, or a problem says that it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ops_trainer.content.deck import Deck
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS
from tests.examples import examples

# Pieces of texts, with all that YAML, Markdown and the gaps of a cloze read as something else than text.
PIECES = [
    " #", "# ", "#1", " ", "  ", ": ", ":", "::", ",", ", ", "-", "- ", "'", '"', "[", "]", "{", "}", "{{", "}}",
    "{{c1::", "{{c2::in}}", "{{c1::x::hint}}", "c^{2}", "&x ", "a&b", "*", "!", "|", ">", "%", "@", "`", "~", "?",
    "\\", "_", "<b>", "=", "$4", "...", "---", "1.", "C#", "no", "运营", "，", "：", "。",
]  # fmt: skip
QUOTED = re.compile(r"(['\"]).*\1")  # as YAML quotes a text
LANGS_OF_NAMES = ("zh:", "en:")
STYLES = ["plain", "plain", "plain lines", "single", "double", "block", "folded"]
KEYS = {
    "definition": ["term", "meaning"],
    "role": ["term", "mission"],
    "tip": ["term", "situation", "advice"],
    "metric": ["term", "meaning"],
    "scenario": ["term", "situation", "question", "answer"],
    "qa": ["front", "back"],
    "cloze": ["text"],
}
MORE = {
    "definition": ["parts"],
    "role": ["duties"],
    "tip": ["why"],
    "metric": ["formula", "unit", "mistake", "parts", "compute"],
    "scenario": ["why"],
    "qa": [],
    "cloze": [],
}


@dataclass
class Writer:
    """Someone who writes a deck, and what was meant by it: every text, in the order in which they stand."""

    draw: Any
    lines: list[str]
    meant: list[str]

    def any_of(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def sometimes(self) -> bool:
        return bool(self.draw(st.integers(0, 3)) == 0)

    def comment(self) -> str:
        return " # a comment" if self.sometimes() else ""

    def words(self, *, gaps: bool = False, flow: bool = False) -> str:
        """A text that stands nowhere else in the deck. Within brackets and braces (`flow`) a comma ends what is meant,
        and quotes around it are YAML's."""
        own = f"w{len(self.meant)}w"
        pieces = self.draw(st.lists(st.sampled_from(PIECES), max_size=3)) if self.sometimes() else []
        if gaps:
            pieces = [*pieces, self.any_of(["{{c1::%s}}", "{{C1::%s}} {{c1::%s}}", "{{c1::a {{c2::%s}} b}}"])]
            own = pieces.pop().replace("%s", own)
        at = self.draw(st.integers(0, len(pieces)))
        text = "".join([*pieces[:at], own, *pieces[at:]]).strip()
        self.meant += [part for part in (part.strip(" '\"") for part in text.split(",")) if part] if flow else [text]
        return text

    def scalar(self, head: str, text: str, indent: int) -> None:
        """Write a text behind a head such as `key:`, in some style."""
        style, inner = self.any_of(STYLES), " " * (indent + 2)
        first, _, rest = text.partition(" ")
        if style.startswith("plain") and QUOTED.fullmatch(text):
            self.meant[-1] = text[1:-1]
        if style == "plain lines" and rest and not re.match(r" *#(?:$|[ #])", rest):  # a comment on a line of its own
            self.lines += [f"{head} {first}", f"{inner}{rest}"]
        elif style == "single":
            self.lines.append(
                f"{head} '" + text.replace("'", "''") + "'" + (" # a comment" if self.sometimes() else "")
            )
        elif style == "double":
            self.lines.append(f"{head} {json.dumps(text, ensure_ascii=False)}")
        elif style in ("block", "folded"):
            below = [first, rest] if rest and not rest.startswith(" ") else [text]
            sign = "|" if style == "block" else ">"
            self.lines += [f"{head} {sign}{self.comment()}", *(inner + line for line in below)]
        else:
            self.lines.append(f"{head} {text}")
        if self.sometimes():
            self.lines.append(" " * indent + "# a comment of its own")

    def text(self, head: str, indent: int, *, gaps: bool = False) -> None:
        """Write a text in the deck's language, or in one or two by their names."""
        langs = self.any_of([(), (), ("zh",), ("en",), ("zh", "en"), ("zh", "en")])
        if not langs:
            self.scalar(head, self.words(gaps=gaps), indent)
            return
        if self.draw(st.integers(0, 7)) == 0:
            inside = ", ".join(f"{lang}: {self.words(gaps=gaps, flow=True)}" for lang in langs)
            self.lines.append(f"{head} {{{inside}}}")
            return
        self.lines.append(head + self.comment())
        for lang in langs:
            self.scalar(" " * (indent + 2) + f"{lang}:", self.words(gaps=gaps), indent + 2)

    def names(self, head: str, indent: int) -> None:
        if head.strip() not in LANGS_OF_NAMES and self.sometimes():
            self.lines.append(head)
            for lang in self.any_of([("zh",), ("en",), ("zh", "en")]):
                self.names(" " * (indent + 2) + f"{lang}:", indent + 2)
            return
        if self.sometimes():
            self.lines.append(f"{head} [{self.words(flow=True)}, {self.words(flow=True)}]")
            return
        self.lines.append(head)
        for _ in range(self.any_of([1, 2])):
            self.scalar(" " * (indent + 2) + "-", self.words(), indent + 2)

    def parts(self, name: str) -> None:
        self.lines.append(f"    {name}:")
        for key in self.any_of([("one",), ("one", "two"), ("one", "two", "three")]):
            if self.sometimes():
                self.lines.append(f"      {key}:")
                self.text("        ask:", 8)
                self.text("        text:", 8)
                if self.sometimes():
                    self.names("        accept:", 8)
            else:
                self.text(f"      {key}:", 6)

    def note(self, number: int) -> None:
        kind = self.any_of(KEYS)
        self.lines += [f"  - id: n{number} # an id", f"    kind: {kind}" + self.comment()]
        for key in KEYS[kind]:
            self.text(f"    {key}:", 4, gaps=kind == "cloze")
        for key in MORE[kind]:
            if self.sometimes():
                self.more(key)
        if kind == "scenario":
            self.lines.append("    wrong:")
            for _ in range(self.any_of([1, 2])):
                self.text("      - text:", 8)
                if self.sometimes():
                    self.text("        why:", 8)
        for key in ("aliases", "accept"):
            if self.sometimes():
                self.names(f"    {key}:", 4)
        if self.sometimes():
            self.text("    example:", 4)
        if self.sometimes():
            self.lines.append("    contrast: # with a note of another deck")
            self.text("      e/other:", 6)
        if self.sometimes():
            self.lines += ["    source: {part: 1, item: 2} # where", "    tags: [a, b] # two", "    after: [e/other]"]
        if self.draw(st.integers(0, 20)) == 0:
            self.scalar(f"    {self.any_of(['hint', 'note', 'exampel'])}:", self.words(), 4)

    def more(self, key: str) -> None:
        if key in ("parts", "duties"):
            self.parts(key)
        elif key == "compute":
            self.lines += ["    compute:", "      given: {n: {from: 1, to: 9}} # numbers"]
            self.scalar("      ask:", self.words() + "{n}", 6)
            self.lines.append("      expression: n * 2 # twice")
            if self.sometimes():
                self.scalar("      unit:", self.words(), 6)
        else:
            self.text(f"    {key}:", 4)


@st.composite
def decks(draw: Any) -> tuple[str, list[str]]:
    """A deck as somebody types it, and the texts that were meant."""
    writer = Writer(draw, ["# a deck", "id: d # its id"], [])
    writer.text("title:", 0)
    if writer.sometimes():
        writer.text("summary:", 0)
    writer.lines += [f"language: {writer.any_of(LANGS)} # of most", "notes: # from here on"]
    for number in range(draw(st.integers(1, 4))):
        writer.note(number)
    return "\n".join(writer.lines) + "\n", writer.meant


def said_by(value: Any) -> Iterator[str]:
    """Every text in cards and questions."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Text):
        yield from (text for text in (value.zh, value.en) if text)
    elif is_dataclass(value):
        for one in fields(value):
            yield from said_by(getattr(value, one.name))
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from said_by(part)


def shown(deck: Deck) -> str:
    """All that is shown of a deck, without blanks."""
    reader = MarkdownIt("gfm-like", {"linkify": False})
    notes = {f"{deck.id}/{note.id}": note for note in deck.notes}
    found = [*said_by((deck.title, deck.summary))]
    for note in deck.notes:
        found += said_by(note.make_cards(deck.id))
        for lang in LANGS:
            page = reader.parse(note.lesson(deck.id, lang, {}))
            found += [
                "".join(c.content for c in token.children if c.type == "text") for token in page if token.children
            ]
    generator = Generator(notes)
    for ref in notes:
        found += said_by(generator.questions(ref))
    return "\n".join("".join(text.split()) for text in found)


def parts_of(text: str) -> Iterator[str]:
    """What of a text is to be shown: of a gap what it hides and its hint, not the signs that make it one."""
    marks = ("{{c1::", "{{C1::", "{{c2::", "::", "}}") if "{{c" in text.casefold() else ()
    for mark in marks:
        text = text.replace(mark, "\n")
    yield from ("".join(part.split()) for part in text.split("\n"))


@given(decks())
@examples(150)
def test_nothing_that_was_written_is_lost_without_a_word(case: tuple[str, list[str]]) -> None:
    text, meant = case
    reading = parse_deck(text.encode(), "d.yaml")
    if reading.deck is None:
        assert reading.problems
        return
    there = shown(reading.deck)
    lost = [words for words in meant for part in parts_of(words) if part not in there]
    assert not lost, text
