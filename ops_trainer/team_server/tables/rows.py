"""The team server's tables, the same on SQLite and PostgreSQL. Rows never leave the store."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Ids and cards are compared byte by byte, whatever language the database sorts in.
BYTEWISE = String().with_variant(String(collation="C"), "postgresql")
LONG = BigInteger().with_variant(Integer, "sqlite")


class TeamTable(SQLModel, registry=registry()):
    """A base of its own: these tables do not stand in a learner's store."""


def number() -> Column[Any]:
    """A number that the database gives each row."""
    return Column(LONG, primary_key=True, autoincrement=True)


def of(table: str, *, primary_key: bool = False, index: bool = False, nullable: bool = False) -> Column[Any]:
    """The number of a row of another table, with which this row goes."""
    target = ForeignKey(f"{table}.key", ondelete="CASCADE")
    return Column(LONG, target, primary_key=primary_key, index=index, nullable=nullable, autoincrement=False)


def columns_of(table: Table, record: type[DataclassInstance]) -> list[Column[Any]]:
    """Return the columns that hold the fields of a record, in their order."""
    return [table.c[field.name] for field in fields(record)]


class TeamRow(TeamTable, table=True):
    """A team. `utc_offset` in minutes tells when its day begins; `news` counts changes to assignments and decks."""

    __tablename__: ClassVar[Any] = "team"

    key: int | None = Field(default=None, sa_column=number())
    id: str = Field(sa_type=BYTEWISE, unique=True)
    name: str
    created: int = Field(sa_type=BigInteger)
    utc_offset: int
    news: int = 0


class MemberRow(TeamTable, table=True):
    """A member. `held` events are stored, numbered up to `last_seq`."""

    __tablename__: ClassVar[Any] = "member"
    __table_args__ = (UniqueConstraint("team", "folded"),)

    key: int | None = Field(default=None, sa_column=number())
    id: str = Field(sa_type=BYTEWISE, unique=True)
    team: int = Field(sa_column=of("team"))
    name: str
    folded: str
    role: str
    joined: int = Field(sa_type=BigInteger)
    last_seq: int = Field(default=0, sa_type=BigInteger)
    parameters: str = "[]"  # FSRS weights as JSON


class DeviceRow(TeamTable, table=True):
    """A member's device with its token, hashed."""

    __tablename__: ClassVar[Any] = "device"
    __table_args__ = (UniqueConstraint("member", "id"),)

    key: int | None = Field(default=None, sa_column=number())
    member: int = Field(sa_column=of("member"))
    id: str = Field(sa_type=BYTEWISE)
    token: str = Field(sa_type=BYTEWISE, unique=True)
    joined_day: int
    used_day: int


class InviteRow(TeamTable, table=True):
    """An invite, its code hashed. With `member` it is for that member's own other device.

    `device` made it, and takes it along when it is let in no longer; without one it was made at the server's machine.
    """

    __tablename__: ClassVar[Any] = "invite"

    key: int | None = Field(default=None, sa_column=number())
    id: str = Field(sa_type=BYTEWISE)
    team: int = Field(sa_column=of("team", index=True))
    member: int | None = Field(default=None, sa_column=of("member", index=True, nullable=True))
    code: str = Field(sa_type=BYTEWISE, unique=True)
    role: str
    left: int = Field(sa_column=Column("uses_left", Integer, nullable=False))
    expires: int = Field(sa_type=BigInteger)
    by: str
    device: int | None = Field(default=None, sa_column=of("device", index=True, nullable=True))


class EventRow(TeamTable, table=True):
    """A member's journal as it came: numbered by arrival, each id once for each member."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__ = (
        Index("event_id", "member", "id", unique=True),
        Index("event_card", "member", "card"),
        {"sqlite_with_rowid": False},
    )

    member: int = Field(sa_column=of("member", primary_key=True))
    seq: int = Field(sa_column=Column(LONG, primary_key=True, autoincrement=False))
    id: str = Field(sa_type=BYTEWISE)
    card: str = Field(sa_type=BYTEWISE)
    known: int = 1  # 0: of a kind that only a newer program knows; kept and passed on
    ahead: int = 0  # dated later than the server's clock when it came
    body: str = Field(sa_type=Text)


class TeamDeckRow(TeamTable, table=True):
    """A deck of a team as its lead last sent it."""

    __tablename__: ClassVar[Any] = "deck"
    __table_args__ = (UniqueConstraint("team", "id"),)

    key: int | None = Field(default=None, sa_column=number())
    team: int = Field(sa_column=of("team"))
    id: str = Field(sa_type=BYTEWISE)
    digest: str
    text: str = Field(sa_type=Text)
    outline: str = Field(sa_type=Text)


class AssignmentRow(TeamTable, table=True):
    """An assignment; `everyone` or the members in `assignee`. Days are local days of the team."""

    __tablename__: ClassVar[Any] = "assignment"
    __table_args__ = (UniqueConstraint("team", "id"),)

    key: int | None = Field(default=None, sa_column=number())
    team: int = Field(sa_column=of("team"))
    id: str = Field(sa_type=BYTEWISE)
    decks: str  # ids as JSON
    everyone: int
    due: int | None = None
    goal: float
    note: str
    created: int
    by: str


class AssigneeRow(TeamTable, table=True):
    """One whom an assignment is for."""

    __tablename__: ClassVar[Any] = "assignee"

    assignment: int = Field(sa_column=of("assignment", primary_key=True))
    member: int = Field(sa_column=of("member", primary_key=True, index=True))


class MemoriesRow(TeamTable, table=True):
    """A member's memory of a deck: a cache of the events.

    `names`, `shape` and `scheduler` tell by what it was made; it is made anew when they no longer fit.
    """

    __tablename__: ClassVar[Any] = "memories"

    member: int = Field(sa_column=of("member", primary_key=True))
    deck: str = Field(sa_column=Column("deck", BYTEWISE, primary_key=True))
    names: str
    shape: str
    scheduler: str
    states: str = Field(sa_type=Text)
    known: bytes = Field(sa_type=LargeBinary)
    last_day: int | None = None
    mixups: str = Field(sa_type=Text)


class AuditRow(TeamTable, table=True):
    """Something that a lead did."""

    __tablename__: ClassVar[Any] = "audit"

    key: int | None = Field(default=None, sa_column=number())
    team: int = Field(sa_column=of("team", index=True))
    at: int = Field(sa_type=BigInteger)
    by: str
    did: str
    about: str | None = None  # a member's id
    params: str
