"""What a day may take: the minutes, limits set by hand, days off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """Minutes a day, hand-set limits in cards (None where the minutes alone decide), and the days off.

    `weekly` are weekdays (0 is Monday), `off` single local days. `habit` are weekdays on which the learner, without
    saying so, never studies: after the local day `since` nothing is expected to be done on them.
    """

    minutes: float
    new_limit: int | None = None
    review_limit: int | None = None
    weekly: frozenset[int] = frozenset()
    off: frozenset[int] = frozenset()
    habit: frozenset[int] = frozenset()
    since: int = 0

    def is_off(self, day: int) -> bool:
        """Return whether a local day is a day off."""
        return day in self.off or (day + 3) % 7 in self.weekly  # 1970-01-01 was a Thursday

    def seconds(self, day: int) -> float:
        """Return the seconds that a day has for study."""
        return 0.0 if self.is_off(day) or self.is_kept_free(day) else self.minutes * 60

    def is_kept_free(self, day: int) -> bool:
        """Return whether a later local day is expected to be one without study, out of habit."""
        return day > self.since and (day + 3) % 7 in self.habit
