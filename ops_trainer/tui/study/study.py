"""Study: recall a card, look, say how well it went; each answer is on disk before the next card shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.events import Rating
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Grades, GrowingPage, Latest, Offer
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.widgets.words import Say, other_lang, until

if TYPE_CHECKING:
    from ops_trainer.content.card import Card
    from ops_trainer.content.text import Text
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.session import Session
    from ops_trainer.trainer.views import DeckLine, Progress


@dataclass(frozen=True, slots=True)
class Shown:
    """What a session shows, read in one go away from the event loop."""

    card: Card
    is_new: bool
    is_again: bool
    flagged: str | None
    progress: Progress
    previews: dict[Rating, int]

    @classmethod
    def of(cls, session: Session) -> Shown | None:
        """Return the session as it stands, None when it is done."""
        card = session.card
        if card is None:
            return None
        return cls(
            card=card,
            is_new=session.is_new,
            is_again=session.is_again,
            flagged=session.flagged,
            progress=session.progress,
            previews=session.previews(),
        )

    @property
    def all(self) -> int:
        """Cards of the session, done and to come."""
        return self.progress.done + self.progress.left


def badge(shown: Shown, say: Say) -> Content:
    """Return whether the card is new or comes again, and whether it is flagged."""
    if shown.is_again:
        first = (say("study.badge_again"), "$warning bold")
    elif shown.is_new:
        first = (say("study.badge_new"), "$accent bold")
    else:
        first = (say("study.badge_review"), "$text-muted")
    parts = [Content.assemble(first)]
    if shown.flagged is not None:
        parts.append(Content.assemble((f"⚑ {shown.flagged}".strip(), "$warning")))
    return Content("  ").join(parts)


def sides(card: Card, lang: Lang) -> tuple[str, str, str]:
    """Return subject, question and answer, spaced for display."""
    return spaced(card.subject.in_lang(lang)), spaced(card.question.in_lang(lang)), spaced(card.back.in_lang(lang))


def progress_bar(shown: Shown, width: int) -> Content:
    """Return a line filled as far as the session is: done thick, missed and coming again dotted, to come thin."""
    progress = shown.progress
    done, again, rest = progress.done, progress.again, progress.left - progress.again
    total = max(done + again + rest, 1)
    cells = [round(part * width / total) for part in (done, done + again)]
    return Content.assemble(
        ("━" * cells[0], "$success"),
        ("┅" * (cells[1] - cells[0]), "$warning"),
        ("─" * (width - cells[1]), "$border-blurred"),
    )


LONGEST_MS = 60_000  # longer on one card means that the learner was away
TWO = {Rating.AGAIN: "study.forgot", Rating.GOOD: "study.remembered"}
FOUR = {
    Rating.AGAIN: "study.again",
    Rating.HARD: "study.hard",
    Rating.GOOD: "study.good",
    Rating.EASY: "study.easy",
}
NUMBERED = ("study.first", "study.second", "study.third", "study.fourth")  # ids of the keys of the grades
OF_A_CARD = frozenset(
    ("reveal", "grade", "enter", "bury", "suspend", "flag", "language", "lesson", "memory", "edit", "media", "scroll")
)


class Study(BaseScreen[None]):
    """One session. Given deck ids or tags, it is over these; given card ids, over just those; else over all.

    In `practice` the schedule stays as it is.
    """

    CSS_PATH = "study.tcss"
    AREA_TITLE = "study.title"
    TOPIC = "study"
    AUTO_FOCUS = ""
    IN_PALETTE = frozenset(("study.add",))
    BINDINGS: ClassVar[Bindings] = [
        key("space", "reveal", "study.key_reveal", "study.tip_reveal", id="study.reveal", show=False),
        key("1", "grade(1)", "study.forgot", "study.tip_forgot", id="study.first", show=False),
        key("2", "grade(2)", "study.remembered", "study.tip_remembered", id="study.second", show=False),
        key("3", "grade(3)", "study.good", "study.tip_remembered", id="study.third", show=False),
        key("4", "grade(4)", "study.easy", "study.tip_remembered", id="study.fourth", show=False),
        key("enter", "enter", "study.remembered", "study.tip_enter", id="study.remembered", show=False),
        key("u,backspace", "undo", "study.key_undo", "study.tip_undo", id="study.undo"),
        key("r,9", "lesson", "study.key_lesson", "study.tip_lesson", id="study.lesson"),
        key("l,0", "language", "study.key_language", "study.tip_language", id="study.language"),
        key("i,5", "memory", "study.key_memory", "study.tip_memory", id="study.memory"),
        key("b,6", "bury", "study.key_bury", "study.tip_bury", id="study.bury"),
        key("s,7", "suspend", "study.key_suspend", "study.tip_suspend", id="study.suspend"),
        key("f,8", "flag", "study.key_flag", "study.tip_flag", id="study.flag"),
        key("e,f2", "edit", "study.key_edit", "study.tip_edit", id="study.edit"),
        key("n,f4", "add", "authoring.key_add", "authoring.tip_add", id="study.add", show=False),
        key("o,f3", "media", "lesson_screen.key_media", "lesson_screen.tip_media", id="study.media", show=False),
        key("down,j", "scroll('down')", "study.key_down", "study.tip_down", id="study.down", show=False),
        key("up,k", "scroll('up')", "study.key_up", "study.tip_up", id="study.up", show=False),
        key("pagedown", "scroll('page_down')", "study.key_down", "study.tip_down", id="study.page_down", show=False),
        key("pageup", "scroll('page_up')", "study.key_up", "study.tip_up", id="study.page_up", show=False),
    ]

    def __init__(
        self,
        decks: Iterable[str] | None = None,
        cards: Iterable[str] | None = None,
        tags: Iterable[str] = (),
        *,
        practice: bool = False,
    ) -> None:
        super().__init__()
        self.practice = practice
        self.tags = tuple(tags)
        self.decks = tuple(decks) if decks is not None else None
        self.cards = tuple(cards) if cards is not None else None
        self.session: Session | None = None
        self.shown: Shown | None = None
        self.revealed = False
        self.other = False  # the card in the other language
        self.steps: list[bool] = []  # for each step that can be taken back: whether the answer was showing
        self.since = 0.0
        self.titles: dict[str, Text] = {}

    def body(self) -> Iterable[Widget]:
        """Yield the progress, the card, the grades."""
        yield Static(id="progress", markup=False)
        with GrowingPage(id="card"):
            yield Static(id="badge", markup=False)
            yield Static(id="subject", markup=False)
            yield Static(id="question", markup=False)
            yield Latest(id="answer", markup=False)
            yield Static(id="hint", markup=False)
        yield Grades()

    def load(self) -> None:
        """Begin the session, or show the card again (its deck may have been edited, its language changed)."""
        if self.session is None:
            self.ask(lambda trainer: (self.new_session(trainer), trainer.decks()), self.begin)
        else:
            self.draw()

    def new_session(self, trainer: Trainer) -> Session:
        """Return the session that was asked for."""
        if self.cards is not None:
            return trainer.study_cards(self.cards, practice=self.practice)
        return trainer.study(self.decks, tags=self.tags)

    async def begin(self, found: tuple[Session, list[DeckLine]]) -> None:
        """Take the session over, and show its first card."""
        self.session, decks = found
        self.titles = {line.id: line.title for line in decks}
        await self.step(None)

    async def step(self, call: Callable[[], Any] | None, *, revealed: bool = False) -> bool:
        """Do something with the session, then show the card it is at; whether it was done."""
        session = self.session
        assert session is not None

        def act() -> Shown | None:
            if call is not None:
                call()
            return Shown.of(session)

        try:
            self.shown = await self.do(act)
        except Complaint as complaint:
            self.complain(complaint)
            return False
        self.revealed, self.other = revealed, False
        self.since = self.app.stopwatch()
        self.draw()
        if self.shown is None:
            self.app.go("finish", then=self.finished, session=session, decks=self.decks)
        return True

    def draw(self) -> None:
        """Show the state as it is."""
        shown = self.shown
        for part in ("#progress", "#card", "Grades"):
            self.query_one(part).display = shown is not None
        if shown is None:
            return
        lang = other_lang(self.lang) if self.other else self.lang
        says = "study.progress_again" if shown.progress.again else "study.progress"
        deck = self.titles.get(shown.card.deck)
        left = spaced(deck.in_lang(self.lang)) if deck is not None else self.title_text()
        self.set_title(left, self.say(says, done=shown.progress.done, all=shown.all, n=shown.progress.again))
        self.query_one("#progress", Static).update(Fluid(partial(progress_bar, shown)))
        marks = badge(shown, self.say)
        if self.practice:
            marks = Content.assemble((self.say("study.practice"), "$accent bold"), "  ", marks)
        self.query_one("#badge", Static).update(Prose(marks))
        subject, question, back = sides(shown.card, lang)
        self.query_one("#subject", Static).update(Prose(subject))
        self.query_one("#subject").display = bool(subject)
        self.query_one("#question", Static).update(Prose(question))
        answer = self.query_one("#answer", Static)
        answer.display = self.revealed
        answer.update(Prose(back))
        hint = self.say("study.hint_new") if shown.is_new and not self.revealed else ""
        self.query_one("#hint", Static).update(Prose(hint))
        self.draw_grades(shown)
        self.refresh_bindings()
        if not self.revealed:
            self.query_one(GrowingPage).scroll_home(animate=False)

    def draw_grades(self, shown: Shown) -> None:
        """Show the button to look, or a button for each grade with when the card would come back."""
        grades = self.query_one(Grades)
        if not self.revealed:
            grades.offer([Offer(self.key_name("study.reveal"), self.say("study.key_reveal"), "", "reveal", "look")])
            return
        offers = []
        for number, (rating, says) in enumerate(self.ratings().items(), 1):
            keys = self.key_name(NUMBERED[number - 1])
            look = "forgot" if rating == Rating.AGAIN else "plain" if rating == Rating.HARD else "good"
            when = "" if self.practice else until(shown.previews[rating], self.say)
            offers.append(Offer(keys, self.say(says), when, f"grade({number})", look))
        grades.offer(offers)

    def ratings(self) -> dict[Rating, str]:
        """Return the grades on offer, and what they are called."""
        return FOUR if self.trainer.settings.buttons == 4 else TWO

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        if action == "leave":
            return True
        if action == "undo":
            return bool(self.steps)
        if self.shown is None:
            return action not in OF_A_CARD
        if action == "reveal":
            return not self.revealed
        if action == "grade":
            return self.revealed and int(str(parameters[0])) <= len(self.ratings())
        return True

    # the card

    def action_reveal(self) -> None:
        """Show the answer."""
        self.revealed = True
        self.draw()
        session = self.session
        assert session is not None
        self.app.executor.submit(session.rest)

    async def action_enter(self) -> None:
        """Show the answer; once it shows, remembered."""
        if not self.revealed:
            self.action_reveal()
        else:
            await self.action_grade(list(self.ratings()).index(Rating.GOOD) + 1)

    async def action_grade(self, number: int) -> None:
        """Say how well it was recalled: the number of the grade on offer."""
        session = self.session
        assert session is not None
        rating = list(self.ratings())[number - 1]
        took = min(int((self.app.stopwatch() - self.since) * 1000), LONGEST_MS)
        if await self.step(partial(session.grade, rating, took)):
            self.steps.append(True)
            self.refresh_bindings()

    async def action_undo(self) -> None:
        """Take the latest step back; its card is shown as it was."""
        session = self.session
        assert session is not None
        if await self.step(session.undo, revealed=self.steps[-1]):
            self.steps.pop()
            self.tell("study.undone")
            self.refresh_bindings()

    async def action_bury(self) -> None:
        """Put the card aside until tomorrow."""
        await self._put_aside("bury")

    async def action_suspend(self) -> None:
        """Put the card aside until it is resumed."""
        await self._put_aside("suspend")

    async def _put_aside(self, how: str) -> None:
        session, revealed = self.session, self.revealed
        if await self.step(getattr(session, how)):
            self.steps.append(revealed)
            self.tell("study.buried" if how == "bury" else "study.suspended", key=self.key_name("study.undo"))
            self.refresh_bindings()

    def action_flag(self) -> None:
        """Mark the card, with a remark."""
        assert self.shown is not None
        self.app.go("remark", then=self.flagged, remark=self.shown.flagged)

    async def flagged(self, remark: str | bool | None) -> None:
        """Flag the card with a remark, take its flag off (False), or leave it as it is (None)."""
        session = self.session
        if remark is None or session is None:
            return
        revealed, other, since = self.revealed, self.other, self.since
        call = session.unflag if remark is False else partial(session.flag, str(remark))
        if await self.step(call, revealed=revealed):
            self.other, self.since = other, since
            self.draw()
            self.tell("study.unflagged" if remark is False else "study.flagged")

    def action_language(self) -> None:
        """Show this card in the other language, and back."""
        assert self.shown is not None
        if not self.shown.card.back.has(other_lang(self.lang)):
            self.tell("study.one_language")
            return
        self.other = not self.other
        self.draw()

    # around it

    def action_lesson(self) -> None:
        """Read the note that the card is made from."""
        assert self.shown is not None
        self.app.go("lesson", ref=self.shown.card.note_id)

    def action_memory(self) -> None:
        """Look at the card's memory."""
        assert self.shown is not None
        self.app.go("memory", card=self.shown.card.id)

    async def action_media(self) -> None:
        """Open the pictures and sounds of the card's note."""
        from ops_trainer.tui.decks.media import open_media

        assert self.shown is not None
        await open_media(self, self.shown.card.note_id)

    async def action_edit(self) -> None:
        """Open the note in its form, then show the card as it is now."""
        from ops_trainer.tui.authoring.ways import edit_note

        assert self.shown is not None
        await edit_note(self, self.shown.card.note_id, self.written)

    def action_add(self) -> None:
        """Write a new note, then go on with the card."""
        from ops_trainer.tui.authoring.ways import add_note

        add_note(self, self.shown.card.deck if self.shown is not None else "", self.written)

    async def written(self, _: str | None) -> None:
        """Show the card as it is now."""
        session = self.session
        assert session is not None
        await self.step(session.reread, revealed=self.revealed)

    def action_scroll(self, where: str) -> None:
        """Scroll a long card."""
        scroll = self.query_one("#card", VerticalScroll)
        getattr(scroll, f"scroll_{where}")(animate=False)

    async def finished(self, wish: tuple[str, int] | None) -> None:
        """Go on as was chosen at the end, or leave."""
        session = self.session
        assert session is not None
        match wish:
            case ("undo", _):
                await self.action_undo()
            case (("new" | "review") as what, n):
                await self.step(partial(session.extend, **{what: n}))
            case _:
                self.dismiss()
