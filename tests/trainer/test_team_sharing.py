"""What goes to which team's server, and what a server may add to a journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Event, Kind
from ops_trainer.team import wire
from ops_trainer.team.events_wire import to_wire
from ops_trainer.team_server import operations
from ops_trainer.trainer.teams.membership import Cursor, TeamRecords
from tests.conftest import Clock
from tests.hubs import Team, deck_text
from tests.trainer.test_team_sync import URL, Device, Scene


@pytest.fixture
def scene(tmp_path: Path, clock: Clock) -> Iterator[Scene]:
    found = Scene(tmp_path, clock)
    yield found
    found.close()


def joined(scene: Scene, *teams: Team) -> Device:
    """A learner who joined some teams just now, and is level."""
    device = scene.device()
    for team in teams:
        device.teams.join(URL, operations.members.make_invite(scene.hub, team.lead, wire.InviteIn()).code or "", "Mei")
        scene.clock.forward(minutes=1)
    assert len(device.teams.sync_due()) == len(teams)
    return device


def held(scene: Scene, team: Team, device: Device) -> set[str]:
    """The decks of which a team's server holds events of a learner's."""
    caller = operations.members.find_caller(scene.hub, device.teams.membership(team.lead.team_id).token)
    answer = wire.Synced.model_validate_json(operations.sync.sync_events(scene.hub, caller, wire.SyncIn()))
    return {event["card"].partition("/")[0] for event in answer.events} - {""}


def planted(scene: Scene, team: Team, device: Device, *events: Event) -> None:
    """Events that a server adds to a member's journal by itself."""
    caller = operations.members.find_caller(scene.hub, device.teams.membership(team.lead.team_id).token)
    asked = wire.SyncIn(events=[to_wire(event) for event in events])
    operations.sync.sync_events(scene.hub, caller, asked)


def test_only_what_the_team_assigned_goes_to_its_server(scene: Scene) -> None:
    scene.team.assign("small")
    mei = joined(scene, scene.team)
    mei.learn(mei.make("small/n0/meaning"), mei.make("private/n0/meaning"))
    assert mei.teams.status().waiting == 1
    assert mei.teams.sync().pushed == 1
    assert held(scene, scene.team, mei) == {"small"}
    assert mei.teams.status().waiting == 0
    assert mei.teams.sync().pushed == 0  # nothing is missed at the server, and nothing sent again


def test_a_foreign_server_wipes_nothing_and_learns_nothing(scene: Scene, clock: Clock) -> None:
    """A second team's server once got the first team's events and sent a reset for each, which the first took over."""
    other = Team(scene.hub, clock, "Other team")
    scene.team.assign("small")
    other.assign("theirs")
    mei = joined(scene, scene.team, other)
    mine = [mei.make(f"small/n{n}/meaning") for n in range(5)] + [mei.make("private/n0/meaning")]
    mei.learn(*mine)
    mei.learn(mei.make("theirs/n0/meaning"))
    before = mei.states()
    resets = [mei.make(event.card, kind=Kind.RESET) for event in mine]
    undone = mei.make("theirs/n0/meaning", kind=Kind.UNDO, undoes=mine[0].id)
    planted(scene, other, mei, *resets, undone, mei.make("theirs/n1/meaning"))
    for team in (other, scene.team):
        mei.teams.sync(team.lead.team_id)
    after = mei.states()
    assert {card: after[card] for card in before if card != "theirs/n0/meaning"} == {
        card: state for card, state in before.items() if card != "theirs/n0/meaning"
    }
    assert after["theirs/n1/meaning"].reps == 1
    assert held(scene, other, mei) == {"small", "private", "theirs"}  # what it planted itself
    assert held(scene, scene.team, mei) == {"small"}


def test_what_came_by_one_team_never_goes_to_another(scene: Scene, clock: Clock) -> None:
    other = Team(scene.hub, clock, "Other team")
    for team in (scene.team, other):
        team.assign("small")
    mei = joined(scene, scene.team, other)
    planted(scene, scene.team, mei, mei.make("small/n0/meaning"))
    own = mei.make("small/n1/meaning")
    mei.learn(own)
    for _ in range(2):
        for team in (scene.team, other):
            mei.teams.sync(team.lead.team_id)
    caller = operations.members.find_caller(scene.hub, mei.teams.membership(other.lead.team_id).token)
    answer = wire.Synced.model_validate_json(operations.sync.sync_events(scene.hub, caller, wire.SyncIn()))
    assert [event["id"] for event in answer.events] == [own.id]


