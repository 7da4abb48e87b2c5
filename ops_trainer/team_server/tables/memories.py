"""Members' memories of decks as they are cached."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, LargeBinary, Text, case, insert, select, update
from sqlmodel import Field

from ops_trainer.team_server.tables.database import BYTEWISE, TeamTable, columns_of, key_of, table_of
from ops_trainer.team_server.tables.members import MEMBER


class MemoriesRow(TeamTable, table=True):
    """A member's memory of a deck: a cache of the events.

    `names`, `shape` and `scheduler` tell by what it was made; it is made anew when they no longer fit. `shown…` is what
    it was at the beginning of the team's day `shown_day`: all that a lead is shown until the next one begins, so that
    who looks often learns no hour.
    """

    __tablename__: ClassVar[Any] = "memories"

    member: int = Field(sa_column=key_of("member", primary_key=True))
    deck: str = Field(sa_column=Column("deck", BYTEWISE, primary_key=True))
    names: str
    shape: str
    scheduler: str
    states: str = Field(sa_type=Text)
    known: bytes = Field(sa_type=LargeBinary)
    last_day: int | None = None
    mixups: str = Field(sa_type=Text)
    shown: bytes = Field(sa_type=LargeBinary)
    shown_shape: str
    shown_last: int | None = None
    shown_day: int


MEMORIES = table_of(MemoriesRow)
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
    shown: bytes
    shown_shape: str
    shown_last: int | None
    shown_day: int


MADE = columns_of(MEMORIES, Made)


def read_memories(connection: Connection, member: int, deck: str) -> tuple[Made, str] | None:
    """Return by what a member's memories of a deck were made, and these as `Memories.dump` wrote them."""
    row = connection.execute(select(*MADE, M.states).where(M.member == member, M.deck == deck)).fetchone()
    return None if row is None else (Made(*row[:-1]), row[-1])


def store_memories(
    connection: Connection,
    member: int,
    deck: str,
    made: Made,
    *,
    states: str,
    known: bytes,
    last_day: int | None,
    mixups: dict[str, dict[str, int]],
    today: int,
    fresh: bool,
) -> None:
    """Store a member's memories of a deck on a local day of the team; the member's journal is locked meanwhile.

    What a lead is shown stays as it was when the day began, before what is `fresh`; the first that there is to show is
    shown at once.
    """
    values = {
        **asdict(made), "states": states, "known": known, "last_day": last_day,
        "mixups": json.dumps(mixups, separators=(",", ":")) if mixups else "",
    }  # fmt: skip
    shown = {"shown": "known", "shown_shape": "shape", "shown_last": "last_day"}
    at_dawn = {
        name: case(
            (M.shown_last.is_(None), values[of]), (M.shown_day < today, M[of] if fresh else values[of]), else_=M[name]
        )
        for name, of in shown.items()
    }
    where = (M.member == member, M.deck == deck)
    changed = update(MEMORIES).where(*where).values(**values, **at_dawn, shown_day=today)
    if connection.execute(changed).rowcount == 0:
        first = {name: values[of] for name, of in shown.items()}
        connection.execute(insert(MEMORIES).values(member=member, deck=deck, **values, **first, shown_day=today))


def read_figures(
    connection: Connection, team: int, decks: Collection[str], member: int | None = None
) -> dict[tuple[int, str], Figures]:
    """Return the figures of a team (or of one member) by member and deck."""
    whose = M.member == member if member is not None else MEMBER.c.team == team
    rows = connection.execute(
        select(M.member, M.deck, M.known, M.last_day, M.shown, M.shown_shape, M.shown_last, M.shown_day, *MADE)
        .select_from(MEMORIES.join(MEMBER, M.member == MEMBER.c.key))
        .where(whose, M.deck.in_(decks))
    )
    return {(row[0], row[1]): Figures(Made(*row[8:]), bytes(row[2]), row[3], bytes(row[4]), *row[5:8]) for row in rows}


def read_mixups_by_member(connection: Connection, team: int) -> list[tuple[int, str, dict[str, dict[str, int]]]]:
    """Return what members of a team took for what: member, deck, and by the card asked the notes taken for it."""
    rows = connection.execute(
        select(M.member, M.deck, M.mixups)
        .select_from(MEMORIES.join(MEMBER, M.member == MEMBER.c.key))
        .where(MEMBER.c.team == team, M.mixups != "")
    )
    return [(row[0], row[1], json.loads(row[2])) for row in rows]
