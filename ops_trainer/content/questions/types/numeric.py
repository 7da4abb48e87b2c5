"""A number to work out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ops_trainer.content.compute import shown
from ops_trainer.content.questions.answer import Answer, Mark, gives_up, marked
from ops_trainer.content.questions.marking.numbers import is_plainly, is_right_number, said
from ops_trainer.content.questions.question import Number, Question, Type
from ops_trainer.content.questions.types.base import Hints, Written
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang

MOST_PLACES = 4  # behind the point, of a number that is said back
SLACK = 1e-9


def places(value: float) -> int:
    """Return how many places behind the point a number needs, four at most."""
    return len(f"{value:.{MOST_PLACES}f}".rstrip("0").partition(".")[2])


class Numeric(Written):
    """Right within the tolerance, in any unit that can stand in for the one asked for."""

    type = Type.NUMERIC
    hints = Hints(
        "quiz_screen.how_numeric", "cli_quiz.how_numeric", "player.type_number", "player.type_number",
        "host.hint_numeric",
    )  # fmt: skip
    pace = 2.0
    longest = 40

    def mark(self, question: Question, answer: Answer, lang: Lang | None) -> Mark:
        number = question.number
        return marked(float(number is not None and is_right_number(answer.text, number, question.prompt)))

    def can_be_read(self, question: Question, answer: Answer) -> bool:
        """Return whether it is one number: where nobody can tell which is meant, it is asked for again, and no miss."""
        if question.number is None or gives_up(answer.text):
            return True
        return said(answer.text, question.number, question.prompt) is not None

    def read_as(self, question: Question, answer: Answer) -> Text | None:
        number = question.number
        values = said(answer.text, number, question.prompt) if number is not None else None
        if number is None or not values:
            return None
        # 0.25 may be a share: what is right was meant.
        read = min(values, key=lambda value: abs(value - number.value) > number.tolerance + SLACK)
        if is_plainly(answer.text, read, number):
            return None
        return shown(Number(round(read, MOST_PLACES), number.tolerance, places(read), number.unit))

    def right_parts(self, question: Question, lang: Lang, *, lettered: bool = True) -> list[str]:
        return [shown(question.number).in_lang(lang)] if question.number is not None else []

    def right_json(self, question: Question, text: Callable[[Text], Any]) -> Any:
        number = question.number
        if number is None:
            return None
        return {
            "value": number.value,
            "tolerance": number.tolerance,
            "unit": text(number.unit) if number.unit else None,
        }

    def right_document(self, question: Question, text: Callable[[Text], Any]) -> dict[str, Any]:
        number = question.number
        return {"value": f"{number.value:.{number.decimals}f}"} if number is not None else {}
