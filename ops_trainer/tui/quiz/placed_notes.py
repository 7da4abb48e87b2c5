"""What placement took as known: it comes later and further apart, until it is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import refill
from ops_trainer.tui.widgets.text import Fluid, Prose, right

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event
    from ops_trainer.trainer.quizzes.views import Skipped


class SkippedNotes(BaseScreen[None]):
    """A list of notes, each to be read or taken back."""

    CSS_PATH = "placed_notes.tcss"
    AREA_TITLE = "quiz_screen.skipped"
    TOPIC = "quiz"
    AUTO_FOCUS = "#notes"
    LIST_ACTION = "lesson"
    BINDINGS: ClassVar[Bindings] = [
        key("x,1", "take_back(False)", "quiz_screen.key_take_back", "quiz_screen.tip_take_back", id="skipped.one"),
        key("a,2", "take_back(True)", "quiz_screen.key_take_all", "quiz_screen.tip_take_all", id="skipped.all"),
        key("u,backspace", "undo", "study.key_undo", "quiz_screen.tip_undo_take", id="skipped.undo"),
        key("r,enter", "lesson", "study.key_lesson", "study.tip_lesson", id="skipped.lesson"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[Skipped] = []
        self.taken: list[list[Event]] = []

    def body(self) -> Iterable[Widget]:
        """Yield what this is, and the notes."""
        yield Static(id="about", markup=False)
        yield OptionList(id="notes", markup=False)

    def load(self) -> None:
        """Read the notes."""
        self.ask(lambda trainer: trainer.quizzes.skipped(), self.show)

    def show(self, notes: list[Skipped]) -> None:
        """Fill the screen."""
        self.notes = notes
        key_ = "quiz_screen.skipped_about" if notes else "quiz_screen.skipped_none"
        self.query_one("#about", Static).update(Prose(self.say(key_, n=len(notes))))
        refill(self.query_one("#notes", OptionList), (Option(Fluid(partial(self.row, note))) for note in notes))
        self.refresh_bindings()

    def row(self, note: Skipped, width: int) -> Content:
        """Return a note, whether it was asked about, and when it comes."""
        term = spaced(note.term.in_lang(self.lang))
        says = "quiz_screen.skipped_asked" if note.asked else "quiz_screen.skipped_concluded"
        tail = self.say(says, days=round(note.days))
        if cell_len(term) + cell_len(tail) + 2 <= width:
            return Content.assemble(term, (right(tail, width - cell_len(term)), "$text-muted"))
        return Content.assemble(term, "\n", (right(tail, width), "$text-muted"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        if action == "undo":
            return bool(self.taken)
        return bool(self.notes) if action in ("take_back", "lesson") else True

    def chosen(self) -> str | None:
        """Return the note the list stands on."""
        place = self.query_one("#notes", OptionList).highlighted
        return self.notes[place].note if place is not None else None

    async def action_take_back(self, everything: bool) -> None:
        """Make a note, or all, new again."""
        chosen = self.chosen()
        if chosen is None:
            return
        try:
            events = await self.do(self.trainer.quizzes.take_back, None if everything else [chosen])
        except Complaint as complaint:
            self.complain(complaint)
            return
        self.taken.append(events)
        self.tell("quiz_screen.taken_back", key=self.key_name("skipped.undo"))
        self.load()

    async def action_undo(self) -> None:
        """Take the latest taking back back."""
        try:
            await self.do(self.trainer.undo_events, self.taken[-1])
        except Complaint as complaint:
            self.complain(complaint)
            return
        self.taken.pop()
        self.tell("study.undone")
        self.load()

    def action_lesson(self) -> None:
        """Read the note the list stands on."""
        if (ref := self.chosen()) is not None:
            self.app.go("lesson", ref=ref)
