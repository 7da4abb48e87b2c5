"""Days in a row with study, and days of a week."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

MONTH = 30  # days that "lately" looks back


def never(_day: int) -> bool:
    """Return False: no day was skipped."""
    return False


class Habit(NamedTuple):
    """How regularly somebody studies, as of a day.

    `streak` is days in a row, `week` days of this week from Monday on, `lately` days of the latest MONTH, this one
    included; `missed` tells that yesterday alone was left out.
    """

    streak: int
    week: int
    lately: int
    missed: bool


def habit(days: set[int], today: int, skipped: Callable[[int], bool] = never) -> Habit:
    """Return how regular study on some local days is. Days off, and days that never came, are `skipped`: they break
    nothing and count as none."""
    monday = today - (today + 3) % 7
    yesterday = today - 1
    missed = yesterday not in days and yesterday - 1 in days and not skipped(yesterday)
    return Habit(
        streak(days, today, skipped),
        sum(monday <= day <= today for day in days),
        sum(today - MONTH < day <= today for day in days),
        missed,
    )


def streak(days: set[int], today: int, skipped: Callable[[int], bool] = never) -> int:
    """Return days in a row with study, up to today, or up to yesterday while today is not yet studied.

    Days that are `skipped` break no row, and count as none.
    """
    first = min(days, default=today)
    last = today if today in days else today - 1
    count = 0
    while last >= first and (last in days or skipped(last)):
        count += last in days
        last -= 1
    return count


def longest_streak(days: set[int], skipped: Callable[[int], bool] = never) -> int:
    """Return the longest run of days with study; days that are `skipped` break no run."""
    best = run = 0
    previous: int | None = None
    for day in sorted(days):
        follows = previous is not None and all(map(skipped, range(previous + 1, day)))
        run = run + 1 if follows else 1
        best, previous = max(best, run), day
    return best
