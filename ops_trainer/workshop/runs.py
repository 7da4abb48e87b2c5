"""A question asked in a room: one vote or two, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field

from ops_trainer.content.questions.answer import Answer, Mark
from ops_trainer.workshop.rules import Item

GRACE_MS = 700  # an answer tapped in the last moment may arrive so much later


@dataclass(frozen=True, slots=True)
class Reply:
    """What a player answered in a vote. `took` is milliseconds by the server's clock, pauses left out; `mark` is None
    in a poll."""

    answer: Answer
    at: int
    took: int
    mark: Mark | None


@dataclass(slots=True)
class Ballot:
    """One vote on a question. Times are in milliseconds: when it opened, how long it may take (`limit`, 0 for no end),
    what the facilitator added (`extra`, which changes no points), how long it stood still (`idle`)."""

    number: int
    opened: int
    limit: int
    extra: int = 0
    idle: int = 0
    closed: int | None = None
    replies: dict[str, Reply] = field(default_factory=dict)

    @property
    def ends(self) -> int | None:
        """When the time is over, in UTC milliseconds; None without a limit."""
        return self.opened + self.idle + self.limit + self.extra if self.limit else None

    def took(self, at: int) -> int:
        """Return the milliseconds since it was opened, pauses left out."""
        return max(at - self.opened - self.idle, 0)

    def is_over(self, at: int) -> bool:
        """Return whether an answer at a moment is too late."""
        ends = self.ends
        return self.closed is not None or (ends is not None and at > ends + GRACE_MS)


@dataclass(slots=True)
class Run:
    """One asking of an item: `number` counts from 1 in the room. `members` are the players who were in the room while
    a vote was open; `away` those of them who gave no answer and whose phones could not be reached when it closed."""

    number: int
    item: Item
    ballots: list[Ballot]
    members: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    revealed: bool = False
    passed: bool = False
    ruled: dict[str, bool] = field(default_factory=dict)  # by `counted_as`: typed answers that were decided on

    @property
    def ballot(self) -> Ballot:
        """The latest vote."""
        return self.ballots[-1]

    @property
    def counts(self) -> bool:
        """Whether it brings points: revealed, not passed over, no poll."""
        return self.revealed and not self.passed and not self.item.poll

    @property
    def there(self) -> set[str]:
        """The players whom the question counts for: a phone that was away is not an answer left open."""
        return self.members - self.away

    def reply(self, player: str) -> Reply | None:
        """Return what counts of a player's answers: the latest vote that they took part in."""
        for ballot in reversed(self.ballots):
            if player in ballot.replies:
                return ballot.replies[player]
        return None

    def limit_of(self, player: str) -> int:
        """Return the time there was in the vote that counts for a player."""
        for ballot in reversed(self.ballots):
            if player in ballot.replies:
                return ballot.limit
        return 0
