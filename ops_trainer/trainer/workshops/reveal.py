"""What a room tells its players, put into words for a terminal. Documents come from a server and may hold anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import TYPES
from ops_trainer.content.questions.types.base import REVEAL, letter
from ops_trainer.content.questions.view import QuestionView
from ops_trainer.content.typography import spaced
from ops_trainer.locale import LANGS, Lang, say
from ops_trainer.trainer.workshops.remote import harmless

Document = Mapping[str, Any]


def text(both: Document, lang: Lang) -> str:
    """A text in a language, or in the other where that is missing; without characters that steer a terminal."""
    found = both.get(lang) or next((both[other] for other in LANGS if both.get(other)), "")
    return harmless(str(found))


def texts(several: Any, lang: Lang) -> list[str]:
    """Texts in a language."""
    return [text(one, lang) for one in several or ()]


def view_of(question: Document, lang: Lang) -> QuestionView:
    """Return the view of a question that a room tells of, in a language, spaced for display."""
    return QuestionView(
        Type(question["type"]),
        spaced(text(question["prompt"], lang)),
        tuple(map(spaced, texts(question["options"], lang))),
        tuple(map(spaced, texts(question.get("rows"), lang))),
        text(question.get("unit") or {}, lang),
    )


def question_lines(question: Document, lang: Lang) -> Iterator[str]:
    """Yield what is asked, and what there is to choose from."""
    view = view_of(question, lang)
    yield view.prompt
    if question["poll"]:
        yield say("host.hint_poll", lang)
    for place, row in enumerate(view.rows, 1):
        yield f"  {place}  {row}"
    for place, option in enumerate(view.options):
        yield f"  {letter(place)}  {option}"
    if view.unit:
        yield say("player.unit", lang, unit=view.unit)


def right_words(question: Document, reveal: Document, lang: Lang) -> str:
    """The right answer in words; "" in a poll."""
    kind = TYPES[Type(question["type"])]
    right = kind.right_in(reveal, lambda both: text(both, lang))
    options, rows = texts(question["options"], lang), texts(question.get("rows"), lang)
    words = kind.phrase(options, rows, right, lang, REVEAL)
    return f"{words}{text(question.get('unit') or {}, lang)}" if words else ""


def outcome_lines(room: Document, me: Document, lang: Lang) -> Iterator[str]:
    """The reveal for one player: how it came out, what is right and why, what their wrong choice really is."""
    question, reveal = room["question"], room["reveal"]
    if question["poll"]:
        yield say("player.poll_over", lang)
        for place, option in enumerate(texts(question["options"], lang)):
            yield f"  {letter(place)}  {option}: {reveal['counts'][-1][place]}"
        return
    yield say(f"player.verdict_{verdict(me)}", lang)
    yield say("player.right_answer", lang, answer=right_words(question, reveal, lang))
    yield text(reveal.get("explanation") or {}, lang)
    for wrong in wrong_choices(question, reveal, me):
        why = reveal["whys"][wrong]
        if why and why != reveal.get("explanation"):
            yield say("player.what_it_is", lang, letter=letter(wrong), why=text(why, lang))
    if taken := (me.get("result") or {}).get("taken"):
        yield say("player.what_it_is", lang, letter="", why=text(taken, lang))


def verdict(me: Document) -> str:
    """How an answer came out: right, partly, wrong, judge (the facilitator decides), or missed."""
    result = me.get("result") or {}
    band = result.get("band")
    if band == "wrong" and result.get("score"):
        return "partly"
    return str(band) if band in ("right", "wrong", "judge") else "missed"


def wrong_choices(question: Document, reveal: Document, me: Document) -> list[int]:
    """The options of a choice question that the player chose and that are wrong."""
    correct = reveal.get("correct") or ()
    answers = [answer for answer in me.get("answers") or () if answer]
    if not answers or me.get("run") != question["run"]:
        return []
    return [place for place in answers[-1]["chosen"] if place < len(correct) and not correct[place]]
