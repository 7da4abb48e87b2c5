"""Welcome: three questions, a key each, and the first card; or what was learnt on another computer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import LANGS, Lang
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.trainer.views import DeckLine

MINUTES = (5, 10, 15, 20, 30)
USUAL = 10


class Welcome(BaseScreen[bool]):
    """Asks language, minutes a day and what to learn first; comes back with True, or with None when it was put off."""

    CSS_PATH = "welcome.tcss"
    AREA_TITLE = "welcome.title"
    AUTO_FOCUS = "#choices"
    BINDINGS: ClassVar[Bindings] = [
        key("escape", "back", "app.key_back", "welcome.tip_back", id="welcome.back"),
        key("escape", "leave", "welcome.key_later", "welcome.tip_later", id="welcome.later"),
        *(
            key(
                f"{n}",
                f"choose({n - 1})",
                "welcome.key_choose",
                "welcome.tip_choose",
                id=f"welcome.pick.{n}",
                show=False,
            )
            for n in range(1, 10)
        ),
        key("enter,space", "choose", "welcome.key_choose", "welcome.tip_choose", id="welcome.choose"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.step = 0
        self.decks: list[DeckLine] = []
        self.minutes = USUAL
        self.language: Lang | None = None

    def body(self) -> Iterable[Widget]:
        """Yield greeting, question, answers."""
        yield Static(id="greeting", markup=False)
        yield Static(id="question", markup=False)
        yield OptionList(id="choices", markup=False)
        yield Static(id="note", markup=False)

    def load(self) -> None:
        """Read the decks, which the third question names."""
        self.ask(lambda trainer: trainer.decks(), self.show)

    def show(self, decks: list[DeckLine]) -> None:
        """Show the question of this step."""
        self.decks = decks
        self.set_title(right=self.say("welcome.step", n=self.step + 1))
        greeting = (self.say("welcome.hello"), self.say("welcome.hello_minutes"), self.say("welcome.hello_first"))
        question = (self.say("welcome.language"), self.say("welcome.minutes"), self.say("welcome.first"))
        note = (self.say("welcome.language_note"), self.say("welcome.minutes_note"), self.say("welcome.first_note"))
        self.query_one("#greeting", Static).update(Prose(greeting[self.step]))
        self.query_one("#question", Static).update(Prose(question[self.step]))
        self.query_one("#note", Static).update(Prose(note[self.step]))
        choices = self.query_one("#choices", OptionList)
        choices.set_options(
            Option(Prose(Content.assemble((f"{place})  ", "$accent bold"), said)))
            for place, said in enumerate(self.choices(), 1)
        )
        choices.highlighted = (
            0 if self.step == 2 else MINUTES.index(USUAL) if self.step == 1 else LANGS.index(self.lang)
        )
        choices.focus()
        self.refresh_bindings()

    def choices(self) -> list[Content]:
        """Return what can be answered at this step."""
        if self.step == 0:
            return [self.text("welcome.chinese"), self.text("welcome.english")]
        if self.step == 1:
            said = [self.text("welcome.minutes_choice", n=minutes) for minutes in MINUTES]
            return [*said, self.text("welcome.elsewhere")]
        decks = [
            Content.assemble(
                spaced(deck.title.in_lang(self.lang)),
                (f"  {self.say('welcome.cards', n=deck.cards)}", "$text-muted"),
            )
            for deck in self.decks
        ]
        return [self.text("welcome.in_order"), *decks]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow leaving from the first question, and going back from the others."""
        if action == "leave":
            return self.step == 0
        return self.step > 0 if action == "back" else True

    def action_back(self) -> None:
        """Go back to the question before."""
        self.step -= 1
        self.show(self.decks)

    def action_choose(self, place: int | None = None) -> None:
        """Answer with a choice, the highlighted one when none is named."""
        listed = self.query_one("#choices", OptionList)
        chosen = listed.highlighted if place is None else place
        if chosen is None or chosen >= listed.option_count:
            return
        match self.step:
            case 0:
                self.language = LANGS[chosen]
                self.app.speak(self.language)
                self.step = 1
                self.call_later(self.say_again)
            case 1 if chosen == len(MINUTES):
                self.app.go("folder", then=self.joined)
            case 1:
                self.minutes = MINUTES[chosen]
                self.step = 2
                self.show(self.decks)
            case _:
                self.finish([] if chosen == 0 else [self.decks[chosen - 1].id])

    def finish(self, focus: list[str]) -> None:
        """Keep the answers, and begin."""
        answers: dict[str, Any] = {"minutes": self.minutes, "focus": focus, "welcomed": True}
        if self.language is not None:
            answers["language"] = self.language
        self.ask(lambda trainer: trainer.change(**answers), self.begin)

    def joined(self, shared: bool | None) -> None:
        """Begin with what another computer brought, once its folder is shared."""
        if shared:
            answers: dict[str, Any] = {"welcomed": True}
            if self.language is not None:
                answers["language"] = self.language
            # The question that comes to the front again reads the decks meanwhile.
            self.ask(lambda trainer: trainer.change(**answers), self.begin, group="finish")

    def begin(self, _: object) -> None:
        """Begin: all is answered."""
        self.dismiss(True)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen answer."""
        event.stop()
        self.action_choose(event.option_index)
