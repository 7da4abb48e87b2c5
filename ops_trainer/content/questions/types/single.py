"""One right option among several."""

from __future__ import annotations

from collections.abc import Sequence

from ops_trainer.content.questions.answer import Answer, Mark, marked
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import Chosen, Form, Hints, there
from ops_trainer.locale import Lang

ALMOST = 0.99  # the most that an option which is not the right one is worth


class Single(Chosen):
    """Right or wrong, nothing between."""

    type = Type.SINGLE
    form = Form.ONE
    hints = Hints(
        "quiz_screen.how_single", "cli_quiz.how_single", "player.press_single", "player.type_single"
    )  # fmt: skip

    def mark(self, question: Question, answer: Answer, lang: Lang | None) -> Mark:
        chosen = there(question, answer)
        if len(chosen) != 1:
            return marked(0.0)
        option = question.options[chosen[0]]
        if option.correct:
            return marked(1.0)
        if option.weight is not None and option.weight > 0:
            return marked(min(option.weight / 100, ALMOST))
        # What a scenario is about stands with its right option.
        return marked(0.0, [(_note_of_right(question), option.note)] if option.note else ())

    def fits(self, chosen: Sequence[int], options: int, rows: int) -> bool:
        return len(chosen) == 1 and 0 <= chosen[0] < options

    def about(self, question: Question) -> str:
        return _note_of_right(question)


def _note_of_right(question: Question) -> str:
    """Return the note of the right option; the question's own where it has none."""
    return next((option.note for option in question.options if option.correct and option.note), question.note)
