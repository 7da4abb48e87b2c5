"""A page that grows below: what is added comes into view, and stays there when the room for it changes."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.widgets import Static


class Reader(VerticalScroll, can_focus=False):
    """Scrolls. When its own height changes (buttons below grow, the terminal does), what came last is in view again."""

    def on_resize(self) -> None:
        """There is more room, or less."""
        for text in self.query(Coming):
            text.on_show()


class Coming(Static):
    """Scrolls its page to itself as soon as it has its place: before the layout is done there is none to go to."""

    def on_show(self) -> None:
        """It has its place."""
        if self.display and isinstance(self.parent, Reader):
            self.parent.scroll_to_widget(self, animate=False)
