"""Which cards could be asked today, read no further than needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from ops_trainer.memory.queue import Candidate
from ops_trainer.memory.rates import Look

REVIEWED_TODAY = "event INDEXED BY event_day WHERE learner = :learner AND local_day = :day AND kind = 'review'"
AWAKE = "s.suspended = 0 AND coalesce(s.buried_day, -1) <> :day"
Row = tuple[str, float | None, float | None, int | None, int]
IS_NEW = f"(s.card IS NULL OR (s.due_day IS NULL AND {AWAKE}))"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cards, of which decks and with which tags (all when empty), on which day; a tag by what it is compared
    by."""

    learner: str
    day: int
    decks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def of(self, column: str, card: str | None = None) -> str:
        """Return decks and tags as an SQL condition on a column that holds deck ids or card ids; with deck ids, `card`
        is the column of card ids."""
        if not self.tags:
            return self._of_decks(column)
        slots = ", ".join(f":tag{number}" for number in range(len(self.tags)))
        cards = f"SELECT id FROM card WHERE note IN (SELECT note FROM tag WHERE key IN ({slots}))"
        return f"({self._of_decks(column)} AND {card or column} IN ({cards}))"

    def _of_decks(self, column: str) -> str:
        # Deck ids are slugs; anything else names no deck.
        slugs = [deck for deck in self.decks if deck.replace("-", "").isalnum() and deck.isascii()]
        if not self.decks:
            return "1"
        return "(" + " OR ".join(f"{column} = '{deck}' OR {column} GLOB '{deck}/*'" for deck in slugs or ["-"]) + ")"

    @property
    def values(self) -> dict[str, object]:
        """Return the parameters of the queries below."""
        tags = {f"tag{number}": tag for number, tag in enumerate(self.tags)}
        return {"learner": self.learner, "day": self.day, **tags}


def again(connection: Connection, scope: Scope) -> list[Candidate]:
    """Return the cards missed today and not recalled since, the longest ago first."""
    rows = connection.execute(
        f"SELECT c.id, c.note FROM card_state s INDEXED BY card_state_due JOIN card c ON c.id = s.card"
        f" WHERE s.learner = :learner AND s.due_day = :day AND s.last_day = :day AND s.last_rating = 1"
        f" AND {AWAKE} AND {scope.of('s.card')} ORDER BY s.upto",
        scope.values,
    )
    return [Candidate(*row) for row in rows]


def due(connection: Connection, scope: Scope, most: int) -> list[Candidate]:
    """Return due cards by falling risk of having been forgotten, at most `most`.

    Predicted recall falls with days since the review over stability, so that this ratio gives the order. Cards that a
    quiz or a workshop brought back come first.
    """
    found: list[Candidate] = []
    step = max(most + most // 4, 50)
    for offset in range(0, 10_000_000, step):
        # The first reading is of the index alone; only the cards that it chose are looked up.
        rows = connection.execute(
            f"SELECT s.card, EXISTS (SELECT 1 FROM card c WHERE c.id = s.card) FROM ("
            f" SELECT s.card AS card FROM card_state s INDEXED BY card_state_due"
            f" WHERE s.learner = :learner AND s.due_day <= :day AND {AWAKE} AND {scope.of('s.card')}"
            f" AND NOT (s.last_day IS :day AND s.due_day = :day AND s.last_rating IS 1)"
            f" ORDER BY coalesce((:day - s.last_day) / s.stability, 1e9) DESC, s.card LIMIT {step} OFFSET {offset}"
            f") s",
            scope.values,
        ).fetchall()
        found += [Candidate(card, card.rpartition("/")[0]) for card, there in rows if there]
        if len(found) >= most or len(rows) < step:
            break
    return found[:most]


def new(connection: Connection, scope: Scope, most: int) -> list[Candidate]:
    """Return cards never met, in the learning order, at most `most`."""
    rows = connection.execute(
        f"SELECT c.id, c.note FROM card c LEFT JOIN card_state s ON s.learner = :learner AND s.card = c.id"
        f" WHERE {IS_NEW} AND {scope.of('c.deck', 'c.id')}"
        f" ORDER BY c.position, c.face_order LIMIT {most}",
        scope.values,
    )
    return [Candidate(*row) for row in rows]


def notes_met(connection: Connection, scope: Scope) -> set[str]:
    """Return the notes of which a card was reviewed today."""
    rows = connection.execute(
        f"SELECT DISTINCT card FROM {REVIEWED_TODAY}",
        scope.values,
    )
    return {row[0].rpartition("/")[0] for row in rows}


def counts_today(connection: Connection, scope: Scope) -> tuple[int, int]:
    """Return how many cards were introduced today, and how many others were reviewed, over all decks."""
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(s.first_day = :day), 0) FROM (SELECT DISTINCT card FROM {REVIEWED_TODAY}"
        ") e JOIN card_state s ON s.learner = :learner AND s.card = e.card AND s.last_day = :day",
        scope.values,
    ).fetchone()
    return int(row[1]), int(row[0]) - int(row[1])


