"""The decks of teams, and the assignments that name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, Text, UniqueConstraint, delete, func, insert, select, update
from sqlmodel import Field

from ops_trainer.team.outline import Outline
from ops_trainer.team_server.tables.database import BYTEWISE, JsonText, TeamTable, key_of, number, table_of

MOST_OUTLINES = 1_000
OUTLINES: dict[str, Outline] = {}  # lately used, by digest


class TeamDeckRow(TeamTable, table=True):
    """A deck of a team as its lead last sent it."""

    __tablename__: ClassVar[Any] = "deck"
    __table_args__ = (UniqueConstraint("team", "id"),)

    key: int = Field(default=None, sa_column=number())
    team: int = Field(sa_column=key_of("team"))
    id: str = Field(sa_type=BYTEWISE)
    digest: str
    text: str = Field(sa_type=Text)
    outline: str = Field(sa_type=Text)
    counted: list[int] = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))  # numbers of members


class AssignmentRow(TeamTable, table=True):
    """An assignment; `everyone` or the members in `assignee`. Days are local days of the team."""

    __tablename__: ClassVar[Any] = "assignment"
    __table_args__ = (UniqueConstraint("team", "id"),)

    key: int = Field(default=None, sa_column=number())
    team: int = Field(sa_column=key_of("team"))
    id: str = Field(sa_type=BYTEWISE)
    decks: list[str] = Field(sa_column=Column(JsonText, nullable=False))
    everyone: int
    due: int | None = None
    goal: float
    note: str
    created: int
    by: str


class AssigneeRow(TeamTable, table=True):
    """One whom an assignment is for."""

    __tablename__: ClassVar[Any] = "assignee"

    assignment: int = Field(sa_column=key_of("assignment", primary_key=True))
    member: int = Field(sa_column=key_of("member", primary_key=True, index=True))


DECK, ASSIGNMENT, ASSIGNEE = (table_of(row) for row in (TeamDeckRow, AssignmentRow, AssigneeRow))


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment; `to` holds members' numbers, None is every learner; days are local days of the team."""

    id: str
    decks: tuple[str, ...]
    to: frozenset[int] | None
    due: int | None
    goal: float
    note: str
    created: int
    by: str


def digests(connection: Connection, team: int) -> dict[str, str]:
    """Return the decks of a team with the digests of their files."""
    rows = connection.execute(select(DECK.c.id, DECK.c.digest).where(DECK.c.team == team).order_by(DECK.c.id))
    return {row[0]: row[1] for row in rows}


def outlines(connection: Connection, team: int) -> dict[str, Outline]:
    """Return the outlines of a team's decks."""
    known = digests(connection, team)
    found = {deck: OUTLINES.get(digest) for deck, digest in known.items()}
    if missing := [deck for deck, outline in found.items() if outline is None]:
        texts = select(DECK.c.id, DECK.c.outline).where(DECK.c.team == team, DECK.c.id.in_(missing))
        for deck, outline in connection.execute(texts):
            found[deck] = _remembered(known[deck], outline)
    return {deck: outline for deck, outline in found.items() if outline is not None}


def current_outlines(connection: Connection, team: int) -> dict[str, Outline]:
    """Return the outlines of a team's decks without those that another deck says it replaces, and that no assignment
    names."""
    found = outlines(connection, team)
    claimed = {old for outline in found.values() for old, _ in outline.formerly} & found.keys()
    if claimed:
        claimed -= {deck for assignment in assignments(connection, team) for deck in assignment.decks}
    return {deck: outline for deck, outline in found.items() if deck not in claimed}


def read_deck_text(connection: Connection, team: int, deck: str) -> tuple[str, str] | None:
    """Return a deck's digest and file text, None when the team has no such deck."""
    row = connection.execute(
        select(DECK.c.digest, DECK.c.text).where(DECK.c.team == team, DECK.c.id == deck)
    ).fetchone()
    return None if row is None else (row[0], row[1])


