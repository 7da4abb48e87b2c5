"""The line above the stage: how much time is left and how many have answered, or when it goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.tui.widgets.words import Say
from ops_trainer.workshop.lead import Lead
from ops_trainer.workshop.state import Phase

HURRY_MS = 5_000


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds left to answer (None without a limit), and until it goes on by itself (None when it does not)."""

    left: int | None
    wait: int | None


def seconds(ms: int) -> int:
    """Whole seconds, a begun one counted: 1 is shown until the very end."""
    return -(-ms // 1000)


def gauge(lead: Lead, pace: Pace, say: Say, width: int) -> Content | None:
    """The line at a width; None where there is nothing to tell."""
    if lead.phase is Phase.QUESTION:
        return _vote(lead, pace, say, width)
    if pace.wait is not None:
        says = "host.begins_in" if lead.phase is Phase.LOBBY else "host.goes_on_in"
        return Content.styled(say(says, n=max(seconds(pace.wait), 0)), "$text-muted")
    return None


def _vote(lead: Lead, pace: Pace, say: Say, width: int) -> Content:
    answers = say("host.answers", n=lead.answered, all=lead.expected)
    second = say("host.second_vote") + " · " if lead.ballot > 1 else ""
    if lead.paused:
        head, style = say("host.paused"), "bold $warning"
    elif not lead.open:
        head, style = say("host.all_in" if lead.answered >= lead.expected > 0 else "host.closed"), "bold $accent"
    elif pace.left is not None:
        head = say("host.seconds", n=seconds(pace.left))
        style = "bold $error" if pace.left <= HURRY_MS else "bold"
    else:
        head, style = "", ""
    tail = f"{second}{answers}"
    away = " · " + say("host.away", n=lead.away) if lead.away and lead.open else ""
    if cell_len(head) + cell_len(tail) + cell_len(away) + 3 <= width:
        tail += away
    room = width - cell_len(head) - cell_len(tail) - (2 if head else 1)
    share, colour = _share(lead, pace)
    bar = _bar(share, room, colour) if room >= 4 else Content(" ")
    return Content.assemble((head, style), " " if head else "", bar, " ", (tail, "bold"))


def _share(lead: Lead, pace: Pace) -> tuple[float, str]:
    """How full the bar is: the time that is left, or without a limit those who have answered."""
    if pace.left is None or not lead.limit_ms:
        return (lead.answered / lead.expected if lead.expected else 0.0), "$primary"
    return min(pace.left / lead.limit_ms, 1.0), "$error" if pace.left <= HURRY_MS and lead.open else "$primary"


def _bar(share: float, cells: int, style: str) -> Content:
    full = round(share * cells)
    return Content.assemble(("━" * full, style), ("─" * (cells - full), "$border-blurred"))
