"""One seat's turn: the keyboard is handed over, the question answered, and nothing of it stays on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.types import of
from ops_trainer.content.questions.view import QuestionView
from ops_trainer.content.typography import spaced
from ops_trainer.tui.quiz.answering import Answering, AnswersByKeys
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.content.questions.question import Question


class Seat(AnswersByKeys):
    """Comes back with the answer, None when the turn was put off."""

    CSS_PATH = "player.tcss"
    AREA_TITLE = "player.title"
    TOPIC = "workshop"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[Bindings] = [key("escape", "leave", "app.key_back", "host.tip_put_off", id="seat.leave")]

    def __init__(self, seat: str, question: Question) -> None:
        super().__init__()
        self.seat, self.question = seat, question
        self.sitting = False

    def body(self) -> Iterable[Widget]:
        """Who is to come; then what is asked, and where it is answered."""
        with VerticalScroll(id="stage", can_focus=False):
            yield Static(id="told", markup=False)
            yield Answering()
            yield Static(id="after", markup=False)

    def on_mount(self) -> None:
        """Call the seat."""
        self.draw()

    async def say_again(self) -> None:
        """Build the screen anew in the language of now; what was chosen is chosen anew."""
        await super().say_again()
        self.pending = None
        if self.sitting:
            await self.sit()
        self.draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """First the seat is taken, then answered from."""
        if not self.sitting and action in ("enter", "here"):
            return True
        return super().check_action(action, parameters)

    async def action_enter(self) -> None:
        """Take the seat; then, give the answer."""
        if self.sitting:
            super().action_enter()
        else:
            await self.sit()

    async def action_here(self) -> None:
        """Take the seat; then, choose the option one is at."""
        if self.sitting:
            super().action_here()
        else:
            await self.sit()

    def draw(self) -> None:
        """The call, or the question."""
        self.set_title(self.seat)
        self.answering.display = self.sitting
        if not self.sitting:
            call = self.say("host.turn", name=self.seat)
            begin = self.say("host.sit_down", key=self.key_name("player.enter"))
            told = Content.assemble((call, "bold $accent"), "\n\n", self.say("host.look_away"), "\n\n", begin)
        else:
            told = Content.styled(spaced(self.question.prompt.in_lang(self.lang)), "bold")
        self.query_one("#told", Static).update(Prose(told))
        after = self.query_one("#after", Static)
        if self.pending is not None:
            keys = {name: self.key_name(f"player.{name}") for name in ("enter", "sure", "unsure")}
            after.update(Prose(Content.styled(self.say("player.how_sure", **keys), "bold $accent")))
        else:
            hint = self.say(of(self.question).hints.player) if self.sitting else ""
            after.update(Prose(Content.styled(hint, "$text-muted")))

    async def sit(self) -> None:
        """The seat is taken: show the question."""
        self.sitting = True
        view = QuestionView.of(self.question, self.lang)
        await self.answering.ask(view, hint=self.say("player.answer_hint"))
        self.draw()
        self.refresh_bindings()

    def can_be_read(self, answer: Answer) -> bool:
        """Whether there is something to mark."""
        return of(self.question).can_be_read(self.question, answer)

    def ask_sure(self) -> None:
        """Ask how sure they are."""
        self.draw()

    def give(self, answer: Answer) -> None:
        """Take the answer back to the room; the screen goes with it."""
        self.dismiss(answer)  # type: ignore[arg-type]

    def action_leave(self) -> Any:
        """Put the turn off."""
        self.dismiss()
