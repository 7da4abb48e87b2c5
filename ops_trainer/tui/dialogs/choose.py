"""One out of a few, in a box: by its number, by enter or by a click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose


class Choose(BaseDialog[int]):
    """Comes back with the place of the one chosen, None when nothing was. `chosen` counts now; -1 for none."""

    CSS_PATH = "choose.tcss"
    AREA_TITLE = "app.choose"
    AUTO_FOCUS = "#choices"
    BINDINGS: ClassVar[Bindings] = [
        key(f"{n}", f"take({n - 1})", "app.choose", "app.tip_choose", id=f"choose.pick.{n}", show=False)
        for n in range(1, 10)
    ]

    def __init__(self, title: str, choices: Iterable[str], chosen: int = 0, help: str = "") -> None:
        super().__init__()
        self.heading, self.help = title, help
        self.choices = tuple(choices)
        self.chosen = chosen

    def body(self) -> Iterable[Widget]:
        """The question, what it means, the answers."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        if self.help:
            yield Static(Prose(self.help), id="why", markup=False)
        yield OptionList(id="choices", markup=False)

    def load(self) -> None:
        """List the answers, the one that counts now marked."""
        listed = self.query_one("#choices", OptionList)
        listed.set_options(
            Option(
                Prose(
                    Content.assemble(
                        (f"{place + 1} " if place < 9 else "  ", "$accent bold"),
                        "✓ " if place == self.chosen else "  ",
                        said,
                    )
                )
            )
            for place, said in enumerate(self.choices)
        )
        listed.highlighted = max(self.chosen, 0) if self.choices else None

    def action_take(self, place: int) -> None:
        """Take one by its number."""
        if place < len(self.choices):
            self.dismiss(place)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.dismiss(event.option_index)
