"""Text that knows its width: everything long on a screen is drawn through these.

A `Fluid` asks its builder for content at the width it gets, so that lists, bars and charts need no resize handling.
`Prose` is a text that breaks where Chinese and English may break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from rich.cells import cell_len
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from ops_trainer.content.typography import wrap


class Fluid(Visual):
    """Content made for the width it is shown at. The builder returns lines that fit, joined by newlines."""

    def __init__(self, build: Callable[[int], Content], *, ideal: int | None = None) -> None:
        self._build = lru_cache(4)(build)
        self._ideal = ideal

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the width it would like, the container's where none was given."""
        return container_width if self._ideal is None else min(self._ideal, container_width)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """Return two cells: one wide character must fit."""
        return 2

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return how many lines it takes at a width."""
        return self._build(width).plain.count("\n") + 1 if width > 0 else 0

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """Draw at a width."""
        return self._build(width).render_strips(width, height, style, options)


class Prose(Fluid):
    """A text, plain or styled, broken between phrases; never read as markup."""

    def __init__(self, text: str | Content, *, most: int = 76) -> None:
        content = Content(text) if isinstance(text, str) else text
        ideal = max((cell_len(line) for line in content.plain.split("\n")), default=0)
        super().__init__(lambda width: wrapped(content, min(width, most)), ideal=min(ideal, most))


def wrapped(content: Content, width: int) -> Content:
    """Return content broken into lines of at most `width` cells where phrases end; spaces at a break go."""
    lines: list[Content] = []
    for paragraph in content.split("\n", allow_blank=True):
        plain, at = paragraph.plain, 0
        for line in wrap(plain, width) or [""]:
            start = plain.index(line, at)
            at = start + len(line)
            lines.append(paragraph[start:at])
    return Content("\n").join(lines)


def fit(text: str, cells: int) -> str:
    """Return a text cut or padded to exactly so many cells, an ellipsis where it was cut, no wide character split."""
    if (width := cell_len(text)) <= cells:
        return text + " " * (cells - width)
    start = ""
    for char in text:
        if cell_len(start + char) > cells - 1:
            break
        start += char
    return start + "…" + " " * (cells - 1 - cell_len(start))


def right(text: str, cells: int) -> str:
    """Return a text moved to the right of so many cells; longer ones stay whole."""
    return " " * max(cells - cell_len(text), 0) + text


PATTERNS = {"mastered": "━", "faded": "─", "learning": "╍", "new": "·"}
STYLES = {"mastered": "$success", "faded": "$success", "learning": "$primary", "new": "$text-muted"}


def shares(counts: Iterable[int], cells: int) -> list[int]:
    """Return cells for each count that add up to `cells`; nothing above zero gets none while there is room."""
    numbers = list(counts)
    total = sum(numbers)
    if not total or cells <= 0:
        return [0] * len(numbers)
    exact = [n * cells / total for n in numbers]
    got = [max(int(share), 1) if n else 0 for n, share in zip(numbers, exact, strict=True)]
    while sum(got) > cells:
        got[max(range(len(got)), key=lambda i: got[i] - exact[i] if got[i] > 1 else -1.0)] -= 1
    while sum(got) < cells:
        got[max(range(len(got)), key=lambda i: exact[i] - got[i])] += 1
    return got


def bar(mastered: int, faded: int, learning: int, new: int, cells: int) -> Content:
    """Return how far a deck has come, each part with a pattern of its own as well as a colour."""
    parts = zip(PATTERNS, shares((mastered, faded, learning, new), cells), strict=True)
    return Content.assemble(*((PATTERNS[name] * width, STYLES[name]) for name, width in parts))


EIGHTHS = " ▁▂▃▄▅▆▇█"


def columns(values: Iterable[float], height: int = 1, top: float | None = None) -> list[str]:
    """Return a bar chart in so many lines, a character a value, the top line first; a value above zero always shows."""
    numbers = list(values)
    most = top or max(numbers, default=0)
    lines = []
    for row in reversed(range(height)):
        line = ""
        for value in numbers:
            eighths = max(round(value / most * height * 8), 1) if value > 0 and most else 0
            line += EIGHTHS[min(max(eighths - row * 8, 0), 8)]
        lines.append(line)
    return lines
