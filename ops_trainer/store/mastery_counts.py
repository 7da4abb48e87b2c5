"""How far cards have come: counted and listed by the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from ops_trainer.content.card import Card
from ops_trainer.memory.card_query import Condition
from ops_trainer.memory.events import LEECH, CardState
from ops_trainer.memory.mastery import DAYS_TO_MASTER
from ops_trainer.store.decks import unpacked
from ops_trainer.store.journal import STATE_COLUMNS, state_of

# The same as memory.mastery.is_mastered and has_faded; a test holds them together.
SOLID = f"(s.days_recalled >= {DAYS_TO_MASTER} AND s.last_rating IS NOT 1)"
MASTERED = f"({SOLID} AND :day - s.last_day <= s.stability)"
FADED = f"({SOLID} AND :day - s.last_day > s.stability)"
STANDING = (
    f"CASE WHEN s.suspended = 1 THEN 'suspended' WHEN s.card IS NULL OR s.last_day IS NULL THEN 'new'"
    f" WHEN {MASTERED} THEN 'mastered' WHEN {FADED} THEN 'faded' ELSE 'learning' END"
)
IS_DUE = "(s.due_day <= :day AND s.suspended = 0 AND coalesce(s.buried_day, -1) <> :day)"
STATE_IS = {
    "due": IS_DUE,
    "flagged": "s.flag IS NOT NULL",
    "leech": f"s.lapses >= {LEECH}",
    "missed": "s.last_rating = 1",
    "missed-today": (
        "EXISTS (SELECT 1 FROM event e WHERE e.learner = :learner AND e.card = c.id AND e.local_day = :day"
        " AND (e.kind = 'summon' OR e.kind = 'review' AND e.rating = 1)"
        " AND NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = e.id))"
    ),
    **{name: f"{STANDING} = '{name}'" for name in ("new", "learning", "mastered", "faded", "suspended")},
}
"""A card's state by the name of a condition `is`."""
WHERE = {
    "deck": "c.deck IN (SELECT deck FROM deck_file WHERE instr(lower(deck || title), lower(:v)))",
    "kind": "c.kind = :v",
    "tag": "c.note IN (SELECT note FROM tag WHERE key = :v)",
    "due": "s.due_day <= :day + CAST(:v AS INTEGER)",
    "text": "EXISTS (SELECT 1 FROM json_each(c.texts) WHERE instr(lower(value), lower(:v)))",
}
ORDERS = {
    "learning": "c.position, c.face_order",
    "due": "s.due_day IS NULL, s.due_day, c.position, c.face_order",
    "lapses": "coalesce(s.lapses, 0) DESC, s.stability IS NULL, s.stability, c.position, c.face_order",
}
"""How cards that were found may be ordered: as they are learnt, by the day they are due, most forgotten first."""
PLACES = 20  # binary ones, for each count of cards of a deck that stands in one number with others
S_COLUMNS = ", ".join(f"s.{name.strip()}" for name in STATE_COLUMNS.split(","))


@dataclass(frozen=True, slots=True)
class Count:
    """Cards of a deck or note by standing; `due` counts today's, `flagged` and `recall_days` over all of them."""

    key: str
    cards: int
    new: int
    learning: int
    mastered: int
    faded: int
    suspended: int
    due: int
    flagged: int


def counts(connection: Connection, learner: str, day: int, *, by: str, deck: str | None = None) -> dict[str, Count]:
    """Return how many cards there are of each standing, by `deck` or by `note`."""
    if by not in ("deck", "note"):
        raise ValueError(by)
    where = "WHERE deck = :deck" if deck else ""
    values = {"learner": learner, "day": day, "deck": deck}
    totals = connection.execute(f"SELECT {by}, count(*) FROM card {where} GROUP BY {by}", values).fetchall()
    if by == "deck":
        # A deck's cards stand together in the order of the key: no grouping is needed.
        met = {key: connection.execute(_sums("NULL"), {**values, "deck": key}).fetchone()[1:] for key, _ in totals}
    else:
        # What a card belongs to stands in its id: the wide rows of the cards need not be read.
        note = "substr(s.card, 1, length(rtrim(s.card, replace(s.card, '/', ''))) - 1)"
        rows = connection.execute(_sums(note, grouped=True, one_deck=deck is not None), values)
        met = {row[0]: row[1:] for row in rows}
    return {key: _count(key, cards, *met.get(key, (0,) * 4)) for key, cards in totals}


