"""The mistakes that everybody makes once in a YAML file, each in its own words."""

from __future__ import annotations

import re

from ops_trainer.locale import Complaint

FLOW_TEXT = re.compile(r"\{\s*(zh|en)\s*:")


def syntax_trap(text: str, place: tuple[int, int], problem: str) -> Complaint:
    """What most likely went wrong where the parser gave up."""
    lines = text.split("\n")
    line = lines[min(place[0], len(lines)) - 1] if lines else ""
    before = lines[place[0] - 2] if 1 < place[0] <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or "\\t" in problem:
        return Complaint("deck.trap_tab")
    if FLOW_TEXT.search(line) or FLOW_TEXT.search(before):
        return Complaint("deck.trap_braces")
    if re.search(r"(^|[\s:-])[@`%]", line):
        return Complaint("deck.trap_start")
    if "mapping values are not allowed" in problem:
        return Complaint("deck.trap_colon")
    if "could not find expected ':'" in problem:
        return Complaint("deck.trap_no_colon")
    if "did not find expected key" in problem or "block end" in problem or "expected <block end>" in problem:
        return Complaint("deck.trap_indent")
    if "quoted scalar" in problem:
        return Complaint("deck.trap_quote")
    return Complaint("deck.not_yaml", what=problem[:80])


def bare_word(value: object) -> Complaint:
    """A text that YAML takes for yes, no or nothing."""
    if value is None:
        return Complaint("deck.empty")
    return Complaint("deck.trap_bare", value="yes" if value else "no")
