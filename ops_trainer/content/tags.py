"""Tags of notes: any words, in levels with `::`, the same whatever their case and width."""

from __future__ import annotations

import unicodedata

LEVELS = "::"


def tidy_tag(tag: str) -> str:
    """Return a tag with single blanks. Raises ValueError, with a message of the catalogue, for an empty level."""
    levels = _levels(tag)
    if not all(levels):
        raise ValueError("deck.tag_level")
    return LEVELS.join(levels)


def tag_key(tag: str) -> str:
    """Return what a tag is compared by: case, width and the blanks around its levels make no difference."""
    folded = unicodedata.normalize("NFKC", tag).casefold()
    return LEVELS.join(_levels(unicodedata.normalize("NFKC", folded)))


def with_parents(tag: str) -> list[str]:
    """Return a tag and the levels above it, the highest first: `a::b` gives `a`, `a::b`."""
    levels = _levels(tag)
    return [LEVELS.join(levels[: n + 1]) for n in range(len(levels))]


def _levels(tag: str) -> list[str]:
    return [" ".join(level.split()) for level in tag.replace("：：", LEVELS).split(LEVELS)]
