"""Looking for cards, and looking at one card's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops_trainer.memory.events import Kind
from ops_trainer.memory.state import CardState
from ops_trainer.store import mastery_counts as rows
from ops_trainer.store.decks import search_query
from ops_trainer.trainer.views import CardLine, CardMemory, HistoryLine, Standing

if TYPE_CHECKING:
    from ops_trainer.content.card import Card
    from ops_trainer.trainer.context import Context

CURVE_DAYS = 30


def search(
    context: Context,
    text: str,
    deck: str | None,
    kind: str | None,
    standing: Standing | None,
    flagged: bool | None,
    limit: int,
) -> list[CardLine]:
    """Cards that match the words and the filters, in the learning order."""
    words = search_query(text)
    if text.strip() and not words:
        return []
    day = context.day()
    with context.database.reading() as connection:
        found = rows.search(
            connection,
            context.learner,
            day,
            words,
            deck=deck,
            kind=kind,
            standing=None if standing is None else standing.value,
            flagged=flagged,
            limit=limit,
        )
    return [
        CardLine(card, kind_of, Standing(how), state, context.scheduler.retrievability(state, day))
        for card, kind_of, how, state in found
    ]


def memory(context: Context, card: Card) -> CardMemory:
    """A card's memory: each review with the interval it led to, and predicted recall over the coming days."""
    scheduler, day = context.scheduler, context.day()
    with context.database.reading() as connection:
        events = context.journal.history(connection, card.id)
    state = CardState(card.id)
    lines = []
    for event in events:
        before, state = state, scheduler.apply(state, event)
        if event.kind == Kind.REVIEW and event.rating is not None:
            elapsed = 0 if before.last_day is None else max(event.local_day - before.last_day, 0)
            interval = (state.due_day or event.local_day) - (state.last_day or event.local_day)
            lines.append(
                HistoryLine(
                    event.local_day, event.at, event.rating, event.source.value, event.took_ms, elapsed, interval
                )
            )
    recall = scheduler.retrievability(state, day)
    curve = (
        ()
        if recall is None
        else tuple(scheduler.retrievability(state, day + ahead) or 0.0 for ahead in range(CURVE_DAYS))
    )
    return CardMemory(card, state, recall, tuple(lines), curve, state.is_leech())
