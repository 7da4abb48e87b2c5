"""How many examples a property test tries, when the usual number is too many for it."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

USUAL = 100  # what a property test tries that says nothing about it
EVERYDAY, SOAK = 25, 400  # on an ordinary day, the same each time, and in a soak, others each time


def examples(count: int, **others: Any) -> settings:
    """Settings with so many examples where others have the usual number, fewer on an ordinary day, more in a soak."""
    return settings(max_examples=max(count * settings().max_examples // USUAL, 1), **others)


def any_text(**sizes: int) -> st.SearchStrategy[str]:
    """Any text, as `st.text` gives it. That one asks a codec for each of a million characters when it is first used in
    a checkout, which takes a process three seconds."""
    return st.text(st.characters(exclude_categories=["Cs"]), **sizes)
