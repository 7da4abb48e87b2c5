"""The end of a session: what was recalled, how long it took, what was hardest, what tomorrow brings; or go on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import amounts
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.flow import Flow
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.widgets.words import took

if TYPE_CHECKING:
    from ops_trainer.content.card import Card
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.session import Session
    from ops_trainer.trainer.views import Summary

MORE_NEW, MORE_DUE = 5, 20  # cards that going on adds at most


class Finish(BaseScreen[tuple[str, int]]):
    """Comes back with ("undo", 0), ("new", n), ("review", n), or nothing when the learner is done."""

    CSS_PATH = "finish.tcss"
    AREA_TITLE = "study.title_end"
    TOPIC = "study"
    AUTO_FOCUS = "#home"
    LIST_ACTION = "lesson"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "leave", "study.key_home", "study.tip_home", id="finish.home"),
        key("n,1", "more('new')", "study.key_more_new", "study.tip_more_new", id="finish.new"),
        key("m,2", "more('review')", "study.key_more_due", "study.tip_more_due", id="finish.review"),
        key("r,9", "lesson", "study.key_lesson", "study.tip_hardest", id="finish.lesson"),
        key("down", "to_hardest", "app.key_down", "app.tip_down", id="finish.down", show=False),
        key("u,backspace", "undo", "study.key_undo", "study.tip_undo", id="finish.undo"),
    ]

    def __init__(self, session: Session, decks: tuple[str, ...] | None = None) -> None:
        super().__init__()
        self.session = session
        self.decks = decks
        self.summary: Summary | None = None
        self.hardest: list[Card] = []

    def body(self) -> Iterable[Widget]:
        """Yield the figures, the hardest cards, the ways on."""
        with VerticalScroll(id="end", can_focus=False):
            yield Static(id="headline", markup=False)
            yield Static(id="figures", markup=False)
            yield Static(id="hardest_title", markup=False)
            yield OptionList(id="hardest", markup=False)
        with Flow(id="ways"):
            yield Button(Content(" "), id="home", variant="primary")
            yield Button(Content(" "), id="new")
            yield Button(Content(" "), id="review")

    def load(self) -> None:
        """Sum up."""
        session = self.session

        def sum_up(trainer: Trainer) -> tuple[Summary, list[Card]]:
            summary = session.summary()
            return summary, [trainer.card(card) for card in summary.hardest]

        self.ask(sum_up, self.show)

    def show(self, found: tuple[Summary, list[Card]]) -> None:
        """Show the figures."""
        self.summary, self.hardest = summary, hardest = found
        self.query_one("#headline", Static).update(Prose(self.headline(summary)))
        self.query_one("#figures", Static).update(Prose(self.figures(summary)))
        title = self.query_one("#hardest_title", Static)
        listed = self.query_one("#hardest", OptionList)
        title.display = listed.display = bool(hardest)
        title.update(self.text("study.hardest"))
        listed.set_options(Option(Prose(self.one_line(card)), f"{place}") for place, card in enumerate(hardest))
        home, new, review = (self.query_one(f"#{id}", Button) for id in ("home", "new", "review"))
        home.label = Content(f"{self.say('study.key_home')}  {self.key_name('finish.home')}")
        new.display = summary.more_new > 0
        new.label = Content(f"{self.say('study.more_new', n=self.count('new'))}  {self.key_name('finish.new')}")
        review.display = summary.more_due > 0
        review.label = Content(
            f"{self.say('study.more_due', n=self.count('review'))}  {self.key_name('finish.review')}"
        )
        listed.highlighted = 0 if hardest else None
        self.refresh_bindings()

    def headline(self, summary: Summary) -> Content:
        """Return the one thing to take home."""
        if not summary.graded:
            return Content.styled(self.say("study.nothing"), "bold")
        key = "study.all_first" if summary.recalled_first == summary.cards else "study.well_done"
        return Content.styled(self.say(key, n=summary.cards), "bold")

    def figures(self, summary: Summary) -> Content:
        """Return the figures, a line each."""
        lines = []
        if summary.graded:
            lines.append(self.say("study.recalled", right=summary.recalled_first, n=summary.cards))
            if summary.introduced:
                lines.append(self.say("study.introduced", n=summary.introduced))
            lines.append(self.say("study.time", time=took(summary.took_ms, self.say), n=summary.graded))
        what = amounts(summary.tomorrow, summary.tomorrow_new, self.say)
        if what:
            lines.append(self.say("study.tomorrow", what=what, minutes=summary.tomorrow_minutes))
        else:
            lines.append(self.say("study.tomorrow_free"))
        return Content("\n").join(Content(line) for line in lines)

    def one_line(self, card: Card) -> Content:
        """Return a card in a list: what it is about, and what was asked."""
        subject = spaced(card.subject.in_lang(self.lang))
        question = spaced(card.question.in_lang(self.lang))
        return Content.assemble((subject, "bold"), "  " if subject else "", (question, "$text-muted"))

    def count(self, what: str) -> int:
        """Return how many cards going on adds."""
        assert self.summary is not None
        return min(self.summary.more_new, MORE_NEW) if what == "new" else min(self.summary.more_due, MORE_DUE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        if action == "undo":
            return self.session.can_undo
        if action in ("lesson", "to_hardest"):
            return bool(self.hardest)
        if action == "more":
            return self.summary is not None and self.count(str(parameters[0])) > 0
        return True

    def action_more(self, what: str) -> None:
        """Go on with more cards."""
        self.dismiss((what, self.count(what)))

    def action_lesson(self) -> None:
        """Read the lesson of the highlighted hard card."""
        place = self.query_one("#hardest", OptionList).highlighted
        if place is not None:
            self.app.go("lesson", ref=self.hardest[place].note_id)

    def action_to_hardest(self) -> None:
        """Go from the buttons to the list."""
        self.query_one("#hardest").focus()

    def action_undo(self) -> None:
        """Take the last answer back."""
        self.dismiss(("undo", 0))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go home, or go on."""
        event.stop()
        if event.button.id == "home":
            self.action_leave()
        else:
            self.action_more(str(event.button.id))
