"""Teams, their members and devices, and the log of what leads did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Connection, UniqueConstraint, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import Field

from ops_trainer.team_server.tables.database import (
    BYTEWISE,
    JsonText,
    TeamTable,
    all_rows,
    columns_of,
    first_row,
    key_of,
    number,
    table_of,
)

LATEST = 500  # audit entries shown
RETENTION = 0.9  # that a learner begins with


class Team(TeamTable, table=True):
    """A team. `utc_offset` in minutes tells when its day begins; `news` counts changes to assignments and decks."""

    __tablename__: ClassVar[Any] = "team"

    key: int = Field(default=None, sa_column=number())
    id: str = Field(sa_type=BYTEWISE, unique=True)
    name: str
    created: int = Field(sa_type=BigInteger)
    utc_offset: int
    news: int = 0
    days_off: str = ""  # as `memory.days_off` keeps them


@dataclass(frozen=True, slots=True)
class Schedule:
    """By what a member's cards are scheduled: FSRS weights as JSON, the share wanted when a card comes back, and what
    is out of force: JSON of `[since, at, lifted]` by way, see `wire.VoidIn`.

    `shared` is a JSON list of the decks that the member shares with the team: of others a lead is shown nothing,
    whatever was sent before. `plans` are the plans that the member was given: JSON of lists of numbers by assignment,
    see `GivenPlan.dump`.
    """

    parameters: str = "[]"
    retention: float = RETENTION
    voids: str = "{}"
    shared: str = "[]"
    plans: str = "{}"


class Member(TeamTable, table=True):
    """A member. `joined` UTC in milliseconds; their events are numbered up to `last_seq`."""

    __tablename__: ClassVar[Any] = "member"
    __table_args__ = (UniqueConstraint("team", "folded"),)

    key: int = Field(default=None, sa_column=number())
    id: str = Field(sa_type=BYTEWISE, unique=True)
    team: int = Field(sa_column=key_of("team"))
    name: str
    folded: str
    role: str
    joined: int = Field(sa_type=BigInteger)
    last_seq: int = Field(default=0, sa_type=BigInteger)
    parameters: str = "[]"  # FSRS weights as JSON
    retention: float = RETENTION  # the share wanted when a card comes back
    voids: str = "{}"  # what is out of force as JSON, see `Schedule`
    shared: str = "[]"  # a JSON list of decks
    plans: str = "{}"  # by assignment as JSON, see `Schedule`

    @property
    def schedule(self) -> Schedule:
        """By what the member's cards are scheduled."""
        return Schedule(self.parameters, self.retention, self.voids, self.shared, self.plans)


class Device(TeamTable, table=True):
    """A member's device with its token, hashed; days are local days of the team."""

    __tablename__: ClassVar[Any] = "device"
    __table_args__ = (UniqueConstraint("member", "id"),)

    key: int = Field(default=None, sa_column=number())
    member: int = Field(sa_column=key_of("member"))
    id: str = Field(sa_type=BYTEWISE)
    token: str = Field(sa_type=BYTEWISE, unique=True)
    joined_day: int
    used_day: int


class AuditEntry(TeamTable, table=True):
    """One thing that a lead did: when (UTC ms), by whom (a name), a catalogue key, about which member (an id)."""

    __tablename__: ClassVar[Any] = "audit"

    key: int = Field(default=None, sa_column=number())
    team: int = Field(sa_column=key_of("team", index=True))
    at: int = Field(sa_type=BigInteger)
    by: str
    did: str
    about: str | None = None  # a member's id
    params: dict[str, Any] = Field(sa_column=Column(JsonText, nullable=False))


TEAM, MEMBER, DEVICE, AUDIT = (table_of(row) for row in (Team, Member, Device, AuditEntry))


def add_team(connection: Connection, team: str, name: str, at: int, utc_offset: int) -> int:
    """Add a team and return its number."""
    values = {"id": team, "name": name, "created": at, "utc_offset": utc_offset, "news": 0}
    return int(connection.execute(insert(TEAM).values(**values).returning(TEAM.c.key)).scalar_one())


def teams(connection: Connection) -> list[Team]:
    """Return all teams of this server, by name."""
    return all_rows(connection, select(Team).order_by(TEAM.c.name, TEAM.c.key))


def team(connection: Connection, key: int) -> Team | None:
    """Return a team by its number, None when it is gone."""
    return first_row(connection, select(Team).where(TEAM.c.key == key))


def drop_team(connection: Connection, key: int) -> None:
    """Delete a team with all that is its."""
    connection.execute(delete(TEAM).where(TEAM.c.key == key))


def lock_team(connection: Connection, key: int) -> bool:
    """Lock a team's members, decks and assignments until the transaction ends; return False when it is gone."""
    return connection.execute(select(TEAM.c.key).where(TEAM.c.key == key).with_for_update()).fetchone() is not None


def set_days_off(connection: Connection, key: int, days_off: str) -> None:
    """Store a team's days off."""
    connection.execute(update(TEAM).where(TEAM.c.key == key).values(days_off=days_off))


def mark_changed(connection: Connection, key: int) -> None:
    """Mark that assignments or decks changed, so that clients ask for them at their next sync."""
    connection.execute(update(TEAM).where(TEAM.c.key == key).values(news=TEAM.c.news + 1))


