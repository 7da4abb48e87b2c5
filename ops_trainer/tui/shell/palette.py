"""The command palette: type a few letters, press enter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.commands import Command
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose


class Palette(BaseDialog[Command]):
    """Comes back with the command chosen."""

    CSS_PATH = "palette.tcss"
    AREA_TITLE = "app.key_palette"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[Bindings] = [
        key("down", "move('down')", "app.key_down", "app.tip_down", id="palette.down", show=False),
        key("up", "move('up')", "app.key_up", "app.tip_up", id="palette.up", show=False),
    ]

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        self.commands = tuple(commands)
        self.found = self.commands

    def body(self) -> Iterable[Widget]:
        """A line to type in, and what answers."""
        yield Input(placeholder=self.say("app.palette_hint"), id="words")
        yield Static(self.text("app.palette_nothing"), id="nothing")
        yield OptionList(id="found", markup=False)

    def load(self) -> None:
        """Everything, as long as nothing is typed."""
        self.show("")

    def show(self, words: str) -> None:
        """What answers to the words, titles that do so first."""
        found = [command for command in self.commands if command.answers(words)]
        self.found = tuple(sorted(found, key=lambda command: words.casefold() not in command.title.casefold()))
        listed = self.query_one("#found", OptionList)
        listed.set_options(
            Option(Prose(Content.assemble((command.title, "bold"), "\n", (command.help, "$text-muted"))))
            for command in self.found
        )
        listed.highlighted = 0 if self.found else None
        listed.display = bool(self.found)
        self.query_one("#nothing").display = not self.found

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        event.stop()
        self.show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the highlighted one."""
        event.stop()
        listed = self.query_one("#found", OptionList)
        if listed.highlighted is not None:
            self.dismiss(self.found[listed.highlighted])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click takes it."""
        event.stop()
        self.dismiss(self.found[event.option_index])

    def action_move(self, where: str) -> None:
        """Move in the list while the line has the focus."""
        listed = self.query_one("#found", OptionList)
        listed.action_cursor_down() if where == "down" else listed.action_cursor_up()
