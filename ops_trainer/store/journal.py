"""The journal on disk, the card memory that follows from it, and whether both are whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import Any

from ops_trainer.content.formerly import Aliases
from ops_trainer.memory.events import CardState, Event, Kind, Rating, Source
from ops_trainer.memory.journal import Void, in_force, settings_of, sort_key, voids
from ops_trainer.memory.schedule import AGAIN, Review, Scheduler
from ops_trainer.store import learners
from ops_trainer.store.database import Database
from ops_trainer.store.decks import aliases

EVENT_COLUMNS = "id, learner, device, kind, card, rating, at, utc_offset, local_day, took_ms, source, undoes, data, via"
STATE_COLUMNS = (
    "card, stability, difficulty, due_day, first_day, last_day, last_rating, reps, lapses, days_recalled, "
    "last_recalled, suspended, buried_day, flag, placed, summoned, upto"
)
KINDS = {kind.value: kind for kind in Kind}
SOURCES = {source.value: source for source in Source}
RATINGS: dict[int | None, Rating | None] = {None: None, **{int(rating): rating for rating in Rating}}
PUT_EVENT = f"INSERT OR IGNORE INTO event ({EVENT_COLUMNS}) VALUES ({', '.join('?' * 14)})"
PUT_STATE = f"INSERT OR REPLACE INTO card_state (learner, {STATE_COLUMNS}) VALUES ({', '.join('?' * 18)})"
LATEST = 10**15 - 1  # milliseconds; later ones take more digits than a place in the history has for them
# What a review after all others needs to know: the card's memory, and whether anything says that more than it counts.
# A review that comes last of a card known by no other name, that nothing takes back or out of force, needs no more.
BEFORE_REVIEW = (
    f"SELECT {', '.join(f's.{name}' for name in STATE_COLUMNS.split(', '))},"
    " EXISTS (SELECT 1 FROM void WHERE learner = :learner)"
    " OR EXISTS (SELECT 1 FROM alias WHERE old IN (:card, :note, :deck))"
    " OR EXISTS (SELECT 1 FROM event WHERE undoes = :id)"
    " OR coalesce(s.upto, '') = '' AND (EXISTS (SELECT 1 FROM alias WHERE new IN (:card, :note, :deck))"
    " OR EXISTS (SELECT 1 FROM event WHERE learner = :learner AND card = :card AND kind <> 'answer'))"
    " FROM (SELECT 1) LEFT JOIN card_state s ON s.learner = :learner AND s.card = :card"
)
UPDATE_STATE = (
    "UPDATE card_state SET stability = ?, difficulty = ?, due_day = ?, first_day = ?, last_day = ?, last_rating = ?,"
    " reps = ?, lapses = ?, days_recalled = ?, last_recalled = ?, summoned = NULL, upto = ?"
    " WHERE learner = ? AND card = ?"
)
# These move a card's memory in a way that only its whole history tells, when they do not simply come last.
REWRITES = frozenset({Kind.UNDO, Kind.REDATE})


def event_values(event: Event) -> tuple[object, ...]:
    """Return an event in the order of EVENT_COLUMNS."""
    data = None if event.data is None else json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True)
    return (
        event.id, event.learner, event.device, event.kind.value, event.card,
        None if event.rating is None else int(event.rating), event.at, event.utc_offset, event.local_day,
        event.took_ms, event.source.value, event.undoes, data, event.via,
    )  # fmt: skip


def event_of(row: Sequence[Any]) -> Event:
    """Return an event from the columns EVENT_COLUMNS."""
    return Event(
        row[0], row[1], row[2], KINDS.get(row[3]) or Kind(row[3]), row[4], row[6], row[7], row[8], RATINGS[row[5]],
        row[9], SOURCES.get(row[10]) or Source(row[10]), row[11], None if row[12] is None else json.loads(row[12]),
        row[13],
    )  # fmt: skip


def state_values(learner: str, state: CardState) -> tuple[object, ...]:
    """Return the columns of a card's memory in the order learner, STATE_COLUMNS."""
    return (
        learner, state.card, state.stability, state.difficulty, state.due_day, state.first_day, state.last_day,
        None if state.last_rating is None else int(state.last_rating), state.reps, state.lapses, state.days_recalled,
        state.last_recalled, int(state.suspended), state.buried_day, state.flag, int(state.placed), state.summoned,
        state.upto,
    )  # fmt: skip


