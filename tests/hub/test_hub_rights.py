"""What was made with a right is good only as long as its maker has the right; on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from ops_trainer.memory.day import DAY_MS
from ops_trainer.memory.events import Event
from ops_trainer.store.database import run_steps
from ops_trainer.team import wire
from ops_trainer.team.wire import Role
from ops_trainer.team_server import Caller, Refusal, TeamServer, Why, operations
from ops_trainer.team_server.tables.database import TeamDatabase
from tests.conftest import Clock
from tests.hubs import Cluster, Team, deck_text, opened, token_of

# How Ana, a lead beside Li, loses what she could do. The team goes with its last member.


def removed(team: Team, ana: Caller) -> None:
    operations.members.remove_member(team.hub, team.lead, ana.id)


def demoted(team: Team, ana: Caller) -> None:
    operations.members.change_member(team.hub, team.lead, ana.id, wire.MemberIn(role=Role.LEARNER))


def demoted_and_made_lead_again(team: Team, ana: Caller) -> None:
    demoted(team, ana)
    operations.members.change_member(team.hub, team.lead, ana.id, wire.MemberIn(role=Role.LEAD))


def token_revoked(team: Team, ana: Caller) -> None:
    operations.members.remove_device(team.hub, ana, ana.device)


def left(team: Team, ana: Caller) -> None:
    operations.members.leave_team(team.hub, ana)


def team_deleted(team: Team, ana: Caller) -> None:
    operations.members.leave_team(team.hub, team.lead)
    operations.members.leave_team(team.hub, ana)


def unused_for_long(team: Team, ana: Caller) -> None:
    """Nobody came from Ana's device for 91 days; Li's came all the while."""
    for _ in range(2):
        team.clock.forward(days=46)
        assert team.lead.name == "Li"


LOST = (removed, demoted, token_revoked, left, team_deleted)


def invite_of(role: Role) -> Callable[[TeamServer, Caller], str]:
    return lambda hub, ana: (
        operations.members.make_invite(hub, ana, wire.InviteIn(role=role, uses=5, days=300)).code or ""
    )


def link(hub: TeamServer, ana: Caller) -> str:
    return operations.members.link_device(hub, ana).code or ""


def reentry(hub: TeamServer, ana: Caller) -> str:
    someone = next(one for one in operations.members.list_members(hub, ana).members if one.id != ana.id)
    return operations.members.link_member(hub, ana, someone.id).code or ""


CODES = {
    "re-entry": reentry,
    "lead invite": invite_of(Role.LEAD),
    "member invite": invite_of(Role.LEARNER),
    "device link": link,
}


@pytest.mark.parametrize("lost", [*LOST, demoted_and_made_lead_again, unused_for_long])
@pytest.mark.parametrize("kind", CODES)
def test_a_code_dies_with_the_right_it_was_made_with(
    hub: TeamServer, team: Team, kind: str, lost: Callable[[Team, Caller], None]
) -> None:
    ana = team.join("Ana", Role.LEAD)
    code = CODES[kind](hub, ana)
    lost(team, ana)
    asked = wire.JoinIn(code=code, name="Newcomer", device="newcomer", token=token_of("newcomer"))
    if kind == "device link" and lost in (demoted, demoted_and_made_lead_again):
        # The right to link is a member's; what the device then may do is what its member may do.
        assert operations.members.join_team(hub, asked).role is (Role.LEARNER if lost is demoted else Role.LEAD)
        return
    with pytest.raises(Refusal) as refused:
        operations.members.join_team(hub, asked)
    assert refused.value.key == "team.bad_code"
    with pytest.raises(Refusal):
        operations.members.find_caller(hub, token_of("newcomer"))
    if lost is not team_deleted:
        assert operations.members.list_invites(hub, team.lead).invites == []


def test_a_device_that_did_not_come_for_long_is_let_in_no_longer(hub: TeamServer, team: Team, clock: Clock) -> None:
    mei = team.join("Mei")
    for days in (90, 90, 1):
        clock.forward(days=days)
        assert team.caller("Mei").id == mei.id
        assert team.lead.name == "Li"
    for _ in range(2):
        clock.forward(days=46)
        code = operations.members.link_member(hub, team.lead, mei.id).code or ""
    with pytest.raises(Refusal, match="more than 90 days") as refused:
        team.caller("Mei")
    assert refused.value.why is Why.UNKNOWN
    asked = wire.JoinIn(code=code, device=mei.device, token=token_of("mei again"))
    assert operations.members.join_team(hub, asked).member == mei.id


ASKED_AS_LEAD: dict[str, Callable[[TeamServer, Caller], object]] = {
    "invite": lambda hub, ana: operations.members.make_invite(hub, ana, wire.InviteIn()),
    "invites": lambda hub, ana: operations.members.list_invites(hub, ana),
    "drop invite": lambda hub, ana: operations.members.revoke_invite(hub, ana, "x"),
    "members": lambda hub, ana: operations.members.list_members(hub, ana),
    "change member": lambda hub, ana: operations.members.change_member(hub, ana, ana.id, wire.MemberIn(role=Role.LEAD)),
    "remove": lambda hub, ana: operations.members.remove_member(hub, ana, "x"),
    "deck": lambda hub, ana: operations.assignments.put_deck(hub, ana, "small", wire.DeckIn(text=deck_text())),
    "assign": lambda hub, ana: operations.assignments.assign(hub, ana, "a", wire.AssignmentIn(decks=["small"])),
    "unassign": lambda hub, ana: operations.assignments.unassign(hub, ana, "of-small"),
    "export": lambda hub, ana: operations.progress.read_progress(hub, ana),
    "notes": lambda hub, ana: operations.progress.read_notes(hub, ana, "small"),
    "mix-ups": lambda hub, ana: operations.progress.read_mixups(hub, ana),
    "report": lambda hub, ana: operations.progress.read_report(hub, ana, "x"),
    "misses": lambda hub, ana: operations.sync.take_misses(hub, ana, wire.MissesIn(players=[])),
}
ASKED_AS_LEAD["re-entry"] = lambda hub, ana: operations.members.link_member(hub, ana, "x")
ASKED_AS_MEMBER: dict[str, Callable[[TeamServer, Caller], object]] = {
    "me": lambda hub, ana: operations.members.read_me(hub, ana),
    "link": lambda hub, ana: operations.members.link_device(hub, ana),
    "devices": lambda hub, ana: operations.members.list_devices(hub, ana),
    "drop device": lambda hub, ana: operations.members.remove_device(hub, ana, "x"),
    "leave": lambda hub, ana: operations.members.leave_team(hub, ana),
    "audit": lambda hub, ana: operations.members.read_audit(hub, ana),
    "assignments": lambda hub, ana: operations.assignments.list_assignments(hub, ana),
    "deck text": lambda hub, ana: operations.assignments.read_deck(hub, ana, "small"),
    "preview": lambda hub, ana: operations.progress.preview_report(hub, ana),
    "sync": lambda hub, ana: operations.sync.sync_events(hub, ana, wire.SyncIn(after=0, events=[])),
}


@pytest.mark.parametrize("lost", LOST)
def test_a_request_that_was_let_in_before_the_right_was_lost_does_nothing(
    hub: TeamServer, team: Team, lost: Callable[[Team, Caller], None]
) -> None:
    """`ana` was looked up while she could; the transaction looks again."""
    team.assign()
    ana = team.join("Ana", Role.LEAD)
    log = [] if lost is team_deleted else operations.members.read_audit(hub, team.lead).lines
    lost(team, ana)
    for name, ask in ASKED_AS_LEAD.items():
        with pytest.raises(Refusal) as refused:
            ask(hub, ana)
        assert refused.value.why is (Why.NOT_ALLOWED if lost is demoted else Why.UNKNOWN), name
    for name, ask in {} if lost is demoted else ASKED_AS_MEMBER.items():
        with pytest.raises(Refusal) as refused:
            ask(hub, ana)
        assert refused.value.why is Why.UNKNOWN, name
    if lost is not team_deleted:
        # What she tried left no trace but her own going.
        added = [line.did for line in operations.members.read_audit(hub, team.lead).lines[: -len(log) or None]]
        assert added in (["team.did_remove"], ["team.did_change_role"], [])


def test_a_lead_who_is_one_no_longer_sees_what_a_learner_sees(hub: TeamServer, team: Team) -> None:
    team.assign(to=[team.lead.id])
    ana = team.join("Ana", Role.LEAD)
    assert len(operations.assignments.list_assignments(hub, ana).assignments) == 1
    demoted(team, ana)
    assert operations.members.read_me(hub, ana).role is Role.LEARNER
    assert operations.assignments.list_assignments(hub, ana).assignments == []
    assert {line.did for line in operations.members.read_audit(hub, ana).lines} == {"team.did_change_role"}
    with pytest.raises(Refusal) as refused:
        operations.assignments.read_deck(hub, ana, "small")
    assert refused.value.why is Why.NOT_THERE


def test_who_lost_the_only_device_comes_back_by_a_line_of_the_lead(
    hub: TeamServer, team: Team, clock: Clock, make: Callable[..., Event]
) -> None:
    mei, bo = team.join("Mei"), team.join("Bo")
    event = make("small/n0/meaning")
    team.push("Mei", event)
    code = operations.members.make_invite(hub, team.lead, wire.InviteIn()).code or ""
    with pytest.raises(Refusal, match="called Mei already"):
        operations.members.join_team(hub, wire.JoinIn(code=code, name="Mei", device="new", token=token_of("new")))
    late = operations.members.link_member(hub, team.lead, mei.id).code or ""
    clock.forward(hours=25)
    with pytest.raises(Refusal):
        operations.members.join_team(hub, wire.JoinIn(code=late, device="late", token=token_of("late")))
    code = operations.members.link_member(hub, team.lead, mei.id).code or ""
    back = operations.members.join_team(hub, wire.JoinIn(code=code, device="new", token=token_of("new")))
    assert (back.member, back.name, back.role) == (mei.id, "Mei", Role.LEARNER)
    with pytest.raises(Refusal):
        operations.members.join_team(hub, wire.JoinIn(code=code, device="again", token=token_of("again")))
    new = operations.members.find_caller(hub, token_of("new"))
    pulled = wire.Synced.model_validate_json(operations.sync.sync_events(hub, new, wire.SyncIn()))
    assert [one["id"] for one in pulled.events] == [event.id]
    operations.members.remove_device(hub, new, mei.device)
    with pytest.raises(Refusal):
        team.caller("Mei")
    told = [(one.did, one.by, one.about) for one in operations.members.read_audit(hub, new).lines]
    assert told == [("team.did_reentry", "Li", mei.id)] * 2
    assert operations.members.read_audit(hub, bo).lines == []


def test_an_invite_made_at_the_server_needs_no_lead(hub: TeamServer, team: Team) -> None:
    code = operations.members.rescue_team(hub, team.name).code or ""
    ana = team.join("Ana", Role.LEAD)
    operations.members.remove_member(hub, ana, team.lead.id)
    joined = operations.members.join_team(
        hub, wire.JoinIn(code=code, name="Rescuer", device="r", token=token_of("rescuer"))
    )
    assert joined.role is Role.LEAD


def test_other_leads_invites_stay_good(hub: TeamServer, team: Team) -> None:
    ana = team.join("Ana", Role.LEAD)
    code = operations.members.make_invite(hub, team.lead, wire.InviteIn()).code or ""
    operations.members.make_invite(hub, ana, wire.InviteIn())
    operations.members.remove_member(hub, team.lead, ana.id)
    assert [one.by for one in operations.members.list_invites(hub, team.lead).invites] == ["Li"]
    assert (
        operations.members.join_team(hub, wire.JoinIn(code=code, name="Mei", device="m", token=token_of("mei"))).role
        is Role.LEARNER
    )


# stores of the version before


@pytest.fixture(params=["sqlite", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store as the first version made it."""
    if request.param == "sqlite":
        where = str(tmp_path / "old.db")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        where = cluster.database("template0")
    database = TeamDatabase.__new__(TeamDatabase)
    TeamDatabase.__init__(database, sa.make_url(where if "://" in where else f"sqlite:///{where}"))
    with database.engine.connect() as connection, connection.begin():
        run_steps(connection, "ops_trainer.team_server.tables", to="h0001")
    database.close()
    return where


