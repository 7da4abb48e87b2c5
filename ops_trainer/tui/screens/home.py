"""Home: what today asks, the decks, and one key to start."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.screens.base import Place


class Home(Place[None]):
    """The first screen."""

    def body(self) -> Iterable[Widget]:
        """A skeleton."""
        yield Static(self.say("app.loading"), id="today", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to go back to."""
        return action != "leave"
