"""Whether an answer fits its question in form; whether it is right is another matter."""

from __future__ import annotations

import unicodedata

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.marking.mark import can_be_read
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.locale import Complaint

LONGEST = {Type.TYPED: 120, Type.NUMERIC: 40}


def fitting(question: Question, answer: Answer) -> Answer:
    """The answer as it is kept: ticks in order, text without spaces around it.

    Raises Complaint when it does not fit: options that are not there, too many or too few, text where none belongs, a
    number that can't be read.
    """
    chosen, text = answer.chosen, " ".join(answer.text.split())
    count = len(question.options)
    match question.type:
        case Type.SINGLE | Type.TRUE_FALSE:
            fits = len(chosen) == 1 and 0 <= chosen[0] < count
        case Type.MULTIPLE:
            fits = bool(chosen) and len(set(chosen)) == len(chosen) and all(0 <= place < count for place in chosen)
            chosen = tuple(sorted(chosen))
        case Type.MATCH:
            fits = len(chosen) == len(question.pairs) and all(-1 <= place < count for place in chosen)
        case Type.ORDER:
            fits = sorted(chosen) == list(range(count))
        case Type.TYPED | Type.NUMERIC:
            fits = not chosen and 0 < len(text) <= LONGEST[question.type]
            if any(unicodedata.category(character)[0] == "C" for character in text):
                fits = False
    if fits and not can_be_read(question, answer):
        raise Complaint("quiz.no_number")
    if not fits or (text and question.type not in LONGEST):
        raise Complaint("workshop.bad_answer")
    return Answer(chosen, text, answer.sure)
