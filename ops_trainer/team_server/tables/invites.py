"""Invites: each is taken as often as it may be, whoever comes at the same moment.

An invite is good only while its maker still has the right that it needs: the device that made it is let in, its member
is in the team, and, unless it links another device of their own, leads. `_good` says so in every statement.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    and_,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlmodel import Field

from ops_trainer.memory.day import DAY_MS
from ops_trainer.team.limits import UNUSED_DAYS
from ops_trainer.team.wire import Role
from ops_trainer.team_server.tables.database import BYTEWISE, TeamTable, all_rows, first_row, key_of, number, table_of
from ops_trainer.team_server.tables.members import DEVICE, MEMBER


class Invite(TeamTable, table=True):
    """An invite, its code hashed. With `member` it is for another device of that member's own.

    `device` made it, and takes it along when it is let in no longer; without one it was made at the server's machine.
    """

    __tablename__: ClassVar[Any] = "invite"

    key: int = Field(default=None, sa_column=number())
    id: str = Field(sa_type=BYTEWISE)
    team: int = Field(sa_column=key_of("team", index=True))
    member: int | None = Field(default=None, sa_column=key_of("member", index=True, nullable=True))
    hashed_code: str = Field(sa_column=Column("code", BYTEWISE, unique=True, nullable=False))
    role: str
    left: int = Field(sa_column=Column("uses_left", Integer, nullable=False))
    expires: int = Field(sa_type=BigInteger)
    by: str
    device: int | None = Field(default=None, sa_column=key_of("device", index=True, nullable=True))


INVITE = table_of(Invite)


def _entitled(at: int) -> ColumnElement[bool]:
    """Return whether who made an invite still has the right that it needs, at a time (UTC in milliseconds)."""
    of_maker = exists().where(
        DEVICE.c.used_day >= at // DAY_MS - UNUSED_DAYS - 1,  # days of the team begin within a day of UTC's
        DEVICE.c.key == INVITE.c.device,
        MEMBER.c.key == DEVICE.c.member,
        MEMBER.c.team == INVITE.c.team,
        or_(MEMBER.c.key == INVITE.c.member, MEMBER.c.role == Role.LEAD.value),
    )
    return or_(and_(INVITE.c.device.is_(None), INVITE.c.member.is_(None)), of_maker)


def _good(at: int) -> ColumnElement[bool]:
    """Return whether an invite can be taken at a time (UTC in milliseconds)."""
    return and_(INVITE.c.uses_left > 0, INVITE.c.expires > at, _entitled(at))


def open_invites(connection: Connection, team: int, at: int) -> list[Invite]:
    """Return the open invites of a team, the soonest to expire first; those for members' own devices left out."""
    found = select(Invite).where(INVITE.c.team == team, INVITE.c.member.is_(None), _good(at))
    return all_rows(connection, found.order_by(INVITE.c.expires, INVITE.c.key))


def count_invites(connection: Connection, team: int) -> int:
    """Return how many invites of a team are stored, those for members' own devices left out."""
    stored = select(func.count()).select_from(INVITE).where(INVITE.c.team == team, INVITE.c.member.is_(None))
    return int(connection.execute(stored).scalar_one())


def find_invite(connection: Connection, code: str, at: int) -> Invite | None:
    """Return an invite that is still good, by its hashed code."""
    return first_row(connection, select(Invite).where(INVITE.c.code == code, _good(at)))


def use_invite(connection: Connection, code: str, at: int) -> bool:
    """Use an invite once; return False when it is no longer good. Of two who come for the last use, one gets it."""
    taken = connection.execute(
        update(INVITE).where(INVITE.c.code == code, _good(at)).values(uses_left=INVITE.c.uses_left - 1)
    )
    return taken.rowcount == 1


def drop_invite(connection: Connection, team: int, invite: str) -> bool:
    """Delete an invite; return False when the team has none of that id."""
    gone = delete(INVITE).where(INVITE.c.team == team, INVITE.c.id == invite, INVITE.c.member.is_(None))
    return connection.execute(gone).rowcount > 0


def drop_links(connection: Connection, member: int) -> None:
    """Delete the codes for a member's own other devices."""
    connection.execute(delete(INVITE).where(INVITE.c.member == member))


def drop_of_maker(connection: Connection, member: int) -> None:
    """Delete the invites that a member's devices made for others: made a lead again later, they would be good again."""
    made = select(DEVICE.c.key).where(DEVICE.c.member == member)
    for_others = or_(INVITE.c.member.is_(None), INVITE.c.member != member)
    connection.execute(delete(INVITE).where(INVITE.c.device.in_(made), for_others))


def drop_old(connection: Connection, team: int, at: int) -> None:
    """Delete the invites of a team that can't be taken any more."""
    connection.execute(delete(INVITE).where(INVITE.c.team == team, not_(_good(at))))
