"""A container that sets its children one after another and goes on in the next line where they don't fit."""

from __future__ import annotations

from textual.geometry import NULL_OFFSET, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget


class FlowLayout(Layout):
    """Left to right, top to bottom; each child as wide and high as its content, a gap between."""

    name = "flow"

    def __init__(self, gap: int = 1, line_gap: int = 0) -> None:
        self.gap, self.line_gap = gap, line_gap

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place the children."""
        viewport = parent.app.viewport_size
        placements: list[WidgetPlacement] = []
        x = y = tallest = 0
        room = size.width or viewport.width
        for child in children:
            gutter = child.gutter
            width = min(child.get_content_width(size, viewport) + gutter.width, room)
            height = child.get_content_height(size, viewport, width - gutter.width) + gutter.height
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
        """Nothing of its own."""
        return ""

    @property
    def layout(self) -> Layout:
        """The flowing layout."""
        return FlowLayout(self.GAP, self.LINE_GAP)
