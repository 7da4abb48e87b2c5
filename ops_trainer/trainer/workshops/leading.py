"""What the facilitator does with a room that is hosted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from ops_trainer.workshop.room import MORE_MS, Room

if TYPE_CHECKING:
    from ops_trainer.workshop.log import Entry
    from ops_trainer.workshop.rules import Item


class Leading(ABC):
    """The controls. Each returns when what it did is on disk, and raises Complaint when it may not be done now or can't
    be written."""

    room: Room

    @abstractmethod
    def _control(self, act: Callable[[int], Entry]) -> Entry:
        """Do something with the room at the time of now, and return when it is on disk."""

    def next(self) -> Entry:
        """Go on to the next step: see `Room.next`."""
        return self._control(self.room.next)

    def discuss(self) -> Entry:
        """End the first vote and let people talk; `next` opens the second."""
        return self._control(self.room.discuss)

    def skip(self) -> Entry:
        """Leave out the open question, or the standings."""
        return self._control(self.room.skip)

    def close_vote(self) -> Entry:
        """Take no more answers; the reveal waits for `next`."""
        return self._control(self.room.close)

    def pause(self) -> Entry:
        """Stop the clock, or let it go on."""
        return self._control(self.room.pause)

    def more(self, ms: int = MORE_MS) -> Entry:
        """Give so much more time."""
        return self._control(lambda now: self.room.more(now, ms))

    def show_text(self, text: bool) -> Entry:
        """Show questions and options on phones, or leave them to the projector."""
        return self._control(lambda now: self.room.show_text(now, text))

    def lock(self, locked: bool = True) -> Entry:
        """Let nobody else join, or let people join again."""
        return self._control(lambda now: self.room.lock(now, locked))

    def kick(self, player: str) -> Entry:
        """Send a player (id) out."""
        return self._control(lambda now: self.room.kick(now, player))

    def admit(self, knock: str, yes: bool = True) -> Entry:
        """Give somebody who lost a name that name, or not."""
        return self._control(lambda now: self.room.admit(now, knock, yes))

    def rule(self, run: int, text: str, right: bool) -> Entry:
        """Let a typed answer count, or not, for everyone who gave it."""
        return self._control(lambda now: self.room.rule(now, run, text, right))

    def insert(self, item: Item) -> Entry:
        """Ask this next (a poll that just came up)."""
        return self._control(lambda now: self.room.insert(now, item))

    def end(self) -> Entry:
        """End the quiz here."""
        return self._control(self.room.end)
