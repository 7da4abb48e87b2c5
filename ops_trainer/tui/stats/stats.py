"""Statistics: a year of study, retention and forecast, which notes are solid, what is mixed up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.quiz.mixups import pair_row
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.stats.calendar import Calendar
from ops_trainer.tui.stats.mastery import Mastery
from ops_trainer.tui.stats.panel import Panel
from ops_trainer.tui.stats.retention import Retention
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.flow import ChipAction, Chips
from ops_trainer.tui.widgets.text import Fluid, Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes.views import MixupLine
    from ops_trainer.trainer.views import Stats as Statistics


class MixupPairs(Panel):
    """A list; enter goes to the screen with the drill."""

    TITLE = "quiz_screen.mixups"
    DEFAULT_CSS = """
    MixupPairs { overflow-y: hidden; }
    MixupPairs OptionList { height: 1fr; }
    """

    @classmethod
    def look(cls, trainer: Trainer, stats: Statistics) -> list[MixupLine]:
        """Return the pairs, those not told apart yet first."""
        return trainer.quizzes.mixups()

    def compose(self) -> Iterable[Widget]:
        """Yield what it is about, then the list."""
        yield Static(id="about", markup=False)
        yield OptionList(id="pairs", markup=False)

    def on_mount(self) -> None:
        """Let the list scroll, not the page."""
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
        """Go to the drill."""
        event.stop()
        self.app.go("mixups")


PANELS: tuple[type[Panel], ...] = (Calendar, Retention, Mastery, MixupPairs)


class Stats(BaseScreen[None]):
    """Pages with a tab each."""

    CSS_PATH = "stats.tcss"
    AREA_TITLE = "stats.title"
    TOPIC = "stats"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[Bindings] = [
        *(
            key(f"{n}", f"panel({n - 1})", "stats.key_panel", "stats.tip_panel", id=f"stats.panel.{n}", show=False)
            for n in range(1, len(PANELS) + 1)
        ),
        key("left", "turn(-1)", "stats.key_back", "stats.tip_back", id="stats.back", show=False, priority=True),
        key("right", "turn(1)", "stats.key_next", "stats.tip_next", id="stats.next", priority=True),
        key("space", "start", "home.key_start", "home.tip_start", id="stats.start"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.at = 0
        self.empty: bool | None = None  # whether nothing was studied yet; None until that is known

    def body(self) -> Iterable[Widget]:
        """Yield the tabs, the pages, and what stands in their place while there is nothing to show."""
        yield Chips(id="tabs")
        yield Static(Prose(self.say("stats.counting")), id="waiting", markup=False)
        with Vertical(id="pages"):
            for panel in PANELS:
                yield panel()
        with Vertical(id="empty"):
            yield Static(Prose(self.say("stats.empty")), id="why", markup=False)
            yield Button(self.text("home.start"), id="start", variant="primary")

    @property
    def panels(self) -> list[Panel]:
        """The pages."""
        return list(self.query(Panel).results(Panel))

    def load(self) -> None:
        """Count everything once, and what each page needs beside it."""

        def look(trainer: Trainer) -> tuple[bool, list[Any]]:
            stats = trainer.stats()
            return not stats.reviews_total, [panel.look(trainer, stats) for panel in PANELS]

        self.ask(look, self.show)

    async def show(self, found: tuple[bool, list[Any]]) -> None:
        """Fill the pages, those that don't show too."""
        self.empty, values = found
        for panel, value in zip(self.panels, values, strict=True):
            panel.show(value)
        await self.turn_to(self.at)

    async def turn_to(self, place: int) -> None:
        """Show a page, or why there is none."""
        self.at = place
        self.query_one("#waiting").display = self.empty is None
        self.query_one("#pages").display = self.empty is False
        self.query_one("#empty").display = self.empty is True
        tabs = self.query_one("#tabs", Chips)
        tabs.display = self.empty is False
        for at, panel in enumerate(self.panels):
            panel.display = at == place
        if self.empty:
            self.query_one("#start").focus()
        else:
            (self.panels[place] if self.panels[place].can_focus else self.panels[place].query_one("OptionList")).focus()
        await tabs.offer(
            ChipAction(self.key_name(f"stats.panel.{at + 1}"), self.say(panel.TITLE), f"panel({at})", at == place)
            for at, panel in enumerate(self.panels)
        )
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow pages to be turned where there are some."""
        match action:
            case "panel" | "turn":
                return self.empty is False
            case "start":
                return self.empty is True
        return True

    async def action_panel(self, place: int) -> None:
        """Show a page by its number."""
        await self.turn_to(place)

    async def action_turn(self, by: int) -> None:
        """Turn to the next page, or the one before."""
        await self.turn_to((self.at + by) % len(self.panels))

    def action_start(self) -> None:
        """Study, so that there is something to show."""
        self.app.go("study")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the start button does."""
        event.stop()
        self.action_start()
