"""The gaps of a cloze text: `{{key::answer}}`."""

from __future__ import annotations

import re

GAP = re.compile(r"\{\{([a-z0-9][a-z0-9-]*)::(.+?)\}\}")
BLANK = "［…］"


def gaps(text: str) -> dict[str, str]:
    """The keys of a text and what each hides, in their order; the first of a key that stands twice counts."""
    found: dict[str, str] = {}
    for key, answer in GAP.findall(text):
        found.setdefault(key, answer)
    return found


def with_gap(text: str, key: str) -> str:
    """The text with the gaps of one key blanked and the others filled."""
    return GAP.sub(lambda m: BLANK if m[1] == key else m[2], text)


def without_marks(text: str) -> str:
    """The whole text, every gap filled."""
    return GAP.sub(lambda m: m[2], text)