def state_of(row: Sequence[Any]) -> CardState:
    """Return a card's memory from the columns STATE_COLUMNS."""
    return CardState(
        card=row[0], stability=row[1], difficulty=row[2], due_day=row[3], first_day=row[4], last_day=row[5],
        last_rating=RATINGS[row[6]], reps=row[7], lapses=row[8], days_recalled=row[9],
        last_recalled=row[10], suspended=bool(row[11]), buried_day=row[12], flag=row[13], placed=bool(row[14]),
        summoned=row[15], upto=row[16],
    )  # fmt: skip


class SqlJournal:
    """One learner's journal. Every append also brings the card memory up to date, in the same transaction."""

    def __init__(self, database: Database, learner: str, scheduler: Scheduler) -> None:
        self.database = database
        self.learner = learner
        self.scheduler = scheduler

    def append_events(self, events: Sequence[Event]) -> dict[str, CardState]:
        """Write events, and return the new memory of the cards that they touch, by the names that these have today.

        They are on disk when this returns. One that is there already is passed over.
        """
        if not events:
            return {}
        with self.database.writing() as connection:
            if len(events) == 1 and (state := self._append_review(connection, events[0])) is not None:
                return {state.card: state}
            return self.append_events_in(connection, events)

    def append_events_in(self, connection: Connection, events: Sequence[Event]) -> dict[str, CardState]:
        """Write events in a transaction that is open; return the new memory of the cards they touch."""
        fresh = [event for event in events if self._insert(connection, event)]
        if any(not event.card for event in fresh) and settle_cardless(connection, self.learner):
            return self.replay_in(connection)
        by_card: dict[str, list[Event]] = {}
        names = Aliases(aliases(connection))
        for event in fresh:
            if event.kind != Kind.ANSWER and (card := names.today(event.card)).count("/") == 2:
                by_card.setdefault(card, []).append(event)
        touched = {card: self._state_after(connection, names, card, added) for card, added in by_card.items()}
        if learners.scheduler(connection, self.learner) not in ("", self.scheduler.key):
            learners.forget_schedulers(connection)  # another program changed it meanwhile: these are of the one before
        for state in touched.values():
            connection.execute(PUT_STATE, state_values(self.learner, state))
        return touched

    def _append_review(self, connection: Connection, event: Event) -> CardState | None:
        """Write a review that comes after all others of its card, and return the new memory; None, and nothing
        written, where it takes more to tell."""
        deck, _, rest = event.card.partition("/")
        note, _, face = rest.partition("/")
        if event.kind is not Kind.REVIEW or not face or "/" in face:
            return None
        names = {"learner": self.learner, "id": event.id, "card": event.card, "note": f"{deck}/{note}", "deck": deck}
        *row, more = connection.execute(BEFORE_REVIEW, names).fetchone()
        before = CardState(event.card) if row[0] is None else state_of(row)
        if more or sort_key(event) <= before.upto or not self._insert(connection, event):
            return None
        state = self.scheduler.apply_event(before, event)
        if row[0] is None:
            connection.execute(PUT_STATE, state_values(self.learner, state))
        else:
            rating = None if state.last_rating is None else int(state.last_rating)
            connection.execute(
                UPDATE_STATE,
                (state.stability, state.difficulty, state.due_day, state.first_day, state.last_day, rating, state.reps,
                 state.lapses, state.days_recalled, state.last_recalled, state.upto, self.learner, state.card),
            )  # fmt: skip
        return state

    def state(self, connection: Connection, card: str) -> CardState:
        """Return the memory of a card; an empty one when it was never met."""
        row = connection.execute(
            f"SELECT {STATE_COLUMNS} FROM card_state WHERE learner = ? AND card = ?", (self.learner, card)
        ).fetchone()
        return CardState(card) if row is None else state_of(row)

    def states(self, connection: Connection, cards: Iterable[str]) -> dict[str, CardState]:
        """Return the memories of some cards, by id."""
        wanted = list(cards)
        rows = connection.execute(
            f"SELECT {STATE_COLUMNS} FROM card_state WHERE learner = ? AND card IN ({_slots(wanted)})",
            (self.learner, *wanted),
        )
        known = {row[0]: state_of(row) for row in rows}
        return {card: known.get(card) or CardState(card) for card in wanted}

    def history(self, connection: Connection, card: str) -> list[Event]:
        """Return the events of a card that are in force, under all the names it has had."""
        return self._history(connection, Aliases(aliases(connection)), card)

    def by_card(self, connection: Connection) -> dict[str, list[Event]]:
        """Return all events that move card memory, by the name that their card has today."""
        found: dict[str, list[Event]] = {}
        names = Aliases(aliases(connection))
        for _, event in self.events(connection):
            if event.kind != Kind.ANSWER and (card := names.today(event.card)).count("/") == 2:
                found.setdefault(card, []).append(event)
        return found

    def events(self, connection: Connection, after: int = 0) -> Iterator[tuple[int, Event]]:
        """Yield the learner's events as they arrived, with their arrival numbers, from after a number on."""
        rows = connection.execute(
            f"SELECT seq, {EVENT_COLUMNS} FROM event WHERE learner = ? AND seq > ? ORDER BY seq",
            (self.learner, after),
        )
        for row in rows:
            yield row[0], event_of(row[1:])

    def replay(self) -> int:
        """Make all card memory anew from the journal, in one transaction; return the number of cards that have one."""
        with self.database.caching() as connection:
            return len(self.replay_in(connection))

    def replay_in(self, connection: Connection) -> dict[str, CardState]:
        """Make all card memory anew in a transaction that is open; return it by card."""
        states = self.replayed(connection)
        connection.execute("DELETE FROM card_state WHERE learner = ?", (self.learner,))
        connection.executemany(PUT_STATE, (state_values(self.learner, state) for state in states.values()))
        connection.execute("UPDATE learner SET scheduler = ? WHERE name = ?", (self.scheduler.key, self.learner))
        return states

    def replayed(self, connection: Connection) -> dict[str, CardState]:
        """Return what the journal says of all card memory, by card."""
        voided = self.voids(connection)
        if voided:
            return {
                card: self.scheduler.fold_events(card, in_force(events, voided))
                for card, events in self.by_card(connection).items()
            }
        names = Aliases(aliases(connection))
        states: dict[str, CardState] = {}
        for card, reviews in self._reviews(connection, names).items():
            if reviews is None:
                events = self._history(connection, names, card, settled=False)
                states[card] = self.scheduler.fold_events(card, in_force(events))
            else:
                states[card] = self.scheduler.fold_reviews(card, reviews)
        return states

    def _reviews(self, connection: Connection, names: Aliases) -> dict[str, list[Review] | None]:
        """Return the reviews of each card that were not taken back, in reading order, by the name that it has today;
        None for a card of which the journal says more than that."""
        found: dict[str, list[Review]] = {}
        more: set[str] = set()
        undos: dict[str, list[tuple[str, str]]] = {}
        rows = connection.execute(
            "SELECT card, kind, at, id, local_day, rating, undoes FROM event"
            " WHERE learner = ? AND kind <> 'answer' AND card <> '' ORDER BY seq",
            (self.learner,),
        )
        known: dict[str, str] = {}
        for written, kind, at, id_, day, rating, undoes in rows:
            card = known.get(written)
            if card is None:
                card = known[written] = names.today(written)
                if card.count("/") == 2:
                    found.setdefault(card, [])
            if kind == "review":
                if card in found:
                    found[card].append((at, id_, day, rating or AGAIN))
            elif kind == "undo":
                undos.setdefault(card, []).append((id_, undoes))
            else:
                more.add(card)
        for card, pairs in undos.items():
            undone = {undoes for _, undoes in pairs}
            if any(undo in undone for undo, _ in pairs):
                more.add(card)
            elif card in found:
                found[card] = [review for review in found[card] if review[1] not in undone]
        for reviews in found.values():
            reviews.sort()
        return {card: None if card in more or _odd(reviews) else reviews for card, reviews in found.items()}

    def add_in(self, connection: Connection, events: Iterable[Event]) -> int:
        """Write many events in a transaction that is open and return how many were new; card memory is made anew."""
        before = connection.total_changes
        connection.executemany(PUT_EVENT, map(event_values, events))
        added = connection.total_changes - before
        if added:
            settle_cardless(connection, self.learner)
            self.replay_in(connection)
        return added

    def voids(self, connection: Connection) -> list[Void]:
        """Return what is out of force."""
        return out_of_force(connection, self.learner)

    def _insert(self, connection: Connection, event: Event) -> bool:
        return connection.execute(PUT_EVENT, event_values(event)).rowcount == 1

    def _state_after(self, connection: Connection, names: Aliases, card: str, added: Sequence[Event]) -> CardState:
        state = self.state(connection, card)
        added = sorted(added, key=sort_key)
        voided = self.voids(connection)
        if (
            bool(voided)
            or any(event.kind in REWRITES for event in added)
            or sort_key(added[0]) <= state.upto
            or self._knows_more(connection, names, card, added, known=bool(state.upto))
        ):
            events = self._history(connection, names, card, settled=False)
            return self.scheduler.fold_events(card, in_force(events, voided))
        for event in added:
            state = self.scheduler.apply_event(state, event)
        return state

    def _knows_more(
        self, connection: Connection, names: Aliases, card: str, added: Sequence[Event], *, known: bool
    ) -> bool:
        """Return whether the journal says more of a card than its memory shows: an undo that came before what it
        undoes, or a history that was undone whole."""
        marks = names.before(card)
        ids = [event.id for event in added]
        row = connection.execute(
            f"SELECT count(*), coalesce(sum(undoes IN ({_slots(ids)})), 0) FROM event"
            f" WHERE learner = ? AND kind <> 'answer' AND card IN ({_slots(marks)})",
            (*ids, self.learner, *marks),
        ).fetchone()
        return bool(row[1]) or (not known and int(row[0]) > len(added))

    def _history(self, connection: Connection, names: Aliases, card: str, *, settled: bool = True) -> list[Event]:
        marks = names.before(card)
        rows = connection.execute(
            f"SELECT {EVENT_COLUMNS} FROM event WHERE learner = ? AND kind <> 'answer' AND card IN ({_slots(marks)})",
            (self.learner, *marks),
        )
        found: Iterable[Event] = (event_of(row) for row in rows)
        return in_force(found, self.voids(connection)) if settled else list(found)


