"""A quiz under way: one question after the other; each answer is on disk before the next shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import WRITTEN, of
from ops_trainer.content.questions.types.base import Form
from ops_trainer.content.questions.view import QuestionView
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang
from ops_trainer.quiz.placement import MOST
from ops_trainer.quiz.run import Mode, Phase, Step
from ops_trainer.tui.quiz.answering import LETTERS, Answering
from ops_trainer.tui.quiz.quiz_rows import MODES, outcome, place_line, verdicts
from ops_trainer.tui.shell.access import Failed, T
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Grades, GrowingPage, Input, Latest, Offer
from ops_trainer.tui.widgets.text import Fluid, Prose, bar
from ops_trainer.tui.widgets.words import Say, other_lang

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes import Quiz


class QuestionPage(GrowingPage):
    """What is asked, how to answer, the answer, and what was right; scrolls when that is long."""

    DEFAULT_CSS = """
    QuestionPage { height: 1fr; scrollbar-size-vertical: 1; }
    QuestionPage #prompt { height: auto; text-style: bold; margin-bottom: 1; }
    QuestionPage #how { height: auto; color: $text-muted; margin-bottom: 1; }
    QuestionPage #feedback { height: auto; border-top: solid $border-blurred; padding-top: 1; }
    .-short QuestionPage #prompt, .-short QuestionPage #how { margin-bottom: 0; }
    .-short QuestionPage #feedback { padding-top: 0; }
    """

    def compose(self) -> Iterable[Widget]:
        """Yield what is asked, how, where it is answered, and the outcome."""
        yield Static(id="prompt", markup=False)
        yield Static(id="how", markup=False)
        yield Answering(id="answering")
        yield Latest(id="feedback", markup=False)

    @property
    def answering(self) -> Answering:
        """Where it is answered."""
        return self.query_one(Answering)

    async def ask(self, question: Question, lang: Lang, say: Say) -> None:
        """Show a question to be answered."""
        self._show(question, lang, how=say(of(question).hints.screen))
        self.answering.display = True
        await self.answering.ask(QuestionView.of(question, lang), hint=say("quiz_screen.line"))
        self.scroll_home(animate=False)

    async def speak(self, question: Question, lang: Lang) -> None:
        """Show the same question in another language; what was chosen stays. A typed answer is not touched."""
        self.query_one("#prompt", Static).update(Prose(spaced(question.prompt.in_lang(lang))))
        answering = self.answering
        if not answering.query(Input):
            chosen, at, was_open = list(answering.chosen), answering.at, answering.open
            await answering.ask(QuestionView.of(question, lang))
            answering.restore(chosen, at, open=was_open)

    def wait(self) -> None:
        """Hide how to answer: the answer is given, and something else is asked about it."""
        self.query_one("#how").display = False

    def show_judging(self, step: Step, lang: Lang, say: Say) -> None:
        """Show a typed answer beside the right one, for the learner to judge."""
        self._show(step.question, lang)
        self.answering.display = False
        yours = spaced(step.answer.text.strip())
        self._tell(Prose(say("quiz_screen.judge", yours=yours, right=step.view(lang).right)))

    def show_step(self, step: Step, lang: Lang, say: Say) -> None:
        """Show how an answer came out, and why."""
        self._show(step.question, lang)
        self.answering.display = step.question.type not in WRITTEN
        if self.answering.display:
            self.answering.judge(*verdicts(step, lang, say))
        self._tell(Prose(outcome(step, lang, say)))

    def _show(self, question: Question, lang: Lang, how: str = "") -> None:
        self.query_one("#prompt", Static).update(Prose(spaced(question.prompt.in_lang(lang))))
        line = self.query_one("#how", Static)
        line.display = bool(how)
        line.update(Prose(how))
        self.query_one("#feedback").display = False

    def _tell(self, what: Prose) -> None:
        box = self.query_one("#feedback", Static)
        box.display = True
        box.update(what)


OF_A_QUESTION = frozenset(("enter", "space", "press", "back", "move", "say_sure", "lesson", "language", "give", "pass"))
KEYS: Bindings = [
    key("enter", "enter", "quiz_screen.key_answer", "quiz_screen.tip_answer", id="quiz.enter", show=False),
    key("space", "space", "quiz_screen.key_choose", "quiz_screen.tip_choose", id="quiz.space", show=False),
    *(
        key(
            f"{letter.lower()},{number}",
            f"press({number - 1})",
            "quiz_screen.key_choose",
            "quiz_screen.tip_choose",
            id=f"quiz.option.{number}",
            show=False,
        )
        for number, letter in enumerate(LETTERS, 1)
    ),
    key("backspace", "back", "quiz_screen.key_back", "quiz_screen.tip_back", id="quiz.back"),
    key("down,j", "move(1)", "quiz_screen.key_move", "quiz_screen.tip_move", id="quiz.down", show=False),
    key("up,k", "move(-1)", "quiz_screen.key_move", "quiz_screen.tip_move", id="quiz.up", show=False),
    key("pagedown", "scroll('page_down')", "study.key_down", "study.tip_down", id="quiz.page_down", show=False),
    key("pageup", "scroll('page_up')", "study.key_up", "study.tip_up", id="quiz.page_up", show=False),
    key("y,left", "say_sure(True)", "quiz_screen.key_yes", "quiz_screen.tip_yes", id="quiz.yes", show=False),
    key("n,right", "say_sure(False)", "quiz_screen.key_no", "quiz_screen.tip_no", id="quiz.no", show=False),
    key("x,9", "pass", "quiz_screen.key_pass", "quiz_screen.tip_pass", id="quiz.pass", show=False),
    key("r,9", "lesson", "study.key_lesson", "study.tip_lesson", id="quiz.lesson"),
    key("l,0", "language", "study.key_language", "quiz_screen.tip_language", id="quiz.language"),
]


LONGEST_MS = 300_000  # longer on one question means that the learner was away


class QuizPlay(BaseScreen[None]):
    """Plays the quiz that `begin` gives: a new one, or one taken up again."""

    CSS_PATH = "play.tcss"
    AREA_TITLE = "quiz_screen.title"
    TOPIC = "quiz"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[Bindings] = KEYS

    def __init__(self, begin: Callable[[Trainer], Quiz]) -> None:
        super().__init__()
        self.begin = begin
        self.quiz: Quiz | None = None
        self.given: Answer | None = None  # waits for the learner to say how sure they are
        self.step: Step | None = None  # answered, and being looked at
        self.other = False
        self.since = 0.0

    @property
    def shown_lang(self) -> Lang:
        """The language the question is shown in."""
        return other_lang(self.lang) if self.other else self.lang

    @property
    def page(self) -> QuestionPage:
        """The question on the screen."""
        return self.query_one(QuestionPage)

    @property
    def question(self) -> Question | None:
        """What is shown: the question just answered, the one to be judged, or the one to be answered."""
        quiz = self.quiz
        if self.step is not None or quiz is None:
            return self.step.question if self.step else None
        return quiz.judging.question if quiz.judging else quiz.question

    def body(self) -> Iterable[Widget]:
        """Yield the progress, the question, the buttons."""
        yield Static(id="progress", markup=False)
        yield QuestionPage()
        yield Grades()

    def on_mount(self) -> None:
        """Watch the time, where there is a limit."""
        self.set_interval(0.5, self.watch_time)

    def load(self) -> None:
        """Begin. What is open stays as it is when one comes back to it."""
        if self.quiz is None:
            self.ask(self.begin, self.begun)

    def on_talk_failed(self, event: Failed) -> None:
        """Say why there is no quiz, and go back; the words stay in the notice."""
        super().on_talk_failed(event)
        if self.quiz is None:
            self.dismiss()

    async def say_again(self) -> None:
        """Build the screen anew in the language of now, and show the question as it stood."""
        answering = self.page.answering
        chosen, at, was_open = list(answering.chosen), answering.at, answering.open
        await super().say_again()
        if self.question is not None:
            await self.page.ask(self.question, self.shown_lang, self.say)
            self.page.answering.restore(chosen, at, open=was_open)
            await self.draw(anew=False)

    async def begun(self, quiz: Quiz) -> None:
        """Take the quiz over, and show where it is."""
        self.quiz = quiz
        await self.next()

    async def next(self) -> None:
        """Go on to what the quiz waits for."""
        quiz = self.quiz
        assert quiz is not None
        self.given = self.step = None
        self.other = False
        self.since = self.app.stopwatch()
        if quiz.phase is Phase.DONE:
            self.app.go("quiz_result", then=lambda _: self.dismiss(), quiz=quiz)
        else:
            await self.draw()

    # what is shown

    async def draw(self, *, anew: bool = True) -> None:
        """Show the state as it is; a question to be answered only when it is asked `anew`."""
        quiz, question = self.quiz, self.question
        if quiz is None or question is None:
            return
        place = self.step.place if self.step else quiz.judging.place if quiz.judging else quiz.place
        most = MOST if quiz.mode is Mode.PLACEMENT else len(quiz)
        self.set_title(self.say(MODES[quiz.mode]), place_line(quiz, place + 1, self.left_ms(), self.say))
        self.query_one("#progress", Static).update(Fluid(lambda width: bar(place, 0, 1, most - place - 1, width)))
        lang = self.shown_lang
        if self.step is not None:
            self.page.show_step(self.step, lang, self.say)
        elif quiz.judging is not None:
            self.page.show_judging(quiz.judging, lang, self.say)
        elif self.given is not None:
            self.page.wait()
        elif anew:
            await self.page.ask(question, lang, self.say)
        self.draw_buttons()
        self.refresh_bindings()

    def draw_buttons(self) -> None:
        """Show the ways on."""
        quiz = self.quiz
        assert quiz is not None
        enter, yes, no = (self.key_name(f"quiz.{name}") for name in ("enter", "yes", "no"))
        if self.step is not None:
            offers = [Offer(enter, self.say("quiz_screen.next"), "", "enter", "look")]
        elif quiz.judging is not None:
            offers = [
                Offer(yes, self.say("quiz_screen.counts"), "", "say_sure(True)", "good"),
                Offer(no, self.say("quiz_screen.counts_not"), "", "say_sure(False)", "forgot"),
            ]
        elif self.given is not None:
            offers = [
                Offer(yes, self.say("quiz_screen.sure"), "", "say_sure(True)", "plain"),
                Offer(no, self.say("quiz_screen.unsure"), "", "say_sure(False)", "plain"),
            ]
        else:
            look = "look" if self.page.answering.whole else "plain"
            assert self.question is not None
            # Where a line is typed, its key is a letter like any other.
            by_key = "" if of(self.question).form is Form.LINE else self.key_name("quiz.pass")
            offers = [
                Offer(enter, self.say("quiz_screen.give"), "", "give", look),
                Offer(by_key, self.say("quiz_screen.pass"), "", "pass", "plain"),
            ]
        self.query_one(Grades).offer(offers)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        quiz = self.quiz
        if quiz is None or self.question is None:
            return action not in OF_A_QUESTION
        asking = self.step is None and self.given is None and quiz.judging is None
        match action:
            case "back":
                return asking and of(self.question).form in (Form.SEVERAL, Form.PAIRS, Form.SEQUENCE)
            case "say_sure":
                return self.step is None and (self.given is not None or quiz.judging is not None)
            case "pass":
                return asking
            case "lesson":
                return self.step is not None
        return True

    # answering

    def action_press(self, place: int) -> None:
        """Choose by letter or number."""
        self.page.answering.press(place)

    def action_move(self, step: int) -> None:
        """Go to the next option or row; once the outcome shows, scroll through it."""
        if self.step is not None:
            self.action_scroll("down" if step > 0 else "up")
        else:
            self.page.answering.move(step)

    def action_back(self) -> None:
        """Take the latest choice back."""
        self.page.answering.back()

    async def action_space(self) -> None:
        """Choose what one is at; on when there is nothing to choose."""
        if self.step is not None:
            await self.next()
        elif self.given is None:
            self.page.answering.choose_here()

    async def action_pass(self) -> None:
        """Answer "I don't know"; nobody is asked how sure they are of that."""
        assert self.quiz is not None
        self.page.answering.close()
        await self.answer(Answer(sure=False if self.quiz.rules.ask_sure else None))

    async def action_give(self) -> None:
        """Give the answer, an empty line as "I don't know"; or say what is missing."""
        answering = self.page.answering
        if answering.open and not answering.whole:
            if answering.empty_line:
                await self.action_pass()
                return
            self.tell("quiz_screen.not_whole")
        answering.submit()

    async def action_enter(self) -> None:
        """Give the answer; on to the next question once it was looked at."""
        question = self.question
        if self.step is not None:
            await self.next()
        elif self.given is None and question is not None:
            choosing = of(question).form is Form.ONE
            if choosing:
                self.page.answering.choose_here()
            else:
                await self.action_give()

    def on_answering_changed(self, event: Answering.Changed) -> None:
        """Show the keys that count now: the answer may be whole."""
        event.stop()
        if self.quiz is not None and self.step is None:
            self.draw_buttons()

    async def on_answering_given(self, event: Answering.Given) -> None:
        """Ask how sure the learner is, or mark the answer."""
        event.stop()
        assert self.quiz is not None
        question = self.quiz.question
        if question is not None and not of(question).can_be_read(question, event.answer):
            self.complain(Complaint("quiz.no_number"))
            self.page.answering.reopen()
            return
        self.given = event.answer
        if self.quiz.rules.ask_sure:
            await self.draw()
        else:
            await self.answer(event.answer)

    async def on_answering_empty(self, event: Answering.Empty) -> None:
        """Take an empty line as "I don't know"."""
        event.stop()
        await self.action_pass()

    async def action_say_sure(self, yes: bool) -> None:
        """Say whether one is sure; or, of an answer that the program can't decide, whether it is right."""
        assert self.quiz is not None
        if self.given is not None:
            await self.answer(replace(self.given, sure=yes))
        elif (step := await self.change(self.quiz.judge, yes)) is not None:
            await self.after(step)

    async def answer(self, answer: Answer) -> None:
        """Mark an answer, on disk before anything else shows."""
        quiz = self.quiz
        assert quiz is not None
        took = min(int((self.app.stopwatch() - self.since) * 1000), LONGEST_MS)
        step = await self.change(partial(quiz.answer, lang=self.shown_lang), answer, took)
        self.given = None
        if step is None or (quiz.judging is not None and quiz.rules.at_once):
            await self.draw()  # to be judged; or not written, and the question stands
        else:
            await self.after(step)

    async def after(self, step: Step) -> None:
        """Tell how it came out, or go on where that is told at the end."""
        assert self.quiz is not None
        if self.quiz.rules.at_once:
            self.step = step
            await self.draw()
        else:
            await self.next()

    async def change(self, call: Callable[..., T], *args: Any) -> T | None:
        """Change the quiz on disk; None, and a notice, when that failed."""
        try:
            return await self.do(call, *args)
        except Complaint as complaint:
            self.complain(complaint)
            return None

    # time, and around it

    def left_ms(self) -> int | None:
        """Return what is left of the time limit now; it stands still while an answer is looked at."""
        quiz = self.quiz
        if quiz is None or quiz.left_ms is None:
            return None
        return quiz.left_ms if self.step is not None else max(quiz.left_ms - self.gone_ms, 0)

    @property
    def gone_ms(self) -> int:
        """How long the question has been on the screen."""
        return int((self.app.stopwatch() - self.since) * 1000)

    async def watch_time(self) -> None:
        """Show the time left; end the quiz when there is none."""
        quiz, left = self.quiz, self.left_ms()
        if quiz is None or left is None or self.step is not None or quiz.phase is not Phase.ASK or not self.is_current:
            return
        self.set_title(right=place_line(quiz, quiz.place + 1, left, self.say))
        if not left:
            try:
                await self.do(quiz.end)
            except Complaint as complaint:
                self.complain(complaint)
                return
            self.app.notify(self.say("quiz_screen.time_up"))
            await self.next()

    def action_lesson(self) -> None:
        """Read the note that the question is made from."""
        assert self.step is not None
        self.app.go("lesson", ref=self.step.question.note)

    async def action_language(self) -> None:
        """Show the question in the other language, and back; what was chosen stays."""
        self.other = not self.other
        if self.question is not None:
            await self.page.speak(self.question, self.shown_lang)
            await self.draw(anew=False)

    def action_scroll(self, where: str) -> None:
        """Scroll a long question."""
        getattr(self.page, f"scroll_{where}")(animate=False)

    async def action_leave(self) -> None:
        """Stop; once something is answered, the quiz waits to be taken up again, the time gone counted."""
        quiz = self.quiz
        if quiz is not None and quiz.place and quiz.phase is not Phase.DONE:
            if quiz.left_ms is not None and self.step is None:
                await self.change(quiz.spend, min(self.gone_ms, LONGEST_MS))
            self.app.notify(self.say("quiz_screen.stopped"), timeout=5)
        self.dismiss()
