"""Coming in: invites, tokens, devices, roles; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from ops_trainer.memory.events import Event
from ops_trainer.team import limits, wire
from ops_trainer.team.typed import hashed
from ops_trainer.team_server import Refusal, TeamServer, Why, operations
from tests.conftest import Clock
from tests.hubs import Team, opened, token_of


def joining(code: str | None, name: str, **more: str) -> wire.JoinIn:
    return wire.JoinIn(
        code=code or "", name=name, device=more.get("device", "d"), token=more.get("token", token_of(name))
    )


def refusal(do: Callable[[], object]) -> tuple[Why, str]:
    with pytest.raises(Refusal) as caught:
        do()
    return caught.value.why, caught.value.key


def test_an_invite_is_good_as_often_as_it_says_and_no_longer_than_it_says(
    hub: TeamServer, team: Team, clock: Clock
) -> None:
    twice = operations.members.make_invite(hub, team.lead, wire.InviteIn(uses=2, days=3))
    assert operations.members.join_team(hub, joining(twice.code, "Mei")).leads == ["Li"]
    assert operations.members.join_team(hub, joining(twice.code, "Bo", device="e")).role is wire.Role.LEARNER
    assert refusal(lambda: operations.members.join_team(hub, joining(twice.code, "Cy"))) == (
        Why.NOT_THERE,
        "team.bad_code",
    )
    late = operations.members.make_invite(hub, team.lead, wire.InviteIn(uses=2, days=3))
    clock.forward(days=3)
    assert refusal(lambda: operations.members.join_team(hub, joining(late.code, "Cy")))[1] == "team.bad_code"
    assert operations.members.list_invites(hub, team.lead).invites == []


def test_a_listed_invite_holds_no_code_and_no_hash_of_one(hub: TeamServer, team: Team) -> None:
    assert operations.members.make_invite(hub, team.lead, wire.InviteIn()).code
    assert [one.code for one in operations.members.list_invites(hub, team.lead).invites] == [None]


def test_codes_are_read_as_people_type_them(hub: TeamServer, team: Team) -> None:
    code = operations.members.make_invite(hub, team.lead, wire.InviteIn()).code or ""
    typed = f" {code.replace('-', ' ').lower().replace('0', 'o').replace('1', 'l')}\n"
    assert operations.members.join_team(hub, joining(typed, "Mei")).name == "Mei"


def test_asking_again_after_a_torn_connection_is_no_second_join(hub: TeamServer, team: Team) -> None:
    invite = operations.members.make_invite(hub, team.lead, wire.InviteIn())
    first = operations.members.join_team(hub, joining(invite.code, "Mei"))
    assert operations.members.join_team(hub, joining(invite.code, "Mei")) == first
    assert len(operations.members.list_members(hub, team.lead).members) == 2
    assert (
        refusal(lambda: operations.members.join_team(hub, joining(invite.code, "Mei", device="other")))[1]
        == "team.token_taken"
    )


def race(where: str, clock: Clock, code: str | None, turn: int) -> list[str]:
    """Two who join at the same moment, each by a server process of their own; the names that came, or why not."""
    start = threading.Barrier(2)
    came: list[str] = []

    def come(name: str, seed: int) -> None:
        with opened(where, clock, seed) as hub:
            start.wait()
            try:
                came.append(operations.members.join_team(hub, joining(code, name, device=name)).name)
            except Refusal as refused:
                came.append(refused.key)

    names = enumerate((f"Mei{turn}", f"Bo{turn}"), 10 * turn + 100)
    threads = [threading.Thread(target=come, args=(name, seed)) for seed, name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


def test_of_two_who_take_the_last_use_at_once_exactly_one_joins(
    where: str, hub: TeamServer, team: Team, clock: Clock
) -> None:
    for turn in range(5):
        invite = operations.members.make_invite(hub, team.lead, wire.InviteIn(uses=1))
        came = race(where, clock, invite.code, turn)
        assert came[0] in (f"Mei{turn}", f"Bo{turn}")
        assert came[1:] == ["team.bad_code"]
    assert len(operations.members.list_members(hub, team.lead).members) == 6


def test_names_are_unique_in_a_team_however_they_are_written(hub: TeamServer, team: Team, clock: Clock) -> None:
    team.join("Wang Mei")
    invite = operations.members.make_invite(hub, team.lead, wire.InviteIn(uses=9))
    for name in ("wang mei", "WangMei", "Ｗａｎｇ Mei"):
        asked = joining(invite.code, name, token=token_of("other"))
        assert refusal(lambda asked=asked: operations.members.join_team(hub, asked)) == (
            Why.CONFLICT,
            "team.name_taken",
        )
    assert [one.left for one in operations.members.list_invites(hub, team.lead).invites if one.id == invite.id] == [9]
    assert Team(hub, clock, "Other team").join("Wang Mei").name == "Wang Mei"


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\nb", "a\u202eb", "a\u2028b", "\ud800"])
def test_a_name_that_is_no_name_is_refused(hub: TeamServer, team: Team, name: str) -> None:
    invite = operations.members.make_invite(hub, team.lead, wire.InviteIn())
    asked = joining(invite.code, "x", token=token_of("x")).model_copy(update={"name": name})
    assert refusal(lambda: operations.members.join_team(hub, asked)) == (Why.WRONG, "team.bad_name")


def test_secrets_are_stored_hashed(where: str, hub: TeamServer, team: Team) -> None:
    invite = operations.members.make_invite(hub, team.lead, wire.InviteIn())
    team.join("Mei")
    with hub.database.reading() as connection:
        tokens = [row[0] for row in connection.execute(text("SELECT token FROM device"))]
        codes = [row[0] for row in connection.execute(text("SELECT code FROM invite"))]
    assert hashed(team.token("Mei")) in tokens
    assert team.token("Mei") not in tokens
    assert hashed(invite.code or "") in codes
    assert not any(invite.code in code for code in codes)


def test_another_device_joins_as_the_same_member_and_can_be_let_go(hub: TeamServer, team: Team) -> None:
    mei = team.join("Mei")
    code = operations.members.link_device(hub, mei).code
    second = operations.members.join_team(hub, wire.JoinIn(code=code or "", device="phone", token=token_of("phone")))
    assert (second.member, second.name) == (mei.id, "Mei")
    assert [device.current for device in operations.members.list_devices(hub, mei).devices] == [True, False]
    operations.members.remove_device(hub, mei, "phone")
    assert refusal(lambda: operations.members.find_caller(hub, token_of("phone"))) == (
        Why.UNKNOWN,
        "team.unknown_token",
    )
    assert operations.members.list_invites(hub, team.lead).invites == []


def test_a_device_that_joins_anew_has_one_token(hub: TeamServer, team: Team) -> None:
    mei = team.join("Mei")
    code = operations.members.link_device(hub, mei).code or ""
    operations.members.join_team(hub, wire.JoinIn(code=code, device=mei.device, token=token_of("new token")))
    assert refusal(lambda: operations.members.find_caller(hub, team.token("Mei")))[0] is Why.UNKNOWN
    assert (
        len(operations.members.list_devices(hub, operations.members.find_caller(hub, token_of("new token"))).devices)
        == 1
    )


def test_a_team_keeps_a_lead(hub: TeamServer, team: Team) -> None:
    mei = team.join("Mei")
    assert refusal(lambda: operations.members.leave_team(hub, team.lead)) == (Why.CONFLICT, "team.last_lead")
    down = wire.MemberIn(role=wire.Role.LEARNER)
    assert refusal(lambda: operations.members.change_member(hub, team.lead, team.lead.id, down)) == (
        Why.CONFLICT,
        "team.last_lead",
    )
    assert refusal(lambda: operations.members.remove_member(hub, team.lead, team.lead.id)) == (
        Why.CONFLICT,
        "team.remove_self",
    )
    operations.members.change_member(hub, team.lead, mei.id, wire.MemberIn(role=wire.Role.LEAD))
    operations.members.leave_team(hub, team.lead)
    assert [member.name for member in operations.members.list_members(hub, team.caller("Mei")).members] == ["Mei"]
    operations.members.leave_team(hub, team.caller("Mei"))
    assert hub.team_names() == []


def everything_of(hub: TeamServer, member: int) -> int:
    """How many rows the store holds of a member."""
    places = ("member.key", "device.member", "event.member", "memories.member", "assignee.member", "invite.member")
    with hub.database.reading() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {place.partition('.')[0]} WHERE {place} = {member:d}"))
            for place in places
        ]
        return sum(count.scalar_one() for count in counts)


@pytest.mark.parametrize("how", ["leaves", "is removed"])
def test_who_goes_leaves_nothing_behind(hub: TeamServer, team: Team, make: Callable[..., Event], how: str) -> None:
    mei = team.join("Mei")
    team.assign(to=[mei.id])
    team.push("Mei", make("small/n0/meaning"))
    operations.members.link_device(hub, mei)
    operations.progress.read_progress(hub, team.lead)
    operations.members.change_member(hub, team.lead, mei.id, wire.MemberIn(role=wire.Role.LEAD))
    mei = team.caller("Mei")
    assert everything_of(hub, mei.key) >= 5
    if how == "leaves":
        operations.members.leave_team(hub, mei)
    else:
        operations.members.remove_member(hub, team.lead, mei.id)
    assert everything_of(hub, mei.key) == 0
    said = [line.in_lang("en") for line in operations.members.read_audit(hub, team.lead).lines]
    assert ("removed Mei" in said) == (how == "is removed")
    assert not any("made Mei" in line for line in said)
    # One request may have been let in a moment before.
    assert refusal(lambda: operations.sync.sync_events(hub, mei, wire.SyncIn())) == (Why.UNKNOWN, "team.unknown_token")
    assert refusal(lambda: team.push("Mei")) == (Why.UNKNOWN, "team.unknown_token")


def test_the_log_tells_leads_all_and_learners_what_was_about_them(hub: TeamServer, team: Team, clock: Clock) -> None:
    mei, bo = team.join("Mei"), team.join("Bo")
    team.assign()
    operations.members.change_member(hub, team.lead, mei.id, wire.MemberIn(role=wire.Role.LEAD))
    operations.members.change_member(hub, team.lead, mei.id, wire.MemberIn(role=wire.Role.LEARNER))
    clock.forward(hours=1)
    operations.assignments.unassign(hub, team.lead, "of-small")
    told = operations.members.read_audit(hub, team.lead).lines
    assert told[0].in_lang("zh") == "收回了small的任务"
    assert told[0].at - told[1].at == 3_600_000
    assert [line.in_lang("en") for line in operations.members.read_audit(hub, team.caller("Mei")).lines] == [
        "made Mei a learner",
        "made Mei a lead",
    ]
    assert operations.members.read_audit(hub, bo).lines == []
    assert {line.by for line in told} == {"Li"}


def test_a_team_without_its_lead_is_rescued_at_the_server(hub: TeamServer, team: Team, clock: Clock) -> None:
    invite = operations.members.rescue_team(hub, "Growth team")
    assert operations.members.join_team(hub, joining(invite.code, "Zoe")).role is wire.Role.LEAD
    assert operations.members.read_audit(hub, team.lead).lines[0].by == "server"
    assert refusal(lambda: operations.members.rescue_team(hub, "Nobody")) == (Why.NOT_THERE, "team.not_there")
    late = operations.members.rescue_team(hub, "Growth team")
    clock.forward(hours=limits.LINK_HOURS)
    assert refusal(lambda: operations.members.join_team(hub, joining(late.code, "Bo")))[1] == "team.bad_code"


def test_limits_hold(hub: TeamServer, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("MEMBERS", 2), ("DEVICES", 1), ("INVITES", 2), ("DECKS", 1), ("ASSIGNMENTS", 1)):
        monkeypatch.setattr(limits, name, most)
    mei = team.join("Mei")
    invite = operations.members.make_invite(hub, team.lead, wire.InviteIn(uses=2))
    assert refusal(lambda: operations.members.join_team(hub, joining(invite.code, "Bo"))) == (Why.TOO_MUCH, "team.full")
    code = operations.members.link_device(hub, mei).code
    assert (
        refusal(lambda: operations.members.join_team(hub, joining(code, "Mei", device="e", token=token_of("e"))))[1]
        == "team.many_devices"
    )
    operations.members.make_invite(
        hub, team.lead, wire.InviteIn()
    )  # a code for one's own device is none of the team's invites
    assert refusal(lambda: operations.members.make_invite(hub, team.lead, wire.InviteIn()))[1] == "team.many_invites"
    team.assign()
    assert refusal(lambda: team.assign("other"))[1] == "team.many_decks"
    asked = wire.AssignmentIn(decks=["small"])
    assert operations.assignments.assign(hub, team.lead, "of-small", asked).id == "of-small"
    assert refusal(lambda: operations.assignments.assign(hub, team.lead, "second", asked))[1] == "team.many_assignments"


def test_a_store_names_no_password(tmp_path: Path, clock: Clock) -> None:
    with opened(tmp_path / "a.db", clock) as hub:
        assert hub.database.place.endswith("a.db")
        hub.team_names()
