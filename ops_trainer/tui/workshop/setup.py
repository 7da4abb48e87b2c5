"""Setting a workshop up: a row a choice, one key to open the room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.quiz.setup_form import SetupForm, turned
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.workshop.rules import Rules
from ops_trainer.workshop.scoring import MODES, Mode

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import DeckLine
    from ops_trainer.trainer.workshops import Header, Plan

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
    tags: tuple[str, ...] = ()

    @property
    def played(self) -> Mode:
        """Return the mode it is played in: at one keyboard only one that can be played by turns."""
        return Mode.ACCURACY if self.local and MODES[self.mode].by_turns is not None else self.mode

    def plan(self) -> Plan:
        """Return the plan that these options make."""
        from ops_trainer.trainer.workshops import Plan

        rules = Rules(
            self.played,
            seconds=0 if self.local else self.seconds,
            teams=0 if self.local else self.teams,
            text=self.phones,
        )
        seats = self.teams if self.local else 0
        return Plan(self.decks, self.count, rules=rules, local=self.local, seats=seats, tags=self.tags)


class Workshops(SetupForm):
    """Says what the workshop will be like, opens its room, leads to those that were held."""

    CSS_PATH = "setup.tcss"
    AREA_TITLE = "workshops.title"
    TOPIC = "workshop"
    ROWS = ("decks", "tags", "count", "seconds", "mode", "teams", "phones", "where")
    BUTTONS: ClassVar[Mapping[str, str]] = {"start": "start", "resume": "resume", "history": "history"}
    KEYS_OF = "workshops"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "start", "workshops.key_start", "workshops.tip_start", id="workshops.start"),
        key("left", "turn(-1)", "workshops.key_turn", "workshops.tip_turn", id="workshops.less", show=False),
        key("right", "turn(1)", "workshops.key_turn", "workshops.tip_turn", id="workshops.more"),
        key("o,2", "resume", "workshops.key_resume", "workshops.tip_resume", id="workshops.resume"),
        key("h,6", "history", "workshops.key_history", "workshops.tip_history", id="workshops.history"),
        key("down", "to_rows", "app.key_down", "app.tip_down", id="workshops.to_rows", show=False),
    ]

    def __init__(self, decks: Sequence[str] = ()) -> None:
        super().__init__()
        self.options = WorkshopOptions(tuple(decks))
        self.decks: list[DeckLine] | None = None
        self.held: list[Header] = []
        self._tags: dict[str, str] = {}

    def body(self) -> Iterable[Widget]:
        """Yield what it is, the choices, the ways on."""
        yield Static(Prose(self.say("workshops.about")), id="about", markup=False)
        yield from self.form()

    def load(self) -> None:
        """Read the decks, and what was held."""

        def look(trainer: Trainer) -> tuple[list[DeckLine], list[Header], dict[str, str]]:
            return trainer.decks(), trainer.workshops.list(), trainer.tags()

        self.ask(look, self.show)

    def show(self, found: tuple[list[DeckLine], list[Header], dict[str, str]]) -> None:
        """Fill the screen."""
        self.decks, self.held, self._tags = found
        self.show_rows()
        ways = {"start": bool(self.decks), "resume": self.cut_off, "history": bool(self.held)}
        self.show_buttons({name: self.say(f"workshops.key_{name}") if there else None for name, there in ways.items()})
        self.refresh_bindings()

    @property
    def cut_off(self) -> bool:
        """Whether there is a workshop that one can go on with."""
        return any(header.ended is None for header in self.held)

    # the choices

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags there are."""
        return self._tags

    def show_rows(self) -> None:
        """Show the choices, and a word about the network."""
        super().show_rows()
        note = "workshops.note_local" if self.options.local else "workshops.note_network"
        self.query_one("#note", Static).update(Prose(self.say(note)))

    def label(self, row: str) -> str:
        """Return what a choice is called."""
        return self.say(f"workshops.row_{row}")

    def value(self, row: str) -> str:
        """Return what a choice stands at, in words."""
        options = self.options
        match row:
            case "decks":
                return self._deck_names()
            case "tags":
                return self.tag_names(options.tags)
            case "count":
                return self.say("workshops.questions", n=options.count)
            case "seconds":
                timed = options.seconds and not options.local
                return self.say("workshops.seconds", n=options.seconds) if timed else self.say("workshops.no_limit")
            case "mode":
                return self.say(MODES[options.played].name)
            case "teams":
                return self.say("workshops.teams", n=options.teams) if options.teams else self.say("workshops.no_teams")
            case "phones":
                return self.say("workshops.text_on" if options.phones else "workshops.text_off")
        return self.say("workshops.local" if options.local else "workshops.network")

    def _deck_names(self) -> str:
        titles = self.deck_titles(self.decks or ())
        chosen = [titles.get(deck, deck) for deck in self.options.decks]
        return self.say("home.comma").join(chosen) or self.say("workshops.all_decks")

    def action_turn(self, step: int) -> None:
        """Turn the highlighted choice to the next or the one before; pick decks in a dialog."""
        options, modes = self.options, tuple(Mode)
        match self.row:
            case "decks":
                self.pick_decks()
            case "tags":
                self.pick_tags(options.tags, self.take_tags)
            case "count":
                self.options = replace(options, count=turned(COUNTS, options.count, step))
            case "seconds":
                self.options = replace(options, seconds=turned(SECONDS, options.seconds, step))
            case "mode":
                self.options = replace(options, mode=modes[(modes.index(options.mode) + step) % len(modes)])
            case "teams":
                self.options = replace(options, teams=turned(TEAMS, options.teams, step))
            case "phones":
                self.options = replace(options, phones=not options.phones)
            case "where":
                self.options = replace(options, local=not options.local)
        if MODES[self.options.mode].untimed is not None and not self.options.seconds:
            self.options = replace(self.options, seconds=30)  # a mode that needs a clock would count nothing
        self.show_rows()

    def pick_decks(self) -> None:
        """Pick decks in a dialog."""

        def picked(decks: tuple[str, ...]) -> None:
            self.options = replace(self.options, decks=decks)
            self.show_rows()

        self.pick(self.say("workshops.which_decks"), self.deck_titles(self.decks or ()), self.options.decks, picked)

    def take_tags(self, tags: tuple[str, ...]) -> None:
        """Ask only about notes with one of some tags; none means all."""
        self.options = replace(self.options, tags=tags)
        self.show_rows()

    # the ways on

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
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
        self.app.go("hotseat" if self.options.local else "host", plan=self.options.plan())

    def action_resume(self) -> None:
        """Go on with the latest that was cut off, over the network or at this keyboard as the row says."""
        self.app.go("hotseat" if self.options.local else "host", plan=replace(self.options.plan(), resume="", seats=0))

    def action_history(self) -> None:
        """Look at those that were held."""
        self.app.go("workshop_history")
