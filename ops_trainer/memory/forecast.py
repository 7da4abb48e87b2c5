"""What the coming days will ask, as far as it is known today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HORIZON = 365  # days that a backlog is followed


@dataclass(frozen=True, slots=True)
class Forecast:
    """Reviews on each of the coming days, today first, and the day by which the backlog is gone.

    `backlog_gone` is a local day, today when there is none, None when it does not go within HORIZON days, or
    within the days asked for where those are more.
    """

    reviews: tuple[int, ...]
    backlog: int
    backlog_gone: int | None


def forecast(due: Mapping[int, int], day: int, limit: int, days: int = 14, *, done_today: int = 0) -> Forecast:
    """Reviews a day from the number of cards due on each local day, never more than the limit.

    What does not fit moves on to the next day. `done_today` reviews are already taken from today's limit. Cards that
    will be introduced or forgotten meanwhile are not in it.
    """
    waiting = sum(count for on, count in due.items() if on <= day)
    reviews: list[int] = []
    gone: int | None = None
    backlog = max(waiting - max(limit - done_today, 0), 0)
    for ahead in range(max(days, HORIZON)):
        if ahead:
            waiting += due.get(day + ahead, 0)
        today = min(waiting, max(limit - (done_today if ahead == 0 else 0), 0))
        waiting -= today
        if ahead < days:
            reviews.append(today)
        if waiting == 0 and gone is None:
            gone = day + ahead
        if ahead >= days - 1 and gone is not None:
            break
    return Forecast(tuple(reviews), backlog, gone)


def minutes_for(cards: int, pace_ms: float) -> int:
    """Minutes that so many answers take at a pace in milliseconds an answer, at least one when there is any."""
    return max(round(cards * pace_ms / 60_000), 1) if cards else 0


def streak(days: set[int], today: int) -> int:
    """Days in a row with study, up to today, or up to yesterday while today is not yet studied."""
    last = today if today in days else today - 1
    count = 0
    while last - count in days:
        count += 1
    return count


def longest_streak(days: set[int]) -> int:
    """The longest run of days with study."""
    best = run = 0
    previous: int | None = None
    for day in sorted(days):
        run = run + 1 if previous is not None and day == previous + 1 else 1
        best, previous = max(best, run), day
    return best
