"""Who is in a room."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.locale import Lang


@dataclass(slots=True)
class Player:
    """A player. `token` is the hash of what their phone shows to be them; `claim` the code for their misses;
    `team` counts from 0; `left` and `gone` tell that they went by themselves or were sent out."""

    id: str
    name: str
    lang: Lang
    token: str
    claim: str
    joined: int
    team: int | None = None
    left: bool = False
    gone: bool = False

    @property
    def active(self) -> bool:
        """Whether they are in the room."""
        return not (self.left or self.gone)


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody who says that a name is theirs, and waits for the facilitator's yes."""

    id: str
    player: str
    token: str
    lang: Lang
    at: int
