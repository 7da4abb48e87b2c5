"""What a quiz came to: the score, each topic's, and every mistake with what it really is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint
from ops_trainer.quiz.results import Results
from ops_trainer.quiz.run import Mode, Step
from ops_trainer.tui.quiz.quiz_rows import mistake_row, topics_table
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.flow import Flow
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.widgets.words import took

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes import Quiz

    # The quiz, its results, what its notes are called; how many notes are taken as known, mixed up, not met yet.
    Found = tuple[Quiz, Results, dict[str, str], int, int, int]


class QuizResult(BaseScreen[None]):
    """The outcome of a quiz that is done. Given its id in place of the quiz, it is looked up in the history."""

    CSS_PATH = "result.tcss"
    AREA_TITLE = "quiz_screen.result"
    TOPIC = "quiz"
    AUTO_FOCUS = "#home"
    LIST_ACTION = "lesson"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "leave", "quiz_screen.key_home", "quiz_screen.tip_home", id="result.home"),
        key("s,1", "study", "quiz_screen.key_study", "quiz_screen.tip_study", id="result.study"),
        key("r,9", "lesson", "study.key_lesson", "quiz_screen.tip_lesson", id="result.lesson"),
        key("m,3", "visit('mixups')", "quiz_screen.key_mixups", "quiz_screen.tip_mixups", id="result.mixups"),
        key("k,5", "visit('skipped')", "quiz_screen.key_skipped", "quiz_screen.tip_skipped", id="result.skipped"),
        key("down", "to_mistakes", "app.key_down", "app.tip_down", id="result.down", show=False),
    ]

    def __init__(self, quiz: Quiz | str) -> None:
        super().__init__()
        self.given = quiz
        self.quiz: Quiz | None = None
        self.results: Results | None = None
        self.terms: dict[str, str] = {}
        self.missed: list[str] = []
        self.skipped = self.mixups = self.ahead = 0

    def body(self) -> Iterable[Widget]:
        """Yield the figures, the topics, the mistakes, the ways on."""
        with VerticalScroll(id="end", can_focus=False):
            yield Static(id="headline", markup=False)
            yield Static(id="figures", markup=False)
            yield Static(id="topics", markup=False)
            yield Static(id="mistakes_title", markup=False)
            yield OptionList(id="mistakes", markup=False)
        with Flow(id="ways"):
            yield Button(Content(" "), id="home", variant="primary")
            yield Button(Content(" "), id="study")

    def load(self) -> None:
        """Sum up."""
        given = self.given

        def look(trainer: Trainer) -> Found:
            quiz = trainer.quizzes.resume(given) if isinstance(given, str) else given
            results = quiz.results()
            generator = trainer.quizzes.generator()
            terms = {
                topic.note: spaced(generator.term(topic.note).in_lang(self.lang))
                for topic in results.topics
                if generator.has(topic.note)
            }
            ahead = quiz.missed_notes()[1]
            return quiz, results, terms, len(trainer.quizzes.skipped()), len(trainer.quizzes.mixups()), len(ahead)

        self.ask(look, self.show)

    def show(self, found: Found) -> None:
        """Show it all."""
        self.quiz, self.results, self.terms, self.skipped, self.mixups, self.ahead = found
        results, placed = self.results, self.quiz.mode is Mode.PLACEMENT
        self.missed = self.quiz.missed_cards()
        self.query_one("#headline", Static).update(Prose(self.headline(results)))
        figures = [
            self.say("quiz_screen.figures", right=results.right, n=results.questions),
            self.say("quiz_screen.time", time=took(results.took_ms, self.say)),
        ]
        if results.answered < results.questions:
            figures.append(self.say("quiz_screen.unanswered", n=results.questions - results.answered))
        if self.ahead:
            figures.append(self.say("quiz_screen.ahead", n=self.ahead))
        if placed:
            says = "quiz_screen.placed" if self.skipped else "quiz_screen.placed_none"
            figures = [self.say(says, n=self.skipped, key=self.key_name("result.skipped"))]
        self.query_one("#figures", Static).update(Prose("\n".join(figures)))
        topics = self.query_one("#topics", Static)
        topics.update(topics_table(results.topics, self.terms, self.say))
        topics.display = bool(results.topics)
        title = self.query_one("#mistakes_title", Static)
        listed = self.query_one("#mistakes", OptionList)
        title.display = listed.display = bool(results.mistakes)
        title.update(self.text("quiz_screen.mistakes", n=len(results.mistakes)))
        listed.set_options(
            Option(Fluid(partial(mistake_row, mistake, self.lang, self.say))) for mistake in results.mistakes
        )
        listed.highlighted = 0 if results.mistakes else None
        home, study = self.query_one("#home", Button), self.query_one("#study", Button)
        home.label = Content(f"{self.say('quiz_screen.key_home')}  {self.key_name('result.home')}")
        study.display = self.check_action("study", ()) is True
        study.label = Content(f"{self.say('quiz_screen.study', n=len(self.missed))}  {self.key_name('result.study')}")
        self.refresh_bindings()

    def headline(self, results: Results) -> Content:
        """Return the score, and the one thing to take home."""
        sure = sum(mistake.sure_but_wrong for mistake in results.mistakes)
        if self.quiz is not None and self.quiz.mode is Mode.PLACEMENT:
            return Content.styled(self.say("quiz_screen.placement_done"), "bold")
        line = Content.styled(self.say("quiz_screen.scored", percent=f"{results.score:.0%}"), "$accent bold")
        if not results.mistakes and results.answered:
            line = Content.assemble(line, "  ", (self.say("quiz_screen.all_right"), "bold"))
        return Content.assemble(line, "\n", (self.say("quiz_screen.sure_count", n=sure), "$error")) if sure else line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        match action:
            case "study":
                return bool(self.missed) and self.quiz is not None and self.quiz.mode is not Mode.PLACEMENT
            case "lesson":
                return self.results is not None and bool(self.results.mistakes)
            case "visit":
                return self.skipped > 0 if parameters[0] == "skipped" else self.mixups > 0
        return True

    def chosen(self) -> Step | None:
        """Return the mistake the list stands on."""
        place = self.query_one("#mistakes", OptionList).highlighted
        return self.results.mistakes[place] if self.results is not None and place is not None else None

    def action_visit(self, screen: str) -> None:
        """Go to one of the screens around quizzes."""
        self.app.go(screen)

    def action_to_mistakes(self) -> None:
        """Go from the button to the list."""
        listed = self.query_one("#mistakes")
        if listed.display:
            listed.focus()

    def action_lesson(self) -> None:
        """Read the note behind the mistake the list stands on."""
        if (mistake := self.chosen()) is not None:
            ref = mistake.question.note
            if ref in self.terms or not isinstance(self.given, str):
                self.app.go("lesson", ref=ref)
            else:
                self.complain(Complaint("trainer.no_note", note=ref))

    def action_study(self) -> None:
        """Study the cards behind the mistakes, now."""
        self.app.go("study", cards=self.missed)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Study or leave, as the button says."""
        event.stop()
        self.action_study() if event.button.id == "study" else self.action_leave()
