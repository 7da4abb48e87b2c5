"""What the coming days ask as a small bar chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from ops_trainer.locale import Lang
from ops_trainer.memory.day import date_of
from ops_trainer.tui.widgets.text import columns, fit
from ops_trainer.tui.widgets.words import Say, weekday

if TYPE_CHECKING:
    from ops_trainer.trainer.views import Today

COLUMN = 3  # cells a day: a weekday of two cells and a gap


def chart(today: Today, say: Say, lang: Lang, width: int, *, height: int = 3) -> Content:
    """A heading with the highest day, bars two cells wide, the weekday under each; today's first and bold."""
    days = today.forecast[: max(width // COLUMN, 1)]
    most = max(days, default=0)
    total = sum(days)
    head = (
        say("home.forecast", n=len(days), total=total, most=most) if total else say("home.forecast_none", n=len(days))
    )
    lines = [Content.styled(fit(head, width).rstrip(), "bold")]
    for row in columns(days, height):
        lines.append(Content.styled("".join(char * 2 + " " for char in row).rstrip(), "$primary"))
    names = [fit(weekday(date_of(today.day + ahead), lang), COLUMN) for ahead in range(len(days))]
    lines.append(Content.assemble((names[0], "$foreground bold"), ("".join(names[1:]), "$text-muted")))
    return Content("\n").join(lines)
