"""A page to read: Markdown whose lines break where Chinese and English may break, and which runs nothing.

All of a table or of code is to be seen at any width: nothing is cut, nothing scrolls sideways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Markdown
from textual.widgets._markdown import (
    MarkdownBlock,
    MarkdownFence,
    MarkdownH1,
    MarkdownH2,
    MarkdownH3,
    MarkdownParagraph,
    MarkdownTable,
)

from ops_trainer.content.typography import NO_BREAK, spaced
from ops_trainer.tui.widgets.text import Fluid, Prose, wrapped

GAP = 2  # cells between columns
LEAST = 4  # cells of a column at least
HANGING = 4  # cells by which the rest of a broken line of code is set in


class Table(MarkdownTable):
    """A table whose cells break their lines."""

    def compose(self) -> Iterable[Widget]:
        """No widget for each cell: it is drawn as a whole."""
        self._headers, self._rows = self._get_headers_and_rows()
        rows = [self._headers, *self._rows]
        self.update(Fluid(lambda width: table(rows, width)))
        return ()


class Fence(MarkdownFence):
    """Code whose long lines are broken, best where there is a gap."""

    DEFAULT_CSS = "Fence { color: $foreground; background: $surface; padding: 0 1; overflow: hidden; }"

    @classmethod
    def highlight(cls, code: str, language: str, *args: Any, **named: Any) -> Content:
        """Colour code that names its language. Textual would guess at one otherwise, with every lexer there is."""
        return super().highlight(code, language or "text", *args, **named)

    def compose(self) -> Iterable[Widget]:
        """Drawn as a whole."""
        self.set_content(self._highlighted_code)
        return ()

    def set_content(self, content: Content) -> None:
        """Show the code."""
        self._content = content
        self.update(Fluid(lambda width: folded(content, width)))


def table(rows: Sequence[Sequence[Content]], width: int) -> Content:
    """Return rows of cells in columns, the first row a heading."""
    count = max(map(len, rows), default=0)
    if not count:
        return Content("")
    cells = [[row[at] if at < len(row) else Content("") for at in range(count)] for row in rows]
    widths = column_widths([[cell_len(row[at].plain) for row in cells] for at in range(count)], width)
    lines: list[Content] = []
    for number, row in enumerate(cells):
        parts = [wrapped(cell, room).split("\n", allow_blank=True) for cell, room in zip(row, widths, strict=True)]
        for at in range(max(map(len, parts))):
            line: list[Content] = []
            for part, room in zip(parts, widths, strict=True):
                piece = part[at] if at < len(part) else Content("")
                line += [piece, Content(" " * (room - cell_len(piece.plain) + GAP))]
            joined = Content("").join(line[:-1])
            lines.append(joined.stylize("$primary bold") if not number else joined)
        if not number:
            lines.append(Content.styled("─" * min(sum(widths) + GAP * (count - 1), width), "$border-blurred"))
    return Content("\n").join(lines)


def column_widths(wishes: Sequence[Sequence[int]], width: int) -> list[int]:
    """Return a width for each column: what its widest cell wishes, the widest columns giving way until all fit."""
    widths = [max(max(wish, default=0), LEAST) for wish in wishes]
    room = max(width - GAP * (len(widths) - 1), LEAST * len(widths))
    while (over := sum(widths) - room) > 0:
        most = max(widths)
        second = max((w for w in widths if w < most), default=LEAST)
        widest = [at for at, w in enumerate(widths) if w == most]
        give = max(min(most - max(second, LEAST), -(-over // len(widest))), 1)
        for at in widest:
            widths[at] -= min(give, max(sum(widths) - room, 0))
    return widths


def folded(code: Content, width: int) -> Content:
    """Return lines of code no longer than `width`: broken at a gap of two spaces, else where it must be."""
    lines: list[Content] = []
    for line in code.split("\n", allow_blank=True):
        while cell_len(line.plain) > width:
            at = _break(line.plain, width)
            lines.append(line[:at].rstrip())
            rest = line[at:]
            rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
            line = Content(" " * min(HANGING, width // 4)) + rest
        lines.append(line)
    return Content("\n").join(lines)


def _break(line: str, width: int) -> int:
    """Return how many characters stay on the line."""
    indent = len(line) - len(line.lstrip())
    most = indent
    while most < len(line) and cell_len(line[: most + 1]) <= width:
        most += 1
    gap = line.find("  ", indent)
    if indent < gap <= most:
        return gap
    space = line.rfind(" ", indent + 1, most)
    return space if space > indent else max(most, 1)


BLANK = "\ue0a0"  # of private use, so that no text has it
FENCED = re.compile(r"(^```.*?^```\n?)", re.MULTILINE | re.DOTALL)
HAN = r"\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef"
BROKEN = re.compile(rf"(?<=[{HAN}])\n(?=[{HAN}`*])")


def readied(markdown: str) -> str:
    """Return a page as it is shown: lines broken in the middle of a Chinese paragraph joined, Latin words set apart,
    no-break spaces as a sign of our own, since Textual would join them."""
    parts = FENCED.split(markdown.replace(NO_BREAK, BLANK))
    return "".join(spaced(part if part.startswith("```") else BROKEN.sub("", part)) for part in parts)


class Paragraph(MarkdownParagraph):
    """A paragraph with our line breaks, and the blanks that stand in it."""

    def set_content(self, content: Content) -> None:
        """Show content as prose."""
        content = Content(content.plain.replace(BLANK, " "), spans=list(content.spans))
        super().set_content(content)
        self.update(Prose(content))


class Head1(MarkdownH1):
    """The page's title."""

    DEFAULT_CSS = "Head1 { content-align: left top; margin: 0 0 1 0; }"

    def set_content(self, content: Content) -> None:
        """Show content as prose."""
        super().set_content(content)
        self.update(Prose(content))


class Head2(MarkdownH2):
    """A section's title."""

    DEFAULT_CSS = "Head2 { margin: 1 0 0 0; }"

    def set_content(self, content: Content) -> None:
        """Show content as prose."""
        super().set_content(content)
        self.update(Prose(content))


class Head3(MarkdownH3):
    """A smaller title."""

    DEFAULT_CSS = "Head3 { margin: 1 0 0 0; width: 1fr; }"

    def set_content(self, content: Content) -> None:
        """Show content as prose."""
        super().set_content(content)
        self.update(Prose(content))


class Page(Markdown):
    """Markdown to read. Links are shown, not followed, unless the screen handles `Page.LinkClicked`."""

    BULLETS = ["• ", "‣ ", "⭑ ", "⭑ ", "⭑ "]  # noqa: RUF012
    BLOCKS: dict[str, type[MarkdownBlock]] = {  # noqa: RUF012
        **Markdown.BLOCKS,
        "h1": Head1,
        "h2": Head2,
        "h3": Head3,
        "paragraph_open": Paragraph,
        "table_open": Table,
        "fence": Fence,
        "code_block": Fence,
    }

    def __init__(self, markdown: str = "", *, id: str | None = None) -> None:
        super().__init__(readied(markdown), id=id, open_links=False)

    def update(self, markdown: str) -> AwaitComplete:
        """Show another page."""
        return super().update(readied(markdown))
