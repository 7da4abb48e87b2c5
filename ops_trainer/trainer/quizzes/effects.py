"""What an answer does to memory: the events that are written with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from sqlite3 import Connection
from typing import TYPE_CHECKING

from ops_trainer.content.questions.answer import Band
from ops_trainer.content.questions.types import WRITTEN, of
from ops_trainer.content.questions.types.base import Form
from ops_trainer.memory.events import Event, Kind, Rating, Source
from ops_trainer.quiz.run import Mode, Step
from ops_trainer.store import decks, mastery_counts

if TYPE_CHECKING:
    from ops_trainer.memory.events import CardState
    from ops_trainer.trainer.context import Context


def events_of(context: Context, connection: Connection, quiz: str, mode: Mode, step: Step) -> list[Event]:
    """Return the events of one marked answer.

    Always one that records it. A wrong answer brings the card back today; a right one that was recalled (typed, a
    number) counts as remembered where the card is due; a right one that was only recognised moves nothing. A wrong
    answer about a note that was never met is recorded and no more: the note is new, comes in its turn, and what was
    taken for it is no mix-up. So is every wrong one of a placement quiz.
    """
    question = step.question
    card = question.card if question.card in decks.cards_by_id(connection, [question.card]) else None
    missed = list(_missed(connection, step)) if step.mark.band is Band.WRONG else []
    about = {card.rpartition("/")[0] for card in missed} | {own for own, _ in step.mark.mixed}
    known = mastery_counts.in_memory(connection, context.learner, about)
    data = _data(quiz, mode, step, known)
    found = [context.new_event(Kind.ANSWER, card or question.note, took_ms=step.took_ms, source=Source.QUIZ, data=data)]
    if mode is not Mode.PLACEMENT:
        for one in missed:
            if one.rpartition("/")[0] in known:
                found.append(context.new_event(Kind.BRING_BACK, one, source=Source.QUIZ))
    recalled = step.mark.band is Band.RIGHT and question.type in WRITTEN
    if recalled and card is not None and _is_due(context.journal.state(connection, card), context.day()):
        found.append(context.new_event(Kind.REVIEW, card, rating=Rating.GOOD, source=Source.QUIZ))
    return found


def missed_notes(context: Context, connection: Connection, steps: Iterable[Step]) -> tuple[set[str], set[str]]:
    """Return the notes that wrong answers are about: those whose cards they brought back, and those still to be met."""
    wrong = [step for step in steps if step.mark.band is Band.WRONG]
    notes = {card.rpartition("/")[0] for step in wrong for card in _missed(connection, step)}
    known = mastery_counts.in_memory(connection, context.learner, notes)
    return known, notes - known


def _data(quiz: str, mode: Mode, step: Step, known: Collection[str]) -> dict[str, object]:
    question, mark = step.question, step.mark
    chosen = [question.options[place].note for place in step.answer.chosen if 0 <= place < len(question.options)]
    data: dict[str, object] = {
        "question": question.id,
        "type": question.type.value,
        "score": round(mark.score, 4),
        "band": mark.band.value,
        "chosen": [note for note in chosen if note] if of(question).form is not Form.SEQUENCE else [],
        "mixed": [[own, other] for own, other in mark.mixed if own in known],
        "quiz": quiz,
        "mode": mode.value,
    }
    if step.answer.sure is not None:
        data["sure"] = step.answer.sure
    if mode is Mode.CONTRAST:
        data["pair"] = [question.note, *(one.note for one in question.options if one.note != question.note)]
    return data


def _missed(connection: Connection, step: Step) -> Iterable[str]:
    """Return the cards that a wrong answer is about, those still in use: in a match those of the rows that were
    wrong."""
    question = step.question
    cards = [question.card]
    if of(question).form is Form.PAIRS:
        face = question.card.rpartition("/")[2]
        notes = [question.options[place].note for place in _wrong_rows(step)]
        cards = [f"{note}/{face}" for note in dict.fromkeys(notes) if note]
    there = decks.cards_by_id(connection, cards)
    return [one for one in cards if one in there]


def _wrong_rows(step: Step) -> list[int]:
    """Return the right options of the rows of a match that got another one, or none."""
    given = [*step.answer.chosen, *[-1] * len(step.question.pairs)]
    return [right for (_, right), chosen in zip(step.question.pairs, given, strict=False) if chosen != right]


def _is_due(state: CardState, day: int) -> bool:
    """Return whether a card has a memory and is due; one that was missed in a quiz today waits for its own review."""
    if state.is_new or state.due_day is None or state.suspended or day in (state.buried_day, state.summoned):
        return False
    return state.due_day <= day
