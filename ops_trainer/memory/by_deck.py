"""Settings that hold a value for each deck, as they are written: `ops-roles=5 ops-metrics=0`."""

from __future__ import annotations

import re
import unicodedata

MOST = 4_000  # characters
NOTHING = ("none", "-", "无", "没有", "不限")  # typed for no value


def entries(text: str, shape: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return decks and values of a text whose words all have the shape, a group for the deck and one for the value.

    Raises ValueError for a word that has another.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if len(plain) > MOST:
        raise ValueError(text)
    found = []
    for word in re.split(r"[\s,;、]+", plain):
        if not word or word in NOTHING:
            continue
        if (entry := shape.fullmatch(word)) is None:
            raise ValueError(word)
        found.append((entry[1], entry[2]))
    return found
