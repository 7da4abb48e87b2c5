"""Where a question is answered: options to choose, rows to pair, steps to order, or a line to type in.

All of it goes by letters and digits alone, and by mouse alone. The screen's keys call `press`, `move`, `back` and
`submit`; the widget posts `Given` when an answer is whole. `AnswersByKeys` is the screen around it in a workshop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, assert_never

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.types.base import Form
from ops_trainer.content.questions.view import QuestionView
from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Input
from ops_trainer.tui.widgets.text import Fluid, wrapped

LETTERS = "ABCDEFGH"
ROOMY = 4  # rows up to which there is room for a gap between


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """How a row came out: right is ✓, a wrong choice ✗, a right one that was not chosen →; `note` says more."""

    glyph: str
    style: str
    note: str = ""


RIGHT, WRONG, MISSED = RowVerdict("✓", "$success"), RowVerdict("✗", "$error"), RowVerdict("→", "$success")


def hanging(head: Content, body: Content, width: int) -> Content:
    """Return a text set in behind its head, on every line."""
    lines = wrapped(body, max(width - head.cell_length, 2)).split("\n", allow_blank=True)
    return Content.assemble(head, Content("\n" + " " * head.cell_length).join(lines))


class Row(Static):
    """One option or row. A click is told to the `Answering` it is in."""

    class Pressed(Message):
        """Posted when it was clicked."""

        def __init__(self, place: int, left: bool) -> None:
            super().__init__()
            self.place, self.left = place, left

    def __init__(self, place: int, *, left: bool = False) -> None:
        super().__init__(markup=False)
        self.place, self.left = place, left

    def show(self, mark: str, text: str, verdict: RowVerdict | None = None) -> None:
        """Say its letter and what was done with it, then its text."""
        head = Content.assemble((f"{mark} ", "$accent bold"))
        if verdict is not None:
            head = Content.assemble((f"{verdict.glyph} ", f"{verdict.style} bold"), head)
        body = Content(text)
        if verdict is not None and verdict.note:
            body = Content.assemble(body, "\n", (verdict.note, "$text-muted"))
        self.update(Fluid(partial(hanging, head, body)))

    def on_click(self, event: events.Click) -> None:
        """Tell of it."""
        event.stop()
        self.post_message(self.Pressed(self.place, self.left))


class Answering(Vertical):
    """The answer to one question, as far as it has come."""

    class Given(Message):
        """Posted when the answer is whole."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Empty(Message):
        """Posted when an empty line was entered."""

    class Changed(Message):
        """Posted when something was chosen, and more is to come."""

    DEFAULT_CSS = """
    Answering { height: auto; }
    Answering Row { height: auto; padding: 0 1; margin-bottom: 1; background: $surface; }
    .-short Answering Row, Answering.-tight Row { margin-bottom: 0; }
    Answering Row.-at { background: $block-hover-background; }
    Answering Row.-chosen { background: $panel; text-style: bold; }
    Answering Row.-left { background: transparent; padding: 0; }
    Answering.-tight Row.-last-left { margin-bottom: 1; }
    Answering.-open Row:hover { background: $block-hover-background; }
    Answering Input { margin: 0 0 1 0; }
    Answering Input.-with-unit { margin: 0; }
    Answering #unit { color: $text-muted; height: auto; margin: 0 1 1 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.asked: QuestionView | None = None
        self.chosen: list[int] = []
        self.at = 0
        self.open = False

    async def ask(self, asked: QuestionView, *, hint: str = "") -> None:
        """Take up a question; `hint` stands in the empty line of a typed one."""
        self.asked, self.at, self.open = asked, 0, True
        self.chosen = [-1] * len(asked.rows) if asked.form is Form.PAIRS else []
        self.add_class("-open")
        self.set_class(len(asked.rows) + len(asked.options) > ROOMY, "-tight")
        with self.app.batch_update():
            await self.remove_children()
            if asked.form is Form.LINE:
                line = Input(placeholder=hint, id="answer-line")
                line.set_class(bool(asked.unit), "-with-unit")
                await self.mount(line)
                if asked.unit:
                    await self.mount(Static(asked.unit, id="unit", markup=False))
                line.focus()
            else:
                await self.mount_all(self._rows(asked))
        self.draw()

    def _rows(self, asked: QuestionView) -> Iterable[Row]:
        for place in range(len(asked.rows)):
            row = Row(place, left=True)
            row.add_class("-left")
            row.set_class(place == len(asked.rows) - 1, "-last-left")
            yield row
        for place in range(len(asked.options)):
            yield Row(place)

    # what is done

    def press(self, place: int) -> None:
        """Choose an option: for good, ticked, for the row one is at, or as the next step, by type."""
        asked = self.asked
        if asked is None or not self.open or place >= len(asked.options):
            return
        match asked.form:
            case Form.ONE:
                self.chosen = [place]
                self.submit()
                return
            case Form.SEVERAL | Form.SEQUENCE if place in self.chosen:
                self.chosen.remove(place)
            case Form.SEVERAL | Form.SEQUENCE:
                self.chosen.append(place)
            case Form.PAIRS:
                self.chosen = [-1 if other == place else other for other in self.chosen]
                self.chosen[self.at] = place
                self.at = next((row for row, option in enumerate(self.chosen) if option < 0), self.at)
            case Form.LINE:
                return
            case _:
                assert_never(asked.form)
        self.draw()
        self.post_message(self.Changed())

    def move(self, step: int) -> None:
        """Go to another row (match) or option (single, multiple)."""
        if self.asked is not None and self.open and (count := len(self.asked.rows or self.asked.options)):
            self.at = (self.at + step) % count
            self.draw()

    def back(self) -> None:
        """Take the latest choice back."""
        if self.asked is None or not self.open:
            return
        if self.asked.form is Form.PAIRS:
            self.chosen[self.at] = -1
        elif self.chosen:
            self.chosen.pop()
        self.draw()
        self.post_message(self.Changed())

    def choose_here(self) -> None:
        """Choose the option one is at; where that means nothing, give the answer."""
        if self.asked is not None and self.asked.form in (Form.ONE, Form.SEVERAL, Form.SEQUENCE):
            self.press(self.at)
        else:
            self.submit()

    @property
    def whole(self) -> bool:
        """Whether there is an answer to give."""
        asked = self.asked
        if asked is None or not self.open:
            return False
        if asked.form is Form.LINE:
            return bool(self.query_one(Input).value.strip())
        if asked.form is Form.SEQUENCE:
            return len(self.chosen) == len(asked.options)
        return bool(self.chosen) and min(self.chosen) >= 0

    @property
    def empty_line(self) -> bool:
        """Whether it is to be typed, and nothing stands there."""
        return self.asked is not None and self.asked.form is Form.LINE and not self.query_one(Input).value.strip()

    @property
    def answer(self) -> Answer:
        """The answer as it stands, whole or not."""
        asked = self.asked
        assert asked is not None
        if asked.form is Form.LINE:
            return Answer(text=self.query_one(Input).value)
        chosen = sorted(self.chosen) if asked.form is Form.SEVERAL else self.chosen
        return Answer(chosen=tuple(chosen))

    def submit(self) -> None:
        """Give the answer, if it is whole."""
        if self.whole:
            answer = self.answer
            self.close()
            self.post_message(self.Given(answer))

    def close(self) -> None:
        """Take no more answers to this question."""
        self.open = False
        self.remove_class("-open")
        for line in self.query(Input):
            line.disabled = True
        self.draw()

    def reopen(self) -> None:
        """Take the answer again, as it stands: it could not be read."""
        self.open = True
        self.add_class("-open")
        for line in self.query(Input):
            line.disabled = False
            line.focus()
        self.draw()

    def restore(self, chosen: Sequence[int], at: int, *, open: bool = True) -> None:
        """Put back what was chosen, after the same question was asked again (in another language)."""
        self.chosen, self.at, self.open = list(chosen), at, open
        self.set_class(open, "-open")
        self.draw()

    # what is shown

    def draw(self) -> None:
        """Show every row as it is."""
        asked = self.asked
        if asked is None:
            return
        for row in self.query(Row):
            if row.left:
                taken = self.chosen[row.place]
                row.show(f"{row.place + 1}", f"{asked.rows[row.place]} ⇢ {LETTERS[taken] if taken >= 0 else '…'}")
                row.set_class(self.open and row.place == self.at, "-at")
            else:
                row.show(self._mark(asked, row.place), asked.options[row.place])
                row.set_class(row.place in self.chosen, "-chosen")
                row.set_class(self.open and not asked.rows and row.place == self.at, "-at")

    def _mark(self, asked: QuestionView, place: int) -> str:
        letter = LETTERS[place]
        if asked.form is Form.SEVERAL:
            return f"{'■' if place in self.chosen else '□'} {letter}"
        if asked.form is Form.SEQUENCE:
            return f"{self.chosen.index(place) + 1 if place in self.chosen else '·'} {letter}"
        if asked.form is Form.PAIRS and place in self.chosen:
            return f"{letter} {self.chosen.index(place) + 1}"
        return letter

    def judge(self, options: Sequence[RowVerdict | None], left: Sequence[RowVerdict | None] = ()) -> None:
        """Show how each option, and each row to pair, came out."""
        asked = self.asked
        if asked is None:
            return
        for row in self.query(Row):
            verdicts = left if row.left else options
            verdict = verdicts[row.place] if row.place < len(verdicts) else None
            if row.left:
                taken = self.chosen[row.place]
                row.show(
                    f"{row.place + 1}", f"{asked.rows[row.place]} ⇢ {LETTERS[taken] if taken >= 0 else '—'}", verdict
                )
            else:
                row.show(self._mark(asked, row.place), asked.options[row.place], verdict)

    def on_row_pressed(self, event: Row.Pressed) -> None:
        """Choose the option that was clicked, or go to the row that was."""
        event.stop()
        if event.left:
            self.move(event.place - self.at)
        else:
            self.press(event.place)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the answer that was typed."""
        event.stop()
        if self.open and self.empty_line:
            self.post_message(self.Empty())
        self.submit()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell that the answer changed."""
        event.stop()
        self.post_message(self.Changed())


class AnswersByKeys(BaseScreen[None]):
    """A screen with an `Answering` on it, in a `#stage` that scrolls."""

    BINDINGS: ClassVar[Bindings] = [
        key("enter", "enter", "player.key_enter", "player.tip_enter", id="player.enter"),
        *(
            key(
                f"{letter.lower()},{number}",
                f"press({number - 1})",
                "player.key_choose",
                "player.tip_choose",
                id=f"player.option.{number}",
                show=False,
            )
            for number, letter in enumerate(LETTERS, 1)
        ),
        key("space", "here", "player.key_choose", "player.tip_choose", id="player.here", show=False),
        key("backspace", "back", "player.key_back", "player.tip_back", id="player.back"),
        key("down,j", "move(1)", "player.key_move", "player.tip_move", id="player.down", show=False),
        key("up,k", "move(-1)", "player.key_move", "player.tip_move", id="player.up", show=False),
        key("pagedown", "scroll('page_down')", "study.key_down", "study.tip_down", id="player.page_down", show=False),
        key("pageup", "scroll('page_up')", "study.key_up", "study.tip_up", id="player.page_up", show=False),
        key("y,left", "sure(True)", "player.key_sure", "player.tip_sure", id="player.sure"),
        key("n,right", "sure(False)", "player.key_unsure", "player.tip_unsure", id="player.unsure"),
    ]

    pending: Answer | None = None
    """An answer that is whole and waits for the player to say how sure they are."""

    @property
    def answering(self) -> Answering:
        """Where the answer is put together."""
        return self.query_one(Answering)

    def may_answer(self) -> bool:
        """Return whether a question waits for an answer from here."""
        return bool(self.query(Answering)) and self.answering.open

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        match action:
            case "enter":
                return self.pending is not None or self.may_answer()
            case "press" | "back" | "here" | "move":
                return self.pending is None and self.may_answer()
            case "sure":
                return self.pending is not None
        return True

    def give(self, answer: Answer) -> None:
        """Hand the answer in."""
        raise NotImplementedError

    def action_enter(self) -> Any:
        """Give the answer as it stands; or, once it is whole, without saying how sure one is."""
        if self.pending is not None:
            self.action_sure(None)
        else:
            self.answering.submit()

    def action_here(self) -> Any:
        """Choose the option one is at."""
        self.answering.choose_here()

    def action_press(self, place: int) -> None:
        """Choose an option by its letter."""
        self.answering.press(place)

    def action_back(self) -> None:
        """Take the latest choice back."""
        self.answering.back()

    def action_move(self, step: int) -> None:
        """Go to another row or option."""
        self.answering.move(step)

    def action_sure(self, sure: bool | None) -> None:
        """Say how sure one is, and hand the answer in."""
        answer, self.pending = self.pending, None
        if answer is not None:
            self.give(Answer(answer.chosen, answer.text, sure))

    def action_scroll(self, where: str) -> None:
        """Scroll what is longer than the screen."""
        getattr(self.query_one("#stage", VerticalScroll), f"scroll_{where}")(animate=False)

    def on_answering_given(self, event: Answering.Given) -> None:
        """Ask how sure the player is; or ask again, where the answer can't be read."""
        event.stop()
        if not self.can_be_read(event.answer):
            self.complain(Complaint("quiz.no_number"))
            self.answering.reopen()
            return
        self.pending = event.answer
        self.set_focus(None)
        self.ask_sure()
        self.refresh_bindings()

    def can_be_read(self, answer: Answer) -> bool:
        """Return whether there is something to mark, as far as it is known here."""
        return True

    def ask_sure(self) -> None:
        """Ask how sure they are."""
        raise NotImplementedError
