"""Some out of several, in a box: each ticked by its number, by space, by enter or by a click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.button import Button
from ops_trainer.tui.widgets.text import Prose


class Pick(BaseDialog[tuple[int, ...]]):
    """Comes back with the places of those ticked, in their order; None when it was left."""

    CSS_PATH = "pick.tcss"
    AREA_TITLE = "app.choose"
    AUTO_FOCUS = "#choices"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "tick", "quiz_screen.key_tick", "quiz_screen.tip_tick", id="pick.tick"),
        key("a", "all", "quiz_screen.key_all", "quiz_screen.tip_all", id="pick.all"),
        key("s", "done", "quiz_screen.key_done", "quiz_screen.tip_done", id="pick.done"),
        *(
            key(f"{n}", f"put({n - 1})", "quiz_screen.key_tick", "quiz_screen.tip_tick", id=f"pick.{n}", show=False)
            for n in range(1, 10)
        ),
    ]

    def __init__(self, title: str, choices: Iterable[str], ticked: Iterable[int] = ()) -> None:
        super().__init__()
        self.heading = title
        self.choices = tuple(choices)
        self.ticked = set(ticked)

    def body(self) -> Iterable[Widget]:
        """The question, the choices, the way out."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        yield OptionList(id="choices", markup=False)
        with Horizontal(id="ways"):
            yield Button(Content(f"{self.say('quiz_screen.key_done')}  {self.key_name('pick.done')}"), id="done")

    def load(self) -> None:
        """List the choices, those ticked marked."""
        listed = self.query_one("#choices", OptionList)
        was = listed.highlighted or 0
        listed.set_options(Option(Prose(self._line(place))) for place in range(len(self.choices)))
        listed.highlighted = was if self.choices else None

    def _line(self, place: int) -> Content:
        number = f"{place + 1} " if place < 9 else "  "
        box = ("■ ", "$success") if place in self.ticked else ("□ ", "$text-muted")
        return Content.assemble((number, "$accent bold"), box, self.choices[place])

    def action_put(self, place: int) -> None:
        """Tick one, or take its tick off."""
        if place < len(self.choices):
            self.ticked ^= {place}
            self.load()

    def action_tick(self) -> None:
        """Tick the one the list stands on."""
        place = self.query_one("#choices", OptionList).highlighted
        if place is not None:
            self.action_put(place)

    def action_all(self) -> None:
        """Tick all; none, when all were."""
        everything = set(range(len(self.choices)))
        self.ticked = set() if self.ticked == everything else everything
        self.load()

    def action_done(self) -> None:
        """Take these."""
        self.dismiss(tuple(sorted(self.ticked)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.action_put(event.option_index)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The button."""
        event.stop()
        self.action_done()
