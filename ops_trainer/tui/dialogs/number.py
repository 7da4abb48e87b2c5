"""A number for a setting, in a box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from ops_trainer.locale import Complaint
from ops_trainer.tui.settings.setting_rows import PERCENT, number_from, value_name
from ops_trainer.tui.shell.base import Sheet
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.trainer.settings import Setting


class Number(Sheet[Any]):
    """Comes back with a value that the setting takes, None when nothing is to change."""

    CSS_PATH = "number.tcss"
    AREA_TITLE = "setting.title"
    AUTO_FOCUS = "Input"

    def __init__(self, setting: Setting, value: Any, title: str, help: str) -> None:
        super().__init__()
        self.setting, self.value = setting, value
        self.heading, self.help = title, help

    def body(self) -> Iterable[Widget]:
        """What it is, the number, from where to where."""
        name = self.setting.key
        yield Static(Prose(self.heading), classes="head", markup=False)
        yield Static(Prose(self.help), id="why", markup=False)
        yield Input(f"{self.value * 100:.0f}" if name in PERCENT else f"{self.value}", id="number")
        yield Static(Prose(self.bounds_text()), id="bounds", markup=False)
        with Horizontal(id="ways"):
            yield Button(self.text("setting.key_save"), id="save", variant="primary")
            yield Button(self.text("app.key_close"), id="cancel")

    @property
    def bounds(self) -> tuple[Any, Any]:
        """The lowest and the highest value."""
        kind = type(self.setting.default)
        return kind(self.setting.low), kind(self.setting.high)

    def bounds_text(self) -> str:
        """The bounds in words."""
        low, high = (value_name(self.setting.key, bound, self.say) for bound in self.bounds)
        return self.say("setting.bounds", low=low, high=high)

    def take(self) -> None:
        """Come back with what is written, or say why it can't be taken."""
        said = number_from(self.setting.key, self.query_one(Input).value)
        try:
            value = self.setting.checked(said)
        except Complaint:  # names the setting as the command line does: here its bounds say it better
            title = self.say("setting.not_taken", title=self.heading)
            self.app.notify(self.bounds_text(), title=title, severity="error")
            return
        self.app.news = None  # what was wrong before is no news any more
        self.dismiss(value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes it."""
        event.stop()
        self.take()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take it, or leave."""
        event.stop()
        if event.button.id == "save":
            self.take()
        else:
            self.action_leave()
