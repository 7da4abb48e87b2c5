"""What a room tells its players, put into words for a terminal. Documents come from a server and may hold anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ops_trainer.content.questions.answer import Band
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types.base import letter
from ops_trainer.content.questions.view import QuestionView, RevealView, WrongView, verdict_of
from ops_trainer.content.typography import spaced
from ops_trainer.locale import LANGS, Lang, say
from ops_trainer.trainer.workshops.remote import harmless

Document = Mapping[str, Any]


def text(both: Document, lang: Lang) -> str:
    """Return a text in a language, or in the other where that is missing; without characters that steer a terminal."""
    found = both.get(lang) or next((both[other] for other in LANGS if both.get(other)), "")
    return harmless(str(found))


def texts(several: Any, lang: Lang) -> list[str]:
    """Return texts in a language."""
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


def reveal_of(reveal: Document, result: Document, lang: Lang) -> RevealView:
    """Return the view of how a question came out for one player, from what a room tells of it: `result` of theirs."""
    band = result.get("band")
    return RevealView(
        verdict_of(Band(band) if band in tuple(Band) else None, result.get("score") or 0.0),
        spaced(text(reveal.get("answer") or {}, lang)),
        spaced(text(reveal.get("explanation") or {}, lang)),
        wrong=tuple(WrongView("", spaced(text(one["what"], lang)), one["option"]) for one in result.get("wrong") or ()),
        read_as=spaced(text(result.get("read_as") or {}, lang)),
    )


def outcome_lines(room: Document, me: Document, lang: Lang) -> Iterator[str]:
    """Yield the reveal for one player: how it came out, what is right and why, what their wrong choice really is."""
    question, reveal = room["question"], room["reveal"]
    if question["poll"]:
        yield say("player.poll_over", lang)
        for place, option in enumerate(texts(question["options"], lang)):
            yield f"  {letter(place)}  {option}: {reveal['counts'][-1][place]}"
        return
    view = reveal_of(reveal, me.get("result") or {}, lang)
    yield say(f"player.verdict_{view.verdict.value}", lang)
    if view.read_as:
        yield say("quiz.read_as", lang, number=view.read_as)
    if view.right:  # a room of an older program says it by its parts alone
        yield say("player.right_answer", lang, answer=view.right)
    yield view.explanation
    for wrong in view.wrong:
        yield say(
            "player.what_it_is", lang, letter="" if wrong.option is None else letter(wrong.option), why=wrong.what
        )
