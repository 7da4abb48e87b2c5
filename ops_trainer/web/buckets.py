"""How often somebody may do something: buckets that fill again with time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second after that."""

    burst: float
    per_second: float


class Buckets:
    """A token bucket for each key. Beyond `most_keys`, the key used longest ago is forgotten."""

    def __init__(self, rate: Rate, clock: Callable[[], float], most_keys: int = MOST_KEYS) -> None:
        """Start with full buckets; `clock` gives seconds that only rise."""
        self._rate = rate
        self._most_keys = most_keys
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one out and return 0, or return the seconds until there is one."""
        level, now = self._level(key)
        self._put(key, level if level < 1 else level - 1, now)  # who is refused is not forgotten for that
        return 0.0 if level >= 1 else (1 - level) / self._rate.per_second

    def wait(self, key: str) -> float:
        """Return the seconds until there is one, without taking it."""
        level, _ = self._level(key)
        return 0.0 if level >= 1 else (1 - level) / self._rate.per_second

    def _level(self, key: str) -> tuple[float, float]:
        now = self._clock()
        level, since = self._levels.get(key, (self._rate.burst, now))
        return min(level + (now - since) * self._rate.per_second, self._rate.burst), now

    def _put(self, key: str, level: float, now: float) -> None:
        self._levels[key] = (level, now)
        self._levels.move_to_end(key)
        if len(self._levels) > self._most_keys:
            self._levels.popitem(last=False)
