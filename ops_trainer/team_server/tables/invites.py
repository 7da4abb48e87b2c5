"""Invites: each is taken as often as it may be, whoever comes at the same moment.

An invite is good only while its maker still has the right that it needs: the device that made it is let in, its member
is in the team, and, unless it links another device of their own, leads. `_good` says so in every statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, insert, not_, or_, select, update

from ops_trainer.team.wire import Role
from ops_trainer.team_server.tables.members import DEVICE, MEMBER
from ops_trainer.team_server.tables.rows import InviteRow

INVITE = cast(Table, InviteRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite; `member` is the number of the member whose other device it is for, `device` of the one that made it.

    Without `device` it was made at the server's own machine.
    """

    id: str
    team: int
    member: int | None
    role: str
    left: int
    expires: int
    by: str
    device: int | None


COLUMNS = (
    INVITE.c.id,
    INVITE.c.team,
    INVITE.c.member,
    INVITE.c.role,
    INVITE.c.uses_left,
    INVITE.c.expires,
    INVITE.c.by,
    INVITE.c.device,
)


def _entitled() -> ColumnElement[bool]:
    """Whether who made an invite still has the right that it needs."""
    of_maker = exists().where(
        DEVICE.c.key == INVITE.c.device,
        MEMBER.c.key == DEVICE.c.member,
        MEMBER.c.team == INVITE.c.team,
        or_(MEMBER.c.key == INVITE.c.member, and_(INVITE.c.member.is_(None), MEMBER.c.role == Role.LEAD.value)),
    )
    return or_(and_(INVITE.c.device.is_(None), INVITE.c.member.is_(None)), of_maker)


def _good(at: int) -> ColumnElement[bool]:
    """Whether an invite can be taken at a time (UTC in milliseconds)."""
    return and_(INVITE.c.uses_left > 0, INVITE.c.expires > at, _entitled())


def add(connection: Connection, invite: Invite, code: str) -> None:
    """Keep an invite with its hashed code."""
    connection.execute(
        insert(INVITE).values(
            id=invite.id, team=invite.team, member=invite.member, role=invite.role, uses_left=invite.left,
            expires=invite.expires, by=invite.by, device=invite.device, code=code,
        )
    )  # fmt: skip


def of_team(connection: Connection, team: int, at: int) -> list[Invite]:
    """The open invites of a team, the soonest to expire first; those for members' own devices left out."""
    rows = connection.execute(
        select(*COLUMNS)
        .where(INVITE.c.team == team, INVITE.c.member.is_(None), _good(at))
        .order_by(INVITE.c.expires, INVITE.c.key)
    )
    return [Invite(*row) for row in rows]


def count(connection: Connection, team: int) -> int:
    """How many invites of a team are kept, those for members' own devices left out."""
    kept = select(func.count()).select_from(INVITE).where(INVITE.c.team == team, INVITE.c.member.is_(None))
    return int(connection.execute(kept).scalar_one())


def find(connection: Connection, code: str, at: int) -> Invite | None:
    """An invite that is still good, by its hashed code."""
    row = connection.execute(select(*COLUMNS).where(INVITE.c.code == code, _good(at))).fetchone()
    return None if row is None else Invite(*row)


def take(connection: Connection, code: str, at: int) -> bool:
    """Use an invite once; False when it is no longer good. Of two who come at once for the last use, one gets it."""
    taken = connection.execute(
        update(INVITE).where(INVITE.c.code == code, _good(at)).values(uses_left=INVITE.c.uses_left - 1)
    )
    return taken.rowcount == 1


def drop(connection: Connection, team: int, invite: str) -> bool:
    """Take an invite back; False when the team has none of that id."""
    gone = delete(INVITE).where(INVITE.c.team == team, INVITE.c.id == invite, INVITE.c.member.is_(None))
    return connection.execute(gone).rowcount > 0


def drop_links(connection: Connection, member: int) -> None:
    """Forget the codes for a member's own other devices."""
    connection.execute(delete(INVITE).where(INVITE.c.member == member))


def drop_of_maker(connection: Connection, member: int) -> None:
    """Forget the invites that a member's devices made for others: made a lead again later, they would be good again."""
    made = select(DEVICE.c.key).where(DEVICE.c.member == member)
    connection.execute(delete(INVITE).where(INVITE.c.device.in_(made), INVITE.c.member.is_(None)))


def drop_old(connection: Connection, team: int, at: int) -> None:
    """Forget the invites of a team that can't be taken any more."""
    connection.execute(delete(INVITE).where(INVITE.c.team == team, not_(_good(at))))
