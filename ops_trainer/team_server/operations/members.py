"""Teams and their members: invites, joining, devices and their tokens, roles, removing, leaving, the audit log."""

from __future__ import annotations

from sqlalchemy import Connection

from ops_trainer.memory.day import HOUR_MS, date_of, local_day
from ops_trainer.team import limits, wire
from ops_trainer.team.typed import SHORT, code_of, folded, hashed, member_name, read_code, team_name, told_apart
from ops_trainer.team.wire import Role
from ops_trainer.team_server.server import (
    Caller,
    Refusal,
    TeamServer,
    Why,
    check_lead,
    checked_text,
    current,
    lock_as_lead,
    not_there,
)
from ops_trainer.team_server.tables import invites, members
from ops_trainer.team_server.tables.database import add_row
from ops_trainer.team_server.tables.invites import Invite

AT_SERVER = "server"  # who did what was done at the server's own machine


def create_team(server: TeamServer, name: str, lead: str, *, device: str, token: str, utc_offset: int) -> wire.Me:
    """Make a team with its first lead, and return the lead as they see themselves.

    The lead comes by `token` (43 URL-safe characters) from `device`; `utc_offset` in minutes tells when the team's day
    begins. Only for who sits at the server: there is no way over the network. Raises Complaint for an unfit name.
    """
    name, lead = checked_text(team_name, name), checked_text(member_name, lead)
    at = server.now()
    team_id, member_id = server.new_id(), server.new_id()
    with server.database.writing() as connection:
        team = members.add_team(connection, team_id, name, at, utc_offset)
        member = members.add_member(connection, team, member_id, lead, folded(lead), Role.LEAD.value, at)
        assert member is not None
        if not members.put_device(connection, member, device, hashed(token), local_day(at, utc_offset)):
            raise Refusal(Why.CONFLICT, "team.token_taken")
    return wire.Me(team=team_id, team_name=name, member=member_id, name=lead, role=Role.LEAD, leads=[lead])


def find_caller(server: TeamServer, token: str) -> Caller:
    """Return the member whose device holds a token. Raises Refusal for one that is not, or no longer, good."""
    stored = hashed(token)
    with server.database.reading() as connection:
        found = members.by_token(connection, stored)
    if found is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    team, member, device = found
    today = server.today(team.utc_offset)
    if device.used_day < today - limits.UNUSED_DAYS:
        raise Refusal(Why.UNKNOWN, "team.token_old", days=limits.UNUSED_DAYS)
    if device.used_day != today:
        with server.database.writing() as connection:
            members.set_used_day(connection, stored, today)
    return Caller(
        team.key, team.id, team.name, team.utc_offset, team.news, member.key, member.id, member.name,
        Role(member.role), device.id, device.key,
    )  # fmt: skip


def join_team(server: TeamServer, asked: wire.JoinIn) -> wire.Me:
    """Take an invite. The same device with the same token may ask again: it has joined once.

    Raises Refusal for a code that is not good, a name that is taken, a team that is full.
    """
    code, at = read_code(asked.code), server.now()
    if code is None:
        raise Refusal(Why.NOT_THERE, "team.bad_code")
    name = checked_text(member_name, asked.name) if asked.name else None
    with server.database.writing() as connection:
        known = members.by_token(connection, hashed(asked.token))
        if known is None:
            _use_invite(server, connection, hashed(code), asked, name, at)
        elif known[2].id != asked.device:
            raise Refusal(Why.CONFLICT, "team.token_taken")
    return read_me(server, find_caller(server, asked.token))


def _use_invite(
    server: TeamServer, connection: Connection, code: str, asked: wire.JoinIn, name: str | None, at: int
) -> None:
    invite = invites.find_invite(connection, code, at)
    if invite is None or not members.lock_team(connection, invite.team) or not invites.use_invite(connection, code, at):
        raise Refusal(Why.NOT_THERE, "team.bad_code")
    team = members.team(connection, invite.team)
    assert team is not None
    member = invite.member
    if member is None:
        if name is None:
            raise Refusal(Why.WRONG, "team.bad_name", most=limits.NAME)
        if members.count_members(connection, team.key) >= limits.MEMBERS:
            raise Refusal(Why.TOO_MUCH, "team.full", most=limits.MEMBERS)
        member = members.add_member(connection, team.key, server.new_id(), name, folded(name), invite.role, at)
        if member is None:
            raise Refusal(Why.CONFLICT, "team.name_taken", name=name)
    elif len(members.devices(connection, member)) >= limits.DEVICES:
        raise Refusal(Why.TOO_MUCH, "team.many_devices", most=limits.DEVICES)
    if not members.put_device(connection, member, asked.device, hashed(asked.token), local_day(at, team.utc_offset)):
        raise Refusal(Why.CONFLICT, "team.token_taken")


