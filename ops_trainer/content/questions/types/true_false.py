"""A statement that is true or false."""

from __future__ import annotations

from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import Hints
from ops_trainer.content.questions.types.single import Single


class TrueFalse(Single):
    """One of two options; a guess is right half of the time."""

    type = Type.TRUE_FALSE
    hints = Hints(
        "quiz_screen.how_single", "cli_quiz.how_true_false", "player.press_single", "player.type_single"
    )  # fmt: skip
    placing = False

    def about(self, question: Question) -> str:
        return question.note
