"""Teams, their members and devices, and the log of what leads did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ops_trainer.team_server.tables.rows import AuditRow, DeviceRow, MemberRow, TeamRow, columns_of

TEAM = cast(Table, TeamRow.__table__)  # type: ignore[attr-defined]
MEMBER = cast(Table, MemberRow.__table__)  # type: ignore[attr-defined]
DEVICE = cast(Table, DeviceRow.__table__)  # type: ignore[attr-defined]
AUDIT = cast(Table, AuditRow.__table__)  # type: ignore[attr-defined]
LATEST = 500  # audit entries shown


@dataclass(frozen=True, slots=True)
class Team:
    """A team; `key` is its number within the store."""

    key: int
    id: str
    name: str
    utc_offset: int
    news: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member; `joined` UTC in milliseconds, `parameters` FSRS weights as JSON."""

    key: int
    id: str
    name: str
    role: str
    joined: int
    parameters: str


@dataclass(frozen=True, slots=True)
class Device:
    """A member's device; `key` is its number within the store, days are local days of the team."""

    key: int
    id: str
    joined_day: int
    used_day: int


TEAM_COLUMNS = columns_of(TEAM, Team)
MEMBER_COLUMNS = columns_of(MEMBER, Member)
DEVICE_COLUMNS = columns_of(DEVICE, Device)


def add_team(connection: Connection, team: str, name: str, at: int, utc_offset: int) -> int:
    """Make a team; its number."""
    values = {"id": team, "name": name, "created": at, "utc_offset": utc_offset, "news": 0}
    return int(connection.execute(insert(TEAM).values(**values).returning(TEAM.c.key)).scalar_one())


def teams(connection: Connection) -> list[Team]:
    """All teams of this server, by name."""
    return [Team(*row) for row in connection.execute(select(*TEAM_COLUMNS).order_by(TEAM.c.name, TEAM.c.key))]


def team(connection: Connection, key: int) -> Team | None:
    """A team by its number."""
    row = connection.execute(select(*TEAM_COLUMNS).where(TEAM.c.key == key)).fetchone()
    return None if row is None else Team(*row)


def drop_team(connection: Connection, key: int) -> None:
    """Delete a team with all that is its."""
    connection.execute(delete(TEAM).where(TEAM.c.key == key))


def lock_team(connection: Connection, key: int) -> bool:
    """Let nobody else change a team's members, decks or assignments until the transaction ends; False: it is gone."""
    return connection.execute(select(TEAM.c.key).where(TEAM.c.key == key).with_for_update()).fetchone() is not None


def there_is_news(connection: Connection, key: int) -> None:
    """Assignments or decks changed: clients look at them at their next sync."""
    connection.execute(update(TEAM).where(TEAM.c.key == key).values(news=TEAM.c.news + 1))


def add_member(
    connection: Connection, team: int, member: str, name: str, folded: str, role: str, at: int
) -> int | None:
    """Make a member; their number, None when someone of the team has that name."""
    values = {"team": team, "id": member, "name": name, "folded": folded, "role": role, "joined": at}
    try:
        with connection.begin_nested():
            made = insert(MEMBER).values(**values, last_seq=0, parameters="[]").returning(MEMBER.c.key)
            return int(connection.execute(made).scalar_one())
    except IntegrityError:
        return None


def members(connection: Connection, team: int) -> list[Member]:
    """The members of a team by name."""
    rows = connection.execute(select(*MEMBER_COLUMNS).where(MEMBER.c.team == team).order_by(MEMBER.c.folded))
    return [Member(*row) for row in rows]


def count(connection: Connection, team: int, role: str | None = None) -> int:
    """How many members a team has, of a role or of all."""
    found = select(func.count()).select_from(MEMBER).where(MEMBER.c.team == team)
    return int(connection.execute(found if role is None else found.where(MEMBER.c.role == role)).scalar_one())


def member(connection: Connection, team: int, member_id: str) -> Member | None:
    """A member of a team."""
    row = connection.execute(select(*MEMBER_COLUMNS).where(MEMBER.c.team == team, MEMBER.c.id == member_id)).fetchone()
    return None if row is None else Member(*row)


def by_key(connection: Connection, key: int) -> Member:
    """A member by their number, whose journal is held."""
    return Member(*connection.execute(select(*MEMBER_COLUMNS).where(MEMBER.c.key == key)).one())


