"""Plots of the team's report as SVG: bars with names before them and the goal marked, shares of a course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ops_trainer.content.typography import char_width, spaced, width
from ops_trainer.workshop.plots import WIDTH, picture, text

LABEL = 240  # room for names on the left
END = 120  # room for words on the right
LINE = 30
CELL = 7.4  # of a character half as wide as a Chinese one, at the size of the plots' text


@dataclass(frozen=True, slots=True)
class Span:
    """A bar with a name: how much is there now, how much is expected on the due day, the goal; all 0 to 1."""

    label: str
    now: float
    then: float | None
    goal: float | None
    says: str
    look: str = "plain"


def spans(title: str, rows: Sequence[Span]) -> str:
    """Bars one below the other; a thin line in each tells what is expected later, a mark across the goal."""
    room = WIDTH - LABEL - END
    drawn = []
    for place, row in enumerate(rows):
        y = place * LINE
        drawn.append(text(LABEL - 10, y + 19, cut(row.label, LABEL - 14), "end"))
        drawn.append(_rect("rail", LABEL, y + 5, room, LINE - 12))
        if (long := _within(row.now) * room) > 0:
            drawn.append(_rect(row.look, LABEL, y + 5, long, LINE - 12))
        if row.then is not None and row.then > 0:
            drawn.append(_rect("then", LABEL, y + LINE - 10, _within(row.then) * room, 3))
        if row.goal is not None:
            x = LABEL + _within(row.goal) * room
            drawn.append(f'<line class="goal" x1="{x:.1f}" y1="{y + 2}" x2="{x:.1f}" y2="{y + LINE - 5}"/>')
        drawn.append(text(WIDTH - END + 10, y + 19, row.says))
    return picture(title, len(rows) * LINE, drawn)


def courses(title: str, rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> str:
    """For each row its label and counts with their looks, as shares of the row; the counts stand inside."""
    room = WIDTH - LABEL - 10
    drawn = []
    for place, (label, parts) in enumerate(rows):
        y, x = place * LINE, float(LABEL)
        drawn.append(text(LABEL - 10, y + 19, cut(label, LABEL - 14), "end"))
        every = sum(count for count, _ in parts)
        for count, look in parts:
            long = room * count / every if every else 0.0
            if long:
                drawn.append(_rect(look, x, y + 4, long, LINE - 10, round_=False))
                drawn.append(text(x + long / 2, y + 19, str(count), "middle", f"on {look}"))
            x += long
    return picture(title, len(rows) * LINE, drawn)


def cut(label: str, room: float) -> str:
    """A label that fits into so many units, with an ellipsis where it was cut."""
    label = spaced(label)
    cells = int(room / CELL)
    if width(label) <= cells:
        return label
    kept, used = "", 1
    for char in label:
        used += char_width(char)
        if used > cells:
            break
        kept += char
    return kept.rstrip() + "…"


def _within(share: float) -> float:
    return max(min(share, 1.0), 0.0)


def _rect(look: str, x: float, y: float, wide: float, high: float, *, round_: bool = True) -> str:
    corner = ' rx="3"' if round_ and high > 4 else ""
    return f'<rect class="{look}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{high}"{corner}/>'
