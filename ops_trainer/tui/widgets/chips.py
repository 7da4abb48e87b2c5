"""A row of small choices, each with its key: tabs, filters. They hold no focus; a click does what the key does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.widget import Widget

from ops_trainer.tui.widgets.flow import Flow


@dataclass(frozen=True, slots=True)
class Way:
    """One chip: the key that does the same, what it says, an action of the screen, whether it is the one chosen."""

    key: str
    says: str
    action: str
    chosen: bool = False


class Chip(Widget):
    """Shows one way."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Chip { width: auto; height: 1; background: $panel; color: $foreground; text-wrap: nowrap; }
    Chip:hover { background: $block-hover-background; }
    Chip.-chosen { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold underline; }
    """

    def __init__(self, way: Way) -> None:
        super().__init__(classes="-chosen" if way.chosen else "")
        self.way = way

    def render(self) -> Content:
        """The key, then what it says."""
        return Content.assemble((f" {self.way.key}", "$accent bold"), f" {self.way.says} ")

    async def on_click(self, event: events.Click) -> None:
        """Do it."""
        event.stop()
        await self.screen.run_action(self.way.action)


class Chips(Flow):
    """Chips side by side, in as many lines as they need."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ways: tuple[Way, ...] = ()

    async def offer(self, ways: Iterable[Way]) -> None:
        """Show these."""
        ways = tuple(ways)
        if ways == self.ways and self.children:
            return
        self.ways = ways
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(Chip(way) for way in ways)