def read_me(server: TeamServer, caller: Caller) -> wire.Me:
    """Return the caller as they see themselves, with the names of the team's leads."""
    with server.database.reading() as connection:
        caller = current(connection, caller)
        leads = [m.name for m in members.members(connection, caller.team) if m.role == Role.LEAD]
    return wire.Me(
        team=caller.team_id, team_name=caller.team_name, member=caller.id, name=caller.name, role=caller.role,
        leads=leads,
    )  # fmt: skip


def make_invite(server: TeamServer, caller: Caller, asked: wire.InviteIn) -> wire.Invite:
    """Make an invite, with the code that is shown this once (leads)."""
    caller.must_lead()
    return _add_invite(server, caller, asked.role, asked.uses, asked.days * 24)


def link_device(server: TeamServer, caller: Caller) -> wire.Invite:
    """Make a code with which another device of the caller's own joins."""
    return _add_invite(server, caller, caller.role, 1, limits.LINK_HOURS, member=caller.key)


def link_member(server: TeamServer, caller: Caller, member: wire.Id) -> wire.Invite:
    """Make a code with which a member whose devices are gone comes back as themselves, good once (leads).

    It stands in the log, and the member is told: whoever uses it gets all that the server holds of them.
    """
    caller.must_lead()
    with server.database.reading() as connection:
        check_lead(connection, caller)
        found = members.member(connection, caller.team, member)
    if found is None:
        raise not_there()
    return _add_invite(server, caller, Role(found.role), 1, limits.LINK_HOURS, member=found.key, about=found)


def rescue_team(server: TeamServer, team_called: str) -> wire.Invite:
    """Make an invite for a new lead of a team, by its name or id, such as when the only lead's device is lost.

    Only for who sits at the server; it stands in the team's log. Raises Refusal when no one team goes by that name.
    """
    with server.database.reading() as connection:
        there = members.teams(connection)
    called = told_apart({team.id: team.name for team in there})
    found = [team for team in there if team_called in (called[team.id], team.id, team.id[:SHORT])]
    if len(found) != 1:
        raise not_there()
    team = found[0]
    at_server = Caller(
        team.key, team.id, team.name, team.utc_offset, team.news, key=0, id="", name=AT_SERVER, role=Role.LEAD,
        device="", device_key=0,
    )  # fmt: skip
    return _add_invite(server, at_server, Role.LEAD, 1, limits.LINK_HOURS)


def _add_invite(
    server: TeamServer,
    caller: Caller,
    role: Role,
    uses: int,
    hours: int,
    *,
    member: int | None = None,
    about: members.Member | None = None,
) -> wire.Invite:
    """Add an invite; with `member` a code for another device of theirs, `about` whom a lead makes it for."""
    code = code_of(server.random(10))
    expires = server.now() + hours * HOUR_MS
    made = Invite(
        id=server.new_id(), team=caller.team, member=member, hashed_code=hashed(code), role=role.value, left=uses,
        expires=expires, by=caller.name, device=caller.device_key or None,
    )  # fmt: skip
    with server.database.writing() as connection:
        if about is not None or (member is None and caller.id):
            lock_as_lead(connection, caller)
        elif member is not None:
            members.lock_team(connection, caller.team)
            current(connection, caller)
        if about is not None and members.member(connection, caller.team, about.id) is None:
            raise not_there()  # gone meanwhile
        invites.drop_old(connection, caller.team, server.now())
        if member is not None:
            invites.drop_links(connection, member)  # a newer code takes the place of the one before
        elif invites.count_invites(connection, caller.team) >= limits.INVITES:
            raise Refusal(Why.TOO_MUCH, "team.many_invites", most=limits.INVITES)
        add_row(connection, made)
        if about is not None:
            members.mark_changed(connection, caller.team)
            server.log(connection, caller, "team.did_reentry", about=about.id, name=about.name)
        elif member is None:
            server.log(connection, caller, "team.did_invite", n=uses, role=role.value)
    return wire.Invite.model_validate(made, from_attributes=True).model_copy(update={"code": code})


