"""The schedule: FSRS-6 over whole days, with our own repeatable fuzz."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from ops_trainer.memory import fsrs6
from ops_trainer.memory.events import CardState, Event, Kind, Rating
from ops_trainer.memory.journal import place, sort_key

MAX_INTERVAL = 36_500
PLACED = 14.0  # days of stability of a card shown to be known, where its event does not say
TYPICAL = 5.0  # a difficulty in the middle of the scale
AGAIN = int(Rating.AGAIN)
Review = tuple[int, str, int, int]  # when, in UTC milliseconds; id, local day, rating
# Wider spread for short intervals, as in FSRS's own fuzz: (from days, to days, share of the interval).
FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))


@dataclass(frozen=True)
class Scheduler:
    """Folds events into a card's memory and tells when it is due.

    `parameters` are FSRS's weights (empty: the published defaults of FSRS-6), `retention` the share that the learner
    wants to recall when a card comes back (0.7 to 0.97). The same events with the same scheduler give the same state.
    """

    parameters: tuple[float, ...] = ()
    retention: float = 0.9

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """Return FSRS's weights, w0 to w20."""
        return self.parameters or fsrs6.WEIGHTS

    @cached_property
    def step(self) -> fsrs6.Step:
        """Return the step that a memory takes at a review."""
        return fsrs6.step_of(self.weights)

    @cached_property
    def _decay(self) -> float:
        return fsrs6.curve(self.weights)[0]

    @cached_property
    def _factor(self) -> float:
        return fsrs6.curve(self.weights)[1]

    @cached_property
    def _days_a_stability(self) -> float:
        """Return days until recall falls to the retention wanted, for each day of stability."""
        return float((self.retention ** (1 / self._decay) - 1) / self._factor)

    @property
    def key(self) -> str:
        """Return a name for this scheduler: states computed under another key must be replayed."""
        return f"fsrs6:{self.retention}:{zlib.crc32(repr(self.parameters).encode()):08x}"

    def recall(self, stability: float, days: float) -> float:
        """Return the predicted probability of recall `days` after the latest review."""
        return float((1 + self._factor * max(days, 0) / stability) ** self._decay)

    def retrievability(self, state: CardState, day: int) -> float | None:
        """Return the predicted probability that a card is recalled on a day; None while it has no memory."""
        if state.stability is None or state.last_day is None:
            return None
        # What was just missed isn't known because its answer was shown: it counts as it will on the next day.
        return self.recall(state.stability, max(day - state.last_day, 1 if state.missed else 0))

    def expected(self, stabilities: Iterable[float], last_days: Iterable[int], day: int) -> float:
        """Return how many of some cards are expected to be recalled on a day: `recall` summed, for many cards at
        once."""
        decay, factor = self._decay, self._factor
        return sum(
            (1 + factor * (day - last) / stability) ** decay if day > last else 1.0
            for stability, last in zip(stabilities, last_days, strict=True)
        )

    def interval(self, stability: float, card: str = "", reps: int = 0) -> int:
        """Return the whole days until recall falls to the retention wanted, spread a little by card and repetition."""
        days = min(max(round(stability * self._days_a_stability), 1), MAX_INTERVAL)
        return _spread(days, card, reps) if card else days

    def apply_event(self, state: CardState, event: Event) -> CardState:
        """Return the state after one more event of the same card."""
        if event.kind is Kind.REVIEW:
            return self._reviewed(state, event.rating or Rating.AGAIN, event.local_day, sort_key(event))
        state = replace(state, upto=sort_key(event))
        match event.kind:
            case Kind.CREDIT:
                return self._placed(state, event)
            case Kind.BRING_BACK:
                due = event.local_day if state.due_day is None else min(state.due_day, event.local_day)
                return replace(state, due_day=due, summoned=event.local_day)
            case Kind.SUSPEND:
                return replace(state, suspended=True)
            case Kind.RESUME:
                return replace(state, suspended=False)
            case Kind.BURY:
                return replace(state, buried_day=event.local_day)
            case Kind.FLAG:
                return replace(state, flag=str((event.data or {}).get("remark", "")))
            case Kind.UNFLAG:
                return replace(state, flag=None)
            case Kind.RESET:
                return CardState(state.card, flag=state.flag, suspended=state.suspended, upto=state.upto)
        return state

    def fold_events(self, card: str, events: Sequence[Event]) -> CardState:
        """Return the state of a card after events that are in force and in reading order."""
        state = CardState(card)
        for event in events:
            state = self.apply_event(state, event)
        return state

    def fold_reviews(self, card: str, reviews: Sequence[Review]) -> CardState:
        """Return what `fold_events` does where all events are reviews, each by time, id, local day and rating, in
        reading order: without an event and a state for each, which take most of a long replay."""
        step = self.step
        stability, difficulty = None, TYPICAL
        first_day = last_day = last_recalled = last_rating = None
        lapses = days_recalled = 0
        for _, _, day, rating in reviews:
            if last_day is None:
                first_day = last_day = day
            elif day < last_day:
                day = last_day
            stability, difficulty = step(stability, difficulty, day - last_day, rating)
            if rating == AGAIN:
                lapses += days_recalled > 0 and last_rating != AGAIN
            elif last_recalled != day:
                days_recalled += 1
                last_recalled = day
            last_day, last_rating = day, rating
        if stability is None or last_day is None or last_rating is None:
            return CardState(card)
        reps = len(reviews)
        at, id_, *_ = reviews[-1]
        return CardState(
            card=card,
            stability=stability,
            difficulty=difficulty,
            due_day=last_day if last_rating == AGAIN else last_day + self.interval(stability, card, reps),
            first_day=first_day,
            last_day=last_day,
            last_rating=Rating(last_rating),
            reps=reps,
            lapses=lapses,
            days_recalled=days_recalled,
            last_recalled=last_recalled,
            upto=place(at, id_),
        )

    def preview(self, state: CardState, day: int, ratings: Iterable[Rating] = Rating) -> dict[Rating, int]:
        """Return days until the card comes back, for each of the ratings; 0 means again in the same session."""
        found: dict[Rating, int] = {}
        for rating in ratings:
            found[rating] = 0
            if rating is not Rating.AGAIN:
                elapsed = 0 if state.last_day is None else max(day - state.last_day, 0)
                stability, _ = self.step(state.stability, state.difficulty or TYPICAL, elapsed, rating)
                found[rating] = self.interval(stability, state.card, state.reps + 1)
        return found

    def reviewed(self, state: CardState, rating: Rating, day: int) -> CardState:
        """Return the state after an imagined review on a day, as plans and forecasts need it."""
        return self._reviewed(state, rating, day, state.upto)

    def typical(self, stability: float | None, days: int) -> tuple[float, int]:
        """Return the stability after a card is recalled `days` after its latest answer, and the days until it is due
        again.

        None is the stability of a card never met. For forecasts: difficulty and the interval are those in the middle.
        """
        before = CardState("") if stability is None else CardState("", stability, TYPICAL, last_day=0, reps=1)
        after = self.reviewed(before, Rating.GOOD, days).stability or 0.001
        return after, self.interval(after)

    def _reviewed(self, state: CardState, rating: Rating, day: int, upto: str) -> CardState:
        # A clock that was set back gives no negative times: the card's own days only go forward.
        day = max(day, state.last_day) if state.last_day is not None else day
        elapsed = 0 if state.last_day is None else day - state.last_day
        stability, difficulty = self.step(state.stability, state.difficulty or TYPICAL, elapsed, rating)
        recalled = rating is not Rating.AGAIN
        reps = state.reps + 1
        # Written out rather than by `replace`, which takes most of the time of a long replay.
        return CardState(
            card=state.card,
            stability=stability,
            difficulty=difficulty,
            due_day=day + self.interval(stability, state.card, reps) if recalled else day,
            first_day=day if state.first_day is None else state.first_day,
            last_day=day,
            last_rating=rating,
            reps=reps,
            lapses=state.lapses + (not recalled and state.days_recalled > 0 and not state.missed),
            days_recalled=state.days_recalled + (recalled and state.last_recalled != day),
            last_recalled=day if recalled else state.last_recalled,
            suspended=state.suspended,
            buried_day=state.buried_day,
            flag=state.flag,
            placed=state.placed,
            upto=upto,
        )

    def _placed(self, state: CardState, event: Event) -> CardState:
        if state.reps:
            return state
        said = (event.data or {}).get("stability")
        known = said if isinstance(said, int | float) and said == said else PLACED  # NaN is not itself
        stability = float(min(max(known, 1.0), 365.0))
        return replace(
            state,
            stability=stability,
            difficulty=5.0,
            due_day=event.local_day + self.interval(stability, state.card, 1),
            last_day=event.local_day,
            placed=True,
        )


def usable(parameters: Sequence[object]) -> bool:
    """Return whether these are weights that this version of FSRS can work with; none at all are the defaults."""
    if not parameters:
        return True
    try:
        numbers = [float(one) for one in parameters if isinstance(one, int | float) and one == one]
        fsrs6.check(numbers)
    except (ValueError, OverflowError):
        return False
    return len(numbers) == len(parameters)


def _spread(days: int, card: str, reps: int) -> int:
    """Return the interval moved within FSRS's fuzz range, by card and repetition alone, so that a replay gives the
    same."""
    if days < FUZZ[0][0]:
        return days
    low, high = fuzz_range(days)
    return low + zlib.crc32(f"{card}#{reps}".encode()) % (high - low + 1)


@lru_cache(maxsize=4096)
def fuzz_range(days: int) -> tuple[int, int]:
    """Return the shortest and the longest interval, in days, that one of so many days may become."""
    if days < FUZZ[0][0]:
        return days, days
    delta = 1.0
    for start, to, share in FUZZ:
        if days > start:
            delta += share * (min(days, to) - start)
    return max(2, round(days - delta)), min(round(days + delta), MAX_INTERVAL)
