"""The mistakes that everybody makes once in a YAML file, each in its own words."""

from __future__ import annotations

import re

from ops_trainer.locale import Complaint

Place = tuple[int, int]
FLOW_TEXT = re.compile(r"\{\s*(zh|en)\s*:")


def syntax_trap(text: str, place: Place, problem: str) -> tuple[Place, Complaint]:
    """What most likely went wrong where the parser gave up, and where a person would look for it."""
    if "nesting depth" in problem:  # newer libyaml stops by itself, before our own limit sees the brackets
        return place, Complaint("deck.too_deep")
    lines = text.split("\n")
    line = lines[min(place[0], len(lines)) - 1]
    if "\t" in line[: len(line) - len(line.lstrip())] or "\\t" in problem:
        return place, Complaint("deck.trap_tab")
    for number in (place[0], place[0] - 1):
        if 0 < number <= len(lines) and (braces := FLOW_TEXT.search(lines[number - 1])):
            return (number, braces.start() + 1), Complaint("deck.trap_braces")
    return place, _from_words(line, problem)


def _from_words(line: str, problem: str) -> Complaint:
    """From what the parser says: libyaml's words or those of PyYAML's own."""
    if re.search(r"(^|[\s:-])[@`%]", line):
        return Complaint("deck.trap_start")
    if "mapping values are not allowed" in problem:
        return Complaint("deck.trap_colon")
    if "could not find expected ':'" in problem:
        return Complaint("deck.trap_no_colon")
    if "did not find expected key" in problem or "indicator" in problem or "block end" in problem:
        return Complaint("deck.trap_indent")
    if "quoted scalar" in problem:
        return Complaint("deck.trap_quote")
    if "flow" in problem:
        return Complaint("deck.trap_flow")
    return Complaint("deck.not_yaml", what=problem[:80])


def bare_word(value: object) -> Complaint:
    """A text that YAML takes for yes, no or nothing."""
    if value is None:
        return Complaint("deck.empty")
    return Complaint("deck.trap_bare", value="yes" if value else "no")
