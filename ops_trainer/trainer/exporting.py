"""The learner's decks out, in a foreign format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ops_trainer.content.media import is_name
from ops_trainer.locale import Lang
from ops_trainer.memory.day import stamp
from ops_trainer.memory.events import Kind
from ops_trainer.memory.journal import in_force
from ops_trainer.store import decks as rows
from ops_trainer.trainer.library import note_of

if TYPE_CHECKING:
    from ops_trainer.exchange.outgoing import Outgoing, PastReview
    from ops_trainer.trainer.context import Context


def outgoing(context: Context, decks: Sequence[str], lang: Lang, *, history: bool = False, seed: int = 0) -> Outgoing:
    """Return decks as they go out, in a language; with `history` also what was learnt of them."""
    from ops_trainer.exchange.outgoing import Outgoing

    with context.database.reading() as connection:
        infos = {info.id: info for info in rows.decks(connection)}
        refs = [note.ref for deck in decks for note in rows.notes(connection, deck)]
        bodies = rows.bodies(connection, refs)
    notes = {ref: note_of(ref, bodies[ref]) for ref in refs}
    media = {}
    for deck in decks:
        folder = infos[deck].path.with_name(f"{deck}.media")
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if is_name(path.name) and path.is_file():
                media[deck, path.name] = path
    titles = {deck: infos[deck].title for deck in decks}
    title = "、".join(text.in_lang(lang) for text in titles.values())[:80]
    at, _ = stamp(context.clock())
    out = Outgoing(title, lang, notes, titles, seed, at, media)
    if history:
        out.reviews = _reviews(context, set(decks))
    return out


def _reviews(context: Context, decks: set[str]) -> list[PastReview]:
    """Return the answers in force of some decks' cards, each with the days until the card was due after it."""
    from ops_trainer.exchange.outgoing import PastReview
    from ops_trainer.memory.events import CardState

    with context.database.reading() as connection:
        by_card = context.journal.by_card(connection)
        voided = context.journal.voids(connection)
    found = []
    for card, events in by_card.items():
        if card.partition("/")[0] not in decks:
            continue
        state = CardState(card)
        for event in in_force(events, voided):
            state = context.scheduler.apply_event(state, event)
            if event.kind is Kind.REVIEW and event.rating is not None:
                days = max((state.due_day or event.local_day) - event.local_day, 0)
                found.append(PastReview(card, event.at, int(event.rating), event.took_ms or 0, days))
    return sorted(found, key=lambda review: review.at)