def add_member(
    connection: Connection, team: int, member: str, name: str, folded: str, role: str, at: int
) -> int | None:
    """Add a member and return their number, None when someone of the team has that name."""
    values = {"team": team, "id": member, "name": name, "folded": folded, "role": role, "joined": at}
    try:
        with connection.begin_nested():
            made = (
                insert(MEMBER)
                .values(**values, last_seq=0, parameters="[]", retention=RETENTION)
                .returning(MEMBER.c.key)
            )
            return int(connection.execute(made).scalar_one())
    except IntegrityError:
        return None


def members(connection: Connection, team: int) -> list[Member]:
    """Return the members of a team by name."""
    return all_rows(connection, select(Member).where(MEMBER.c.team == team).order_by(MEMBER.c.folded))


def count_members(connection: Connection, team: int, role: str | None = None) -> int:
    """Return how many members a team has, of a role or of all."""
    found = select(func.count()).select_from(MEMBER).where(MEMBER.c.team == team)
    return int(connection.execute(found if role is None else found.where(MEMBER.c.role == role)).scalar_one())


def member(connection: Connection, team: int, member_id: str) -> Member | None:
    """Return a member of a team by id, None when there is none."""
    return first_row(connection, select(Member).where(MEMBER.c.team == team, MEMBER.c.id == member_id))


def by_folded(connection: Connection, team: int, names: list[str]) -> dict[str, Member]:
    """Return the members that go by some folded names."""
    found = select(Member).where(MEMBER.c.team == team, MEMBER.c.folded.in_(names))
    return {member.folded: member for member in all_rows(connection, found)}


def set_role(connection: Connection, key: int, role: str) -> None:
    """Give a member another role."""
    connection.execute(update(MEMBER).where(MEMBER.c.key == key).values(role=role))


def schedule(connection: Connection, key: int) -> Schedule:
    """Return by what a member's own app schedules."""
    row = connection.execute(select(*columns_of(MEMBER, Schedule)).where(MEMBER.c.key == key)).fetchone()
    return Schedule() if row is None else Schedule(*row)


def set_schedule(connection: Connection, key: int, schedule: Schedule) -> None:
    """Store by what a member's own app schedules."""
    connection.execute(update(MEMBER).where(MEMBER.c.key == key).values(**asdict(schedule)))


def drop_member(connection: Connection, key: int) -> None:
    """Delete a member with all that is theirs."""
    connection.execute(delete(MEMBER).where(MEMBER.c.key == key))


def put_device(connection: Connection, member: int, device: str, token: str, day: int) -> bool:
    """Store a device with its hashed token, in place of the one it had; return False when the token is taken."""
    try:
        with connection.begin_nested():
            connection.execute(delete(DEVICE).where(DEVICE.c.member == member, DEVICE.c.id == device))
            values = {"member": member, "id": device, "token": token, "joined_day": day, "used_day": day}
            connection.execute(insert(DEVICE).values(**values))
    except IntegrityError:
        return False
    return True


def devices(connection: Connection, member: int) -> list[Device]:
    """Return a member's devices, the first that came first."""
    return all_rows(connection, select(Device).where(DEVICE.c.member == member).order_by(DEVICE.c.key))


def drop_device(connection: Connection, member: int, device: str) -> bool:
    """Delete a device; return False when there is none of that id."""
    return connection.execute(delete(DEVICE).where(DEVICE.c.member == member, DEVICE.c.id == device)).rowcount > 0


def by_token(connection: Connection, token: str) -> tuple[Team, Member, Device] | None:
    """Return whose hashed token it is, None when it is nobody's."""
    found = (
        select(Team, Member, Device)
        .select_from(DEVICE.join(MEMBER, DEVICE.c.member == MEMBER.c.key).join(TEAM, MEMBER.c.team == TEAM.c.key))
        .where(DEVICE.c.token == token)
    )
    with Session(connection) as session:
        for team, member, device in session.execute(found):
            return team, member, device
    return None


def role_by_device(connection: Connection, key: int) -> str | None:
    """Return the role of a device's member by the device's number, None when it is no longer registered."""
    joined = DEVICE.join(MEMBER, DEVICE.c.member == MEMBER.c.key)
    return connection.execute(select(MEMBER.c.role).select_from(joined).where(DEVICE.c.key == key)).scalar()


def set_used_day(connection: Connection, token: str, day: int) -> None:
    """Store the day on which a device came last."""
    connection.execute(update(DEVICE).where(DEVICE.c.token == token).values(used_day=day))


def latest_audit(connection: Connection, team: int, about: str | None = None) -> list[AuditEntry]:
    """Return the latest entries of a team (only those about a member), the newest first."""
    found = select(AuditEntry).where(AUDIT.c.team == team).order_by(AUDIT.c.key.desc()).limit(LATEST)
    return all_rows(connection, found if about is None else found.where(AUDIT.c.about == about))


def forget_audit(connection: Connection, team: int, about: str) -> None:
    """Delete the entries about a member who leaves."""
    connection.execute(delete(AUDIT).where(AUDIT.c.team == team, AUDIT.c.about == about))
