"""Textual's own controls, mended: a list, a button, a page that grows with its content."""

from __future__ import annotations

from textual import events, widgets
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static


class PickList(OptionList):
    """For lists with a detail beside them."""

    async def _on_click(self, event: events.Click) -> None:
        """Pick what was clicked."""
        at = event.style.meta.get("option")
        if at is not None and at != self.highlighted and not self.get_option_at_index(at).disabled:
            event.prevent_default()
            self.highlighted = at


class GrowingPage(VerticalScroll, can_focus=False):
    """Scrolls. When its own height changes (buttons below grow, the terminal does), what came last is in view again."""

    def on_resize(self) -> None:
        """There is more room, or less."""
        for text in self.query(Latest):
            text.on_show()


class Latest(Static):
    """Scrolls its page to itself as soon as it has its place: before the layout is done there is none to go to."""

    def on_show(self) -> None:
        """It has its place."""
        if self.display and isinstance(self.parent, GrowingPage):
            self.parent.scroll_to_widget(self, animate=False)


class Button(widgets.Button):
    """Textual's own keeps the width of the label that it was first laid out with."""

    def watch_label(self) -> None:
        """Make room for another label, also when a change before it has yet to be laid out."""
        self._box_model_cache.clear()
        self.refresh(layout=True)
