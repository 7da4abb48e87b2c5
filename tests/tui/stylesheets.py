"""Style sheets parsed once in a process rather than for every app and again for every screen: a third of a test. Which
rules a widget has is looked up hundreds of thousands of times, so that their hash is not worked out in Python."""

from __future__ import annotations

from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def parse_once(patch: pytest.MonkeyPatch) -> None:
    """Keep what a sheet was parsed to, for the same text with the same variables; Textual itself shares it likewise."""
    parse = Stylesheet._parse_rules
    kept: dict[tuple[Any, ...], list[RuleSet]] = {}

    def parsed(sheet: Stylesheet, css: str, *where: Any, **how: Any) -> list[RuleSet]:
        name = (css, where, frozenset(how.items()), frozenset(sheet._variables.items()))
        if name not in kept:
            kept[name] = parse(sheet, css, *where, **how)
        return kept[name]

    patch.setattr(Stylesheet, "_parse_rules", parsed)
    patch.setattr(RuleSet, "__hash__", object.__hash__)  # by identity, as Textual's own
