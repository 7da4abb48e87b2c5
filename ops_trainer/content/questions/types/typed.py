"""An answer in words, typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ops_trainer.content.questions.answer import Answer, Band, Mark, marked
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.questions.types.base import Hints, Written
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang

SHOWN_ANSWERS = 3  # accepted spellings that a phone shows


class Typed(Written):
    """Right when it is one of the accepted answers; what is only near is for the learner to judge.

    An answer in another language than it was asked in counts when it is right, but is never put before the learner.
    """

    type = Type.TYPED
    hints = Hints(
        "quiz_screen.how_typed", "cli_quiz.how_typed", "player.type_text", "player.type_text", "host.hint_typed"
    )
    pace = 1.5
    longest = 120

    def mark(self, question: Question, answer: Answer, lang: Lang | None) -> Mark:
        from ops_trainer.content.questions.marking.typed import Verdict, judge

        verdict, rival = judge(question, answer.text, lang)
        if verdict is Verdict.NEAR and answer.judged is None:
            return Mark(0.0, Band.JUDGE)
        if verdict is Verdict.SAME or (verdict is Verdict.NEAR and answer.judged):
            return marked(1.0)
        return marked(0.0, [(question.note, rival)] if rival else ())

    def right_parts(self, question: Question, lang: Lang, *, lettered: bool = True) -> list[str]:
        return [text.in_lang(lang) for text in question.accepted[:1]]

    def right_json(self, question: Question, text: Callable[[Text], Any]) -> Any:
        return [text(accepted) for accepted in question.accepted]

    def right_document(self, question: Question, text: Callable[[Text], Any]) -> dict[str, Any]:
        return {"accepted": [text(accepted) for accepted in question.accepted[:SHOWN_ANSWERS]]}
