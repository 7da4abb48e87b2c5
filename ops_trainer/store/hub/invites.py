"""Invites: each is taken as often as it may be, whoever comes at the same moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from ops_trainer.store.hub.tables import InviteRow

INVITE = cast(Table, InviteRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite; `member` is the number of the member whose other device it is for."""

    id: str
    team: int
    member: int | None
    role: str
    left: int
    expires: int
    by: str


COLUMNS = (
    INVITE.c.id,
    INVITE.c.team,
    INVITE.c.member,
    INVITE.c.role,
    INVITE.c.uses_left,
    INVITE.c.expires,
    INVITE.c.by,
)


def add(connection: Connection, invite: Invite, code: str) -> None:
    """Keep an invite with its hashed code."""
    connection.execute(
        insert(INVITE).values(
            id=invite.id, team=invite.team, member=invite.member, role=invite.role, uses_left=invite.left,
            expires=invite.expires, by=invite.by, code=code,
        )
    )  # fmt: skip


def of_team(connection: Connection, team: int, at: int) -> list[Invite]:
    """The open invites of a team, the soonest to expire first; those for members' own devices left out."""
    rows = connection.execute(
        select(*COLUMNS)
        .where(INVITE.c.team == team, INVITE.c.member.is_(None), INVITE.c.uses_left > 0, INVITE.c.expires > at)
        .order_by(INVITE.c.expires, INVITE.c.key)
    )
    return [Invite(*row) for row in rows]


def count(connection: Connection, team: int) -> int:
    """How many invites of a team are kept, those for members' own devices left out."""
    kept = select(func.count()).select_from(INVITE).where(INVITE.c.team == team, INVITE.c.member.is_(None))
    return int(connection.execute(kept).scalar_one())


def find(connection: Connection, code: str, at: int) -> Invite | None:
    """An invite that is still good, by its hashed code."""
    row = connection.execute(
        select(*COLUMNS).where(INVITE.c.code == code, INVITE.c.uses_left > 0, INVITE.c.expires > at)
    ).fetchone()
    return None if row is None else Invite(*row)


def take(connection: Connection, code: str, at: int) -> bool:
    """Use an invite once; False when it is no longer good. Of two who come at once for the last use, one gets it."""
    taken = connection.execute(
        update(INVITE)
        .where(INVITE.c.code == code, INVITE.c.uses_left > 0, INVITE.c.expires > at)
        .values(uses_left=INVITE.c.uses_left - 1)
    )
    return taken.rowcount == 1


def drop(connection: Connection, team: int, invite: str) -> bool:
    """Take an invite back; False when the team has none of that id."""
    gone = delete(INVITE).where(INVITE.c.team == team, INVITE.c.id == invite, INVITE.c.member.is_(None))
    return connection.execute(gone).rowcount > 0


def drop_links(connection: Connection, member: int) -> None:
    """Forget the codes for a member's own other devices."""
    connection.execute(delete(INVITE).where(INVITE.c.member == member))


def drop_old(connection: Connection, team: int, at: int) -> None:
    """Forget the invites of a team that expired or were used up."""
    no_longer_good = or_(INVITE.c.expires <= at, INVITE.c.uses_left <= 0)
    connection.execute(delete(INVITE).where(INVITE.c.team == team, no_longer_good))
