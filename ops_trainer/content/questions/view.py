"""A question as it is shown in one language, wherever it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types import TYPES
from ops_trainer.content.questions.types.base import Form
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What is shown of a question before it is answered: its prompt, the options in their order, the rows to pair with
    them, and the unit that a number is counted in ("" for none)."""

    type: Type
    prompt: str
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    unit: str = ""

    @property
    def form(self) -> Form:
        """Return how it is answered."""
        return TYPES[self.type].form

    @classmethod
    def of(cls, question: Question, lang: Lang) -> QuestionView:
        """Return the view of a question in a language, spaced for display."""
        unit = question.number.unit if question.number is not None else None
        return cls(
            question.type,
            spaced(question.prompt.in_lang(lang)),
            tuple(spaced(option.text.in_lang(lang)) for option in question.options),
            tuple(spaced(left.in_lang(lang)) for left, _ in question.pairs),
            spaced(unit.in_lang(lang)) if unit is not None else "",
        )
