"""The page of a question: what is asked, how to answer, the answer, and what was right."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input, Static

from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import WRITTEN, of
from ops_trainer.content.questions.view import QuestionView
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.quiz.run import Step
from ops_trainer.tui.quiz.answering import Answering
from ops_trainer.tui.quiz.quiz_rows import right_text, told, verdicts
from ops_trainer.tui.widgets.controls import GrowingPage, Latest
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.widgets.words import Say


class QuestionPage(GrowingPage):
    """Scrolls when the question is long."""

    DEFAULT_CSS = """
    QuestionPage { height: 1fr; scrollbar-size-vertical: 1; }
    QuestionPage #prompt { height: auto; text-style: bold; margin-bottom: 1; }
    QuestionPage #how { height: auto; color: $text-muted; margin-bottom: 1; }
    QuestionPage #told { height: auto; border-top: solid $border-blurred; padding-top: 1; }
    .-short QuestionPage #prompt, .-short QuestionPage #how { margin-bottom: 0; }
    .-short QuestionPage #told { padding-top: 0; }
    """

    def compose(self) -> Iterable[Widget]:
        """From the prompt down."""
        yield Static(id="prompt", markup=False)
        yield Static(id="how", markup=False)
        yield Answering(id="answering")
        yield Latest(id="told", markup=False)

    @property
    def answering(self) -> Answering:
        """Where it is answered."""
        return self.query_one(Answering)

    async def ask(self, question: Question, lang: Lang, say: Say) -> None:
        """A question to be answered."""
        self._show(question, lang, how=say(of(question).hints.screen))
        self.answering.display = True
        await self.answering.ask(QuestionView.of(question, lang), hint=say("quiz_screen.line"))
        self.scroll_home(animate=False)

    async def speak(self, question: Question, lang: Lang) -> None:
        """The same question in another language; what was chosen stays. A typed answer is not touched."""
        self.query_one("#prompt", Static).update(Prose(spaced(question.prompt.in_lang(lang))))
        answering = self.answering
        if not answering.query(Input):
            chosen, at, was_open = list(answering.chosen), answering.at, answering.open
            await answering.ask(QuestionView.of(question, lang))
            answering.restore(chosen, at, open=was_open)

    def wait(self) -> None:
        """The answer is given, and something else is asked about it."""
        self.query_one("#how").display = False

    def show_judging(self, step: Step, lang: Lang, say: Say) -> None:
        """A typed answer beside the right one, for the learner to judge."""
        self._show(step.question, lang)
        self.answering.display = False
        yours, right = spaced(step.answer.text.strip()), right_text(step.question, lang)
        self._tell(Prose(say("quiz_screen.judge", yours=yours, right=right)))

    def show_step(self, step: Step, lang: Lang, say: Say) -> None:
        """How an answer came out, and why."""
        self._show(step.question, lang)
        self.answering.display = step.question.type not in WRITTEN
        if self.answering.display:
            self.answering.judge(*verdicts(step, lang, say))
        self._tell(Prose(told(step, lang, say)))

    def _show(self, question: Question, lang: Lang, how: str = "") -> None:
        self.query_one("#prompt", Static).update(Prose(spaced(question.prompt.in_lang(lang))))
        line = self.query_one("#how", Static)
        line.display = bool(how)
        line.update(Prose(how))
        self.query_one("#told").display = False

    def _tell(self, what: Prose) -> None:
        box = self.query_one("#told", Static)
        box.display = True
        box.update(what)
