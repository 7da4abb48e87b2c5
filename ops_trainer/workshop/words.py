"""Answers in words: what was chosen, what is right, and the wrong option that drew most."""

from __future__ import annotations

from collections.abc import Sequence

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import CHOICE, Number, Option, Question, Type
from ops_trainer.locale import Lang, say

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHAPES = "▲◆●■★✚"
"""Options are told apart by letter and shape, so that nobody needs to see colours. After the last it begins anew."""


FULL_STOPS = "。."  # go where a text becomes a part of a longer one


def letter(place: int) -> str:
    """The letter of an option."""
    return LETTERS[place % len(LETTERS)]


def shape(place: int) -> str:
    """The shape of an option."""
    return SHAPES[place % len(SHAPES)]


def number_text(number: Number, lang: Lang) -> str:
    """A number with its decimals and unit."""
    unit = number.unit.in_lang(lang) if number.unit is not None else ""
    return f"{number.value:.{number.decimals}f}{unit}"


def right_answer(question: Question) -> Answer | None:
    """The whole right answer as a choice; None where it is written rather than chosen."""
    match question.type:
        case Type.MATCH:
            return Answer(tuple(place for _, place in question.pairs))
        case Type.ORDER:
            return Answer(question.sequence)
        case Type.TYPED | Type.NUMERIC:
            return None
    return Answer(tuple(place for place, option in enumerate(question.options) if option.correct))


def right_in_words(question: Question, lang: Lang) -> str:
    """The right answer in words."""
    answer = right_answer(question)
    if answer is not None:
        return in_words(question, answer, lang)
    if question.number is not None:
        return number_text(question.number, lang)
    return question.accepted[0].in_lang(lang) if question.accepted else ""


def in_words(question: Question, answer: Answer, lang: Lang) -> str:
    """An answer in words: the options with their letters, the pairs, the order, or what was written."""
    options = [option.text.in_lang(lang) for option in question.options]
    there = [place for place in answer.chosen if 0 <= place < len(options)]
    match question.type:
        case Type.TYPED | Type.NUMERIC:
            return answer.text
        case Type.MATCH:
            rows = zip(question.pairs, answer.chosen, strict=False)
            pairs = [
                (left.in_lang(lang), options[place] if 0 <= place < len(options) else "—") for (left, _), place in rows
            ]
            return say("report.between", lang).join(f"{left} → {right.rstrip(FULL_STOPS)}" for left, right in pairs)
        case Type.ORDER:
            return " → ".join(options[place] for place in there)
    named = [f"{letter(place)}. {options[place].rstrip(FULL_STOPS)}" for place in there]
    return say("report.between", lang).join(named)


def most_tempting(question: Question, chosen: Sequence[int]) -> tuple[int, Option] | None:
    """The wrong option that was chosen most often, with its place; None where nobody chose one."""
    if question.type not in CHOICE:
        return None
    wrong = [
        (count, place)
        for place, count in enumerate(chosen)
        if count and place < len(question.options) and not question.options[place].correct
    ]
    if not wrong:
        return None
    _, place = max(wrong, key=lambda one: (one[0], -one[1]))
    return place, question.options[place]
