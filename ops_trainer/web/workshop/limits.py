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
    """A bucket for each key. The keys used longest ago are forgotten when there are too many."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        """`clock` gives seconds that only rise."""
        self._rate = rate
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one out; 0 when there was one, else the seconds until there is."""
        level, now = self._level(key)
        if level < 1:
            return (1 - level) / self._rate.per_second
        self._put(key, level - 1, now)
        return 0.0

    def wait(self, key: str) -> float:
        """Seconds until there is one, without taking it."""
        level, _ = self._level(key)
        return 0.0 if level >= 1 else (1 - level) / self._rate.per_second

    def _level(self, key: str) -> tuple[float, float]:
        now = self._clock()
        level, since = self._levels.get(key, (self._rate.burst, now))
        return min(level + (now - since) * self._rate.per_second, self._rate.burst), now

    def _put(self, key: str, level: float, now: float) -> None:
        self._levels[key] = (level, now)
        self._levels.move_to_end(key)
        if len(self._levels) > MOST_KEYS:
            self._levels.popitem(last=False)


class Limits:
    """All limits of a room's server. Many honest phones may share one address, so that what is limited by address is
    only what honest people seldom do."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.tries = Buckets(Rate(60, 1), clock)  # wrong PINs and codes, by address
        self.knocks = Buckets(Rate(10, 0.2), clock)  # asking for a name back, by address
        self.joins = Buckets(Rate(300, 60), clock)  # coming in, by address: a whole room may share one
        self.answers = Buckets(Rate(20, 4), clock)  # by player
        self.looks = Buckets(Rate(40, 5), clock)  # whole snapshots, by player
        self.streams = Buckets(Rate(20, 1), clock)  # event streams opened, by player
