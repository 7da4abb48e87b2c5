"""How much a day asks, in words."""

from __future__ import annotations

from collections.abc import Callable


def amounts(reviews: int, new: int, say: Callable[..., str], *, again: int = 0) -> str:
    """Reviews, new cards and cards to be asked again, those of which there are any; "" when there is nothing."""
    counts = (("home.due", reviews), ("home.new", new), ("home.again", again))
    return say("home.comma").join(say(key, n=count) for key, count in counts if count)
