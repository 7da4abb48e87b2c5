"""Rows to pair with options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ops_trainer.content.questions.answer import Answer, Mark, marked
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import Chosen, Form, Hints, WrongChoice, part
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang


class Match(Chosen):
    """The share of rows that have their own option."""

    type = Type.MATCH
    form = Form.PAIRS
    hints = Hints(
        "quiz_screen.how_match", "cli_quiz.how_match", "player.press_match", "player.type_match", "host.hint_match"
    )
    pace = 2.0
    placing = False

    def mark(self, question: Question, answer: Answer, lang: Lang | None) -> Mark:
        right, mixed = 0, []
        for (_, place), chosen in zip(question.pairs, answer.chosen, strict=False):
            if chosen == place:
                right += 1
            elif 0 <= chosen < len(question.options):
                own, other = question.options[place].note, question.options[chosen].note
                if own and other:
                    mixed.append((own, other))
        return marked(right / len(question.pairs) if question.pairs else 0.0, mixed)

    def fits(self, chosen: Sequence[int], options: int, rows: int) -> bool:
        return len(chosen) == rows and all(-1 <= place < options for place in chosen)

    def parts(self, question: Question, chosen: Sequence[int], lang: Lang, *, lettered: bool = True) -> list[str]:
        options = [part(option.text, lang) for option in question.options]
        return [
            f"{left.in_lang(lang)} → {options[place] if 0 <= place < len(options) else '—'}"
            for (left, _), place in zip(question.pairs, chosen, strict=False)
        ]

    def right_choice(self, question: Question) -> tuple[int, ...]:
        return tuple(place for _, place in question.pairs)

    def wrong_choices(self, question: Question, answer: Answer, mark: Mark) -> list[WrongChoice]:
        return [
            WrongChoice(question.options[place].text, question.options[place].why, place, left)
            for (left, right), place in zip(question.pairs, answer.chosen, strict=False)
            if place != right and 0 <= place < len(question.options)
        ]

    def right_json(self, question: Question, text: Callable[[Text], Any]) -> Any:
        return [[text(left), place] for left, place in question.pairs]

    def right_document(self, question: Question, text: Callable[[Text], Any]) -> dict[str, Any]:
        return {"pairs": list(self.right_choice(question))}
