"""Whether the store is whole and its cache true."""

from __future__ import annotations

from sqlite3 import Connection

from ops_trainer.memory.journal import in_force
from ops_trainer.memory.state import CardState
from ops_trainer.store.journal import SqlJournal
from ops_trainer.store.rows import STATE_COLUMNS, state_of


def count_events(connection: Connection, learner: str) -> int:
    """How many events a learner's journal holds."""
    row = connection.execute("SELECT count(*) FROM event WHERE learner = ?", (learner,)).fetchone()
    return int(row[0])


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own check finds wrong with the file; empty when it is whole."""
    rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]


def differing_states(connection: Connection, journal: SqlJournal) -> set[str]:
    """The cards whose memory is not what a replay of the journal gives."""
    rows = connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state WHERE learner = ?", (journal.learner,))
    stored = {state.card: state for state in map(state_of, rows)}
    replayed = {
        card: journal.scheduler.fold(card, in_force(events)) for card, events in journal.by_card(connection).items()
    }
    cards = stored.keys() | replayed.keys()
    return {card for card in cards if stored.get(card, CardState(card)) != replayed.get(card, CardState(card))}


def cards_without_deck(connection: Connection, learner: str) -> int:
    """How many cards have a memory but stand in no deck in use."""
    row = connection.execute(
        "SELECT count(*) FROM card_state s WHERE s.learner = ? AND s.reps > 0"
        " AND NOT EXISTS (SELECT 1 FROM card c WHERE c.id = s.card)",
        (learner,),
    ).fetchone()
    return int(row[0])