def _sums(key: str, *, grouped: bool = False, one_deck: bool = True) -> str:
    """Return the query that counts the cards with a memory, those of `:deck` alone or all of them.

    How many are learning, mastered and faded comes as one number, see `PLACES`: a sum for each takes twice as long.
    """
    # "0" comes right after "/": the range holds just the ids that begin with the deck's.
    near = "AND s.card > :deck || '/' AND s.card < :deck || '0'" if one_deck else ""
    return (
        f"SELECT {key} AS key, coalesce(sum(s.suspended), 0),"
        f" coalesce(sum(CASE WHEN s.suspended = 1 OR s.last_day IS NULL THEN 0 WHEN NOT {SOLID} THEN 1"
        f" WHEN :day - s.last_day <= s.stability THEN {1 << PLACES} ELSE {1 << 2 * PLACES} END), 0),"
        f" coalesce(sum({IS_DUE}), 0), count(s.flag)"
        f" FROM card_state s WHERE s.learner = :learner {near}"
        f" AND EXISTS (SELECT 1 FROM card c WHERE c.id = s.card) {'GROUP BY key' if grouped else ''}"
    )


def _count(key: str, cards: int, suspended: int, met: int, due: int, flagged: int) -> Count:
    """Return a count; cards that are neither suspended nor were met are new."""
    learning, mastered, faded = (met >> place * PLACES & (1 << PLACES) - 1 for place in range(3))
    new = cards - suspended - learning - mastered - faded
    return Count(key, cards, new, learning, mastered, faded, suspended, due, flagged)


def states(connection: Connection, learner: str, *, deck: str | None = None) -> list[CardState]:
    """Return the memories of the cards in use that have one, of a deck or of all."""
    where = "AND c.deck = :deck" if deck else ""
    rows = connection.execute(
        f"SELECT {S_COLUMNS} FROM card_state s JOIN card c ON c.id = s.card WHERE s.learner = :learner {where}",
        {"learner": learner, "deck": deck},
    )
    return [state_of(row) for row in rows]


def met(connection: Connection, learner: str) -> set[str]:
    """Return the notes (`deck/note`) of which a card was reviewed."""
    rows = connection.execute("SELECT card FROM card_state WHERE learner = ? AND reps > 0", (learner,))
    return {card.rpartition("/")[0] for (card,) in rows}


def orphans(connection: Connection) -> dict[str, set[str]]:
    """Return the cards that somebody here learnt of decks that are in no deck file, as `note/face` by deck."""
    rows = connection.execute(
        "SELECT DISTINCT card FROM card_state WHERE reps > 0 AND substr(card, 1, instr(card, '/') - 1)"
        " NOT IN (SELECT deck FROM deck_file WHERE deck IS NOT NULL)"
    )
    found: dict[str, set[str]] = {}
    for (card,) in rows:
        deck, _, rest = card.partition("/")
        found.setdefault(deck, set()).add(rest)
    return found


def is_unmet(connection: Connection, deck: str) -> bool:
    """Return whether nobody here learnt a card of a deck."""
    # "0" comes right after "/": the range holds just the cards of the deck.
    found = "SELECT 1 FROM card_state WHERE reps > 0 AND card > ? AND card < ? LIMIT 1"
    return connection.execute(found, (f"{deck}/", f"{deck}0")).fetchone() is None


def in_memory(connection: Connection, learner: str, notes: Iterable[str]) -> set[str]:
    """Return those of some notes of which a card was reviewed, or taken as known by a placement quiz."""
    # "0" comes right after "/": the range holds just the cards of the note.
    found = "SELECT 1 FROM card_state WHERE learner = ? AND card > ? AND card < ? AND last_day IS NOT NULL LIMIT 1"
    return {note for note in set(notes) if connection.execute(found, (learner, f"{note}/", f"{note}0")).fetchone()}


