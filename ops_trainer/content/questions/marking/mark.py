"""Answers marked: how much of it is right, and which note was taken for which."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from ops_trainer.content.questions.answer import Answer, gives_up
from ops_trainer.content.questions.marking.numbers import is_right_number, said
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.locale import Lang


class Band(enum.StrEnum):
    """How an answer came out. JUDGE: near enough that the learner must say; only typed answers have it."""

    RIGHT = "right"
    JUDGE = "judge"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer is worth.

    `score` is 0 to 1 (0 for a JUDGE that the learner has not judged yet); `band` is RIGHT only for a whole answer;
    `taken_for` are the notes (`deck/note`) whose option was wrongly chosen; `mixed` says which note each of these was
    taken for: pairs of the note asked about and the one chosen in its place.
    """

    score: float
    band: Band
    taken_for: tuple[str, ...] = ()
    mixed: tuple[tuple[str, str], ...] = ()


def can_be_read(question: Question, answer: Answer) -> bool:
    """Whether there is something to mark. Only a number may be written so that nobody can tell which is meant; it is
    asked for again, and no miss. *I don't know* is an answer."""
    if question.type is not Type.NUMERIC or question.number is None or gives_up(answer.text):
        return True
    return said(answer.text, question.number, question.prompt) is not None


def mark(question: Question, answer: Answer, lang: Lang | None = None) -> Mark:
    """Mark an answer. Never raises: what makes no sense is wrong.

    `lang` is the language in which the question was asked: a typed answer in another language counts when it is right,
    but is never put before the learner to judge.
    """
    match question.type:
        case Type.SINGLE | Type.TRUE_FALSE:
            return _one(question, answer)
        case Type.MULTIPLE:
            return _several(question, answer)
        case Type.MATCH:
            return _pairs(question, answer)
        case Type.ORDER:
            return _order(question, answer)
        case Type.NUMERIC:
            right = question.number is not None and is_right_number(answer.text, question.number, question.prompt)
            return _made(float(right))
    return _typed(question, answer, lang)


def _made(score: float, mixed: Sequence[tuple[str, str]] = ()) -> Mark:
    pairs = tuple(dict.fromkeys(pair for pair in mixed if pair[0] != pair[1]))
    band = Band.RIGHT if score >= 1 else Band.WRONG
    return Mark(score, band, tuple(dict.fromkeys(other for _, other in pairs)), pairs)


def _valid(question: Question, answer: Answer) -> list[int]:
    """The options chosen that there are, each once."""
    return [place for place in dict.fromkeys(answer.chosen) if 0 <= place < len(question.options)]


def _one(question: Question, answer: Answer) -> Mark:
    chosen = _valid(question, answer)
    if len(chosen) != 1:
        return _made(0.0)
    option = question.options[chosen[0]]
    if option.correct:
        return _made(1.0)
    # What a scenario is about stands with its right option.
    own = next((one.note for one in question.options if one.correct and one.note), question.note)
    return _made(0.0, [(own, option.note)] if option.note else ())


def _several(question: Question, answer: Answer) -> Mark:
    """Partial credit: (right − wrong) of all right ones, never less than nothing."""
    options = [question.options[place] for place in _valid(question, answer)]
    right = sum(option.correct for option in options)
    wrong = [option for option in options if not option.correct]
    every = sum(option.correct for option in question.options)
    score = max((right - len(wrong)) / every, 0.0) if every else 0.0
    return _made(score, [(question.note, option.note) for option in wrong if option.note])


def _pairs(question: Question, answer: Answer) -> Mark:
    """The share of rows that have their own option."""
    right, mixed = 0, []
    for (_, place), chosen in zip(question.pairs, answer.chosen, strict=False):
        if chosen == place:
            right += 1
        elif 0 <= chosen < len(question.options):
            own, other = question.options[place].note, question.options[chosen].note
            if own and other:
                mixed.append((own, other))
    return _made(right / len(question.pairs) if question.pairs else 0.0, mixed)


def _order(question: Question, answer: Answer) -> Mark:
    """The share of neighbours in the right order that are neighbours, the same way round, in the answer."""
    given = _valid(question, answer)
    neighbours = set(itertools.pairwise(given))
    wanted = list(itertools.pairwise(question.sequence))
    return _made(sum(pair in neighbours for pair in wanted) / len(wanted) if wanted else 0.0)


def _typed(question: Question, answer: Answer, lang: Lang | None) -> Mark:
    from ops_trainer.content.questions.marking.typed import Verdict, judge

    verdict, rival = judge(question, answer.text, lang)
    if verdict is Verdict.NEAR and answer.judged is None:
        return Mark(0.0, Band.JUDGE)
    if verdict is Verdict.SAME or (verdict is Verdict.NEAR and answer.judged):
        return _made(1.0)
    return _made(0.0, [(question.note, rival)] if rival else ())