def introduced_by_deck(connection: Connection, scope: Scope) -> dict[str, int]:
    """Return how many cards of each deck were introduced today."""
    rows = connection.execute(
        f"SELECT substr(e.card, 1, instr(e.card, '/') - 1) AS deck, count(*) FROM (SELECT DISTINCT card FROM"
        f" {REVIEWED_TODAY}) e JOIN card_state s ON s.learner = :learner AND s.card = e.card AND s.first_day = :day"
        " GROUP BY deck",
        scope.values,
    )
    return {row[0]: row[1] for row in rows}


def touched(connection: Connection, scope: Scope) -> list[str]:
    """Return the cards that were reviewed today, or put aside or brought back."""
    rows = connection.execute(
        "SELECT DISTINCT card FROM event INDEXED BY event_day WHERE learner = :learner AND local_day = :day"
        " AND kind NOT IN ('answer', 'setting', 'void')",
        scope.values,
    )
    return [row[0] for row in rows]


def waiting_of(connection: Connection, scope: Scope, cards: Sequence[str]) -> list[tuple[Candidate, bool]]:
    """Return those of some cards that were not reviewed today nor put aside, in their order, and whether each is
    new."""
    found: dict[str, tuple[Candidate, bool]] = {}
    for start in range(0, len(cards), 500):
        some = cards[start : start + 500]
        names = {f"card{number}": card for number, card in enumerate(some)}
        rows = connection.execute(
            f"SELECT c.id, c.note, s.last_day IS NULL FROM card c LEFT JOIN card_state s"
            f" ON s.learner = :learner AND s.card = c.id WHERE c.id IN ({', '.join(f':{name}' for name in names)})"
            f" AND (s.card IS NULL OR ({AWAKE} AND coalesce(s.last_day, -1) < :day))"
            f" AND {scope.of('c.deck', 'c.id')}",
            {**scope.values, **names},
        )
        found |= {card: (Candidate(card, note), bool(new)) for card, note, new in rows}
    return [found[card] for card in cards if card in found]


def are_due(connection: Connection, scope: Scope, cards: Sequence[str]) -> list[bool]:
    """Return of some cards whether each is due today."""
    due = set()
    for start in range(0, len(cards), 500):
        some = cards[start : start + 500]
        rows = connection.execute(
            "SELECT card FROM card_state WHERE learner = ? AND due_day <= ?"
            f" AND card IN ({', '.join('?' * len(some))})",
            (scope.learner, scope.day, *some),
        )
        due |= {row[0] for row in rows}
    return [card in due for card in cards]


