"""What of a journal goes to a team's server, and what that server may add to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from sqlite3 import Connection
from typing import Any

from ops_trainer.memory.events import Event
from ops_trainer.store.journal import EVENT_COLUMNS, event_of
from ops_trainer.trainer.teams.membership import Membership, TeamRecords

OWN = "*"  # among covered decks: all that are the learner's own,
BUT = "-"  # before the id of each that is none of these
DECK = "substr(card, 1, instr(card || '/', '/') - 1)"


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a learner shares with a team. Decks are told by the names that events bear, not by what they are called
    today: no deck can claim another's history.

    `decks` are the team's; with `whole` all others of the learner go through its server as well, but for those of
    `others`, which other teams sent or assigned. What came from another team's server never goes to this one.
    """

    learner: str
    team: str
    decks: frozenset[str]
    others: frozenset[str]
    whole: bool

    @property
    def covers(self) -> list[str]:
        """What both sides are shown, as a cursor notes it."""
        return [OWN, *(BUT + deck for deck in sorted(self.others))] if self.whole else sorted(self.decks)

    def is_covered_by(self, covered: list[str] | None) -> bool:
        """Return whether a cursor lies behind all of it; a newly shared deck has a history that it passed over."""
        if covered is None:
            return True
        if OWN not in covered:
            return not self.whole and self.decks <= set(covered)
        passed_over = {deck.removeprefix(BUT) for deck in covered if deck.startswith(BUT)}
        return passed_over <= self.others if self.whole else not passed_over & self.decks

    def takes(self, raw: Mapping[str, Any]) -> bool:
        """Return whether the server may add an event: on the team's decks, and on the learner's own where these go
        through it. Settings are nobody's but the learner's."""
        card = raw.get("card")
        deck = card.partition("/")[0] if isinstance(card, str) else ""
        return deck in self.decks or (self.whole and deck not in self.others)

    def events(self, connection: Connection, after: int, most: int) -> tuple[list[tuple[int, Event]], int]:
        """Return at most so many events of cards that go to the server, with their arrival numbers, from after a
        number on; and the number up to which there are no others."""
        found = list(islice(self._events(connection, after), most))
        if len(found) == most:
            return found, found[-1][0]
        return found, max(last_of_cards(connection, self.learner), after)

    def settings(self, connection: Connection, after: int, most: int) -> list[tuple[int, Event]]:
        """Return at most so many setting events, with their arrival numbers, from after a number on."""
        rows = connection.execute(
            f"SELECT seq, {EVENT_COLUMNS} FROM event WHERE learner = ? AND card = '' AND kind = 'setting' AND seq > ?"
            f" AND {self._from_here} ORDER BY seq LIMIT ?",
            (self.learner, after, f"team:{self.team}", most),
        )
        return [(row[0], event_of(row[1:])) for row in rows]

    def count_waiting(self, connection: Connection, after: int) -> int:
        """Return how many events of cards go to the server from after an arrival number on."""
        which, values = self._of_cards
        query = f"SELECT count(*) FROM event WHERE learner = ? AND seq > ? AND {which}"
        return int(connection.execute(query, (self.learner, after, *values)).fetchone()[0])

    def count_given(self, connection: Connection, pushed: int, settings: int) -> int:
        """Return how many events the server acknowledged, of cards and of settings up to two arrival numbers."""
        which, values = self._of_cards
        query = (
            f"SELECT count(*) FROM event WHERE learner = ? AND (seq <= ? AND {which}"
            f" OR card = '' AND kind = 'setting' AND seq <= ? AND {self._from_here})"
        )
        row = connection.execute(query, (self.learner, pushed, *values, settings, f"team:{self.team}")).fetchone()
        return int(row[0])

    _from_here = "(via IS NULL OR ' ' || via NOT LIKE '% team:%' OR instr(' ' || via || ' ', ' ' || ? || ' ') > 0)"

    @property
    def _of_cards(self) -> tuple[str, tuple[object, ...]]:
        """The condition under which an event of a card goes to the server, and its values."""
        named = self.others if self.whole else self.decks
        slots = ", ".join("?" * len(named))
        which = f"{DECK} {'NOT IN' if self.whole else 'IN'} ({slots})"
        return f"card <> '' AND {which} AND {self._from_here}", (*sorted(named), f"team:{self.team}")

    def _events(self, connection: Connection, after: int) -> Iterator[tuple[int, Event]]:
        which, values = self._of_cards
        rows = connection.execute(
            f"SELECT seq, {EVENT_COLUMNS} FROM event WHERE learner = ? AND seq > ? AND {which} ORDER BY seq",
            (self.learner, after, *values),
        )
        for row in rows:
            yield row[0], event_of(row[1:])


def sharing_with(connection: Connection, learner: str, membership: Membership) -> Sharing:
    """Return what a learner shares with a team as it stands now."""
    records = TeamRecords(connection, learner)
    decks = records.assignments(membership.team).shared_decks
    others = {
        deck
        for one in records.memberships()
        if one.team != membership.team
        for tasks in [records.assignments(one.team)]
        for deck in (*tasks.decks, *tasks.shared_decks)
    }
    return Sharing(learner, membership.team, decks, frozenset(others) - decks, membership.whole is not False)


def last_of_cards(connection: Connection, learner: str) -> int:
    """Return the arrival number of a learner's latest event of a card, 0 without any."""
    row = connection.execute("SELECT max(seq) FROM event WHERE learner = ? AND card <> ''", (learner,)).fetchone()
    return int(row[0] or 0)
