"""What the coming days will ask, as far as it is known today."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

LOOKS_AT_NEW = 3  # times a new card is looked at on its first day, on average, with its lesson
HORIZON = 365  # days that a backlog is followed

# A memory's stability (None before the first answer) and the days since the latest answer, to the stability after a
# typical answer and the days until the card is due again.
TypicalAnswer = Callable[[float | None, int], tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards that come due on one day: how many, their mean stability in days and the mean day of their latest answer.

    Both are None for cards that were never answered.
    """

    cards: int
    stability: float | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True)
class Paced:
    """New cards of an assignment: `waiting` of them, `today` still to be taken up today, at least `a_day` on each
    later day before `due_day`."""

    waiting: int
    today: int
    a_day: int
    due_day: int


@dataclass(frozen=True, slots=True)
class Intake:
    """New cards to be taken up: `waiting` in all, `today` still today, at most `limit` on each later day.

    Those of an assignment come first, and at its pace even where that is more than the limit.
    """

    waiting: int = 0
    today: int = 0
    limit: int = 0
    paced: tuple[Paced, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What each of the coming days will ask, today first, and the day by which the backlog is gone.

    `reviews` and `new` are cards. `backlog_gone` is the local day on which the last card due by today is reviewed,
    today when there is none, None when it does not go within HORIZON days, or within the days asked for where those
    are more.
    """

    reviews: tuple[int, ...]
    new: tuple[int, ...]
    backlog_gone: int | None

    @property
    def cards(self) -> tuple[int, ...]:
        """Return reviews and new cards together, by day."""
        return tuple(map(sum, zip(self.reviews, self.new, strict=True)))


def forecast(
    due: Mapping[int, Batch],
    day: int,
    limit: int,
    answer: TypicalAnswer,
    days: int = 14,
    *,
    today: int,
    intake: Intake = Intake(),
) -> Forecast:
    """Serve the queue day by day as it will be served, every card answered as is typical.

    `due` has the cards by the local day on which they are due, `limit` is that of reviews a day, `today` the reviews
    still to be done today. What does not fit moves on to the next day. New cards and reviews come back at the
    interval that a typical answer gives; those that will be forgotten meanwhile are not told apart.
    """
    due_by_day: dict[int, Batch] = {on: batch for on, batch in due.items() if on > day}
    line = deque(due[on] for on in sorted(due) if on <= day and due[on].cards)
    backlog = sum(batch.cards for batch in line)
    reviews: list[int] = []
    new: list[int] = []
    gone: int | None = None
    for on in range(day, day + max(days, HORIZON)):
        if on > day and (batch := due_by_day.pop(on, None)) is not None:
            line.append(batch)
        reviews.append(_review(line, due_by_day, on, today if on == day else limit, answer))
        taken, intake = _take_up(intake, on, first=on == day)
        if taken:
            stability, interval = answer(None, 0)
            _put(due_by_day, on + interval, Batch(taken, stability, on))
        new.append(taken)
        backlog -= reviews[-1]
        if backlog <= 0 and gone is None:
            gone = on
        if len(reviews) >= days and gone is not None:
            break
    return Forecast(tuple(reviews[:days]), tuple(new[:days]), gone)


def _review(line: deque[Batch], due_by_day: dict[int, Batch], on: int, most: int, answer: TypicalAnswer) -> int:
    """Review up to so many cards of the line, those due first before the others; return how many."""
    done = 0
    while line and done < most:
        batch = line.popleft()
        count = min(batch.cards, most - done)
        if count < batch.cards:
            line.appendleft(replace(batch, cards=batch.cards - count))
        elapsed = 0 if batch.last_day is None else max(on - batch.last_day, 0)
        stability, interval = answer(batch.stability, elapsed)
        _put(due_by_day, on + interval, Batch(count, stability, on))
        done += count
    return done


def _put(due_by_day: dict[int, Batch], on: int, batch: Batch) -> None:
    """Add cards to those that come due on a day, as one batch with the means of both."""
    there = due_by_day.get(on)
    if there is None or not there.cards:
        due_by_day[on] = batch
        return
    cards = there.cards + batch.cards
    strengths = [(one.cards, one.stability, one.last_day) for one in (there, batch) if one.stability is not None]
    known = sum(count for count, _, _ in strengths)
    stability = sum(count * (strength or 0.0) for count, strength, _ in strengths) / known if known else None
    last = round(sum(count * (latest or on) for count, _, latest in strengths) / known) if known else None
    due_by_day[on] = Batch(cards, stability, last)


def _take_up(intake: Intake, on: int, *, first: bool) -> tuple[int, Intake]:
    """Return how many new cards a day takes up, and what is left after it."""
    ahead = [one for one in intake.paced if on < one.due_day]
    least = [min(one.today if first else one.a_day, one.waiting) for one in ahead]
    taken = min(intake.today if first else max(intake.limit, sum(least)), intake.waiting)
    room = max(taken - sum(least), 0)
    left = []
    for one, count in zip(ahead, least, strict=True):
        more = min(room, one.waiting - count)
        room -= more
        left.append(replace(one, waiting=one.waiting - count - more))
    return taken, replace(intake, waiting=intake.waiting - taken, paced=tuple(left))


def minutes_for(cards: int, pace_ms: float, *, new: int = 0) -> int:
    """Return the minutes that so many answers and new cards take at a pace in milliseconds an answer."""
    looks = cards + new * LOOKS_AT_NEW
    return max(round(looks * pace_ms / 60_000), 1) if looks else 0


def never(_day: int) -> bool:
    """Return False: no day was skipped."""
    return False


def streak(days: set[int], today: int, skipped: Callable[[int], bool] = never) -> int:
    """Return days in a row with study, up to today, or up to yesterday while today is not yet studied.

    A day that never came (`skipped`) breaks no row, and counts as none.
    """
    last = today if today in days else today - 1
    count = 0
    while last in days or (last - 1 in days and skipped(last)):
        count += last in days
        last -= 1
    return count


def longest_streak(days: set[int], skipped: Callable[[int], bool] = never) -> int:
    """Return the longest run of days with study; a day that never came breaks no run."""
    best = run = 0
    previous: int | None = None
    for day in sorted(days):
        follows = previous is not None and (day == previous + 1 or (day == previous + 2 and skipped(day - 1)))
        run = run + 1 if follows else 1
        best, previous = max(best, run), day
    return best
