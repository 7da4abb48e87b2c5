"""Plots as SVG, drawn with the colours of the page around them (`report.css`), readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from ops_trainer.content.typography import spaced

WIDTH = 720
LABEL = 64  # room for the labels on the left
END = 120  # room for the values on the right
LINE = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: label on the left, length from 0 to 1, words behind it, a style class of the page."""

    label: str
    length: float
    says: str
    look: str = "plain"


@dataclass(frozen=True, slots=True)
class Point:
    """A named point of a scatter plot."""

    x: float
    y: float
    name: str


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars, one below the other."""
    room = WIDTH - LABEL - END
    drawn = []
    for place, row in enumerate(rows):
        y = place * LINE
        width = round(max(min(row.length, 1.0), 0.0) * room, 1)
        drawn.append(
            text(LABEL - 10, y + 17, row.label, "end")
            + f'<rect class="rail" x="{LABEL}" y="{y + 4}" width="{room}" height="{LINE - 8}" rx="3"/>'
            + (
                f'<rect class="{row.look}" x="{LABEL}" y="{y + 4}" width="{width}" height="{LINE - 8}" rx="3"/>'
                if width
                else ""
            )
            + text(WIDTH - END + 10, y + 17, row.says)
        )
    return picture(title, len(rows) * LINE, drawn)


def stacked(title: str, rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> str:
    """For each row its label and counts with their looks, side by side, as shares of the row; counts stand inside."""
    room = WIDTH - LABEL - 10
    drawn = []
    for place, (label, parts) in enumerate(rows):
        y = place * LINE
        drawn.append(text(LABEL - 10, y + 17, label, "end"))
        every = sum(count for count, _ in parts)
        x = float(LABEL)
        for count, look in parts:
            width = room * count / every if every else 0
            if width:
                drawn.append(
                    f'<rect class="{look}" x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{LINE - 6}"/>'
                    + text(x + width / 2, y + 17, str(count), "middle", "on")
                )
            x += width
    return picture(title, len(rows) * LINE, drawn)


def histogram(title: str, counts: Sequence[int], labels: Sequence[str], axis: str) -> str:
    """Columns with their counts above and labels below."""
    height, base = 150, 170
    most = max(counts, default=0) or 1
    step = (WIDTH - 40) / len(counts)
    drawn = [f'<line class="axis" x1="20" y1="{base}" x2="{WIDTH - 20}" y2="{base}"/>']
    for place, (count, label) in enumerate(zip(counts, labels, strict=True)):
        x, tall = 20 + place * step, round(count / most * height, 1)
        if count:
            drawn.append(
                f'<rect class="plain" x="{x + 3:.1f}" y="{base - tall}" width="{step - 6:.1f}" height="{tall}"/>'
            )
            drawn.append(text(x + step / 2, base - tall - 5, str(count), "middle"))
        drawn.append(text(x + step / 2, base + 18, label, "middle", "faint"))
    drawn.append(text(WIDTH / 2, base + 38, axis, "middle", "faint"))
    return picture(title, base + 44, drawn)


def scatter(title: str, points: Iterable[Point], x_axis: str, y_axis: str) -> str:
    """Return named points over two axes: x from 0 to 1, y from −1 to 1."""
    left, top, width, height = 60, 14, WIDTH - 90, 240
    drawn = [f'<rect class="rail" x="{left}" y="{top}" width="{width}" height="{height}"/>']
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + tick * width
        drawn.append(f'<line class="grid" x1="{x}" y1="{top}" x2="{x}" y2="{top + height}"/>')
        drawn.append(text(x, top + height + 18, f"{tick:.0%}", "middle", "faint"))
    for tick in (-1.0, -0.5, 0.0, 0.5, 1.0):
        y = top + (1 - tick) / 2 * height
        drawn.append(
            f'<line class="{"axis" if not tick else "grid"}" x1="{left}" y1="{y}" x2="{left + width}" y2="{y}"/>'
        )
        drawn.append(text(left - 8, y + 4, f"{tick:.1f}".replace("-", "−"), "end", "faint"))
    for point in points:
        x, y = left + point.x * width, top + (1 - point.y) / 2 * height
        drawn.append(f'<circle class="plain" cx="{x:.1f}" cy="{y:.1f}" r="11"/>')
        drawn.append(text(x, y + 4, point.name, "middle", "on"))
    drawn.append(text(left + width / 2, top + height + 38, x_axis, "middle", "faint"))
    drawn.append(
        f'<g transform="rotate(-90 14 {top + height / 2})">'
        + text(14, top + height / 2, y_axis, "middle", "faint")
        + "</g>"
    )
    return picture(title, top + height + 44, drawn)


def text(x: float, y: float, words: str, anchor: str = "start", look: str = "") -> str:
    """Return a line of text."""
    styled = f' class="{look}"' if look else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{styled}>{escape(spaced(words))}</text>'


def picture(title: str, height: float, drawn: Iterable[str]) -> str:
    """Return the whole picture; its title is read out by screen readers."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title, quote=True)}">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )
