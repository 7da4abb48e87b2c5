"""How many examples a property test tries, when the usual number is too many for it."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

EVERYDAY, SOAK = 100, 400  # what a property test tries that says nothing about it


def examples(count: int, **others: Any) -> settings:
    """Settings with so many examples on an ordinary day, and in a soak more by the same factor as for all others."""
    return settings(max_examples=count * settings().max_examples // EVERYDAY, **others)
