"""A year of study as a calendar: a column a week, a row a weekday, the darker the more was answered."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.locale import Lang
from ops_trainer.locale import say as said_in
from ops_trainer.memory.day import date_of
from ops_trainer.tui.widgets.text import fit, right
from ops_trainer.tui.widgets.words import Say, weekday

WEEKS = 53
SIDE = 3  # cells for the names of the weekdays
LEVELS = "·░▒▓█"
STYLES = ("$text-muted", "$success", "$success", "$success", "$success")


def level(count: int, much: int) -> int:
    """0 for nothing, else 1 to 4 by the share of what is much."""
    return min(max(-(-count * 4 // max(much, 1)), 1), 4) if count > 0 else 0


def much_of(counts: Mapping[int, int]) -> int:
    """Much is what nine of ten days of study stay below, so that one wild day doesn't make the others pale."""
    days = sorted(count for count in counts.values() if count > 0)
    return days[min(len(days) * 9 // 10, len(days) - 1)] if days else 0


def months(first: int, weeks: int, lang: Lang) -> str:
    """The names of the months over the weeks in which they begin; one that has no room is left out."""
    names = said_in("home.months", lang).split(" ")
    line = ""
    for week in range(weeks):
        begins = [on for on in (date_of(first + week * 7 + weekday) for weekday in range(7)) if on.day == 1]
        if begins and week >= cell_len(line) and week + cell_len(names[begins[0].month - 1]) <= weeks:
            line += " " * (week - cell_len(line)) + names[begins[0].month - 1] + " "
    return line.rstrip()


def heat(counts: Mapping[int, int], day: int, say: Say, lang: Lang, width: int) -> Content:
    """As many weeks as fit, up to 53, this week the last; a heading with the total, and what the shades mean."""
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
