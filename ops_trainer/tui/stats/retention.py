"""What was recalled beside what was predicted, and what the coming days will ask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from ops_trainer.tui.stats.panel import Panel, day_bars, days_that_fit
from ops_trainer.tui.widgets.text import Fluid, bar, fit, wrapped

if TYPE_CHECKING:
    from ops_trainer.trainer.views import RetentionLine, Stats
    from ops_trainer.tui.widgets.words import Say

ENOUGH = 50  # reviews from which on the two can be compared: chance alone makes ±8 % at fewer
FAR = 0.05  # between recalled and predicted: worth a word


class Retention(Panel):
    """Cards by standing, retention over three spans, the forecast."""

    TITLE = "stats.tab_memory"

    def compose(self) -> Iterable[Static]:
        """Yield the parts, from now to the coming days."""
        for id in ("cards", "retention", "forecast"):
            yield Static(id=id, markup=False)

    def show(self, found: Stats) -> None:
        """Show the statistics."""
        self.query_one("#cards", Static).update(Fluid(partial(cards, found, self.say)))
        self.query_one("#retention", Static).update(Fluid(partial(retention, found, self.say)))
        self.query_one("#forecast", Static).update(Fluid(partial(forecast, found, self.say)))


def cards(stats: Stats, say: Say, width: int) -> Content:
    """Return all cards by standing, as a bar and in numbers."""
    by_name = {standing.value: count for standing, count in stats.standing.items()}
    head = say("stats.cards", n=sum(by_name.values()))
    drawn = bar(by_name["mastered"], by_name["faded"], by_name["learning"], by_name["new"], width)
    numbers = say("stats.cards_by", **by_name)
    return Content("\n").join([Content.styled(head, "bold"), drawn, wrapped(Content(numbers), width)])


def retention(stats: Stats, say: Say, width: int) -> Content:
    """Return for each span what was recalled and what was predicted, a bar each, and what it means."""
    lines = [Content.styled(say("stats.retention"), "bold")]
    if not any(line.reviews for line in stats.retention):
        lines.append(wrapped(Content(say("stats.retention_none")), width))
        return Content("\n").join(lines)
    names = [say("stats.span", n=line.key) for line in stats.retention]
    true, predicted = say("stats.true"), say("stats.predicted")
    side, label = max(map(cell_len, names)) + 2, max(cell_len(true), cell_len(predicted)) + 1
    room = max(width - side - label - 5, 4)
    for line, name in zip(stats.retention, names, strict=True):
        if not line.reviews or line.predicted is None:
            continue
        share = line.recalled / line.reviews
        lines.append(Content.assemble(fit(name, side), fit(true, label), _share(share, room, "━", "$success")))
        count = fit(say("stats.reviews", n=line.reviews), side)
        lines.append(
            Content.assemble(
                (count, "$text-muted"), fit(predicted, label), _share(line.predicted, room, "╍", "$primary")
            )
        )
    lines.append(wrapped(Content.styled(say(verdict(stats.retention)), "$text-muted"), width))
    return Content("\n").join(lines)


def _share(share: float, room: int, char: str, style: str) -> Content:
    filled = round(share * room)
    return Content.assemble((char * filled, style), " " * (room - filled), f" {share:>4.0%}")


def verdict(lines: Iterable[RetentionLine]) -> str:
    """Return what the latest span with enough reviews says, as a catalogue key."""
    for line in lines:
        if line.reviews >= ENOUGH and line.predicted is not None:
            off = line.recalled / line.reviews - line.predicted
            return "stats.better" if off > FAR else "stats.worse" if off < -FAR else "stats.as_predicted"
    return "stats.few"


def forecast(stats: Stats, say: Say, width: int) -> Content:
    """Return reviews and new cards on each of the coming days, within the limits."""
    days = stats.forecast.cards[: days_that_fit(width, len(stats.forecast.cards))]
    if not (total := sum(days)):
        return wrapped(Content.styled(say("home.forecast_none", n=len(days)), "bold"), width)
    about = "≈ " if stats.forecast.approximate else ""
    head = Content.styled(about + say("home.forecast", n=len(days), total=total, most=max(days)), "bold")
    return Content("\n").join([wrapped(head, width), day_bars(days, stats.day, say, 4)])
