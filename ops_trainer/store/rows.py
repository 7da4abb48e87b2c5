"""Rows to core types and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ops_trainer.memory.events import Event, Kind, Rating, Source
from ops_trainer.memory.state import CardState

EVENT_COLUMNS = "id, learner, device, kind, card, rating, at, utc_offset, local_day, took_ms, source, undoes, data"
STATE_COLUMNS = (
    "card, stability, difficulty, due_day, first_day, last_day, last_rating, reps, lapses, days_recalled, "
    "last_recalled, suspended, buried_day, flag, placed, summoned, upto"
)
KINDS = {kind.value: kind for kind in Kind}
SOURCES = {source.value: source for source in Source}
RATINGS: dict[int | None, Rating | None] = {None: None, **{int(rating): rating for rating in Rating}}
PUT_EVENT = f"INSERT OR IGNORE INTO event ({EVENT_COLUMNS}) VALUES ({', '.join('?' * 13)})"
PUT_STATE = f"INSERT OR REPLACE INTO card_state (learner, {STATE_COLUMNS}) VALUES ({', '.join('?' * 18)})"


def event_values(event: Event) -> tuple[object, ...]:
    """An event in the order of EVENT_COLUMNS."""
    data = None if event.data is None else json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True)
    return (
        event.id, event.learner, event.device, event.kind.value, event.card,
        None if event.rating is None else int(event.rating), event.at, event.utc_offset, event.local_day,
        event.took_ms, event.source.value, event.undoes, data,
    )  # fmt: skip


def event_of(row: Sequence[Any]) -> Event:
    """An event from the columns EVENT_COLUMNS."""
    return Event(
        row[0], row[1], row[2], KINDS[row[3]], row[4], row[6], row[7], row[8], RATINGS[row[5]], row[9],
        SOURCES[row[10]], row[11], None if row[12] is None else json.loads(row[12]),
    )  # fmt: skip


def state_values(learner: str, state: CardState) -> tuple[object, ...]:
    """A card's memory in the order learner, STATE_COLUMNS."""
    return (
        learner, state.card, state.stability, state.difficulty, state.due_day, state.first_day, state.last_day,
        None if state.last_rating is None else int(state.last_rating), state.reps, state.lapses, state.days_recalled,
        state.last_recalled, int(state.suspended), state.buried_day, state.flag, int(state.placed), state.summoned,
        state.upto,
    )  # fmt: skip


def state_of(row: Sequence[Any]) -> CardState:
    """A card's memory from the columns STATE_COLUMNS."""
    return CardState(
        card=row[0], stability=row[1], difficulty=row[2], due_day=row[3], first_day=row[4], last_day=row[5],
        last_rating=None if row[6] is None else Rating(row[6]), reps=row[7], lapses=row[8], days_recalled=row[9],
        last_recalled=row[10], suspended=bool(row[11]), buried_day=row[12], flag=row[13], placed=bool(row[14]),
        summoned=row[15], upto=row[16],
    )  # fmt: skip
