"""The base of the statistics' panels, and the charts they draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content

from ops_trainer.memory.day import date_of
from ops_trainer.tui.shell.access import TrainerAccess
from ops_trainer.tui.widgets.text import columns
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import Stats

CELLS = 2  # a day: a bar and a gap


def days_that_fit(width: int, most: int) -> int:
    """Return how many days have room."""
    return max(min(most, (width + 1) // CELLS), 1)


def day_bars(values: Sequence[float], first: int, say: Say, height: int, style: str = "$primary") -> Content:
    """Return bars from the local day `first` on, a date below each Monday; the caller gives no more days than fit."""
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


class Panel(TrainerAccess, VerticalScroll):
    """One page. `look` reads what it shows, in a worker; `show` shows it."""

    TITLE: ClassVar[str]
    """The catalogue key of its tab."""

    DEFAULT_CSS = """
    Panel { height: 1fr; scrollbar-size-vertical: 1; }
    Panel:focus { background-tint: transparent; }
    Panel Static { height: auto; margin-bottom: 1; }
    Panel Static:last-child { margin-bottom: 0; }
    """

    @classmethod
    def look(cls, trainer: Trainer, stats: Stats) -> Any:
        """Return what it shows; the statistics themselves when it needs no more. Called in a worker."""
        return stats

    def show(self, found: Any) -> None:
        """Show what `look` read."""
        raise NotImplementedError
