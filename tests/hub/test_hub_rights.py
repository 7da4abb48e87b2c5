"""What was made with a right is good only as long as its maker has the right; on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import ops_trainer.team_server.tables
from ops_trainer.team import wire
from ops_trainer.team.wire import Role
from ops_trainer.team_server import Caller, Hub, Refusal, Why
from ops_trainer.team_server.tables.database import HubDatabase
from tests.conftest import Clock
from tests.hubs import Cluster, Team, deck_text, opened, token_of

# How Ana, a lead beside Li, loses what she could do. The team goes with its last member.


def removed(team: Team, ana: Caller) -> None:
    team.hub.remove(team.lead, ana.id)


def demoted(team: Team, ana: Caller) -> None:
    team.hub.change_member(team.lead, ana.id, wire.MemberIn(role=Role.LEARNER))


def demoted_and_made_lead_again(team: Team, ana: Caller) -> None:
    demoted(team, ana)
    team.hub.change_member(team.lead, ana.id, wire.MemberIn(role=Role.LEAD))


def token_revoked(team: Team, ana: Caller) -> None:
    team.hub.drop_device(ana, ana.device)


def left(team: Team, ana: Caller) -> None:
    team.hub.leave(ana)


def team_deleted(team: Team, ana: Caller) -> None:
    team.hub.leave(team.lead)
    team.hub.leave(ana)


LOST = (removed, demoted, token_revoked, left, team_deleted)


def invite_of(role: Role) -> Callable[[Hub, Caller], str]:
    return lambda hub, ana: hub.invite(ana, wire.InviteIn(role=role, uses=5)).code or ""


def link(hub: Hub, ana: Caller) -> str:
    return hub.link(ana).code or ""


CODES = {"lead invite": invite_of(Role.LEAD), "member invite": invite_of(Role.LEARNER), "device link": link}


@pytest.mark.parametrize("lost", [*LOST, demoted_and_made_lead_again])
@pytest.mark.parametrize("kind", CODES)
def test_a_code_dies_with_the_right_it_was_made_with(
    hub: Hub, team: Team, kind: str, lost: Callable[[Team, Caller], None]
) -> None:
    ana = team.join("Ana", Role.LEAD)
    code = CODES[kind](hub, ana)
    lost(team, ana)
    asked = wire.JoinIn(code=code, name="Newcomer", device="newcomer", token=token_of("newcomer"))
    if kind == "device link" and lost in (demoted, demoted_and_made_lead_again):
        # The right to link is a member's; what the device then may do is what its member may do.
        assert hub.join(asked).role is (Role.LEARNER if lost is demoted else Role.LEAD)
        return
    with pytest.raises(Refusal) as refused:
        hub.join(asked)
    assert refused.value.key == "team.bad_code"
    with pytest.raises(Refusal):
        hub.who(token_of("newcomer"))
    if lost is not team_deleted:
        assert hub.invites(team.lead).invites == []


ASKED_AS_LEAD: dict[str, Callable[[Hub, Caller], object]] = {
    "invite": lambda hub, ana: hub.invite(ana, wire.InviteIn()),
    "invites": lambda hub, ana: hub.invites(ana),
    "drop invite": lambda hub, ana: hub.drop_invite(ana, "x"),
    "members": lambda hub, ana: hub.members(ana),
    "change member": lambda hub, ana: hub.change_member(ana, ana.id, wire.MemberIn(role=Role.LEAD)),
    "remove": lambda hub, ana: hub.remove(ana, "x"),
    "deck": lambda hub, ana: hub.put_deck(ana, "small", deck_text()),
    "assign": lambda hub, ana: hub.assign(ana, "a", wire.AssignmentIn(decks=["small"])),
    "unassign": lambda hub, ana: hub.unassign(ana, "of-small"),
    "export": lambda hub, ana: hub.progress(ana),
    "notes": lambda hub, ana: hub.notes(ana, "small"),
    "mix-ups": lambda hub, ana: hub.mixups(ana),
    "report": lambda hub, ana: hub.report(ana, "x"),
    "misses": lambda hub, ana: hub.misses(ana, wire.MissesIn(players=[])),
}
ASKED_AS_MEMBER: dict[str, Callable[[Hub, Caller], object]] = {
    "me": lambda hub, ana: hub.me(ana),
    "link": lambda hub, ana: hub.link(ana),
    "devices": lambda hub, ana: hub.devices(ana),
    "drop device": lambda hub, ana: hub.drop_device(ana, "x"),
    "leave": lambda hub, ana: hub.leave(ana),
    "audit": lambda hub, ana: hub.audit(ana),
    "assignments": lambda hub, ana: hub.assignments(ana),
    "deck text": lambda hub, ana: hub.deck(ana, "small"),
    "preview": lambda hub, ana: hub.preview(ana),
    "sync": lambda hub, ana: hub.sync(ana, wire.SyncIn(after=0, events=[])),
}


@pytest.mark.parametrize("lost", LOST)
def test_a_request_that_was_let_in_before_the_right_was_lost_does_nothing(
    hub: Hub, team: Team, lost: Callable[[Team, Caller], None]
) -> None:
    """`ana` was looked up while she could; the transaction looks again."""
    team.assign()
    ana = team.join("Ana", Role.LEAD)
    log = [] if lost is team_deleted else hub.audit(team.lead).lines
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
        added = [line.did for line in hub.audit(team.lead).lines[: -len(log) or None]]
        assert added in (["team.did_remove"], ["team.did_change_role"], [])


def test_a_lead_who_is_one_no_longer_sees_what_a_learner_sees(hub: Hub, team: Team) -> None:
    team.assign(to=[team.lead.id])
    ana = team.join("Ana", Role.LEAD)
    assert len(hub.assignments(ana).assignments) == 1
    demoted(team, ana)
    assert hub.me(ana).role is Role.LEARNER
    assert hub.assignments(ana).assignments == []
    assert {line.did for line in hub.audit(ana).lines} == {"team.did_change_role"}
    with pytest.raises(Refusal) as refused:
        hub.deck(ana, "small")
    assert refused.value.why is Why.NOT_THERE


def test_an_invite_made_at_the_server_needs_no_lead(hub: Hub, team: Team) -> None:
    code = hub.rescue(team.name).code or ""
    ana = team.join("Ana", Role.LEAD)
    hub.remove(ana, team.lead.id)
    joined = hub.join(wire.JoinIn(code=code, name="Rescuer", device="r", token=token_of("rescuer")))
    assert joined.role is Role.LEAD


def test_other_leads_invites_stay_good(hub: Hub, team: Team) -> None:
    ana = team.join("Ana", Role.LEAD)
    code = hub.invite(team.lead, wire.InviteIn()).code or ""
    hub.invite(ana, wire.InviteIn())
    hub.remove(team.lead, ana.id)
    assert [one.by for one in hub.invites(team.lead).invites] == ["Li"]
    assert hub.join(wire.JoinIn(code=code, name="Mei", device="m", token=token_of("mei"))).role is Role.LEARNER


# stores of the version before


@pytest.fixture(params=["sqlite", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store as the first version made it."""
    if request.param == "sqlite":
        where = str(tmp_path / "old.db")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        where = cluster.database("template0")
    database = HubDatabase.__new__(HubDatabase)
    HubDatabase.__init__(database, sa.make_url(where if "://" in where else f"sqlite:///{where}"))
    config = Config()
    folder = Path(next(iter(ops_trainer.team_server.tables.__path__))) / "migrations"
    config.set_main_option("script_location", str(folder))
    with database.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "h0001")
    database.close()
    return where


