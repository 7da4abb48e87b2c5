"""What a day may take: the minutes, limits set by hand, days off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """Minutes a day, hand-set limits in cards (None where the minutes alone decide), and the days off.

    `weekly` are weekdays (0 is Monday), `off` single local days.
    """

    minutes: float
    new_limit: int | None = None
    review_limit: int | None = None
    weekly: frozenset[int] = frozenset()
    off: frozenset[int] = frozenset()

    def is_off(self, day: int) -> bool:
        """Return whether a local day is a day off."""
        return day in self.off or (day + 3) % 7 in self.weekly  # 1970-01-01 was a Thursday

    def seconds(self, day: int) -> float:
        """Return the seconds that a day has for study."""
        return 0.0 if self.is_off(day) else self.minutes * 60
