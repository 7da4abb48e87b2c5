"""Which one, in a box: by a digit where there are few; where there are many, the list shortens as one types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose

NUMBERED = 9  # up to so many are chosen by a digit; more are searched


class Which(BaseDialog[str]):
    """Comes back with the id of what was chosen, None when nothing was."""

    CSS_PATH = "which.tcss"
    TOPIC = "workshop"
    AUTO_FOCUS = "#found"
    BINDINGS: ClassVar[Bindings] = [
        key("down", "move('down')", "app.key_down", "app.tip_down", id="which.down", show=False),
        key("up", "move('up')", "app.key_up", "app.tip_up", id="which.up", show=False),
        *(
            key(f"{n}", f"take({n - 1})", "host.key_pick", "host.tip_pick", id=f"which.take.{n}", show=False)
            for n in range(1, NUMBERED + 1)
        ),
    ]

    def __init__(self, title: str, choices: Iterable[tuple[str, str]], note: str = "") -> None:
        """`choices` are pairs of an id and what is shown."""
        super().__init__()
        self.heading, self.note = title, note
        self.choices = tuple(choices)
        self.found: Sequence[tuple[str, str]] = self.choices

    @property
    def searched(self) -> bool:
        """Whether there are so many that one types to find."""
        return len(self.choices) > NUMBERED

    def body(self) -> Iterable[Widget]:
        """The question, a line to type in where there are many, the choices."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        if self.note:
            yield Static(Prose(self.note), id="note", markup=False)
        if self.searched:
            yield Input(placeholder=self.say("host.search"), id="words")
        yield OptionList(id="found", markup=False)

    def load(self) -> None:
        """All of them, as long as nothing is typed."""
        self.show(self.choices)
        if self.searched:
            self.query_one(Input).focus()

    def show(self, found: Sequence[tuple[str, str]]) -> None:
        """Show some of the choices."""
        self.found = found
        listed = self.query_one("#found", OptionList)
        listed.set_options(
            Option(Prose(Content.assemble(("" if self.searched else f"{place}  ", "$accent bold"), said)))
            for place, (_, said) in enumerate(found, 1)
        )
        listed.highlighted = 0 if found else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shorten the list to what holds the letters."""
        event.stop()
        words = event.value.casefold().split()
        self.show([choice for choice in self.choices if all(word in choice[1].casefold() for word in words)])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the highlighted one."""
        event.stop()
        highlighted = self.query_one("#found", OptionList).highlighted
        if highlighted is not None:
            self.dismiss(self.found[highlighted][0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter in the list, or a click."""
        event.stop()
        self.dismiss(self.found[event.option_index][0])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits choose where they are not searched for."""
        return not self.searched if action == "take" else True

    def action_take(self, place: int) -> None:
        """Take one by its number."""
        if place < len(self.found):
            self.dismiss(self.found[place][0])

    def action_move(self, where: str) -> None:
        """Move in the list while the line has the focus."""
        listed = self.query_one("#found", OptionList)
        listed.action_cursor_down() if where == "down" else listed.action_cursor_up()
