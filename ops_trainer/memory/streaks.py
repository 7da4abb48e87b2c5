"""Days in a row with study."""

from __future__ import annotations

from collections.abc import Callable


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
