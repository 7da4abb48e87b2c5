"""The mistakes that everybody makes once in a YAML file, each in its own words."""

from __future__ import annotations

import re

from ops_trainer.content.reading.nesting import Nesting
from ops_trainer.locale import Complaint

Place = tuple[int, int]
FLOW_TEXT = re.compile(r"\{\s*(zh|en)\s*:")
STARTS = re.compile(r"(^|[\s:-])[@`%]")


def place_of(text: str, offset: int) -> Place:
    """Return the line and column of an offset into a text, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def syntax_trap(text: str, place: Place, *, in_tokens: bool, begun: Place | None) -> tuple[Place, Complaint]:
    """Return what most likely went wrong where a parser gave up, and where a person would look for it.

    `in_tokens`: the parser could not read a word or sign, rather than not fit it to what stands before it.
    `begun`: where what it was reading then began. What parsers say of it is in words that differ between them.
    """
    lines = text.split("\n")
    line = lines[min(place[0], len(lines)) - 1]
    char = line[place[1] - 1 : place[1]]
    if "\t" in line[: len(line) - len(line.lstrip())] or (in_tokens and char == "\t"):
        return place, Complaint("deck.trap_tab")
    for number in (place[0], place[0] - 1):
        if 0 < number <= len(lines) and (braces := FLOW_TEXT.search(lines[number - 1])):
            return (number, braces.start() + 1), Complaint("deck.trap_braces")
    before = Nesting(text[: _offset(lines, place)])
    if before.open_quote is not None:
        return _in_quotes(text, place, place_of(text, before.open_quote))
    if STARTS.search(line):
        return place, Complaint("deck.trap_start")
    started = text[_offset(lines, begun) :][:1] if begun else ""
    if in_tokens:
        return _in_tokens(char, started, place, begun)
    if before.open_bracket is not None or char in (",", "]", "}"):
        return place, Complaint("deck.trap_flow")
    return place, Complaint("deck.trap_start" if "!" in (char, started) else "deck.trap_indent")


def _in_tokens(char: str, started: str, place: Place, begun: Place | None) -> tuple[Place, Complaint]:
    if char == ":" and begun is None:
        return place, Complaint("deck.trap_colon")
    if started and started in "&*!|>":
        return begun or place, Complaint("deck.trap_start")
    if begun is not None and begun < place:
        return begun, Complaint("deck.trap_no_colon")
    return place, Complaint("deck.trap_dash" if char == "-" else "deck.not_yaml")


def _in_quotes(text: str, place: Place, opened: Place) -> tuple[Place, Complaint]:
    """Return the place of a backslash before something else than YAML's letters; or of a quotation mark that the end of
    the text closes, as the mark between two documents does."""
    if place < place_of(text, len(text)) and place[1] > 1:
        written = text.split("\n")[place[0] - 1]
        return (place[0], written.rfind("\\", 0, place[1]) + 1 or place[1]), Complaint("deck.trap_escape")
    return opened, Complaint("deck.trap_quote")


def _offset(lines: list[str], place: Place) -> int:
    return sum(len(line) + 1 for line in lines[: place[0] - 1]) + place[1] - 1


def bare_word(value: object) -> Complaint:
    """Return what is wrong with a text that YAML takes for yes, no or nothing."""
    if value is None:
        return Complaint("deck.empty")
    return Complaint("deck.trap_bare", value="yes" if value else "no")