def test_a_store_from_before_keeps_the_invites_of_its_leads_alone(old: str, clock: Clock) -> None:
    from ops_trainer.team.typed import hashed, read_code

    codes = {name: f"AAAA-BBBB-CCCC-DDD{digit}" for name, digit in (("Li", 2), ("Ana", 3), ("Gone", 4), ("server", 5))}
    soon = int(clock().timestamp() * 1000) + 3_600_000
    today = soon // DAY_MS
    url = sa.make_url(old if "://" in old else f"sqlite:///{old}")
    engine = sa.create_engine(url)
    with engine.begin() as connection:

        def add(table: str, **values: object) -> None:
            names, slots = ", ".join(f'"{name}"' for name in values), ", ".join(f":{name}" for name in values)
            connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({slots})"), values)

        add("team", key=101, id="t", name="Old team", created=0, utc_offset=0, news=0)
        for key, name, role in ((101, "Li", "lead"), (102, "Ana", "learner")):
            add("member", key=key, id=name, team=101, name=name, folded=name.lower(), role=role, joined=0, last_seq=0,
                parameters="[]")  # fmt: skip
            add("device", key=key, member=key, id=f"d{key}", token=hashed(token_of(name)), joined_day=1, used_day=today)
        for number, (name, code) in enumerate(codes.items(), 101):
            stored = hashed(read_code(code) or "")
            add("invite", key=number, id=name, team=101, code=stored, role="lead", uses_left=3, expires=soon, by=name)
    engine.dispose()
    with opened(old, clock) as hub:
        lead = operations.members.find_caller(hub, token_of("Li"))
        assert [one.by for one in operations.members.list_invites(hub, lead).invites] == ["Li"]
        for name, code in codes.items():
            asked = wire.JoinIn(code=code, name=f"by {name}", device=name, token=token_of(f"by {name}"))
            if name == "Li":
                assert operations.members.join_team(hub, asked).role is Role.LEAD
            else:
                with pytest.raises(Refusal, match="work: it is mistyped"):
                    operations.members.join_team(hub, asked)


def test_a_caller_of_another_team_is_no_maker(tmp_path: Path, clock: Clock) -> None:
    """The rule stands in the statement, whatever wrote the row."""
    path = tmp_path / "teams.db"
    with opened(path, clock) as hub:
        code = operations.members.make_invite(hub, Team(hub, clock).lead, wire.InviteIn()).code or ""
        Team(hub, clock, "Other team")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE invite SET device = (SELECT max(key) FROM device)")
    with opened(path, clock) as hub, pytest.raises(Refusal):
        operations.members.join_team(hub, wire.JoinIn(code=code, name="Eve", device="e", token=token_of("eve")))
