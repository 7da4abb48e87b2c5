"""The question types: each in a file of its own, found here by `Type`."""

from __future__ import annotations

from ops_trainer.content.questions.answer import Answer, Mark
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import Form, QuestionType
from ops_trainer.content.questions.types.match import Match
from ops_trainer.content.questions.types.multiple import Multiple
from ops_trainer.content.questions.types.numeric import Numeric
from ops_trainer.content.questions.types.order import Order
from ops_trainer.content.questions.types.single import Single
from ops_trainer.content.questions.types.true_false import TrueFalse
from ops_trainer.content.questions.types.typed import Typed
from ops_trainer.locale import Lang

TYPES: dict[Type, QuestionType] = {
    one.type: one for one in (Single(), Multiple(), TrueFalse(), Match(), Order(), Typed(), Numeric())
}
CHOICE = frozenset(type_ for type_, one in TYPES.items() if one.form in (Form.ONE, Form.SEVERAL))
ARRANGED = frozenset(type_ for type_, one in TYPES.items() if one.form in (Form.PAIRS, Form.SEQUENCE))
WRITTEN = frozenset(type_ for type_, one in TYPES.items() if one.form is Form.LINE)


def of(question: Question) -> QuestionType:
    """Return the type of a question."""
    return TYPES[question.type]


def mark_answer(question: Question, answer: Answer, lang: Lang | None = None) -> Mark:
    """Return what an answer is worth. Never raises: what makes no sense is wrong.

    `lang` is the language in which the question was asked: a typed answer in another language counts when it is right,
    but is never put before the learner to judge.
    """
    return of(question).mark(question, answer, lang)
