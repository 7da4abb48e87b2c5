"""A number for each of many days as bars with dates below."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ops_trainer.memory.day import date_of
from ops_trainer.tui.widgets.text import columns
from ops_trainer.tui.widgets.words import Say

CELLS = 2  # a day: a bar and a gap


def days_that_fit(width: int, most: int) -> int:
    """How many days have room."""
    return max(min(most, (width + 1) // CELLS), 1)


def day_bars(values: Sequence[float], first: int, say: Say, height: int, style: str = "$primary") -> Content:
    """Bars from the local day `first` on, a date below each Monday; the caller gives no more days than fit."""
    width = len(values) * CELLS - 1
    lines = [Content.styled(" ".join(row), style) for row in columns(values, height)]
    ticks = ""
    for place in range(len(values)):
        on = date_of(first + place)
        said = say("stats.tick", month=on.month, day=on.day)
        at = place * CELLS
        if on.weekday() == 0 and at >= len(ticks) and at + len(said) <= width:
            ticks = ticks.ljust(at) + said + " "
    lines.append(Content.styled(ticks.rstrip() or " ", "$text-muted"))
    return Content("\n").join(lines)
