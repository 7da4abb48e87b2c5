"""Members' memories of decks as they are cached."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Table, insert, select, update

from ops_trainer.team_server.tables.members import MEMBER
from ops_trainer.team_server.tables.rows import MemoriesRow

MEMORIES = cast(Table, MemoriesRow.__table__)  # type: ignore[attr-defined]
M = MEMORIES.c


@dataclass(frozen=True, slots=True)
class Made:
    """By what memories were made: earlier names of notes, the deck's cards, the scheduler."""

    names: str
    shape: str
    scheduler: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What is reckoned with for a lead: no single card, no time of day."""

    made: Made
    known: bytes
    last_day: int | None


def find(connection: Connection, member: int, deck: str) -> tuple[Made, str] | None:
    """A member's memories of a deck, as `Memories.dump` wrote them, and by what they were made."""
    row = connection.execute(
        select(M.names, M.shape, M.scheduler, M.states).where(M.member == member, M.deck == deck)
    ).fetchone()
    return None if row is None else (Made(*row[:3]), row[3])


def put(
    connection: Connection,
    member: int,
    deck: str,
    made: Made,
    *,
    states: str,
    known: bytes,
    last_day: int | None,
    mixups: dict[str, dict[str, int]],
) -> None:
    """Keep a member's memories of a deck; the member's journal is locked meanwhile."""
    values = {
        "names": made.names, "shape": made.shape, "scheduler": made.scheduler, "states": states, "known": known,
        "last_day": last_day, "mixups": json.dumps(mixups, separators=(",", ":")) if mixups else "",
    }  # fmt: skip
    where = (M.member == member, M.deck == deck)
    if connection.execute(update(MEMORIES).where(*where).values(**values)).rowcount == 0:
        connection.execute(insert(MEMORIES).values(member=member, deck=deck, **values))


def figures(
    connection: Connection, team: int, decks: Collection[str], member: int | None = None
) -> dict[tuple[int, str], Figures]:
    """The figures of a team (or of one member) by member and deck."""
    whose = M.member == member if member is not None else MEMBER.c.team == team
    rows = connection.execute(
        select(M.member, M.deck, M.names, M.shape, M.scheduler, M.known, M.last_day)
        .select_from(MEMORIES.join(MEMBER, M.member == MEMBER.c.key))
        .where(whose, M.deck.in_(decks))
    )
    return {(row[0], row[1]): Figures(Made(*row[2:5]), bytes(row[5]), row[6]) for row in rows}


def mixups(connection: Connection, team: int) -> list[tuple[int, dict[str, dict[str, int]]]]:
    """What members of a team took for what: member, and by the card asked the notes taken for it."""
    rows = connection.execute(
        select(M.member, M.mixups)
        .select_from(MEMORIES.join(MEMBER, M.member == MEMBER.c.key))
        .where(MEMBER.c.team == team, M.mixups != "")
    )
    return [(row[0], json.loads(row[1])) for row in rows]
