"""Members' memories of the team's decks: brought up as events arrive, made anew when decks changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from ops_trainer.team.aliases import Aliases
from ops_trainer.team.events_wire import from_wire
from ops_trainer.team.known import Known
from ops_trainer.team.memories import Arrived, Memories
from ops_trainer.team.outline import Outline
from ops_trainer.team_server.operations.server import scheduler_of
from ops_trainer.team_server.tables import events, memories
from ops_trainer.team_server.tables.events import Stored
from ops_trainer.team_server.tables.memories import Made


class Upkeep:
    """The memories of a team's members, over its decks of now."""

    def __init__(self, outlines: dict[str, Outline]) -> None:
        self.outlines = outlines
        self.aliases = Aliases.of(outlines.values())

    def made(self, deck: str, parameters: str) -> Made:
        """By what memories of a deck are made now."""
        return Made(self.aliases.key(deck), self.outlines[deck].shape, scheduler_of(parameters).key)

    def add(self, connection: Connection, member: int, parameters: str, fresh: Iterable[Arrived]) -> None:
        """Take in events that were just written; the member's journal is locked."""
        by_deck: dict[str, list[Arrived]] = {}
        for one in fresh:
            deck = one.card.partition("/")[0]
            if deck in self.outlines:
                by_deck.setdefault(deck, []).append(one)
        scheduler = scheduler_of(parameters)
        for deck, added in by_deck.items():
            made = self.made(deck, parameters)
            found = memories.find(connection, member, deck)
            if found is None or (found[0].names, found[0].scheduler) != (made.names, made.scheduler):
                self.rebuild(connection, member, deck, parameters)
                continue
            kept = Memories.load(found[1])
            kept.add(added, scheduler, lambda card: self._of_card(connection, member, card))
            self._put(connection, member, deck, made, kept)

    def rebuild(self, connection: Connection, member: int, deck: str, parameters: str) -> None:
        """Make a member's memories of a deck anew from the events; the member's journal is locked."""
        made = self.made(deck, parameters)
        stored = events.of_notes(connection, member, deck, self.aliases.notes_into(deck))
        kept = Memories()
        of_deck = (one for one in self._named(stored) if one.card.startswith(f"{deck}/"))
        kept.rebuild(of_deck, scheduler_of(parameters))
        self._put(connection, member, deck, made, kept)

    def bring_up(self, connection: Connection, member: int, deck: str, parameters: str) -> None:
        """Bring memories up that were made by other names, cards or weights; the member's journal is locked."""
        made = self.made(deck, parameters)
        found = memories.find(connection, member, deck)
        if found is None or (found[0].names, found[0].scheduler) != (made.names, made.scheduler):
            self.rebuild(connection, member, deck, parameters)
        elif found[0] != made:
            self._put(connection, member, deck, made, Memories.load(found[1]))

    def arrived(self, raw: dict[str, object], ahead: bool) -> Arrived:
        """An event from the wire with the name that its card has today."""
        event = from_wire(raw, "")
        return Arrived(event, self.aliases.today(event.card), ahead)

    def _put(self, connection: Connection, member: int, deck: str, made: Made, kept: Memories) -> None:
        memories.put(
            connection, member, deck, made, states=kept.dump(), last_day=kept.last_day, mixups=kept.mixups,
            known=Known.of(kept.states, self.outlines[deck]).dump(),
        )  # fmt: skip

    def _of_card(self, connection: Connection, member: int, card: str) -> Sequence[Arrived]:
        return self._named(events.of_cards(connection, member, self.aliases.before(card)))

    def _named(self, stored: Iterable[Stored]) -> list[Arrived]:
        return [self.arrived(json.loads(one.body), one.ahead) for one in stored]


def weights_of(parameters: Sequence[float]) -> str | None:
    """FSRS weights as they are stored; None when FSRS does not take them."""
    text = json.dumps(list(parameters))
    try:
        scheduler_of(text)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    return text