def memories(connection: Connection, scope: Scope, most: int, sample: int) -> tuple[list[Row], float]:
    """Return the cards that have a day on which they come back, suspended ones left out, and how many cards each of
    them stands for: of more than `most` only an even part of about `sample` is read.

    A row has card, stability, difficulty, latest day, due day; a card put aside today is due tomorrow.
    """
    where = (
        f"s.learner = :learner AND s.due_day IS NOT NULL AND s.suspended = 0 AND {scope.of('s.card')}"
        " AND EXISTS (SELECT 1 FROM card c WHERE c.id = s.card)"
    )
    count = "SELECT count(*) FROM card_state s INDEXED BY card_state_due WHERE"
    cards = int(connection.execute(f"{count} {where}", scope.values).fetchone()[0])
    due = "CASE WHEN s.buried_day IS :day THEN max(s.due_day, :day + 1) ELSE s.due_day END"
    columns = f"s.card, s.stability, s.difficulty, s.last_day, {due}"
    if cards <= most:
        rows = connection.execute(
            f"SELECT {columns} FROM card_state s INDEXED BY card_state_due WHERE {where} ORDER BY s.card", scope.values
        ).fetchall()
        return rows, 1.0
    rows = connection.execute(
        f"SELECT {columns} FROM (SELECT s.card AS picked, row_number() OVER (ORDER BY s.due_day, s.card) AS place"
        f" FROM card_state s INDEXED BY card_state_due WHERE {where}) JOIN card_state s"
        " ON s.learner = :learner AND s.card = picked WHERE place % :step = 0 ORDER BY s.card",
        {**scope.values, "step": cards // sample},
    ).fetchall()
    return rows, cards / len(rows)


def looks(connection: Connection, learner: str, before: int, latest: int = 600) -> list[Look]:
    """Return the latest graded answers before a local day, in the order in which they were given."""
    rows = connection.execute(
        # Backwards through the table itself: any index would read all of a learner's reviews first.
        "SELECT e.card, e.local_day, s.first_day IS e.local_day, e.rating > 1, e.took_ms FROM"
        " (SELECT seq, card, local_day, rating, took_ms FROM event NOT INDEXED WHERE learner = :learner"
        " AND kind = 'review' AND local_day < :before ORDER BY seq DESC LIMIT :latest) e"
        " LEFT JOIN card_state s ON s.learner = :learner AND s.card = e.card ORDER BY e.seq",
        {"learner": learner, "before": before, "latest": latest},
    )
    return [Look(card, day, bool(first), bool(recalled), took) for card, day, first, recalled, took in rows]


def count_cards(connection: Connection, decks: Sequence[str] = ()) -> int:
    """Return how many cards some decks have, all when none is named."""
    where = f"WHERE deck IN ({', '.join('?' * len(decks))})" if decks else ""
    return int(connection.execute(f"SELECT count(*) FROM card {where}", tuple(decks)).fetchone()[0])


def card_ids(connection: Connection, deck: str) -> list[str]:
    """Return the cards of a deck in the learning order."""
    rows = connection.execute("SELECT id FROM card WHERE deck = ? ORDER BY position, face_order", (deck,))
    return [row[0] for row in rows]


def last_event_before(connection: Connection, scope: Scope) -> int:
    """Return the number of the latest event that was taken in of the days before today, 0 without any."""
    row = connection.execute(
        # Backwards through the table itself: it passes over today's events only.
        "SELECT seq FROM event NOT INDEXED WHERE learner = :learner AND local_day < :day ORDER BY seq DESC LIMIT 1",
        scope.values,
    ).fetchone()
    return 0 if row is None else int(row[0])


def count_new(connection: Connection, scope: Scope, most: int) -> int:
    """Return how many cards were never met, counted no further than `most`; from the end of the learning order, where
    they are."""
    return int(
        connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM card c LEFT JOIN card_state s"
            f" ON s.learner = :learner AND s.card = c.id WHERE {IS_NEW} AND {scope.of('c.deck', 'c.id')}"
            f" ORDER BY c.position DESC LIMIT {most})",
            scope.values,
        ).fetchone()[0]
    )


def count_new_buried(connection: Connection, scope: Scope) -> int:
    """Return how many cards never met are put aside until tomorrow."""
    return int(
        connection.execute(
            f"SELECT count(*) FROM card_state s INDEXED BY card_state_due WHERE s.learner = :learner"
            f" AND s.due_day IS NULL AND s.suspended = 0 AND s.buried_day = :day AND {scope.of('s.card')}"
            f" AND EXISTS (SELECT 1 FROM card c WHERE c.id = s.card)",
            scope.values,
        ).fetchone()[0]
    )


def count_due(connection: Connection, scope: Scope) -> int:
    """Return how many cards are due today, without any limit, those missed today included."""
    return int(
        connection.execute(
            f"SELECT count(*) FROM card_state s WHERE s.learner = :learner AND s.due_day <= :day AND {AWAKE}"
            f" AND {scope.of('s.card')} AND EXISTS (SELECT 1 FROM card c WHERE c.id = s.card)",
            scope.values,
        ).fetchone()[0]
    )
