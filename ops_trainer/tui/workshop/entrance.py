"""How to come in, over the whole screen: the code as large as it gets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.shell.access import TrainerAccess
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Fluid
from ops_trainer.tui.workshop.host_lobby import Door, entrance
from ops_trainer.tui.workshop.host_space import Space

if TYPE_CHECKING:
    from ops_trainer.workshop.lead import Lead


class Entrance(TrainerAccess, Screen[None]):
    """The code, address and PIN. Any of its keys, or a click, goes back."""

    CSS_PATH = "entrance.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[Bindings] = [
        key("escape,space,enter,i", "leave", "app.key_back", "app.tip_back", id="entrance.back", show=False)
    ]

    def __init__(self, lead: Lead, door: Door) -> None:
        super().__init__()
        self.lead, self.door = lead, door

    def compose(self) -> Iterable[Widget]:
        """Nothing but that."""
        yield Static(id="entrance", markup=False)

    def on_mount(self) -> None:
        """Draw it."""
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        """Draw it anew at another size."""
        self.draw()

    async def say_again(self) -> None:
        """Draw it in the language of now."""
        self.draw()

    def load(self) -> None:
        """There is nothing to read."""

    def draw(self) -> None:
        """The code at this size."""
        self.query_one("#entrance", Static).update(Fluid(partial(self.at, self.size.height), ideal=self.size.width))

    def at(self, height: int, width: int) -> Content:
        """The code at a size, in the middle."""
        made = entrance(self.lead, self.door, width, height, Space(width, height, self.say, self.lang))
        lines = made.split("\n", allow_blank=True)
        left = max((width - max(line.cell_length for line in lines)) // 2, 0)
        above = max((height - len(lines)) // 2, 0)
        return Content("\n" * above) + Content("\n").join(Content(" " * left) + line for line in lines)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def on_click(self, event: Any) -> None:
        """Go back."""
        self.dismiss()