def counted(connection: Connection, team: int, deck: str) -> frozenset[int]:
    """Return whose memories count in a deck's figures by notes, as numbers of members; some may be gone."""
    found = connection.execute(select(DECK.c.counted).where(DECK.c.team == team, DECK.c.id == deck)).scalar()
    return frozenset(found or ())


def set_counted(connection: Connection, team: int, deck: str, members: frozenset[int]) -> None:
    """Store whose memories count in a deck's figures by notes."""
    where = (DECK.c.team == team, DECK.c.id == deck)
    connection.execute(update(DECK).where(*where).values(counted=sorted(members)))


def store_deck(connection: Connection, team: int, outline: Outline, digest: str, text: str) -> None:
    """Store a deck, in place of the one of that id."""
    values = {"digest": digest, "text": text, "outline": outline.dump()}
    where = (DECK.c.team == team, DECK.c.id == outline.deck)
    if connection.execute(update(DECK).where(*where).values(**values)).rowcount == 0:
        connection.execute(insert(DECK).values(team=team, id=outline.deck, counted=[], **values))


def assignments(connection: Connection, team: int) -> list[Assignment]:
    """Return the assignments of a team, the soonest due first, those without a due day last."""
    a = ASSIGNMENT.c
    rows = connection.execute(
        select(a.key, a.id, a.decks, a.everyone, a.due, a.goal, a.note, a.created, a.by)
        .where(a.team == team)
        .order_by(a.due.is_(None), a.due, a.key)
    ).fetchall()
    named: dict[int, set[int]] = {row[0]: set() for row in rows if not row[3]}
    if named:
        pairs = select(ASSIGNEE.c.assignment, ASSIGNEE.c.member).where(ASSIGNEE.c.assignment.in_(list(named)))
        for assignment, member in connection.execute(pairs):
            named[assignment].add(member)
    return [Assignment(r[1], tuple(r[2]), None if r[3] else frozenset(named[r[0]]), *r[4:]) for r in rows]


def count_assignments(connection: Connection, team: int) -> int:
    """Return how many assignments a team has."""
    found = select(func.count()).select_from(ASSIGNMENT).where(ASSIGNMENT.c.team == team)
    return int(connection.execute(found).scalar_one())


def store_assignment(connection: Connection, team: int, assignment: Assignment) -> bool:
    """Store an assignment, in place of the one of that id, whose maker and day stay; return whether it is new."""
    a = ASSIGNMENT.c
    values = {
        "decks": list(assignment.decks), "everyone": int(assignment.to is None), "due": assignment.due,
        "goal": assignment.goal, "note": assignment.note,
    }  # fmt: skip
    key = connection.execute(select(a.key).where(a.team == team, a.id == assignment.id)).scalar()
    fresh = key is None
    if fresh:
        made = {"team": team, "id": assignment.id, "created": assignment.created, "by": assignment.by}
        key = connection.execute(insert(ASSIGNMENT).values(**made, **values).returning(a.key)).scalar_one()
    else:
        connection.execute(update(ASSIGNMENT).where(a.key == key).values(**values))
        connection.execute(delete(ASSIGNEE).where(ASSIGNEE.c.assignment == key))
    if assignment.to:
        rows = [{"assignment": key, "member": member} for member in sorted(assignment.to)]
        connection.execute(insert(ASSIGNEE), rows)
    return fresh


def drop_assignment(connection: Connection, team: int, assignment: str) -> bool:
    """Delete an assignment; return False when the team has none of that id."""
    gone = delete(ASSIGNMENT).where(ASSIGNMENT.c.team == team, ASSIGNMENT.c.id == assignment)
    return connection.execute(gone).rowcount > 0


def assigned_to(assignments: Sequence[Assignment], member: int, *, is_learner: bool) -> list[Assignment]:
    """Return those of a team's assignments that are for a member: by name, or as one of all learners."""
    return [a for a in assignments if (is_learner if a.to is None else member in a.to)]


def _remembered(digest: str, text: str) -> Outline:
    """Return an outline by the digest of its deck's file: what that names never changes, so that it may be cached."""
    if len(OUTLINES) >= MOST_OUTLINES:
        OUTLINES.clear()
    return OUTLINES.setdefault(digest, Outline.load(text))
