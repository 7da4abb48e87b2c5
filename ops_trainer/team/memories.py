"""One member's memory of one deck: updated as events arrive, equal to a replay of them all; its figures."""

from __future__ import annotations

import json
import re
import struct
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ops_trainer.memory.events import CardState, Event, Kind, Rating
from ops_trainer.memory.journal import Void, in_force, sort_key
from ops_trainer.memory.mastery import DAYS_TO_MASTER
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.quiz.mixups import mixed_in
from ops_trainer.team.outline import Outline

REWRITES = frozenset({Kind.UNDO, Kind.REDATE})
STUDY = frozenset({Kind.REVIEW, Kind.ANSWER})
NOTE = re.compile(r"[a-z0-9-]{1,64}/[a-z0-9-]{1,64}")
HEAD = struct.Struct("<I")  # of packed figures: how many cards follow
SOLID, MISSED = 1, 2  # marks of a card
MIXED_AT_ONCE = 8  # pairs counted of one answer


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event with the name that its card has today, and whether its time lay ahead of the server's clock.

    What lies ahead does not count until its clock is mended (`Kind.REDATE`).
    """

    event: Event
    card: str
    ahead: bool


History = Callable[[str], Sequence[Arrived]]  # all of a card, named as today, those just arrived included


@dataclass
class Memories:
    """The cards of a deck with their memory; what was taken for what; the latest day of study.

    `awaited` are ids that undos and mended days name and that have not arrived yet.
    """

    states: dict[str, CardState] = field(default_factory=dict)
    mixups: dict[str, dict[str, int]] = field(default_factory=dict)  # by card: note asked, note taken → times
    awaited: set[str] = field(default_factory=set)
    last_day: int | None = None

    def add(
        self, arrived: Iterable[Arrived], scheduler: Scheduler, history: History, voids: Sequence[Void] = ()
    ) -> None:
        """Take in events that are new, but for what is out of force: the same voids as ever since `rebuild`.

        Where they do not simply come last, their card's whole history is folded.
        """
        for card, added in _by_card(arrived, voids).items():
            self._studied(added)
            if self._comes_last(card, added):
                self._append(card, added, scheduler)
            else:
                counting = [one for one in history(card) if not _is_void(one.event, voids)]
                self._refold(card, counting, scheduler)

    def rebuild(self, arrived: Iterable[Arrived], scheduler: Scheduler, voids: Sequence[Void] = ()) -> None:
        """Make everything anew from all events of the deck, but for what is out of force."""
        self.states, self.mixups, self.awaited, self.last_day = {}, {}, set(), None
        for card, events in _by_card(arrived, voids).items():
            self._studied(events)
            self._refold(card, events, scheduler)

    def dump(self) -> str:
        """Return it as text, for storing."""
        states = {card: _values(state) for card, state in self.states.items()}
        return json.dumps([states, self.mixups, sorted(self.awaited), self.last_day], separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Memories:
        """Return what `dump` wrote, read back."""
        states, mixups, awaited, last_day = json.loads(text)
        return cls({card: _state(card, values) for card, values in states.items()}, mixups, set(awaited), last_day)

    def _studied(self, arrived: Sequence[Arrived]) -> None:
        days = [one.event.local_day for one in arrived if one.event.kind in STUDY and not one.ahead]
        if days:
            self.last_day = max(days) if self.last_day is None else max(self.last_day, *days)

    def _comes_last(self, card: str, added: Sequence[Arrived]) -> bool:
        if any(one.event.kind in REWRITES or one.event.id in self.awaited for one in added):
            return False
        state = self.states.get(card)
        moving = [one for one in added if one.event.kind is not Kind.ANSWER]
        return state is None or not moving or state.upto < min(sort_key(one.event) for one in moving)

    def _append(self, card: str, added: Sequence[Arrived], scheduler: Scheduler) -> None:
        state = self.states.get(card)
        for one in sorted(added, key=lambda one: sort_key(one.event)):
            if one.event.kind is Kind.ANSWER:
                if not one.ahead:
                    self._mixed(card, one.event)
            elif card.count("/") == 2:
                state = state or CardState(card)
                state = state if one.ahead else scheduler.apply_event(state, one.event)
        if state is not None:
            self.states[card] = state

    def _refold(self, card: str, history: Sequence[Arrived], scheduler: Scheduler) -> None:
        known = {one.event.id for one in history}
        self.awaited -= known
        self.awaited |= {one.event.undoes for one in history if one.event.undoes is not None} - known
        early = {one.event.id: one.event.at for one in history if one.ahead}
        # A day mended by a clock that is itself ahead mends nothing; what was mended no longer has its own time.
        usable = [one.event for one in history if not (one.ahead and one.event.kind is Kind.REDATE)]
        standing = [event for event in in_force(usable) if early.get(event.id) != event.at]
        self.mixups.pop(card, None)
        for event in standing:
            if event.kind is Kind.ANSWER:
                self._mixed(card, event)
        if card.count("/") == 2 and any(one.event.kind is not Kind.ANSWER for one in history):
            self.states[card] = scheduler.fold_events(
                card, [event for event in standing if event.kind is not Kind.ANSWER]
            )

    def _mixed(self, card: str, event: Event) -> None:
        for asked, taken in islice(mixed_in(event), MIXED_AT_ONCE):
            if NOTE.fullmatch(asked) and NOTE.fullmatch(taken):
                times = self.mixups.setdefault(card, {})
                times[f"{asked} {taken}"] = times.get(f"{asked} {taken}", 0) + 1


def _by_card(arrived: Iterable[Arrived], voids: Sequence[Void]) -> dict[str, list[Arrived]]:
    found: dict[str, list[Arrived]] = {}
    for one in arrived:
        if not _is_void(one.event, voids):
            found.setdefault(one.card, []).append(one)
    return found


def _is_void(event: Event, voids: Sequence[Void]) -> bool:
    return any(void.holds(event) for void in voids)


def _values(state: CardState) -> list[object]:
    """Return a card's memory as values; of a flag only that there is one: the remark is nobody's business here."""
    return [
        state.stability, state.difficulty, state.due_day, state.first_day, state.last_day,
        None if state.last_rating is None else int(state.last_rating), state.reps, state.lapses, state.days_recalled,
        state.last_recalled, int(state.suspended), state.buried_day, int(state.placed), state.summoned, state.upto,
        int(state.flag is not None),
    ]  # fmt: skip


def _state(card: str, v: list[object]) -> CardState:
    return CardState(
        card, v[0], v[1], v[2], v[3], v[4], None if v[5] is None else Rating(v[5]), v[6], v[7], v[8], v[9],  # type: ignore[arg-type]
        bool(v[10]), v[11], "" if v[15] else None, bool(v[12]), v[13], str(v[14]),  # type: ignore[arg-type]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What counts of a member's memory of a deck, packed so that a thousand members are read and summed up at once.

    Of the cards in use that have a memory: their places in the deck, last days, stabilities in days.

    `solid` tells which were recalled on enough days (SOLID), the latest answer being no miss (MISSED): those are
    mastered while recall is predicted at 90 % or more. A test holds this to `memory.mastery`.
    """

    places: array[int]
    last_days: array[int]
    stabilities: array[float]
    solid: bytes

    @classmethod
    def of(cls, states: Mapping[str, CardState], outline: Outline) -> Known:
        """Return the figures of a deck's cards."""
        found = cls(array("I"), array("i"), array("d"), b"")
        solid = bytearray()
        for card, state in states.items():
            place = outline.places.get(card)
            if place is None or state.last_day is None or state.stability is None:
                continue
            found.places.append(place)
            found.last_days.append(state.last_day)
            found.stabilities.append(state.stability)
            solid.append(MISSED if state.missed else SOLID if state.days_recalled >= DAYS_TO_MASTER else 0)
        return cls(found.places, found.last_days, found.stabilities, bytes(solid))

    def dump(self) -> bytes:
        """Return it as bytes, for storing."""
        return HEAD.pack(len(self.places)) + b"".join(
            (self.places.tobytes(), self.last_days.tobytes(), self.stabilities.tobytes(), self.solid)
        )

    @classmethod
    def load(cls, packed: bytes) -> Known:
        """Return what `dump` wrote, read back."""
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
        """Return how many cards are mastered on a day."""
        return sum(
            1
            for last, stability, solid in zip(self.last_days, self.stabilities, self.solid, strict=True)
            if solid == SOLID and day - last <= stability
        )

    def faded(self, day: int) -> int:
        """Return how many cards that were mastered are predicted below 90 % on a day."""
        return self.solid.count(SOLID) - self.mastered(day)

    def recalled(self, scheduler: Scheduler, day: int) -> float:
        """Return how many are expected to be recalled on a day if nothing is studied until then."""
        return scheduler.expected(self.stabilities, self._counted_from(day), day)

    def _counted_from(self, day: int) -> list[int]:
        """Return the days from which recall is counted: what was missed on the day counts as on the next."""
        pairs = zip(self.last_days, self.solid, strict=True)
        return [min(last, day - 1) if solid == MISSED else last for last, solid in pairs]

    def by_place(self, scheduler: Scheduler, day: int) -> dict[int, float]:
        """Return predicted recall on a day by a card's place in the deck."""
        return {
            place: scheduler.recall(stability, day - last)
            for place, last, stability in zip(self.places, self._counted_from(day), self.stabilities, strict=True)
        }
