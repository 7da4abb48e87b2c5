"""The line at the top: where one is on the left, who and when on the right."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ops_trainer.tui.visuals import Fluid, fit


class TitleBar(Widget):
    """One line; the left text gives way when both don't fit."""

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; background: $panel; padding: 0 1; }"

    left: reactive[str] = reactive("")
    right: reactive[str] = reactive("")

    def __init__(self, left: str = "", right: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.left, left)
        self.set_reactive(TitleBar.right, right)

    def render(self) -> Fluid:
        """Both texts at the width there is."""
        return Fluid(self._at)

    def _at(self, width: int) -> Content:
        right = self.right if cell_len(self.left) + cell_len(self.right) + 2 <= width else ""
        room = max(width - cell_len(right) - (1 if right else 0), 1)
        return Content.assemble((fit(self.left, room), "bold"), (" " if right else ""), (right, "$text-muted"))
