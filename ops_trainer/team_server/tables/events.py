"""The members' journals: appended to, numbered by arrival for each member, read by number or by card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import Connection, Table, and_, insert, or_, select, update

from ops_trainer.team_server.tables.members import MEMBER
from ops_trainer.team_server.tables.rows import EventRow, columns_of

EVENT = cast(Table, EventRow.__table__)  # type: ignore[attr-defined]
SLOTS = 500  # values in one list of a condition
NESTED = 400  # alternatives in one condition: SQLite takes them as nested, a thousand deep at most


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it is stored: its JSON text; `known` false for kinds that only a newer program knows."""

    id: str
    card: str
    known: bool
    ahead: bool
    body: str


COLUMNS = columns_of(EVENT, Stored)


def lock(connection: Connection, member: int) -> int | None:
    """Take a member's journal for writing until the transaction ends; its last number, None when they are gone.

    Numbers are given under this lock, so that whoever reads them never meets one that comes later and is lower.
    """
    found = select(MEMBER.c.last_seq).where(MEMBER.c.key == member).with_for_update()
    return connection.execute(found).scalar()


def there(connection: Connection, member: int, ids: Sequence[str]) -> set[str]:
    """Those of some events that are stored."""
    found: set[str] = set()
    for start in range(0, len(ids), SLOTS):
        some = EVENT.c.id.in_(ids[start : start + SLOTS])
        found.update(connection.execute(select(EVENT.c.id).where(EVENT.c.member == member, some)).scalars())
    return found


def append(connection: Connection, member: int, last: int, events: Sequence[Stored]) -> int:
    """Write events that are new, after the number `last`; the last number now."""
    rows = [
        {**asdict(event), "known": int(event.known), "ahead": int(event.ahead), "member": member, "seq": seq}
        for seq, event in enumerate(events, last + 1)
    ]
    connection.execute(insert(EVENT), rows)
    last += len(rows)
    connection.execute(update(MEMBER).where(MEMBER.c.key == member).values(last_seq=last))
    return last


def between(connection: Connection, member: int, after: int, until: int, most: int) -> list[tuple[int, str]]:
    """Numbers and JSON texts of a member's events after a number and up to another, in order, at most so many."""
    rows = connection.execute(
        select(EVENT.c.seq, EVENT.c.body)
        .where(EVENT.c.member == member, EVENT.c.seq > after, EVENT.c.seq <= until)
        .order_by(EVENT.c.seq)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def id_at(connection: Connection, member: int, seq: int) -> str | None:
    """The id of a member's event of a number."""
    return connection.execute(select(EVENT.c.id).where(EVENT.c.member == member, EVENT.c.seq == seq)).scalar()


def held(connection: Connection, member: int) -> int | None:
    """How many events of a member are stored: their numbers have no gaps. None when the member is gone."""
    return connection.execute(select(MEMBER.c.last_seq).where(MEMBER.c.key == member)).scalar()


def of_cards(connection: Connection, member: int, cards: Sequence[str]) -> list[Stored]:
    """All of a member's events of some cards that this program knows."""
    rows = connection.execute(
        select(*COLUMNS).where(EVENT.c.member == member, EVENT.c.known == 1, EVENT.c.card.in_(cards))
    )
    return [Stored(*row) for row in rows]


def of_notes(connection: Connection, member: int, deck: str, notes: Sequence[str]) -> list[Stored]:
    """All of a member's events of a deck, and of notes, `deck/note`, that it took over."""
    # Behind every name of the deck comes the digit that follows the slash.
    within = [and_(EVENT.c.card > f"{deck}/", EVENT.c.card < f"{deck}0")]
    for note in notes:
        if not note.startswith(f"{deck}/"):
            within += [EVENT.c.card == note, and_(EVENT.c.card > f"{note}/", EVENT.c.card < f"{note}0")]
    found: list[Stored] = []
    for start in range(0, len(within), NESTED):
        some = or_(*within[start : start + NESTED])
        rows = connection.execute(select(*COLUMNS).where(EVENT.c.member == member, EVENT.c.known == 1, some))
        found += [Stored(*row) for row in rows]
    return found
