"""The quizzes that were done, the latest first, and whether they get better."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.quiz.run import Mode
from ops_trainer.tui.quiz.quiz_rows import MODES
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import refill
from ops_trainer.tui.widgets.text import Fluid, columns, fit, right, wrapped
from ops_trainer.tui.widgets.words import took

if TYPE_CHECKING:
    from ops_trainer.trainer.quizzes.views import Past, Trend


class QuizHistory(BaseScreen[None]):
    """A list with a chart of the scores above it."""

    CSS_PATH = "history.tcss"
    AREA_TITLE = "quiz_screen.history"
    TOPIC = "quiz"
    AUTO_FOCUS = "#past"
    LIST_ACTION = "open"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "open", "quiz_screen.key_open", "quiz_screen.tip_open", id="history.open"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.past: list[Past] = []

    def body(self) -> Iterable[Widget]:
        """Yield the trend, then the list."""
        yield Static(id="trend", markup=False)
        yield OptionList(id="past", markup=False)

    def load(self) -> None:
        """Read the history."""
        self.ask(lambda trainer: (trainer.quizzes.history(), trainer.quizzes.trend()), self.show)

    def show(self, found: tuple[list[Past], Trend]) -> None:
        """Fill the screen."""
        self.past, trend = found
        self.query_one("#trend", Static).update(Fluid(partial(self.chart, trend)))
        refill(self.query_one("#past", OptionList), (Option(Fluid(partial(self.row, past))) for past in self.past))
        self.refresh_bindings()

    def chart(self, trend: Trend, width: int) -> Content:
        """Return the scores of the quizzes, the oldest on the left, from 0 to 100 %, and the trend in words."""
        scores = [past.score for past in reversed(self.past) if past.mode is Mode.QUIZ][-max((width - 6) // 2, 1) :]
        if not scores:
            return wrapped(Content(self.say("quiz_screen.no_history")), width)
        lines = []
        for place, row in enumerate(columns(scores, 3, top=1.0)):
            label = "100% " if place == 0 else "  0% " if place == 2 else "     "
            lines.append(Content.assemble((label, "$text-muted"), ("".join(char + " " for char in row), "$primary")))
        said = self.say("quiz_screen.trend_first", latest=f"{trend.latest or 0:.0%}")
        if trend.change is not None:
            key_ = "quiz_screen.trend_up" if trend.change >= 0 else "quiz_screen.trend_down"
            said = self.say(key_, latest=f"{trend.latest or 0:.0%}", change=f"{abs(trend.change) * 100:.0f}")
        return Content("\n").join([*lines, wrapped(Content(said), width)])

    def row(self, past: Past, width: int) -> Content:
        """Return one quiz: its day, what it was, its score and time."""
        day = self.date(past.day)
        tail = self.say("quiz_screen.past", right=past.right, n=past.answered, time=took(past.took_ms, self.say))
        score = f"{past.score:>4.0%}"
        head = Content.assemble((score, "bold"), "  ", fit(day, 18), self.say(MODES[past.mode]))
        room = width - head.cell_length
        tail_width = Content(tail).cell_length
        if tail_width + 2 <= room:
            return Content.assemble(head, (right(tail, room), "$text-muted"))
        return Content.assemble(head, "\n", ("      " + tail, "$text-muted"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow a quiz to be opened where there is one."""
        return bool(self.past) if action == "open" else True

    def action_open(self) -> None:
        """Show the outcome of the quiz the list stands on."""
        place = self.query_one("#past", OptionList).highlighted
        if place is None:
            return
        past = self.past[place]
        if past.whole:
            self.app.go("quiz_result", quiz=past.id)
        else:
            self.tell("quiz_screen.not_whole_any_more")
