"""All right options among several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ops_trainer.content.questions.answer import Answer, Mark, marked
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import Chosen, Form, Hints, there
from ops_trainer.content.questions.types.single import ALMOST
from ops_trainer.locale import Lang


class Multiple(Chosen):
    """Partial credit: (right − wrong) of all right ones, never less than nothing; or what the options are worth where
    that was written."""

    type = Type.MULTIPLE
    form = Form.SEVERAL
    hints = Hints(
        "quiz_screen.how_multiple",
        "cli_quiz.how_multiple",
        "player.press_multiple",
        "player.type_multiple",
        "host.hint_multiple",
    )
    pace = 1.5

    def mark(self, question: Question, answer: Answer, lang: Lang | None) -> Mark:
        options = [question.options[place] for place in there(question, answer)]
        right = sum(option.correct for option in options)
        wrong = [option for option in options if not option.correct]
        every = sum(option.correct for option in question.options)
        score = max((right - len(wrong)) / every, 0.0) if every else 0.0
        if any(option.weight is not None for option in question.options) and (right < every or wrong):
            worth = sum(100 / every if one.weight is None and one.correct else one.weight or 0.0 for one in options)
            score = min(max(worth / 100, 0.0), ALMOST)
        return marked(score, [(question.note, option.note) for option in wrong if option.note])

    def fits(self, chosen: Sequence[int], options: int, rows: int) -> bool:
        return bool(chosen) and len(set(chosen)) == len(chosen) and all(0 <= place < options for place in chosen)

    def fitted(self, question: Question, answer: Answer) -> Answer:
        kept = super().fitted(question, answer)
        return replace(kept, chosen=tuple(sorted(kept.chosen)))
