"""The keys that answer a question of a workshop, whether from afar or at the host's own keyboard."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.containers import VerticalScroll

from ops_trainer.content.questions.answer import Answer
from ops_trainer.locale import Complaint
from ops_trainer.tui.quiz.answering import LETTERS, Answering
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key


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
        key("y", "sure(True)", "player.key_sure", "player.tip_sure", id="player.sure"),
        key("n", "sure(False)", "player.key_unsure", "player.tip_unsure", id="player.unsure"),
    ]

    pending: Answer | None = None
    """An answer that is whole and waits for the player to say how sure they are."""

    @property
    def answering(self) -> Answering:
        """Where the answer is put together."""
        return self.query_one(Answering)

    def may_answer(self) -> bool:
        """Whether a question waits for an answer from here."""
        return bool(self.query(Answering)) and self.answering.open

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
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
        """To another row or option."""
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
        """The answer is whole: ask how sure; or ask again, where it can't be read."""
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
        """Whether there is something to mark, as far as it is known here."""
        return True

    def ask_sure(self) -> None:
        """Ask how sure they are."""
        raise NotImplementedError
