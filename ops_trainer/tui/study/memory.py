"""A card's memory: how strong it is, what is predicted, every answer given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.locale import Lang
from ops_trainer.memory.day import date_of
from ops_trainer.memory.events import Rating
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Fluid, Prose, columns, fit, wrapped
from ops_trainer.tui.widgets.words import Say, day_name, took, until

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import CardMemory

RATINGS = {
    Rating.AGAIN: ("✗", "study.forgot", "$error"),
    Rating.HARD: ("△", "study.hard", "$warning"),
    Rating.GOOD: ("✓", "study.remembered", "$success"),
    Rating.EASY: ("✓", "study.easy", "$success"),
}


def facts(memory: CardMemory, day: int, say: Say, lang: Lang) -> Content:
    """Return predicted recall, stability, difficulty, when it is due, how often it was answered."""
    state = memory.state
    if state.stability is None or memory.recall is None:
        return Content(say("study.memory_none"))
    lines = [
        say("study.memory_recall", percent=f"{memory.recall:.0%}"),
        say("study.memory_stability", days=f"{state.stability:.1f}"),
        say("study.memory_difficulty", value=f"{state.difficulty or 0:.1f}"),
        say("study.memory_reps", n=state.reps, lapses=state.lapses),
    ]
    if state.due_day is not None:
        when = until(max(state.due_day - day, 0), say) if state.due_day > day else say("study.memory_today")
        lines.append(say("study.memory_due", date=day_name(date_of(state.due_day), lang), when=when))
    if memory.leech:
        lines.append(say("study.memory_leech"))
    return Content("\n").join(Content(line) for line in lines)


def curve(memory: CardMemory, say: Say, width: int) -> Content:
    """Return predicted recall on the coming days if the card is not seen again, from 0 to 100 %."""
    days = memory.curve[: max(width - 6, 1)]
    lines = [Content.styled(say("study.memory_curve", n=len(days)), "bold")]
    for place, row in enumerate(columns(days, 3, top=1.0)):
        label = "100%" if place == 0 else "  0%" if place == 2 else "    "
        lines.append(Content.assemble((label + " ", "$text-muted"), (row, "$primary")))
    return Content("\n").join(lines)


def history(memory: CardMemory, say: Say, lang: Lang, width: int) -> Content:
    """Return every answer, the latest first."""
    lines = [Content.styled(say("study.memory_history"), "bold")]
    if not memory.history:
        lines.append(Content.styled(say("study.memory_no_history"), "$text-muted"))
    for line in sorted(memory.history, key=lambda line: line.at, reverse=True):
        glyph, says, style = RATINGS[line.rating]
        date = fit(day_name(date_of(line.day), lang), 16)
        tail = " · ".join(
            part for part in (until(line.interval, say), took(line.took_ms, say) if line.took_ms else "") if part
        )
        row = Content.assemble(date, (f" {glyph} ", style), fit(say(says), 12), (tail, "$text-muted"))
        lines.append(wrapped(row, width))
    return Content("\n").join(lines)


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
        """Yield the card, the figures, the curve, the history."""
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
