"""The key bar of a workshop: the step that comes next by its name, and on a tiny projector no more than two lines."""

from __future__ import annotations

from typing import Protocol, cast

from rich.cells import cell_len
from textual import events

from ops_trainer.tui.widgets.frame import KeyLink, Keys

TINY_LINES = 2
SMALL = 18  # rows of a window below which the key bar keeps to its two lines
PALETTE = "palette"  # its link is always kept: it leads to all the others


class Leads(Protocol):
    """A screen whose keys do different things at different times."""

    def key_label(self, action: str) -> str | None:
        """What the key of an action does now; None where it always does the same."""


class HostKeys(Keys):
    """Shows what one can do now; what has no room is in the command palette."""

    def _links(self) -> list[KeyLink]:
        links = super()._links()
        links.sort(key=lambda link: link.binding.action == "leave")  # the step that comes next stands first
        for link in links:
            link.does = cast("Leads", self.screen).key_label(link.binding.action) or link.does
        return links if self.app.size.height >= SMALL else self._fitting(links)

    def on_resize(self, event: events.Resize) -> None:
        """Another width has room for more or fewer."""
        self.call_after_refresh(self._renew)

    def _fitting(self, links: list[KeyLink]) -> list[KeyLink]:
        last = [link for link in links if link.binding.action.endswith(PALETTE)]
        first = [link for link in links if link not in last]
        while first and self._lines([*first, *last]) > TINY_LINES:
            first.pop()
        return [*first, *last]

    def _lines(self, links: list[KeyLink]) -> int:
        """The lines that links take when each goes on in the next where it does not fit."""
        lines, used = 1, 0
        for link in links:
            width = cell_len(link.shown) + cell_len(link.does) + 3
            if used and used + width > self.app.size.width:
                lines, used = lines + 1, 0
            used += width
        return lines
