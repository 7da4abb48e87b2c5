"""What a learner does with single cards outside a session: finds them, looks at them, puts them aside, marks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Event, Kind
from ops_trainer.store import decks as deck_rows
from ops_trainer.trainer import browse
from ops_trainer.trainer.views import CardLine, CardMemory, Standing

if TYPE_CHECKING:
    from ops_trainer.content.card import Card
    from ops_trainer.trainer.context import Context


class OnCards:
    """The part of the learner's door that is about single cards."""

    _context: Context

    def card(self, card_id: str) -> Card:
        """A card in use. Raises Complaint when there is none of that id."""
        with self._context.database.reading() as connection:
            card = deck_rows.card(connection, card_id)
        if card is None:
            raise Complaint("trainer.no_card", card=card_id)
        return card

    def memory(self, card_id: str) -> CardMemory:
        """A card's memory: history, stability, predicted recall."""
        return browse.memory(self._context, self.card(card_id))

    def search(
        self,
        query: str = "",
        *,
        deck: str | None = None,
        kind: str | None = None,
        standing: Standing | None = None,
        flagged: bool | None = None,
        limit: int = 200,
    ) -> list[CardLine]:
        """Cards whose texts hold all the words, Chinese ones of any length, within the filters."""
        return browse.search(self._context, query, deck, kind, standing, flagged, limit)

    def suspend(self, *cards: str) -> list[Event]:
        """Put cards aside until they are resumed; the events, which `undo_events` takes back."""
        return self._write(Kind.SUSPEND, cards)

    def resume(self, *cards: str) -> list[Event]:
        """Take suspended cards back into study."""
        return self._write(Kind.RESUME, cards)

    def reset(self, *cards: str) -> list[Event]:
        """Make cards new again; their history stays in the journal."""
        return self._write(Kind.RESET, cards)

    def flag(self, card: str, remark: str = "") -> list[Event]:
        """Mark a card, with a remark."""
        return self._write(Kind.FLAG, [card], {"remark": remark})

    def unflag(self, card: str) -> list[Event]:
        """Take the mark off a card."""
        return self._write(Kind.UNFLAG, [card])

    def undo_events(self, events: Iterable[Event]) -> None:
        """Take events back that the methods above returned."""
        undos = [self._context.event(Kind.UNDO, event.card, undoes=event.id) for event in events]
        self._context.journal.append(undos)

    def _write(self, kind: Kind, cards: Iterable[str], data: Mapping[str, object] | None = None) -> list[Event]:
        events = [self._context.event(kind, self.card(card).id, data=data) for card in cards]
        self._context.journal.append(events)
        return events
