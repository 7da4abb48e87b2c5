"""The members of a team: listed, made leads, removed; and leaving."""

from __future__ import annotations

from ops_trainer.memory.day import date_of, local_day
from ops_trainer.team import wire
from ops_trainer.team.wire import Role
from ops_trainer.team_server.operations.refusal import Refusal, Why, not_there
from ops_trainer.team_server.operations.rights import check_lead, current, hold_as_lead
from ops_trainer.team_server.operations.server import Base, Caller
from ops_trainer.team_server.tables import audit, invites, members


def listed(base: Base, caller: Caller) -> wire.Members:
    """The members by name."""
    caller.must_lead()
    with base.database.reading() as connection:
        check_lead(connection, caller)
        found = members.members(connection, caller.team)
    return wire.Members(members=[_told(member, caller.utc_offset) for member in found])


def change(base: Base, caller: Caller, member_id: str, asked: wire.MemberIn) -> wire.Member:
    """Give a member another role. A team keeps one lead at least."""
    caller.must_lead()
    with base.database.writing() as connection:
        hold_as_lead(connection, caller)
        member = members.member(connection, caller.team, member_id)
        if member is None:
            raise not_there()
        if member.role != asked.role.value:
            last = members.count(connection, caller.team, Role.LEAD.value) == 1
            if member.role == Role.LEAD and last:
                raise Refusal(Why.CONFLICT, "team.last_lead")
            members.set_role(connection, member.key, asked.role.value)
            if asked.role is not Role.LEAD:
                invites.drop_of_maker(connection, member.key)
            members.there_is_news(connection, caller.team)
            base.log(
                connection, caller, "team.did_change_role", about=member.id, name=member.name, role=asked.role.value
            )
        found = members.member(connection, caller.team, member_id)
        assert found is not None
    return _told(found, caller.utc_offset)


def remove(base: Base, caller: Caller, member_id: str) -> None:
    """Remove a member: their devices are let in no longer and what the server holds of them is deleted."""
    caller.must_lead()
    if member_id == caller.id:
        raise Refusal(Why.CONFLICT, "team.remove_self")
    with base.database.writing() as connection:
        hold_as_lead(connection, caller)
        member = members.member(connection, caller.team, member_id)
        if member is None:
            raise not_there()
        members.drop_member(connection, member.key)
        audit.forget(connection, caller.team, member.id)
        base.log(connection, caller, "team.did_remove", name=member.name)


def leave(base: Base, caller: Caller) -> None:
    """Leave: everything that the server holds of the caller is deleted.

    The last lead can't leave others behind; when the last member leaves, the team is deleted.
    """
    with base.database.writing() as connection:
        members.lock_team(connection, caller.team)
        caller = current(connection, caller)
        leads = members.count(connection, caller.team, Role.LEAD.value)
        everyone = members.count(connection, caller.team)
        if caller.role is Role.LEAD and leads == 1 and everyone > 1:
            raise Refusal(Why.CONFLICT, "team.last_lead")
        audit.forget(connection, caller.team, caller.id)
        members.drop_member(connection, caller.key)
        if everyone == 1:
            members.drop_team(connection, caller.team)


def log(base: Base, caller: Caller) -> wire.Audit:
    """What leads did: all of it for a lead, for a learner what was about them."""
    with base.database.reading() as connection:
        caller = current(connection, caller)
        found = audit.latest(connection, caller.team, None if caller.role is Role.LEAD else caller.id)
    return wire.Audit(lines=[wire.AuditLine(at=one.at, by=one.by, did=one.did, params=one.params) for one in found])


def _told(member: members.Member, utc_offset: int) -> wire.Member:
    return wire.Member(
        id=member.id, name=member.name, role=Role(member.role), joined=date_of(local_day(member.joined, utc_offset))
    )
