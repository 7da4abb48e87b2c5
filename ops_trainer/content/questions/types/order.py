"""Options to put in order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ops_trainer.content.questions.answer import Answer, Mark, marked
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import Chosen, Form, Hints, WrongChoice, there
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang


class Order(Chosen):
    """The share of neighbours in the right order that are neighbours, the same way round, in the answer."""

    type = Type.ORDER
    form = Form.SEQUENCE
    hints = Hints(
        "quiz_screen.how_order", "cli_quiz.how_order", "player.press_order", "player.type_order", "host.hint_order"
    )
    pace = 2.0
    placing = False

    def mark(self, question: Question, answer: Answer, lang: Lang | None) -> Mark:
        neighbours = set(itertools.pairwise(there(question, answer)))
        wanted = list(itertools.pairwise(question.sequence))
        return marked(sum(pair in neighbours for pair in wanted) / len(wanted) if wanted else 0.0)

    def fits(self, chosen: Sequence[int], options: int, rows: int) -> bool:
        return sorted(chosen) == list(range(options))

    def parts(self, question: Question, chosen: Sequence[int], lang: Lang, *, lettered: bool = True) -> list[str]:
        return super().parts(question, chosen, lang, lettered=False)

    def joined(self, parts: Iterable[str], lang: Lang) -> str:
        return " → ".join(parts)

    def right_choice(self, question: Question) -> tuple[int, ...]:
        return question.sequence

    def wrong_choices(self, question: Question, answer: Answer, mark: Mark) -> list[WrongChoice]:
        return []  # only places can be wrong

    def right_document(self, question: Question, text: Callable[[Text], Any]) -> dict[str, Any]:
        return {"sequence": list(question.sequence)}
