"""A container whose children go on in the next line where they don't fit, and chips in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import NULL_OFFSET, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget


class FlowLayout(Layout):
    """Left to right, top to bottom; each child as wide and high as its content, a gap between."""

    name = "flow"

    def __init__(self, gap: int = 1, line_gap: int = 0) -> None:
        self.gap, self.line_gap = gap, line_gap

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Return where the children are placed."""
        viewport = parent.app.viewport_size
        placements: list[WidgetPlacement] = []
        x = y = tallest = 0
        room = size.width or viewport.width
        for child in children:
            gutter = child.gutter
            width = min(child.get_content_width(size, viewport) + gutter.width, room)
            # Textual can't fold a text into no cells at all.
            inner = max(width - gutter.width, 1)
            height = child.get_content_height(size, viewport, inner) + gutter.height
            if x and x + width > room:
                x, y, tallest = 0, y + tallest + self.line_gap, 0
            region = Region(x, y, width, height)
            placements.append(WidgetPlacement(region, NULL_OFFSET, child.styles.margin, child))
            x += width + self.gap
            tallest = max(tallest, height)
        return placements


class Flow(Widget):
    """Holds children in lines, as many as are needed."""

    DEFAULT_CSS = "Flow { width: 1fr; height: auto; }"
    GAP = 1
    LINE_GAP = 0

    def render(self) -> str:
        """Return an empty text: there is nothing of its own to draw."""
        return ""

    @property
    def layout(self) -> Layout:
        """The flowing layout."""
        return FlowLayout(self.GAP, self.LINE_GAP)


class ChipAction(NamedTuple):
    """One chip: the key that does the same, what it says, an action of the screen, whether it is the one chosen."""

    key: str
    says: str
    action: str
    chosen: bool = False


class Chip(Widget):
    """A key and what it does; a click does it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Chip { width: auto; height: 1; background: $panel; color: $foreground; text-wrap: nowrap; }
    Chip:hover { background: $block-hover-background; }
    Chip.-chosen { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold underline; }
    """

    def __init__(self, shown: ChipAction) -> None:
        super().__init__(classes="-chosen" if shown.chosen else "")
        self.shown = shown

    def show(self, shown: ChipAction) -> None:
        """Show another one in the same place."""
        if shown != self.shown:
            self.shown = shown
            self.set_class(shown.chosen, "-chosen")
            self.refresh(layout=True)

    def render(self) -> Content:
        """Return the key, then what it says."""
        return Content.assemble((f" {self.shown.key}", "$accent bold"), f" {self.shown.says} ")

    async def on_click(self, event: events.Click) -> None:
        """Run the action on the screen."""
        event.stop()
        await self.screen.run_action(self.shown.action)


class Chips(Flow):
    """Chips side by side, in as many lines as they need."""

    async def offer(self, actions: Iterable[ChipAction]) -> None:
        """Show these."""
        actions = tuple(actions)
        chips = list(self.query_children(Chip))
        for chip, shown in zip(chips, actions, strict=False):
            chip.show(shown)
        if len(chips) != len(actions):
            with self.app.batch_update():
                await self.remove_children(chips[len(actions) :])
                await self.mount_all(Chip(shown) for shown in actions[len(chips) :])
