"""What counts of a member's memory of a deck, packed so that a thousand members are read and reckoned at once."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from ops_trainer.memory.events import CardState
from ops_trainer.memory.mastery import DAYS_TO_MASTER
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team.outline import Outline

HEAD = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Known:
    """The cards in use that have a memory: their places in the deck, last days, stabilities in days.

    `solid` tells which were recalled on enough days, the latest answer being no miss: those are mastered while
    recall is predicted at 90 % or more. A test holds this to `memory.mastery`.
    """

    places: array[int]
    last_days: array[int]
    stabilities: array[float]
    solid: bytes

    @classmethod
    def of(cls, states: Mapping[str, CardState], outline: Outline) -> Known:
        """Those of a deck's cards."""
        found = cls(array("I"), array("i"), array("d"), b"")
        solid = bytearray()
        for card, state in states.items():
            place = outline.places.get(card)
            if place is None or state.last_day is None or state.stability is None:
                continue
            found.places.append(place)
            found.last_days.append(state.last_day)
            found.stabilities.append(state.stability)
            solid.append(state.days_recalled >= DAYS_TO_MASTER and not state.missed)
        return cls(found.places, found.last_days, found.stabilities, bytes(solid))

    def dump(self) -> bytes:
        """As bytes, for storing."""
        return HEAD.pack(len(self.places)) + b"".join(
            (self.places.tobytes(), self.last_days.tobytes(), self.stabilities.tobytes(), self.solid)
        )

    @classmethod
    def load(cls, packed: bytes) -> Known:
        """From what `dump` gave."""
        (count,) = HEAD.unpack_from(packed)
        places, last_days, stabilities = array("I"), array("i"), array("d")
        start = HEAD.size
        for column in (places, last_days, stabilities):
            end = start + count * column.itemsize
            column.frombytes(packed[start:end])
            start = end
        return cls(places, last_days, stabilities, packed[start : start + count])

    @property
    def introduced(self) -> int:
        """How many cards have a memory."""
        return len(self.places)

    def mastered(self, day: int) -> int:
        """How many are mastered on a day."""
        return sum(
            1
            for last, stability, solid in zip(self.last_days, self.stabilities, self.solid, strict=True)
            if solid and day - last <= stability
        )

    def recalled(self, scheduler: Scheduler, day: int) -> float:
        """How many are expected to be recalled on a day if nothing is studied until then."""
        return scheduler.expected(self.stabilities, self.last_days, day)

    def by_place(self, scheduler: Scheduler, day: int) -> dict[int, float]:
        """Predicted recall on a day by a card's place in the deck."""
        return {
            place: scheduler.recall(stability, day - last)
            for place, last, stability in zip(self.places, self.last_days, self.stabilities, strict=True)
        }
