"""A new deck in three fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.locale import LANGS, Lang
from ops_trainer.tui.authoring.fields import Switch
from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button, Input
from ops_trainer.tui.widgets.text import Prose

LONGEST_TITLE = 120


class NewDeck(BaseDialog[str]):
    """Comes back with the id of the deck that was made."""

    CSS_PATH = "new_deck.tcss"
    AREA_TITLE = "authoring.new_deck"
    TOPIC = "authoring"
    AUTO_FOCUS = "#title"
    BINDINGS: ClassVar[Bindings] = [
        key("ctrl+s", "make", "authoring.make", "authoring.new_deck_tip", id="new_deck.make", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.named = False  # whether an id was typed
        self.suggested = ""

    def body(self) -> Iterable[Widget]:
        """Yield title, language, id."""
        yield Static(self.text("authoring.new_deck"), classes="head")
        yield Static(Prose(self.say("authoring.deck_title")), classes="label")
        yield Input(placeholder=self.say("authoring.deck_title_hint"), max_length=LONGEST_TITLE, id="title")
        yield Static(Prose(self.say("authoring.deck_language")), classes="label")
        yield Switch(self.lang, (), {lang: self.say(f"authoring.lang_{lang}") for lang in LANGS})
        yield Static(Prose(self.say("authoring.deck_id")), classes="label")
        yield Input(max_length=64, id="deck")
        with Horizontal(id="ways"):
            yield Button(self.text("authoring.make"), id="make", variant="primary")
            yield Button(self.text("app.key_close"), id="cancel")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Suggest an id as long as none was typed."""
        event.stop()
        if event.input.id == "deck":
            self.named = bool(event.value) and event.value != self.suggested
        elif not self.named:
            self.ask(lambda trainer: trainer.authoring.free_deck_id(event.value), self.suggest, group="suggest")

    def suggest(self, deck: str) -> None:
        """Put a suggested id in."""
        self.suggested = deck
        if not self.named:
            self.query_one("#deck", Input).value = deck

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field; make the deck behind the last."""
        event.stop()
        if event.input.id == "title":
            self.focus_next()
        else:
            self.action_make()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Make the deck, or close."""
        event.stop()
        self.action_make() if event.button.id == "make" else self.dismiss(None)

    def action_make(self) -> None:
        """Make the deck."""
        title, deck = (self.query_one(f"#{name}", Input).value for name in ("title", "deck"))
        language: Lang = self.query_one(Switch).value
        self.ask(lambda trainer: trainer.authoring.new_deck(title, language, deck), self.made, group="make")

    def made(self, deck: str) -> None:
        """Come back with the deck."""
        self.dismiss(deck)
