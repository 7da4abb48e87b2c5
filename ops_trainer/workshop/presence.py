"""Which players can be reached: known to whoever serves a room, not in its log. Time comes in from outside."""

from __future__ import annotations

from collections import Counter

AWAY_MS = 30_000  # nobody waits for a phone that has been disconnected, or silent, for so long


class Presence:
    """The phones of a room. A player is here while a screen of theirs is connected, and for AWAY_MS after the last sign
    of life: a request, a connection that opened or ended. Times are UTC milliseconds."""

    def __init__(self, now: int) -> None:
        """`now` stands as the last sign of life of everybody not heard of yet, so that after a restart all have the
        time to come back."""
        self._began = now
        self._screens: Counter[str] = Counter()
        self._heard: dict[str, int] = {}

    def heard(self, player: str, now: int) -> None:
        """Take a sign of life in."""
        self._heard[player] = max(now, self._heard.get(player, now))

    def connect(self, player: str, now: int) -> None:
        """One more screen of a player is connected."""
        self._screens[player] += 1
        self.heard(player, now)

    def disconnect(self, player: str, now: int | None) -> None:
        """One screen fewer; `now` is None for one that fell silent, which is no sign of life."""
        self._screens[player] -= 1
        if now is not None:
            self.heard(player, now)

    @property
    def connected(self) -> set[str]:
        """The players with a screen that is connected now."""
        return set(+self._screens)

    def is_here(self, player: str, now: int) -> bool:
        """Whether a player is to be waited for."""
        return self._screens[player] > 0 or now - self._heard.get(player, self._began) < AWAY_MS
