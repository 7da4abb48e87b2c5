"""Decks and their notes as lists, and a note as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ops_trainer.locale import Lang
from ops_trainer.memory.state import CardState
from ops_trainer.store import decks as rows
from ops_trainer.store import mastery_counts as standing
from ops_trainer.store.mastery_counts import Count
from ops_trainer.trainer.views import DeckLine, NoteLine, Standing

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context


def decks(context: Context) -> list[DeckLine]:
    """The decks in use, in learning order."""
    with context.database.reading() as connection:
        infos = rows.decks(connection)
        counts = standing.counts(connection, context.learner, context.day(), by="deck")
        notes = rows.counts(connection)
    order = {deck: place for deck, (_, _, place) in notes.items()}
    infos.sort(key=lambda info: (order.get(info.id, 1 << 30), info.id))
    lines = []
    for info in infos:
        count = counts.get(info.id, Count(info.id, 0, 0, 0, 0, 0, 0, 0))
        note_count, questions, _ = notes.get(info.id, (0, 0, 0))
        lines.append(
            DeckLine(
                id=info.id,
                title=info.title,
                summary=info.summary,
                notes=note_count,
                cards=count.cards,
                questions=questions,
                new=count.new,
                learning=count.learning,
                mastered=count.mastered,
                due=count.due,
                suspended=count.suspended,
                own=info.own,
                path=info.path,
            )
        )
    return lines


def notes(context: Context, deck: str | None) -> list[NoteLine]:
    """The notes of a deck (of all when None) with how far their cards have come."""
    day = context.day()
    with context.database.reading() as connection:
        infos = rows.notes(connection, deck)
        counts = standing.counts(connection, context.learner, day, by="note", deck=deck)
        states = standing.states(connection, context.learner, deck=deck)
    recalls: dict[str, list[float]] = {}
    for state in states:
        if (recall := context.scheduler.retrievability(state, day)) is not None:
            recalls.setdefault(note_of_card(state), []).append(recall)
    lines = []
    for info in infos:
        count = counts.get(info.ref, Count(info.ref, 0, 0, 0, 0, 0, 0, 0))
        known = recalls.get(info.ref)
        lines.append(
            NoteLine(
                ref=info.ref,
                kind=info.kind,
                term=info.term,
                standing=_standing(count),
                cards=count.cards,
                mastered=count.mastered,
                due=count.due,
                suspended=count.suspended,
                flagged=bool(count.flagged),
                recall=sum(known) / len(known) if known else None,
            )
        )
    return lines


def note_of_card(state: CardState) -> str:
    """The `deck/note` of a card's memory."""
    return state.card.rpartition("/")[0]


def lesson(context: Context, ref: str, note: Any, lang: Lang) -> str:
    """A note as a page to read, in Markdown."""
    from ops_trainer.content.lesson import lesson as page

    with context.database.reading() as connection:
        names = {info.ref: info.term.in_lang(lang) for info in rows.notes(connection)}
    return page(ref.partition("/")[0], note, lang, names)


def place(context: Context, ref: str) -> tuple[Path, int] | None:
    """The file and line of a note in an own deck; None for a built-in one or an unknown note."""
    deck = ref.partition("/")[0]
    with context.database.reading() as connection:
        owner = next((info for info in rows.decks(connection) if info.id == deck and info.own), None)
        line = next((info.line for info in rows.notes(connection, deck) if info.ref == ref), None)
    return None if owner is None or line is None else (owner.path, line)


def _standing(count: Count) -> Standing:
    """A note is mastered when all its cards are, new when none was met, suspended when all are."""
    if count.cards and count.suspended == count.cards:
        return Standing.SUSPENDED
    if count.cards and count.mastered + count.suspended == count.cards:
        return Standing.MASTERED
    if count.new + count.suspended == count.cards:
        return Standing.NEW
    return Standing.LEARNING
