"""The learner's own mix-ups: what was taken for what, what tells them apart, and a drill of just these."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button, refill
from ops_trainer.tui.widgets.text import Fluid, Prose, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.quizzes.views import MixupLine


def pair_row(pair: MixupLine, lang: Lang, say: Say, width: int) -> Content:
    """Return a pair: its names, how often, how far it is told apart, and the difference."""
    one, other = (spaced(term.in_lang(lang)) for term in (pair.one_term, pair.other_term))
    glyph = ("✓ ", "$success bold") if pair.settled else ("⇄ ", "$warning bold")
    says = "quiz_screen.pair_settled" if pair.settled else "quiz_screen.pair"
    parts = [Content.styled(f"{one} ⇄ {other}", "bold")]
    parts.append(Content.styled(say(says, n=pair.times, days=pair.days_apart), "$text-muted"))
    if pair.contrast is not None:
        parts.append(Content(spaced(pair.contrast.in_lang(lang))))
    lines = [line for part in parts for line in wrapped(part, max(width - 2, 2)).split("\n")]
    return Content("\n").join(Content.assemble(glyph if place == 0 else "  ", line) for place, line in enumerate(lines))


class Mixups(BaseScreen[None]):
    """A list of pairs, those not told apart yet first."""

    CSS_PATH = "mixups.tcss"
    AREA_TITLE = "quiz_screen.mixups"
    TOPIC = "quiz"
    AUTO_FOCUS = "#pairs"
    LIST_ACTION = "lesson(0)"
    BINDINGS: ClassVar[Bindings] = [
        key("space,c", "drill", "quiz_screen.key_drill", "quiz_screen.tip_drill", id="mixups.drill"),
        key("r,enter", "lesson(0)", "quiz_screen.key_one", "quiz_screen.tip_one", id="mixups.one"),
        key("o,2", "lesson(1)", "quiz_screen.key_other", "quiz_screen.tip_other", id="mixups.other"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[MixupLine] = []
        self.declared = False  # whether the decks set notes in contrast

    def body(self) -> Iterable[Widget]:
        """Yield what a drill does, the way to it, the pairs."""
        yield Static(id="about", markup=False)
        yield Button(Content(" "), id="drill", variant="primary")
        yield OptionList(id="pairs", markup=False)

    def load(self) -> None:
        """Read the pairs."""
        self.ask(lambda trainer: (trainer.quizzes.mixups(), trainer.quizzes.can_tell_apart()), self.show)

    def show(self, found: tuple[list[MixupLine], bool]) -> None:
        """Fill the screen."""
        pairs, self.declared = found
        self.pairs = pairs
        open_ = sum(not pair.settled for pair in pairs)
        key_ = (
            "quiz_screen.mixups_none"
            if not pairs
            else "quiz_screen.mixups_about"
            if open_
            else "quiz_screen.mixups_settled"
        )
        self.query_one("#about", Static).update(Prose(self.say(key_, n=open_)))
        drill = self.query_one("#drill", Button)
        drill.display = self.check_action("drill", ()) is True
        drill.label = Content(f"{self.say('quiz_screen.key_drill')}  {self.key_name('mixups.drill')}")
        refill(
            self.query_one("#pairs", OptionList),
            (Option(Fluid(partial(pair_row, pair, self.lang, self.say))) for pair in pairs),
        )
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow a drill only where a pair is not told apart yet and a deck can ask about it, or a deck has pairs."""
        if action == "drill":
            return self.declared or any(pair.drillable and not pair.settled for pair in self.pairs)
        return bool(self.pairs) if action == "lesson" else True

    def action_drill(self) -> None:
        """Ask about these pairs, side by side."""
        self.app.go("quiz_play", begin=lambda trainer: trainer.quizzes.start_contrast())

    def action_lesson(self, which: int) -> None:
        """Read one note of the pair the list stands on."""
        place = self.query_one("#pairs", OptionList).highlighted
        if place is not None:
            pair = self.pairs[place]
            self.app.go("lesson", ref=pair.other if which else pair.one)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Begin the drill."""
        event.stop()
        self.action_drill()
