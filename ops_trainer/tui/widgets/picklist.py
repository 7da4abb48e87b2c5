"""A list in which a click only picks; a click on what is picked already, or enter, chooses it."""

from __future__ import annotations

from textual import events
from textual.widgets import OptionList


class PickList(OptionList):
    """For lists with a detail beside them."""

    async def _on_click(self, event: events.Click) -> None:
        """Pick what was clicked."""
        at = event.style.meta.get("option")
        if at is not None and at != self.highlighted and not self.get_option_at_index(at).disabled:
            event.prevent_default()
            self.highlighted = at
