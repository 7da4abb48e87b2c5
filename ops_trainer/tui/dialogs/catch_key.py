"""Waits for the next key, and comes back with it."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.widgets.button import Button
from ops_trainer.tui.widgets.text import Prose


class Catch(BaseDialog[str]):
    """Comes back with a key in Textual's spelling; None when escape was pressed."""

    CSS_PATH = "catch_key.tcss"
    AREA_TITLE = "keys.title"
    AUTO_FOCUS = ""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says

    def body(self) -> Iterable[Widget]:
        """What the key will do."""
        yield Static(Prose(self.say("keys.press", does=self.says)), classes="head", markup=False)
        yield Static(Prose(self.say("keys.press_help")), id="why", markup=False)
        yield Button(self.text("app.key_close"), id="cancel")

    def on_key(self, event: events.Key) -> None:
        """Any key but escape is taken."""
        if event.key != "escape":
            event.stop()
            event.prevent_default()
            self.dismiss(event.key)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Leave by the mouse."""
        event.stop()
        self.action_leave()
