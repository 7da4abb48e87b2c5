"""One line to type, in a box: the name of a seat, a poll that just came up."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input, Static

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.widgets.text import Prose


class OneLine(BaseDialog[str]):
    """Comes back with what was typed, None when nothing was."""

    CSS_PATH = "one_line.tcss"
    TOPIC = "workshop"
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, hint: str, longest: int) -> None:
        """`hint` stands in the empty line; `longest` counts characters."""
        super().__init__()
        self.heading, self.hint, self.longest = title, hint, longest

    def body(self) -> Iterable[Widget]:
        """The question and a line."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        yield Input(placeholder=self.hint, max_length=self.longest)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes it."""
        event.stop()
        self.dismiss(event.value.strip() or None)