def test_a_deck_that_is_assigned_later_brings_its_history(scene: Scene) -> None:
    mei = joined(scene, scene.team)
    mei.learn(*(mei.make(f"small/n{n}/meaning") for n in range(3)), mei.make("private/n0/meaning"))
    assert mei.teams.sync().pushed == 0
    scene.team.assign("small")
    assert mei.teams.sync().pushed == 3
    assert held(scene, scene.team, mei) == {"small"}


def test_a_second_device_stays_level_on_the_teams_decks(scene: Scene) -> None:
    scene.team.assign("small")
    one = joined(scene, scene.team)
    two = scene.device()
    two.teams.join(URL, one.teams.link().code or "")
    card = "small/n0/meaning"
    one.learn(one.make(card), one.make("small/n1/meaning"), one.make("private/n0/meaning"))
    one.learn(one.make(card, kind=Kind.SUSPEND), one.make("small/n1/meaning", kind=Kind.RESET))
    one.teams.sync()
    two.teams.sync()
    assert two.states()[card].suspended
    assert two.states()["small/n1/meaning"].is_new
    assert "private/n0/meaning" not in two.states()


def test_all_decks_level_two_devices_where_the_learner_says_so(scene: Scene) -> None:
    one = joined(scene, scene.team)
    one.learn(one.make("private/n0/meaning"), one.make("", kind=Kind.SETTING, data={"name": "minutes", "value": 7}))
    one.teams.sync()
    two = scene.device()
    two.teams.join(URL, one.teams.link().code or "")
    two.teams.sync()
    assert two.states() == {}
    for device in (one, two):
        device.teams.set_whole(whole=True)
        device.teams.sync()
    assert two.states() == one.states()
    assert any(event.kind is Kind.SETTING for event in two.journal())


def test_a_membership_of_before_carries_all_until_the_learner_is_asked(scene: Scene) -> None:
    mei = joined(scene, scene.team)
    with mei.database.writing() as connection:
        records = TeamRecords(connection, "me")
        records.put_membership(replace(mei.teams.membership(), whole=None), 0)
        records.put_cursor(scene.team.lead.team_id, Cursor(), 0)
    mei.learn(mei.make("private/n0/meaning"))
    assert mei.teams.sync().pushed == 1
    mei.teams.set_whole(whole=False)
    mei.learn(mei.make("private/n1/meaning"))
    assert mei.teams.sync().pushed == 0
    assert mei.teams.status().waiting == 0


def test_a_deck_of_ones_own_with_the_teams_id_stays_private(scene: Scene) -> None:
    mei = scene.device()
    folder = mei.context.home / "decks"
    folder.mkdir(parents=True)
    (folder / "small.yaml").write_text(deck_text("small", 3, changed=" my own"), encoding="utf-8")
    mei._refresh()
    mei.learn(mei.make("small/n0/meaning"))
    mei.teams.join(URL, operations.members.make_invite(scene.hub, scene.team.lead, wire.InviteIn()).code or "", "Mei")
    scene.team.assign("small")
    assert mei.teams.sync().pushed == 0
    assert "team.news_yours" in [one.key for one in mei.teams.notices()]
    assert held(scene, scene.team, mei) == set()


def test_who_lost_the_only_device_is_back_with_the_same_memory_and_told(scene: Scene) -> None:
    scene.team.assign("small")
    mei = joined(scene, scene.team)
    mei.learn(*(mei.make(f"small/n{n}/meaning") for n in range(4)))
    mei.teams.sync()
    boss = scene.lead()
    with boss.teams.leading() as leading:
        code = leading.reentry(mei.teams.membership().member).code or ""
    new = scene.device()
    assert new.teams.join(URL, code, "").name == "Mei"
    new.teams.sync()
    assert new.states() == mei.states()
    for device in (new, mei):
        device.teams.sync()
        device.teams.sync(again=True)
        told = [one for one in device.teams.notices() if one.key == "team.news_reentry"]
        assert [one.in_lang("en").partition(" made")[0] for one in told] == ["Boss"]
    new.teams.drop_device(mei.teams.membership().device)
    with pytest.raises(Complaint, match="does not know this device"):
        mei.teams.sync()
