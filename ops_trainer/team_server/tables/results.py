"""What came of assignments on their due days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, delete, insert, select, update
from sqlmodel import Field

from ops_trainer.team_server.tables.database import BYTEWISE, TeamTable, key_of, table_of
from ops_trainer.team_server.tables.decks import ASSIGNMENT


class ResultRow(TeamTable, table=True):
    """What came of a deck of an assignment for a member. Days are local days of the team.

    `stale` is the day on which answers of up to the due day came in late, None where none did since it was made; a row
    that is `final` (since that day) is never made anew.
    """

    __tablename__: ClassVar[Any] = "result"

    assignment: int = Field(sa_column=key_of("assignment", primary_key=True))
    member: int = Field(sa_column=key_of("member", primary_key=True, index=True))
    deck: str = Field(sa_column=Column("deck", BYTEWISE, primary_key=True))
    due: int
    ready: float
    stale: int | None = None
    final: int | None = None


RESULT = table_of(ResultRow)
R = RESULT.c


@dataclass(frozen=True, slots=True)
class Result:
    """The share of a deck's cards expected to be recalled on the due day by what was answered until then, 0 to 1.

    `final` is the day since which it stays, None as long as answers may still come in late.
    """

    due: int
    ready: float
    stale: int | None
    final: int | None


def read_results(connection: Connection, team: int, member: int | None = None) -> dict[tuple[int, str, str], Result]:
    """Return the results of a team, or of one member, by member, assignment and deck."""
    query = (
        select(R.member, ASSIGNMENT.c.id, R.deck, R.due, R.ready, R.stale, R.final)
        .select_from(RESULT.join(ASSIGNMENT, R.assignment == ASSIGNMENT.c.key))
        .where(ASSIGNMENT.c.team == team)
    )
    rows = connection.execute(query if member is None else query.where(R.member == member))
    return {(row[0], row[1], row[2]): Result(*row[3:]) for row in rows}


def store_result(connection: Connection, team: int, assignment: str, member: int, deck: str, result: Result) -> None:
    """Store a result, in place of the one before; nothing where the assignment is gone."""
    a = ASSIGNMENT.c
    key = connection.execute(select(a.key).where(a.team == team, a.id == assignment)).scalar()
    if key is None:
        return
    connection.execute(delete(RESULT).where(R.assignment == key, R.member == member, R.deck == deck))
    connection.execute(
        insert(RESULT).values(
            assignment=key, member=member, deck=deck, due=result.due, ready=result.ready, stale=result.stale,
            final=result.final,
        )
    )  # fmt: skip


def mark_stale(connection: Connection, member: int, earliest: int, today: int) -> None:
    """Mark the results of a member that answers of a local day, or of later ones, may change, as they came today."""
    of_then = (R.member == member, R.due >= earliest, R.final.is_(None), R.stale.is_(None))
    connection.execute(update(RESULT).where(*of_then).values(stale=today))
