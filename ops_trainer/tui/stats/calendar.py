"""The year, streaks and time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from ops_trainer.tui.stats.charts import day_bars, days_that_fit
from ops_trainer.tui.stats.heat import heat
from ops_trainer.tui.stats.panel import Panel
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.widgets.words import hours

if TYPE_CHECKING:
    from ops_trainer.trainer.views import Stats
    from ops_trainer.tui.widgets.words import Say

DAYS = 30


class Calendar(Panel):
    """A heat map, the figures, minutes of the latest days."""

    TITLE = "stats.tab_calendar"

    def compose(self) -> Iterable[Static]:
        """From the year to the month."""
        for id in ("heat", "figures", "time"):
            yield Static(id=id, markup=False)

    def show(self, found: Stats) -> None:
        """Show the statistics."""
        self.query_one("#heat", Static).update(Fluid(partial(heat, found.heat, found.day, self.say, self.lang)))
        self.query_one("#figures", Static).update(Prose(figures(found, self.say)))
        self.query_one("#time", Static).update(Fluid(partial(time_spent, found, self.say)))


def figures(stats: Stats, say: Say) -> Content:
    """Streaks, days, answers and hours in all."""
    parts = [say("stats.streak", n=stats.streak)] if stats.streak else []
    parts += [say("stats.longest", n=stats.longest_streak), say("stats.days", n=stats.days_studied)]
    streaks = " · ".join(parts)
    total = say("stats.total", n=stats.reviews_total, time=hours(stats.minutes_total, say))
    return Content("\n").join([Content.styled(streaks, "$success"), Content(total)])


def time_spent(stats: Stats, say: Say, width: int) -> Content:
    """Minutes on each of the latest days."""
    days = days_that_fit(width, DAYS)
    first = stats.day - days + 1
    minutes = [stats.minutes_by_day.get(first + ahead, 0.0) for ahead in range(days)]
    head = say("stats.time", n=days, time=hours(sum(minutes), say), most=hours(max(minutes), say))
    return Content("\n").join([Content.styled(head, "bold"), day_bars(minutes, first, say, 3)])