def list_invites(server: TeamServer, caller: Caller) -> wire.Invites:
    """Return the team's open invites, without their codes (leads)."""
    caller.must_lead()
    with server.database.reading() as connection:
        check_lead(connection, caller)
        found = invites.open_invites(connection, caller.team, server.now())
    return wire.Invites(invites=[wire.Invite.model_validate(one, from_attributes=True) for one in found])


def revoke_invite(server: TeamServer, caller: Caller, invite: wire.Id) -> None:
    """Revoke an invite (leads)."""
    caller.must_lead()
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        if not invites.drop_invite(connection, caller.team, invite):
            raise not_there()
        server.log(connection, caller, "team.did_drop_invite")


def list_devices(server: TeamServer, caller: Caller) -> wire.Devices:
    """Return the caller's own devices."""
    with server.database.reading() as connection:
        current(connection, caller)
        found = members.devices(connection, caller.key)
    return wire.Devices(
        devices=[
            wire.Device(id=d.id, joined=date_of(d.joined_day), used=date_of(d.used_day), current=d.id == caller.device)
            for d in found
        ]
    )


def remove_device(server: TeamServer, caller: Caller, device: wire.Id) -> None:
    """Let one of the caller's own devices in no longer, such as one that was lost."""
    with server.database.writing() as connection:
        current(connection, caller)
        if not members.drop_device(connection, caller.key, device):
            raise not_there()


def list_members(server: TeamServer, caller: Caller) -> wire.Members:
    """Return the members by name (leads)."""
    caller.must_lead()
    with server.database.reading() as connection:
        check_lead(connection, caller)
        found = members.members(connection, caller.team)
    return wire.Members(members=[_member_of(member, caller.utc_offset) for member in found])


def change_member(server: TeamServer, caller: Caller, member: wire.Id, asked: wire.MemberIn) -> wire.Member:
    """Give a member another role (leads). A team keeps one lead at least."""
    caller.must_lead()
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        found = members.member(connection, caller.team, member)
        if found is None:
            raise not_there()
        if found.role != asked.role.value:
            last = members.count_members(connection, caller.team, Role.LEAD.value) == 1
            if found.role == Role.LEAD and last:
                raise Refusal(Why.CONFLICT, "team.last_lead")
            members.set_role(connection, found.key, asked.role.value)
            if asked.role is not Role.LEAD:
                invites.drop_of_maker(connection, found.key)
            members.mark_changed(connection, caller.team)
            server.log(
                connection, caller, "team.did_change_role", about=found.id, name=found.name, role=asked.role.value
            )
        changed = members.member(connection, caller.team, member)
        assert changed is not None
    return _member_of(changed, caller.utc_offset)


def remove_member(server: TeamServer, caller: Caller, member: wire.Id) -> None:
    """Remove a member (leads): their devices are let in no longer and what the server holds of them is deleted."""
    caller.must_lead()
    if member == caller.id:
        raise Refusal(Why.CONFLICT, "team.remove_self")
    with server.database.writing() as connection:
        lock_as_lead(connection, caller)
        found = members.member(connection, caller.team, member)
        if found is None:
            raise not_there()
        members.drop_member(connection, found.key)
        members.forget_audit(connection, caller.team, found.id)
        server.log(connection, caller, "team.did_remove", name=found.name)


def leave_team(server: TeamServer, caller: Caller) -> None:
    """Delete everything that the server holds of the caller, who leaves.

    The last lead can't leave others behind; when the last member leaves, the team is deleted.
    """
    with server.database.writing() as connection:
        members.lock_team(connection, caller.team)
        caller = current(connection, caller)
        leads = members.count_members(connection, caller.team, Role.LEAD.value)
        everyone = members.count_members(connection, caller.team)
        if caller.role is Role.LEAD and leads == 1 and everyone > 1:
            raise Refusal(Why.CONFLICT, "team.last_lead")
        members.forget_audit(connection, caller.team, caller.id)
        members.drop_member(connection, caller.key)
        if everyone == 1:
            members.drop_team(connection, caller.team)


def read_audit(server: TeamServer, caller: Caller) -> wire.Audit:
    """Return what leads did: all of it for a lead, for a learner what was about them."""
    with server.database.reading() as connection:
        caller = current(connection, caller)
        found = members.latest_audit(connection, caller.team, None if caller.role is Role.LEAD else caller.id)
    return wire.Audit(lines=[wire.AuditLine.model_validate(one, from_attributes=True) for one in found])


def _member_of(member: members.Member, utc_offset: int) -> wire.Member:
    return wire.Member(
        id=member.id, name=member.name, role=Role(member.role), joined=date_of(local_day(member.joined, utc_offset))
    )
