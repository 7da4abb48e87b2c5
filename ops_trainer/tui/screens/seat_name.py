"""The name of one more seat at the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input, Static

from ops_trainer.tui.screens.base import Sheet
from ops_trainer.tui.visuals import Prose


class SeatName(Sheet[str]):
    """Comes back with the name, None when there is none."""

    CSS_PATH = "seat_name.tcss"
    TOPIC = "workshop"
    AUTO_FOCUS = "Input"

    def body(self) -> Iterable[Widget]:
        """The question and a line."""
        yield Static(Prose(self.say("host.seat_whom")), classes="head", markup=False)
        yield Input(placeholder=self.say("host.seat_hint"), max_length=20)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes it."""
        event.stop()
        self.dismiss(event.value.strip() or None)
