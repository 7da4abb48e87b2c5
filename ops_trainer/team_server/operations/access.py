"""Who comes in: teams are made, members join by invites, devices hold tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ops_trainer.memory.day import HOUR_MS, date_of, local_day
from ops_trainer.team import limits, wire
from ops_trainer.team.names import code_of, folded, hashed, member_name, read_code, team_name
from ops_trainer.team.wire import Role
from ops_trainer.team_server.operations.refusal import Refusal, Why, not_there, sound
from ops_trainer.team_server.operations.rights import check_lead, current, hold_as_lead
from ops_trainer.team_server.operations.server import Base, Caller
from ops_trainer.team_server.tables import invites, members

if TYPE_CHECKING:
    from ops_trainer.team_server.tables.invites import Invite

AT_SERVER = "server"  # who did what was done at the server's own machine


@dataclass(frozen=True, slots=True)
class Founded:
    """A team that was just made, and its first lead."""

    team: str
    team_name: str
    member: str
    name: str


def create_team(base: Base, name: str, lead: str, *, device: str, token: str, utc_offset: int) -> Founded:
    """Make a team with its first lead, who comes by `token` from `device`.

    Raises Complaint for a name that won't do.
    """
    name, lead = sound(team_name, name), sound(member_name, lead)
    at = base.now()
    team_id, member_id = base.new_id(), base.new_id()
    with base.database.writing() as connection:
        team = members.add_team(connection, team_id, name, at, utc_offset)
        member = members.add_member(connection, team, member_id, lead, folded(lead), Role.LEAD.value, at)
        assert member is not None
        if not members.put_device(connection, member, device, hashed(token), local_day(at, utc_offset)):
            raise Refusal(Why.CONFLICT, "team.token_taken")
    return Founded(team_id, name, member_id, lead)


def who(base: Base, token: str) -> Caller:
    """Who comes with a token. Raises Refusal for one that is not, or no longer, good."""
    stored = hashed(token)
    with base.database.reading() as connection:
        found = members.by_token(connection, stored)
    if found is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    team, member, device = found
    today = base.day(team.utc_offset)
    if device.used_day != today:
        with base.database.writing() as connection:
            members.used(connection, stored, today)
    return Caller(
        team.key, team.id, team.name, team.utc_offset, team.news, member.key, member.id, member.name,
        Role(member.role), device.id, device.key,
    )  # fmt: skip


def join(base: Base, asked: wire.JoinIn) -> Caller:
    """Take an invite. The same device with the same token may ask again: it has joined once.

    Raises Refusal for a code that is not good, a name that is taken, a team that is full.
    """
    code, at = read_code(asked.code), base.now()
    if code is None:
        raise Refusal(Why.NOT_THERE, "team.bad_code")
    name = sound(member_name, asked.name) if asked.name else None
    with base.database.writing() as connection:
        known = members.by_token(connection, hashed(asked.token))
        if known is None:
            _take(base, connection, hashed(code), asked, name, at)
        elif known[2].id != asked.device:
            raise Refusal(Why.CONFLICT, "team.token_taken")
    return who(base, asked.token)


def _take(base: Base, connection: Connection, code: str, asked: wire.JoinIn, name: str | None, at: int) -> None:
    invite = invites.find(connection, code, at)
    if invite is None or not members.lock_team(connection, invite.team) or not invites.take(connection, code, at):
        raise Refusal(Why.NOT_THERE, "team.bad_code")
    team = members.team(connection, invite.team)
    assert team is not None
    member = invite.member
    if member is None:
        if name is None:
            raise Refusal(Why.WRONG, "team.bad_name", most=limits.NAME)
        if members.count(connection, team.key) >= limits.MEMBERS:
            raise Refusal(Why.TOO_MUCH, "team.full", most=limits.MEMBERS)
        member = members.add_member(connection, team.key, base.new_id(), name, folded(name), invite.role, at)
        if member is None:
            raise Refusal(Why.CONFLICT, "team.name_taken", name=name)
    elif len(members.devices(connection, member)) >= limits.DEVICES:
        raise Refusal(Why.TOO_MUCH, "team.many_devices", most=limits.DEVICES)
    if not members.put_device(connection, member, asked.device, hashed(asked.token), local_day(at, team.utc_offset)):
        raise Refusal(Why.CONFLICT, "team.token_taken")


def me(base: Base, caller: Caller) -> wire.Me:
    """A member as they see themselves, with the names of the team's leads."""
    with base.database.reading() as connection:
        caller = current(connection, caller)
        leads = [m.name for m in members.members(connection, caller.team) if m.role == Role.LEAD]
    return wire.Me(
        team=caller.team_id, team_name=caller.team_name, member=caller.id, name=caller.name, role=caller.role,
        leads=leads,
    )  # fmt: skip


