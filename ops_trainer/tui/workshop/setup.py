"""Setting a workshop up: a row a choice, one key to open the room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.tui.quiz.choices import choice_row, turned
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.flow import Flow
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.workshop.rules import Rules
from ops_trainer.workshop.scoring import MODES, Mode

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import DeckLine
    from ops_trainer.trainer.workshops import Header, Plan

ROWS = ("decks", "count", "seconds", "mode", "teams", "phones", "where")
COUNTS = (5, 8, 10, 15, 20, 30)
SECONDS = (10, 20, 30, 45, 60, 90, 0)
TEAMS = (0, 2, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class WorkshopOptions:
    """The workshop as it is set up so far. No decks means all; `local` is the hot seat."""

    decks: tuple[str, ...] = ()
    count: int = 10
    seconds: int = 30
    mode: Mode = Mode.ACCURACY
    teams: int = 0
    phones: bool = False
    local: bool = False

    @property
    def played(self) -> Mode:
        """Return the mode it is played in: at one keyboard only one that can be played by turns."""
        return Mode.ACCURACY if self.local and MODES[self.mode].by_turns is not None else self.mode

    def plan(self) -> Plan:
        """The plan that these wishes make."""
        from ops_trainer.trainer.workshops import Plan

        rules = Rules(
            self.played,
            seconds=0 if self.local else self.seconds,
            teams=0 if self.local else self.teams,
            text=self.phones,
        )
        return Plan(self.decks, self.count, rules=rules, local=self.local, seats=self.teams if self.local else 0)


class Workshops(BaseScreen[None]):
    """Says what the workshop will be like, opens its room, leads to those that were held."""

    CSS_PATH = "setup.tcss"
    AREA_TITLE = "workshops.title"
    TOPIC = "workshop"
    AUTO_FOCUS = "#start"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "start", "workshops.key_start", "workshops.tip_start", id="workshops.start"),
        key("left", "turn(-1)", "workshops.key_turn", "workshops.tip_turn", id="workshops.less", show=False),
        key("right", "turn(1)", "workshops.key_turn", "workshops.tip_turn", id="workshops.more"),
        key("o", "resume", "workshops.key_resume", "workshops.tip_resume", id="workshops.resume"),
        key("h", "history", "workshops.key_history", "workshops.tip_history", id="workshops.history"),
        key("down", "to_rows", "app.key_down", "app.tip_down", id="workshops.to_rows", show=False),
    ]

    def __init__(self, decks: Sequence[str] = ()) -> None:
        super().__init__()
        self.wishes = WorkshopOptions(tuple(decks))
        self.decks: list[DeckLine] | None = None
        self.held: list[Header] = []

    def body(self) -> Iterable[Widget]:
        """What it is, the choices, the ways on."""
        yield Static(Prose(self.say("workshops.about")), id="about", markup=False)
        yield OptionList(id="rows", markup=False)
        with Flow(id="ways"):
            yield Button(Content(" "), id="start", variant="primary")
            yield Button(Content(" "), id="resume")
            yield Button(Content(" "), id="history")
        yield Static(id="note", markup=False)

    def load(self) -> None:
        """Read the decks, and what was held."""

        def look(trainer: Trainer) -> tuple[list[DeckLine], list[Header]]:
            return trainer.decks(), trainer.workshops.list()

        self.ask(look, self.show)

    def show(self, found: tuple[list[DeckLine], list[Header]]) -> None:
        """Fill the screen."""
        self.decks, self.held = found
        self.show_rows()
        for name, there in (("start", bool(self.decks)), ("resume", self.cut_off), ("history", bool(self.held))):
            button = self.query_one(f"#{name}", Button)
            button.display = there
            button.label = Content(f"{self.say(f'workshops.key_{name}')}  {self.key_name(f'workshops.{name}')}")
        self.refresh_bindings()

    @property
    def cut_off(self) -> bool:
        """Whether there is a workshop that one can go on with."""
        return any(header.ended is None for header in self.held)

    # the choices

    def show_rows(self) -> None:
        """The choices with what they stand at; the highlighted one stays so."""
        rows = self.query_one("#rows", OptionList)
        was = rows.highlighted or 0
        rows.set_options(Option(Fluid(partial(self._row, name)), name) for name in ROWS)
        rows.highlighted = was
        note = "workshops.note_local" if self.wishes.local else "workshops.note_network"
        self.query_one("#note", Static).update(Prose(self.say(note)))

    def _row(self, name: str, width: int) -> Content:
        labels = {row: self.say(f"workshops.row_{row}") for row in ROWS}
        return choice_row(labels[name], self.value(name), list(labels.values()), width)

    def value(self, name: str) -> str:
        """What a row stands at, in words."""
        wishes = self.wishes
        match name:
            case "decks":
                return self._deck_names()
            case "count":
                return self.say("workshops.questions", n=wishes.count)
            case "seconds":
                timed = wishes.seconds and not wishes.local
                return self.say("workshops.seconds", n=wishes.seconds) if timed else self.say("workshops.no_limit")
            case "mode":
                return self.say(MODES[wishes.played].name)
            case "teams":
                return self.say("workshops.teams", n=wishes.teams) if wishes.teams else self.say("workshops.no_teams")
            case "phones":
                return self.say("workshops.text_on" if wishes.phones else "workshops.text_off")
        return self.say("workshops.local" if wishes.local else "workshops.network")

    def _deck_names(self) -> str:
        titles = {line.id: spaced(line.title.in_lang(self.lang)) for line in self.decks or ()}
        chosen = [titles.get(deck, deck) for deck in self.wishes.decks]
        return self.say("home.comma").join(chosen) or self.say("workshops.all_decks")

    def action_to_rows(self) -> None:
        """From the button to the choices."""
        self.query_one("#rows").focus()

    def action_turn(self, step: int) -> None:
        """The next or the one before, for the row the list stands on."""
        option = self.query_one("#rows", OptionList).highlighted_option
        wishes, modes = self.wishes, tuple(Mode)
        match option.id if option is not None else None:
            case "decks":
                self.pick_decks()
            case "count":
                self.wishes = replace(wishes, count=turned(COUNTS, wishes.count, step))
            case "seconds":
                self.wishes = replace(wishes, seconds=turned(SECONDS, wishes.seconds, step))
            case "mode":
                self.wishes = replace(wishes, mode=modes[(modes.index(wishes.mode) + step) % len(modes)])
            case "teams":
                self.wishes = replace(wishes, teams=turned(TEAMS, wishes.teams, step))
            case "phones":
                self.wishes = replace(wishes, phones=not wishes.phones)
            case "where":
                self.wishes = replace(wishes, local=not wishes.local)
        if MODES[self.wishes.mode].untimed is not None and not self.wishes.seconds:
            self.wishes = replace(self.wishes, seconds=30)  # a mode that needs a clock would count nothing
        self.show_rows()

    def pick_decks(self) -> None:
        """Choose decks in a box."""
        lines = self.decks or []
        ids = [line.id for line in lines]

        def picked(places: tuple[int, ...] | None) -> None:
            if places is not None:
                self.wishes = replace(self.wishes, decks=tuple(ids[place] for place in places))
                self.show_rows()

        titles = [spaced(line.title.in_lang(self.lang)) for line in lines]
        ticked = [ids.index(deck) for deck in self.wishes.decks if deck in ids]
        self.app.go("pick", then=picked, title=self.say("workshops.which_decks"), choices=titles, ticked=ticked)

    # the ways on

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        match action:
            case "start" | "turn":
                return bool(self.decks)
            case "resume":
                return self.cut_off
            case "history":
                return bool(self.held)
        return True

    def action_start(self) -> None:
        """Open the room."""
        self.app.go("hotseat" if self.wishes.local else "host", plan=self.wishes.plan())

    def action_resume(self) -> None:
        """Go on with the latest that was cut off, over the network or at this keyboard as the row says."""
        self.app.go("hotseat" if self.wishes.local else "host", plan=replace(self.wishes.plan(), resume="", seats=0))

    def action_history(self) -> None:
        """Look at those that were held."""
        self.app.go("workshop_history")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        getattr(self, f"action_{event.button.id}")()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click, turns the row on."""
        event.stop()
        self.action_turn(1)