def cardless(connection: Connection, learner: str) -> list[Event]:
    """Return a learner's events that are of no card: settings, voids, and what takes one of these back."""
    rows = connection.execute(
        f"SELECT {EVENT_COLUMNS} FROM event WHERE learner = ? AND card = '' ORDER BY at, id", (learner,)
    )
    return [event_of(row) for row in rows]


def settle_cardless(connection: Connection, learner: str) -> bool:
    """Bring settings and voids up to what the journal says; return whether what is out of force changed."""
    events, before = cardless(connection, learner), out_of_force(connection, learner)
    now = voids(events)
    if now != before:
        connection.execute("DELETE FROM void WHERE learner = ?", (learner,))
        connection.executemany("INSERT INTO void VALUES (?, ?, ?)", [(learner, one.via, one.since) for one in now])
    told = settings_of(events, now)
    for name, value in told.items():
        learners.put_setting(connection, learner, name, value)
    for name in settings_of(events).keys() - told.keys():
        learners.drop_setting(connection, learner, name)
    return now != before


def out_of_force(connection: Connection, learner: str) -> list[Void]:
    """Return the voids of a learner that were not taken back."""
    rows = connection.execute("SELECT via, since FROM void WHERE learner = ? ORDER BY via", (learner,))
    return [Void(*row) for row in rows]


