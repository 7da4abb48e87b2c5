"""The line at the top: where one is on the left, who and when on the right."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from ops_trainer.tui.widgets.text import Fluid, fit

SECONDS = 3.0  # that news stay


class TitleBar(Widget):
    """One line; the left text gives way when both don't fit. `hint` is what the mouse is over, and goes before all."""

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; background: $panel; padding: 0 1; }"

    left: reactive[str] = reactive("")
    right: reactive[str] = reactive("")

    def __init__(self, left: str = "", right: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.left, left)
        self.set_reactive(TitleBar.right, right)
        self._clearing: Timer | None = None

    news: reactive[str] = reactive("")
    hint: reactive[str] = reactive("")

    def flash(self, news: str) -> None:
        """Show news in place of the rest for a moment."""
        self.news = news
        if self._clearing is not None:
            self._clearing.stop()
        self._clearing = self.set_timer(SECONDS, self._clear)

    def _clear(self) -> None:
        self.news = ""

    def render(self) -> Fluid:
        """Both texts at the width there is."""
        return Fluid(self._at)

    def _at(self, width: int) -> Content:
        if self.hint or self.news:
            return Content.styled(fit(self.hint or self.news, width), "$accent bold")
        right = self.right if cell_len(self.left) + cell_len(self.right) + 2 <= width else ""
        room = max(width - cell_len(right) - (1 if right else 0), 1)
        return Content.assemble((fit(self.left, room), "bold"), (" " if right else ""), (right, "$text-muted"))
