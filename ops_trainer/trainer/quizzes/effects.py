"""What an answer does to memory: the events that are written with it."""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection
from typing import TYPE_CHECKING

from ops_trainer.content.questions.question import RECALLED, Type
from ops_trainer.memory.events import Event, Kind, Rating, Source
from ops_trainer.quiz.grading import Band
from ops_trainer.quiz.run import Mode, Step
from ops_trainer.store import decks

if TYPE_CHECKING:
    from ops_trainer.memory.state import CardState
    from ops_trainer.trainer.context import Context


def events_of(context: Context, connection: Connection, quiz: str, mode: Mode, step: Step) -> list[Event]:
    """The events of one marked answer.

    Always one that records it. A wrong answer brings the card back today; a right one that was recalled (typed, a
    number) counts as remembered where the card is due; a right one that was only recognised moves nothing. Placement
    summons nothing: what it finds unknown is new, and comes in its turn.
    """
    question = step.question
    card = question.card if question.card in decks.cards_by_id(connection, [question.card]) else None
    found = [
        context.event(
            Kind.ANSWER, card or question.note, took_ms=step.took_ms, source=Source.QUIZ, data=_data(quiz, mode, step)
        )
    ]
    if step.mark.band is Band.WRONG and mode is not Mode.PLACEMENT:
        for missed in _missed(connection, step, card):
            found.append(context.event(Kind.SUMMON, missed, source=Source.QUIZ))
    recalled = step.mark.band is Band.RIGHT and question.type in RECALLED
    if recalled and card is not None and _is_due(context.journal.state(connection, card), context.day()):
        found.append(context.event(Kind.REVIEW, card, rating=Rating.GOOD, source=Source.QUIZ))
    return found


def _data(quiz: str, mode: Mode, step: Step) -> dict[str, object]:
    question, mark = step.question, step.mark
    chosen = [question.options[place].note for place in step.answer.chosen if 0 <= place < len(question.options)]
    data: dict[str, object] = {
        "question": question.id,
        "type": question.type.value,
        "score": round(mark.score, 4),
        "band": mark.band.value,
        "chosen": [note for note in chosen if note] if question.type is not Type.ORDER else [],
        "mixed": [list(pair) for pair in mark.mixed],
        "quiz": quiz,
        "mode": mode.value,
    }
    if step.answer.sure is not None:
        data["sure"] = step.answer.sure
    if mode is Mode.CONTRAST:
        data["pair"] = [question.note, *(one.note for one in question.options if one.note != question.note)]
    return data


def _missed(connection: Connection, step: Step, card: str | None) -> Iterable[str]:
    """The cards that a wrong answer brings back: in a match those of the rows that were wrong."""
    question = step.question
    if question.type is not Type.MATCH:
        return [card] if card is not None else []
    face = question.card.rpartition("/")[2]
    notes = [question.options[place].note for place in _wrong_rows(step)]
    cards = [f"{note}/{face}" for note in dict.fromkeys(notes) if note]
    there = decks.cards_by_id(connection, cards)
    return [one for one in cards if one in there]


def _wrong_rows(step: Step) -> list[int]:
    """The right options of the rows of a match that got another one, or none."""
    given = [*step.answer.chosen, *[-1] * len(step.question.pairs)]
    return [right for (_, right), chosen in zip(step.question.pairs, given, strict=False) if chosen != right]


def _is_due(state: CardState, day: int) -> bool:
    """Whether a card has a memory and is due; one that was missed in a quiz today waits for its own review."""
    if state.is_new or state.due_day is None or state.suspended or day in (state.buried_day, state.summoned):
        return False
    return state.due_day <= day


def places_of(context: Context, connection: Connection, quiz: str, known: dict[str, float]) -> list[Event]:
    """Events that take the cards of known notes, where they have no memory yet, as known for so many days."""
    found = []
    for ref, days in known.items():
        for card in decks.cards(connection, note=ref):
            state = context.journal.state(connection, card.id)
            if state.is_new and state.due_day is None and not state.suspended:
                data = {"stability": days, "quiz": quiz}
                found.append(context.event(Kind.PLACE, card.id, source=Source.QUIZ, data=data))
    return found