def search(
    connection: Connection,
    learner: str,
    day: int,
    levels: Sequence[str],
    *,
    deck: str | None,
    kind: str | None,
    standing: str | None,
    flagged: bool | None,
    tag: str | None,
    more: Sequence[Condition],
    order: str,
    limit: int,
) -> tuple[list[tuple[Card, str, str, CardState]], int]:
    """Return the cards that match: card, kind of note, standing, memory; and how many match in all.

    `levels` are searches in FTS5's language of which the last finds all; what an earlier one finds comes first, else
    the order is a key of `ORDERS`. Of `more`, tags are what tags are compared by.
    """
    conditions: list[str] = []
    values: dict[str, Any] = {"learner": learner, "day": day, "limit": limit}
    for number, one in enumerate(more):
        key = f"v{number}"
        sql = STATE_IS[one.value] if one.name == "is" else WHERE[one.name].replace(":v", f":{key}")
        conditions.append(f"NOT coalesce({sql}, 0)" if one.negated else sql)
        values[key] = one.value
    for name, value, sql in (
        ("deck", deck, "c.deck = :deck"),
        ("kind", kind, "c.kind = :kind"),
        ("standing", standing, f"{STANDING} = :standing"),
        ("tag", tag, "c.note IN (SELECT note FROM tag WHERE key = :tag)"),
    ):
        if value is not None:
            conditions.append(sql)
            values[name] = value
    if flagged is not None:
        conditions.append("s.flag IS NOT NULL" if flagged else "s.flag IS NULL")
    found: dict[str, tuple[Card, str, str, CardState]] = {}
    joined = "FROM card c LEFT JOIN card_state s ON s.learner = :learner AND s.card = c.id"
    levels = levels if order == "learning" else levels[-1:]
    for level in levels or [""]:
        matches = ["c.key IN (SELECT rowid FROM card_words WHERE card_words MATCH :level)"] if level else []
        rows = connection.execute(
            f"SELECT c.id, c.texts, c.kind, {STANDING}, {S_COLUMNS} {joined}"
            f" WHERE {' AND '.join([*conditions, *matches]) or '1'} ORDER BY {ORDERS[order]} LIMIT :limit",
            {**values, "level": level},
        )
        for row in rows:
            if row[0] not in found and len(found) < limit:
                state = state_of(row[4:]) if row[4] is not None else CardState(row[0])
                found[row[0]] = unpacked(row[0], row[1]), row[2], row[3], state
        if len(found) == limit:
            break
    if len(found) < limit:
        return list(found.values()), len(found)
    matches = ["c.key IN (SELECT rowid FROM card_words WHERE card_words MATCH :level)"] if levels else []
    where = " AND ".join([*conditions, *matches]) or "1"
    total = connection.execute(
        f"SELECT count(*) {joined} WHERE {where}", {**values, "level": levels[-1] if levels else ""}
    ).fetchone()[0]
    return list(found.values()), int(total)


def pace(connection: Connection, learner: str, before: int, latest: int = 200) -> float | None:
    """Return the mean milliseconds an answer took, None without any.

    It is over the latest ones before a local day, each counted two minutes at most.
    """
    row = connection.execute(
        # Backwards through the table itself: any index would read all of a learner's reviews first.
        "SELECT avg(min(took_ms, 120000)) FROM (SELECT took_ms FROM event NOT INDEXED WHERE learner = ?"
        " AND kind = 'review' AND took_ms IS NOT NULL AND local_day < ? ORDER BY seq DESC LIMIT ?)",
        (learner, before, latest),
    ).fetchone()
    return None if row[0] is None else float(row[0])


def latest_day(connection: Connection, learner: str) -> int | None:
    """Return the latest local day in the journal, days that were mended as those of a wrong clock left out."""
    row = connection.execute(
        "SELECT e.local_day FROM event e WHERE e.learner = ? AND NOT EXISTS (SELECT 1 FROM event r"
        " WHERE r.learner = e.learner AND r.card = e.card AND r.undoes = e.id AND r.kind = 'redate')"
        " ORDER BY e.local_day DESC LIMIT 1",
        (learner,),
    ).fetchone()
    return None if row is None else int(row[0])
