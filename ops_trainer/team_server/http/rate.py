"""How often somebody may come: a bucket each, filled evenly, emptied by requests."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

MOST = 20_000  # buckets held; the one longest unused goes first


class Buckets:
    """A bucket for each key, which holds a minute's requests. `now` gives seconds that only go forward."""

    def __init__(self, a_minute: int, now: Callable[[], float]) -> None:
        self._most = float(a_minute)
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, when it was reckoned

    def take(self, key: str) -> int:
        """Take one request out; 0 when there was one, else the whole seconds until there is."""
        now = self._now()
        left, then = self._buckets.pop(key, (self._most, now))
        left = min(left + (now - then) * self._most / 60, self._most)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(math.ceil((1 - left) * 60 / self._most), 1)
