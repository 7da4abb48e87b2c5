"""What today asks, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from ops_trainer.locale.amounts import amounts
from ops_trainer.memory.day import date_of
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.views import Today


def asks(today: Today, decks: bool, say: Say) -> Content:
    """A few lines: how much there is, how long it takes, the streak, and what is put off."""
    if not decks:
        return Content.styled(say("home.empty"), "bold")
    if not (waiting := today.due + today.new + today.again):
        lines = [Content.styled(say("home.all_done" if today.done else "home.nothing_due"), "bold")]
        ahead = next((days for days, count in enumerate(today.forecast) if days and count), None)
        if ahead is not None:
            new = today.forecast_new[ahead]
            what = amounts(today.forecast[ahead] - new, new, say)
            lines.append(Content(say("home.next_tomorrow" if ahead == 1 else "home.next", what=what, days=ahead)))
    else:
        lines = [Content.styled(say("home.waiting", n=waiting, minutes=today.minutes), "bold")]
        lines.append(Content(amounts(today.due, today.new, say, again=today.again)))
        if today.beyond:
            lines.append(Content.styled(say("home.beyond", n=today.beyond), "$text-muted"))
    parts = [
        say("home.done", n=today.done) if today.done else "",
        say("home.streak", n=today.streak) if today.streak else "",
    ]
    if any(parts):
        lines.append(Content.styled(say("home.comma").join(part for part in parts if part), "$success"))
    if today.backlog:
        days = None if today.backlog_gone is None else today.backlog_gone - today.day
        if days is None:
            lines.append(Content.styled(say("home.backlog_long", n=today.backlog), "$text-muted"))
        else:
            on = date_of(today.day + days)
            said = say("home.backlog", n=today.backlog, days=days, month=on.month, day=on.day)
            lines.append(Content.styled(said, "$text-muted"))
    return Content("\n").join(lines)
