"""The year, streaks and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from ops_trainer.locale import Lang
from ops_trainer.locale import say as said_in
from ops_trainer.memory.day import date_of
from ops_trainer.tui.stats.panel import Panel, day_bars, days_that_fit
from ops_trainer.tui.widgets.text import Fluid, Prose, fit, right
from ops_trainer.tui.widgets.words import Say, hours, weekday

if TYPE_CHECKING:
    from ops_trainer.trainer.views import Stats

WEEKS = 53
SIDE = 3  # cells for the names of the weekdays
LEVELS = "·░▒▓█"
STYLES = ("$text-muted", "$success", "$success", "$success", "$success")


def level(count: int, much: int) -> int:
    """0 for nothing, else 1 to 4 by the share of what is much."""
    return min(max(-(-count * 4 // max(much, 1)), 1), 4) if count > 0 else 0


def much_of(counts: Mapping[int, int]) -> int:
    """Return what nine of ten days of study stay below, so that one wild day doesn't make the others pale."""
    days = sorted(count for count in counts.values() if count > 0)
    return days[min(len(days) * 9 // 10, len(days) - 1)] if days else 0


def months(first: int, weeks: int, lang: Lang) -> str:
    """Return the names of the months over the weeks in which they begin; one that has no room is left out."""
    names = said_in("home.months", lang).split(" ")
    line = ""
    for week in range(weeks):
        begins = [on for on in (date_of(first + week * 7 + weekday) for weekday in range(7)) if on.day == 1]
        if begins and week >= cell_len(line) and week + cell_len(names[begins[0].month - 1]) <= weeks:
            line += " " * (week - cell_len(line)) + names[begins[0].month - 1] + " "
    return line.rstrip()


def heat(counts: Mapping[int, int], day: int, say: Say, lang: Lang, width: int) -> Content:
    """Return as many weeks as fit, up to 53, this week the last; a heading with the total, and what the shades mean."""
    weeks = min(WEEKS, max(width - SIDE, 1))
    first = day - date_of(day).weekday() - (weeks - 1) * 7
    shown = {on: count for on, count in counts.items() if first <= on <= day}
    much = much_of(shown)
    total, most = sum(shown.values()), max(shown.values(), default=0)
    head = say("stats.heat", weeks=weeks, n=total, most=most)
    lines = [Content.styled(fit(head, width).rstrip(), "bold")]
    lines.append(Content.styled(" " * SIDE + months(first, weeks, lang), "$text-muted"))
    for row in range(7):
        parts: list[Content | tuple[str, str]] = [(fit(weekday(date_of(first + row), lang), SIDE), "$text-muted")]
        for week in range(weeks):
            if (on := first + week * 7 + row) <= day:
                degree = level(shown.get(on, 0), much)
                parts.append((LEVELS[degree], STYLES[degree]))
        lines.append(Content.assemble(*parts))
    shades = Content.assemble(*((LEVELS[degree], STYLES[degree]) for degree in range(5)))
    little, lot = say("stats.less"), say("stats.more")
    pad = right("", max(SIDE + weeks - cell_len(little) - cell_len(lot) - 7, 0))
    lines.append(Content.assemble(pad, (f"{little} ", "$text-muted"), shades, (f" {lot}", "$text-muted")))
    return Content("\n").join(lines)


DAYS = 30


class Calendar(Panel):
    """A heat map, the figures, minutes of the latest days."""

    TITLE = "stats.tab_calendar"

    def compose(self) -> Iterable[Static]:
        """Yield the parts, from the year to the month."""
        for id in ("heat", "figures", "time"):
            yield Static(id=id, markup=False)

    def show(self, found: Stats) -> None:
        """Show the statistics."""
        self.query_one("#heat", Static).update(Fluid(partial(heat, found.heat, found.day, self.say, self.lang)))
        self.query_one("#figures", Static).update(Prose(figures(found, self.say)))
        self.query_one("#time", Static).update(Fluid(partial(time_spent, found, self.say)))


def figures(stats: Stats, say: Say) -> Content:
    """Return streaks, days, answers and hours in all."""
    parts = [say("stats.streak", n=stats.streak)] if stats.streak else []
    parts += [say("stats.longest", n=stats.longest_streak), say("stats.days", n=stats.days_studied)]
    streaks = " · ".join(parts)
    total = say("stats.total", n=stats.reviews_total, time=hours(stats.minutes_total, say))
    return Content("\n").join([Content.styled(streaks, "$success"), Content(total)])


def time_spent(stats: Stats, say: Say, width: int) -> Content:
    """Return minutes on each of the latest days."""
    days = days_that_fit(width, DAYS)
    first = stats.day - days + 1
    minutes = [stats.minutes_by_day.get(first + ahead, 0.0) for ahead in range(days)]
    head = say("stats.time", n=days, time=hours(sum(minutes), say), most=hours(max(minutes), say))
    return Content("\n").join([Content.styled(head, "bold"), day_bars(minutes, first, say, 3)])