def _odd(reviews: Sequence[Review]) -> bool:
    """Return whether reviews, sorted, have times that order otherwise as the text of a place in the history."""
    return bool(reviews) and (reviews[0][0] < 0 or reviews[-1][0] > LATEST)


def _slots(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def last_arrived(connection: Connection) -> int:
    """Return the arrival number of the latest event, 0 without any."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])


def count_events(connection: Connection, learner: str) -> int:
    """Return how many events a learner's journal holds."""
    ends = [connection.execute(f"SELECT {which}(learner) FROM event").fetchone()[0] for which in ("min", "max")]
    if ends == [learner, learner]:  # without a condition SQLite counts in a third of the time
        return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])
    row = connection.execute("SELECT count(*) FROM event WHERE learner = ?", (learner,)).fetchone()
    return int(row[0])


def integrity(connection: Connection) -> list[str]:
    """Return what SQLite's own check finds wrong with the file; empty when it is whole."""
    rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]


def differing_states(connection: Connection, journal: SqlJournal) -> set[str]:
    """Return the cards whose memory is not what a replay of the journal gives."""
    rows = connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state WHERE learner = ?", (journal.learner,))
    stored = {state.card: state for state in map(state_of, rows)}
    replayed = journal.replayed(connection)
    cards = stored.keys() | replayed.keys()
    return {card for card in cards if stored.get(card, CardState(card)) != replayed.get(card, CardState(card))}


def cards_without_deck(connection: Connection, learner: str) -> int:
    """Return how many cards have a memory but stand in no deck in use."""
    row = connection.execute(
        "SELECT count(*) FROM card_state s WHERE s.learner = ? AND s.reps > 0"
        " AND NOT EXISTS (SELECT 1 FROM card c WHERE c.id = s.card)",
        (learner,),
    ).fetchone()
    return int(row[0])
