"""What happens in a room, an entry at a time. The log is the truth; a room is what comes of going through it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Kind(enum.StrEnum):
    """What an entry says. Beside each, what its data hold."""

    OPENED = "opened"  # the room: id, pin, title, rules, items
    JOINED = "joined"  # player, name, lang, token (its hash), claim, team
    LEFT = "left"  # player
    RETURNED = "returned"  # player
    KICKED = "kicked"  # player
    LOCKED = "locked"  # nobody may join
    UNLOCKED = "unlocked"
    KNOCKED = "knocked"  # somebody says that a name is theirs: knock, player, token (its hash), lang
    ADMITTED = "admitted"  # knock: the facilitator said yes
    TURNED_AWAY = "turned_away"  # knock
    INSERTED = "inserted"  # an item comes next: item
    ASKED = "asked"  # the next question is open
    VOTED_AGAIN = "voted_again"  # the second vote on the same question is open
    ANSWERED = "answered"  # player, run, ballot, answer; lang when it is not the player's own
    MORE = "more"  # ms: so much longer
    WORDED = "worded"  # text: whether phones show questions and options
    CLOSED = "closed"  # no more answers: away (players without an answer whose phones could not be reached), if any
    DISCUSSED = "discussed"  # the first vote is over, people talk: away
    REVEALED = "revealed"  # away, where the vote was open until now
    RULED = "ruled"  # the facilitator lets a typed answer count, or not: run, text, right
    RANKED = "ranked"  # the standings are shown
    PASSED = "passed"  # the question is left out and counts for nothing
    PAUSED = "paused"
    WENT_ON = "went_on"
    SCREENED = "screened"  # a projector page may show the room: token (its hash)
    RESUMED = "resumed"  # the host program came back: time stood still since the entry before
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: its number in the room's log, from 1; when, in UTC milliseconds; what."""

    seq: int
    at: int
    kind: Kind
    data: Mapping[str, Any] = field(default_factory=dict)
