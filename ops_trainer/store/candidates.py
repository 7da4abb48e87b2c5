"""Which cards could be asked today, read no further than needed."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from ops_trainer.memory.forecast import Batch
from ops_trainer.memory.queue import Candidate

REVIEWED_TODAY = "event INDEXED BY event_day WHERE learner = :learner AND local_day = :day AND kind = 'review'"
AWAKE = "s.suspended = 0 AND coalesce(s.buried_day, -1) <> :day"
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


def due_by_day(connection: Connection, scope: Scope, until: int) -> dict[int, Batch]:
    """Return the cards due on each day up to one, those overdue under their own days; buried ones are among them."""
    rows = connection.execute(
        f"SELECT s.due_day, count(*), avg(s.stability), avg(s.last_day) FROM card_state s INDEXED BY card_state_due"
        f" WHERE s.learner = :learner AND s.due_day <= :until AND s.suspended = 0 AND {scope.of('s.card')}"
        f" AND EXISTS (SELECT 1 FROM card c WHERE c.id = s.card) GROUP BY s.due_day",
        {**scope.values, "until": until},
    )
    return {row[0]: Batch(row[1], row[2], None if row[3] is None else round(row[3])) for row in rows}


def load_at_dawn(connection: Connection, scope: Scope) -> dict[int, int]:
    """Return how many cards were due on each day as today began: those reviewed today were due, those met today were
    not."""
    rows = connection.execute(
        f"SELECT CASE WHEN s.last_day >= :day THEN :day ELSE s.due_day END AS at, count(*)"
        f" FROM card_state s INDEXED BY card_state_due"
        f" WHERE s.learner = :learner AND s.due_day IS NOT NULL AND s.suspended = 0 AND {scope.of('s.card')}"
        f" AND (coalesce(s.last_day, -1) < :day OR s.first_day < :day)"
        f" AND EXISTS (SELECT 1 FROM card c WHERE c.id = s.card) GROUP BY at",
        scope.values,
    )
    return {row[0]: row[1] for row in rows}


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