def invite(base: Base, caller: Caller, asked: wire.InviteIn) -> wire.Invite:
    """Make an invite, with the code that is told this once."""
    caller.must_lead()
    return _invite(base, caller, asked.role, asked.uses, asked.days * 24)


def link(base: Base, caller: Caller) -> wire.Invite:
    """Make a code with which another device of the caller's own joins."""
    return _invite(base, caller, caller.role, 1, limits.LINK_HOURS, member=caller.key)


def rescue(base: Base, team_called: str) -> wire.Invite:
    """An invite for a new lead, made at the server's own machine. Raises Refusal when no one team goes by that name."""
    with base.database.reading() as connection:
        found = [team for team in members.teams(connection) if team.name == team_called]
    if len(found) != 1:
        raise not_there()
    team = found[0]
    at_server = Caller(
        team.key,
        team.id,
        team.name,
        team.utc_offset,
        team.news,
        key=0,
        id="",
        name=AT_SERVER,
        role=Role.LEAD,
        device="",
        device_key=0,
    )
    return _invite(base, at_server, Role.LEAD, 1, limits.LINK_HOURS)


def _invite(base: Base, caller: Caller, role: Role, uses: int, hours: int, member: int | None = None) -> wire.Invite:
    from ops_trainer.team_server.tables.invites import Invite

    code = code_of(base.random(10))
    expires = base.now() + hours * HOUR_MS
    made = Invite(base.new_id(), caller.team, member, role.value, uses, expires, caller.name, caller.device_key or None)
    with base.database.writing() as connection:
        if member is not None:
            members.lock_team(connection, caller.team)
            current(connection, caller)
        elif caller.id:
            hold_as_lead(connection, caller)
        invites.drop_old(connection, caller.team, base.now())
        if member is not None:
            invites.drop_links(connection, member)  # a newer code takes the place of the one before
        elif invites.count(connection, caller.team) >= limits.INVITES:
            raise Refusal(Why.TOO_MUCH, "team.many_invites", most=limits.INVITES)
        invites.add(connection, made, hashed(code))
        if member is None:
            base.log(connection, caller, "team.did_invite", n=uses, role=role.value)
    return _told(made, code)


def open_invites(base: Base, caller: Caller) -> wire.Invites:
    """The team's open invites, without their codes."""
    caller.must_lead()
    with base.database.reading() as connection:
        check_lead(connection, caller)
        found = invites.of_team(connection, caller.team, base.now())
    return wire.Invites(invites=[_told(one) for one in found])


def drop_invite(base: Base, caller: Caller, invite_id: str) -> None:
    """Take an invite back."""
    caller.must_lead()
    with base.database.writing() as connection:
        hold_as_lead(connection, caller)
        if not invites.drop(connection, caller.team, invite_id):
            raise not_there()
        base.log(connection, caller, "team.did_drop_invite")


def devices(base: Base, caller: Caller) -> wire.Devices:
    """The caller's own devices."""
    with base.database.reading() as connection:
        current(connection, caller)
        found = members.devices(connection, caller.key)
    return wire.Devices(
        devices=[
            wire.Device(id=d.id, joined=date_of(d.joined_day), used=date_of(d.used_day), current=d.id == caller.device)
            for d in found
        ]
    )


def drop_device(base: Base, caller: Caller, device: str) -> None:
    """Let one of the caller's own devices in no longer, such as one that was lost."""
    with base.database.writing() as connection:
        current(connection, caller)
        if not members.drop_device(connection, caller.key, device):
            raise not_there()


def _told(invite: Invite, code: str | None = None) -> wire.Invite:
    return wire.Invite(
        id=invite.id, role=Role(invite.role), left=invite.left, expires=invite.expires, by=invite.by, code=code
    )
