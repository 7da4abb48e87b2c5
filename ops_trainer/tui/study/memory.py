"""A card's memory: how strong it is, what is predicted, every answer given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.study.memory_rows import curve, facts, history
from ops_trainer.tui.widgets.text import Fluid, Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import CardMemory


class Memory(BaseScreen[None]):
    """One card (`deck/note/face`)."""

    CSS_PATH = "memory.tcss"
    AREA_TITLE = "study.title_memory"
    TOPIC = "memory"
    AUTO_FOCUS = "#all"
    BINDINGS: ClassVar[Bindings] = [
        key("i", "leave", "app.key_back", "app.tip_back", id="memory.back", show=False),
    ]

    def __init__(self, card: str) -> None:
        super().__init__()
        self.card = card

    def body(self) -> Iterable[Widget]:
        """The card, the figures, the curve, the history."""
        with VerticalScroll(id="all"):
            for id in ("what", "facts", "curve", "history"):
                yield Static(id=id, markup=False)

    def load(self) -> None:
        """Read the card's memory."""
        card = self.card

        def look(trainer: Trainer) -> tuple[CardMemory, int]:
            return trainer.memory(card), trainer.day()

        self.ask(look, self.show)

    def show(self, found: tuple[CardMemory, int]) -> None:
        """Show it."""
        memory, day = found
        self.query_one("#what", Static).update(Prose(memory.card.front.in_lang(self.lang)))
        self.query_one("#facts", Static).update(Prose(facts(memory, day, self.say, self.lang)))
        self.query_one("#curve", Static).update(Fluid(partial(curve, memory, self.say)) if memory.curve else Prose(""))
        self.query_one("#history", Static).update(Fluid(partial(history, memory, self.say, self.lang)))
