"""Flag a card with a remark, or take the flag off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.text import Prose

LONGEST = 200


class Remark(BaseDialog[str | bool]):
    """Comes back with the remark (it may be empty), False when the flag is to go, None when nothing is to change."""

    CSS_PATH = "flag.tcss"
    AREA_TITLE = "study.flag_title"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[Bindings] = [
        key("ctrl+t", "unflag", "study.key_unflag", "study.tip_unflag", id="remark.unflag"),
    ]

    def __init__(self, remark: str | None) -> None:
        super().__init__()
        self.remark = remark

    def body(self) -> Iterable[Widget]:
        """A line to write in, and buttons."""
        yield Static(self.text("study.flag_title"), classes="head")
        yield Static(Prose(self.say("study.flag_help")), id="why")
        yield Input(
            self.remark or "",
            placeholder=self.say("study.flag_placeholder"),
            max_length=LONGEST,
            id="remark",
            select_on_focus=False,
        )
        with Horizontal(id="ways"):
            yield Button(self.text("study.flag_save"), id="save", variant="primary")
            if self.remark is not None:
                yield Button(self.text("study.key_unflag"), id="unflag")
            yield Button(self.text("app.key_close"), id="cancel")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A flag that is not there can't be taken off."""
        return self.remark is not None if action == "unflag" else True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_unflag(self) -> None:
        """Take the flag off."""
        self.dismiss(False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save, take off, or leave."""
        event.stop()
        match event.button.id:
            case "save":
                self.dismiss(self.query_one(Input).value.strip())
            case "unflag":
                self.action_unflag()
            case _:
                self.action_leave()