def test_a_store_from_before_keeps_the_invites_of_its_leads_alone(old: str, clock: Clock) -> None:
    from ops_trainer.team.names import hashed, read_code

    codes = {name: f"AAAA-BBBB-CCCC-DDD{digit}" for name, digit in (("Li", 2), ("Ana", 3), ("Gone", 4), ("server", 5))}
    soon = int(clock().timestamp() * 1000) + 3_600_000
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
            add("device", key=key, member=key, id=f"d{key}", token=hashed(token_of(name)), joined_day=1, used_day=1)
        for number, (name, code) in enumerate(codes.items(), 101):
            stored = hashed(read_code(code) or "")
            add("invite", key=number, id=name, team=101, code=stored, role="lead", uses_left=3, expires=soon, by=name)
    engine.dispose()
    with opened(old, clock) as hub:
        lead = hub.who(token_of("Li"))
        assert [one.by for one in hub.invites(lead).invites] == ["Li"]
        for name, code in codes.items():
            asked = wire.JoinIn(code=code, name=f"by {name}", device=name, token=token_of(f"by {name}"))
            if name == "Li":
                assert hub.join(asked).role is Role.LEAD
            else:
                with pytest.raises(Refusal, match="not good"):
                    hub.join(asked)


def test_a_caller_of_another_team_is_no_maker(tmp_path: Path, clock: Clock) -> None:
    """The rule stands in the statement, whatever wrote the row."""
    path = tmp_path / "teams.db"
    with opened(path, clock) as hub:
        code = hub.invite(Team(hub, clock).lead, wire.InviteIn()).code or ""
        Team(hub, clock, "Other team")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE invite SET device = (SELECT max(key) FROM device)")
    with opened(path, clock) as hub, pytest.raises(Refusal):
        hub.join(wire.JoinIn(code=code, name="Eve", device="e", token=token_of("eve")))
