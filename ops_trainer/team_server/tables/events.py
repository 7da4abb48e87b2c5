"""The members' journals: appended to, numbered by arrival for each member, read by number or by card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, Index, Text, and_, func, insert, or_, select, update
from sqlmodel import Field

from ops_trainer.team_server.tables.database import BYTEWISE, LONG, TeamTable, columns_of, key_of, table_of
from ops_trainer.team_server.tables.members import MEMBER

SLOTS = 500  # values in one list of a condition
NESTED = 400  # alternatives in one condition: SQLite takes them as nested, a thousand deep at most


class EventRow(TeamTable, table=True):
    """A member's journal as it came: numbered by arrival, each id once for each member."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__ = (
        Index("event_id", "member", "id", unique=True),
        Index("event_card", "member", "card"),
        {"sqlite_with_rowid": False},
    )

    member: int = Field(sa_column=key_of("member", primary_key=True))
    seq: int = Field(sa_column=Column(LONG, primary_key=True, autoincrement=False))
    id: str = Field(sa_type=BYTEWISE)
    card: str = Field(sa_type=BYTEWISE)
    known: int = 1  # 0: of a kind that only a newer program knows; kept and passed on
    ahead: int = 0  # dated later than the server's clock when it came
    via: str = ""  # by which ways it came, see `team.events_wire.brought`; "" where nothing is known
    body: str = Field(sa_type=Text)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it is stored: its JSON text; `known` false for kinds that only a newer program knows."""

    id: str
    card: str
    known: bool
    ahead: bool
    via: str
    body: str


EVENT = table_of(EventRow)
COLUMNS = columns_of(EVENT, StoredEvent)


def lock_journal(connection: Connection, member: int) -> int | None:
    """Lock a member's journal until the transaction ends and return its last number, None when they are gone.

    Numbers are given under this lock, so that whoever reads them never meets one that comes later and is lower.
    """
    found = select(MEMBER.c.last_seq).where(MEMBER.c.key == member).with_for_update()
    return connection.execute(found).scalar()


def stored_ids(connection: Connection, member: int, ids: Sequence[str]) -> set[str]:
    """Return those of some ids of events that are stored."""
    found: set[str] = set()
    for start in range(0, len(ids), SLOTS):
        some = EVENT.c.id.in_(ids[start : start + SLOTS])
        found.update(connection.execute(select(EVENT.c.id).where(EVENT.c.member == member, some)).scalars())
    return found


def append_events(connection: Connection, member: int, last: int, events: Sequence[StoredEvent]) -> None:
    """Write events that are new, after the number `last`."""
    rows = [
        {**asdict(event), "known": int(event.known), "ahead": int(event.ahead), "member": member, "seq": seq}
        for seq, event in enumerate(events, last + 1)
    ]
    connection.execute(insert(EVENT), rows)
    connection.execute(update(MEMBER).where(MEMBER.c.key == member).values(last_seq=last + len(rows)))


def read_bodies(connection: Connection, member: int, after: int, until: int, most: int) -> list[tuple[int, str, str]]:
    """Return numbers, ways and JSON texts of a member's events after a number up to another, in order, at most so
    many."""
    rows = connection.execute(
        select(EVENT.c.seq, EVENT.c.via, EVENT.c.body)
        .where(EVENT.c.member == member, EVENT.c.seq > after, EVENT.c.seq <= until)
        .order_by(EVENT.c.seq)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def count_brought(connection: Connection, member: int) -> int:
    """Return how many of a member's events leads brought."""
    brought = and_(EVENT.c.member == member, EVENT.c.via >= "lead:", EVENT.c.via < "lead;")
    return int(connection.execute(select(func.count()).select_from(EVENT).where(brought)).scalar_one())


def id_at(connection: Connection, member: int, seq: int) -> str | None:
    """Return the id of a member's event of a number."""
    return connection.execute(select(EVENT.c.id).where(EVENT.c.member == member, EVENT.c.seq == seq)).scalar()


def count_events(connection: Connection, member: int) -> int | None:
    """Return how many events of a member are stored (their numbers have no gaps), None when the member is gone."""
    return connection.execute(select(MEMBER.c.last_seq).where(MEMBER.c.key == member)).scalar()


def read_of_cards(connection: Connection, member: int, cards: Sequence[str]) -> list[StoredEvent]:
    """Return all of a member's events of some cards that this program knows."""
    rows = connection.execute(
        select(*COLUMNS).where(EVENT.c.member == member, EVENT.c.known == 1, EVENT.c.card.in_(cards))
    )
    return [StoredEvent(*row) for row in rows]


def read_of_notes(connection: Connection, member: int, deck: str, notes: Sequence[str]) -> list[StoredEvent]:
    """Return all of a member's events of a deck, and of notes, `deck/note`, that it took over."""
    # Behind every name of the deck comes the digit that follows the slash.
    within = [and_(EVENT.c.card > f"{deck}/", EVENT.c.card < f"{deck}0")]
    for note in notes:
        if not note.startswith(f"{deck}/"):
            within += [EVENT.c.card == note, and_(EVENT.c.card > f"{note}/", EVENT.c.card < f"{note}0")]
    found: list[StoredEvent] = []
    for start in range(0, len(within), NESTED):
        some = or_(*within[start : start + NESTED])
        rows = connection.execute(select(*COLUMNS).where(EVENT.c.member == member, EVENT.c.known == 1, some))
        found += [StoredEvent(*row) for row in rows]
    return found
