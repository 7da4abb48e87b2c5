"""What the learner takes for each other, and the way to the drill."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.quiz.mixup_rows import pair_row
from ops_trainer.tui.stats.panel import Panel
from ops_trainer.tui.widgets.text import Fluid, Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes.views import MixupLine
    from ops_trainer.trainer.views import Stats


class MixupPairs(Panel):
    """A list; enter goes to the screen with the drill."""

    TITLE = "quiz_screen.mixups"
    DEFAULT_CSS = """
    MixupPairs { overflow-y: hidden; }
    MixupPairs OptionList { height: 1fr; }
    """

    @classmethod
    def look(cls, trainer: Trainer, stats: Stats) -> list[MixupLine]:
        """The pairs, those not told apart yet first."""
        return trainer.quizzes.mixups()

    def compose(self) -> Iterable[Widget]:
        """What it is about, then the list."""
        yield Static(id="about", markup=False)
        yield OptionList(id="pairs", markup=False)

    def on_mount(self) -> None:
        """The list scrolls, not the page."""
        self.can_focus = False

    def show(self, found: list[MixupLine]) -> None:
        """List the pairs."""
        open_ = sum(not pair.settled for pair in found)
        key = "quiz_screen.mixups_about" if open_ else "quiz_screen.mixups_settled"
        if not found:
            key = "quiz_screen.mixups_none"
        self.query_one("#about", Static).update(Prose(self.say(key, n=open_)))
        listed = self.query_one("#pairs", OptionList)
        listed.set_options(Option(Fluid(partial(pair_row, pair, self.lang, self.say))) for pair in found)
        listed.highlighted = 0 if found else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """On to the drill."""
        event.stop()
        self.app.go("mixups")
