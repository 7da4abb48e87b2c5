"""Options to put in order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.marking.mark import Mark, marked
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import REPORT, Chosen, Form, Hints, Wording, WrongChoice, there
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

    def phrase(
        self, options: Sequence[str], rows: Sequence[str], answer: Answer, lang: Lang, wording: Wording = REPORT
    ) -> str:
        return " → ".join(options[place] for place in answer.chosen if 0 <= place < len(options))

    def right_choice(self, question: Question) -> tuple[int, ...]:
        return question.sequence

    def wrong_choices(self, question: Question, answer: Answer, mark: Mark) -> list[WrongChoice]:
        options = (question.options[place] for place in answer.chosen if 0 <= place < len(question.options))
        return [WrongChoice(option.text, None) for option in options]

    def right_document(self, question: Question, text: Callable[[Text], Any]) -> dict[str, Any]:
        return {"sequence": list(question.sequence)}

    def right_in(self, reveal: Mapping[str, Any], text: Callable[[Mapping[str, Any]], str]) -> Answer:
        return Answer(tuple(reveal.get("sequence") or ()))