def by_folded(connection: Connection, team: int, names: list[str]) -> dict[str, int]:
    """The numbers of the members that go by some folded names."""
    rows = connection.execute(
        select(MEMBER.c.folded, MEMBER.c.key).where(MEMBER.c.team == team, MEMBER.c.folded.in_(names))
    )
    return {row[0]: row[1] for row in rows}


def set_role(connection: Connection, key: int, role: str) -> None:
    """Give a member another role."""
    connection.execute(update(MEMBER).where(MEMBER.c.key == key).values(role=role))


def parameters(connection: Connection, key: int) -> str:
    """The FSRS weights of a member's own app, as JSON."""
    return str(connection.execute(select(MEMBER.c.parameters).where(MEMBER.c.key == key)).scalar() or "[]")


def set_parameters(connection: Connection, key: int, parameters: str) -> None:
    """Keep the FSRS weights that a member's own app uses, as JSON."""
    connection.execute(update(MEMBER).where(MEMBER.c.key == key).values(parameters=parameters))


def drop_member(connection: Connection, key: int) -> None:
    """Delete a member with all that is theirs."""
    connection.execute(delete(MEMBER).where(MEMBER.c.key == key))


def put_device(connection: Connection, member: int, device: str, token: str, day: int) -> bool:
    """Let a device in by a hashed token, in place of the token it had; False when the token is someone's already."""
    try:
        with connection.begin_nested():
            connection.execute(delete(DEVICE).where(DEVICE.c.member == member, DEVICE.c.id == device))
            values = {"member": member, "id": device, "token": token, "joined_day": day, "used_day": day}
            connection.execute(insert(DEVICE).values(**values))
    except IntegrityError:
        return False
    return True


def devices(connection: Connection, member: int) -> list[Device]:
    """A member's devices, the first that came first."""
    rows = connection.execute(select(*DEVICE_COLUMNS).where(DEVICE.c.member == member).order_by(DEVICE.c.key))
    return [Device(*row) for row in rows]


def drop_device(connection: Connection, member: int, device: str) -> bool:
    """Let a device in no longer; False when there is none of that id."""
    return connection.execute(delete(DEVICE).where(DEVICE.c.member == member, DEVICE.c.id == device)).rowcount > 0


def by_token(connection: Connection, token: str) -> tuple[Team, Member, Device] | None:
    """Who comes with a hashed token."""
    row = connection.execute(
        select(*TEAM_COLUMNS, *MEMBER_COLUMNS, *DEVICE_COLUMNS)
        .select_from(DEVICE.join(MEMBER, DEVICE.c.member == MEMBER.c.key).join(TEAM, MEMBER.c.team == TEAM.c.key))
        .where(DEVICE.c.token == token)
    ).fetchone()
    return None if row is None else (Team(*row[:5]), Member(*row[5:11]), Device(*row[11:]))


def by_device(connection: Connection, key: int) -> Member | None:
    """The member whose device is let in under a number; None when it no longer is."""
    row = connection.execute(
        select(*MEMBER_COLUMNS)
        .select_from(DEVICE.join(MEMBER, DEVICE.c.member == MEMBER.c.key))
        .where(DEVICE.c.key == key)
    ).fetchone()
    return None if row is None else Member(*row)


def used(connection: Connection, token: str, day: int) -> None:
    """Note the day on which a device came."""
    connection.execute(update(DEVICE).where(DEVICE.c.token == token).values(used_day=day))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing done: when (UTC ms), by whom (a name), a catalogue key, about which member, with what."""

    at: int
    by: str
    did: str
    about: str | None
    params: dict[str, Any]


def add_audit(connection: Connection, team: int, entry: AuditEntry) -> None:
    """Write an entry, in the transaction of what it is about."""
    params = json.dumps(entry.params, ensure_ascii=False)
    values = {"team": team, "at": entry.at, "by": entry.by, "did": entry.did, "about": entry.about, "params": params}
    connection.execute(insert(AUDIT).values(**values))


def latest_audit(connection: Connection, team: int, about: str | None = None) -> list[AuditEntry]:
    """The latest entries of a team (only those about a member), the newest first."""
    a = AUDIT.c
    found = select(a.at, a.by, a.did, a.about, a.params).where(a.team == team).order_by(a.key.desc()).limit(LATEST)
    rows = connection.execute(found if about is None else found.where(a.about == about))
    return [AuditEntry(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]


def forget_audit(connection: Connection, team: int, about: str) -> None:
    """Delete the entries about a member who leaves."""
    connection.execute(delete(AUDIT).where(AUDIT.c.team == team, AUDIT.c.about == about))
