"""A page to read: Markdown whose lines break where Chinese and English may break, and which runs nothing."""

from __future__ import annotations

import re

from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.widgets import Markdown
from textual.widgets._markdown import MarkdownBlock, MarkdownH1, MarkdownH2, MarkdownH3, MarkdownParagraph

from ops_trainer.content.typography import spaced
from ops_trainer.tui.widgets.page_blocks import Fence, Table
from ops_trainer.tui.widgets.text import Prose

FENCED = re.compile(r"(^```.*?^```\n?)", re.MULTILINE | re.DOTALL)
HAN = r"\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef"
BROKEN = re.compile(rf"(?<=[{HAN}])\n(?=[{HAN}`*])")


def readied(markdown: str) -> str:
    """A page as it is shown: lines broken in the middle of a Chinese paragraph joined, Latin words set apart."""
    parts = FENCED.split(markdown)
    return "".join(spaced(part if part.startswith("```") else BROKEN.sub("", part)) for part in parts)


class Paragraph(MarkdownParagraph):
    """A paragraph with our line breaks."""

    def set_content(self, content: Content) -> None:
        """Show content as prose."""
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
