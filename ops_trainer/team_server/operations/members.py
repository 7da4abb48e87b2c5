"""The members of a team: listed, made leads, removed; and leaving."""

from __future__ import annotations

from ops_trainer.memory.day import date_of, local_day
from ops_trainer.team import wire
from ops_trainer.team.wire import Role
from ops_trainer.team_server.server import (
    Caller,
    Refusal,
    TeamServer,
    Why,
    check_lead,
    current,
    lock_as_lead,
    not_there,
)
from ops_trainer.team_server.tables import invites, members


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
    """Leave: everything that the server holds of the caller is deleted.

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
