"""A question, and how it came out, as they are shown in one language, wherever they come from."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ops_trainer.content.questions.answer import Answer, Band, Mark
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types import TYPES, of
from ops_trainer.content.questions.types.base import Form
from ops_trainer.content.text import Text
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


class Verdict(enum.StrEnum):
    """How an answer came out: what people are told of its mark. JUDGE: somebody has yet to say; MISSED: none came."""

    RIGHT = "right"
    PARTLY = "partly"
    JUDGE = "judge"
    WRONG = "wrong"
    MISSED = "missed"


def verdict_of(band: Band | None, score: float) -> Verdict:
    """Return the verdict on an answer by its band, None where there was no answer, and its score of 0 to 1."""
    if band is None:
        return Verdict.MISSED
    return Verdict.PARTLY if band is Band.WRONG and score > 0 else Verdict(band.value)


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option after the reveal: whether it is right, whether it was chosen, what it really is ("" for unknown)."""

    text: str
    right: bool
    chosen: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class WrongView:
    """Something wrong that was chosen: its text, and what it really is ("" for unknown). `option` is its place among
    the options, None for what was typed; `row` is the text that it was paired with ("" for none)."""

    text: str
    what: str
    option: int | None = None
    row: str = ""


@dataclass(frozen=True, slots=True)
class RevealView:
    """What is shown of a question once it is answered: how the answer came out, the right one in words ("" where there
    is none), why, the same answer part by part, the options, what was wrongly chosen, the note (`deck/note`) that it
    comes from, and what a number was read as where it was typed in another form ("" elsewhere)."""

    verdict: Verdict
    right: str
    explanation: str
    parts: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    wrong: tuple[WrongView, ...] = ()
    note: str = ""
    read_as: str = ""

    @classmethod
    def of(
        cls,
        question: Question,
        lang: Lang,
        answer: Answer | None = None,
        mark: Mark | None = None,
        *,
        lettered: bool = False,
    ) -> RevealView:
        """Return the view of a question in a language, spaced for display; of nobody's answer where none is given.

        `lettered` says that its options are known by their letters, which then stand in the right answer.
        """

        def shown(text: Text | None) -> str:
            return spaced(text.in_lang(lang)) if text is not None else ""

        kind = of(question)
        chosen = answer.chosen if answer is not None else ()
        wrong = kind.wrong_choices(question, answer, mark) if answer is not None and mark is not None else ()
        return cls(
            verdict_of(mark.band, mark.score) if mark is not None else Verdict.MISSED,
            spaced(kind.right_in_words(question, lang, lettered=lettered)),
            shown(question.explanation),
            tuple(map(spaced, kind.right_parts(question, lang, lettered=lettered))),
            tuple(
                OptionView(shown(option.text), option.correct, place in chosen, shown(option.why))
                for place, option in enumerate(question.options)
            ),
            tuple(WrongView(shown(one.text), shown(one.what), one.option, shown(one.row)) for one in wrong),
            question.note,
            shown(kind.read_as(question, answer)) if answer is not None else "",
        )
