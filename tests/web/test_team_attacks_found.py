"""Attacks on the team server that got somewhere once, each tried again."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from ops_trainer.memory.events import Event, Kind, Source
from ops_trainer.team import limits, wire
from ops_trainer.team.calendar import calendar
from ops_trainer.team.events_wire import to_wire
from ops_trainer.team_server import Refusal, TeamServer, Why, operations
from ops_trainer.team_server.http import app, gate
from ops_trainer.web import serving as patience
from tests.asking import Web, key
from tests.conftest import Clock
from tests.hubs import Team

SYNC = "/api/v1/sync"
DEADLINE_S = 60.0
pytestmark = pytest.mark.parametrize("where", ["sqlite"], indirect=True)


@pytest.fixture
def web(hub: TeamServer) -> Iterator[Web]:
    web = Web(hub)
    yield web
    web.close()


def test_an_id_that_is_no_text_is_refused_like_any_other(web: Web, team: Team) -> None:
    team.join("Mei")
    reply = web.ask("POST", SYNC, raw=b'{"events": [{"id": "\\ud800"}]}', token=team.token("Mei"))
    assert reply.status_code == 200
    assert wire.Synced.model_validate_json(reply.content).refused == [
        wire.RefusedEvent(id="?", reason="team.event_odd")
    ]


def test_a_lead_can_not_plant_what_no_client_can_read(web: Web, team: Team, make: Callable[..., Event]) -> None:
    team.join("Mei")
    team.assign()
    event = to_wire(make("small/n0/meaning", kind=Kind.BRING_BACK, source=Source.WORKSHOP, data={"x": "HERE"}))
    for depth, status in ((8, 200), (250, 422)):
        nested = "[" * depth + "]" * depth
        event["id"] = f"planted-{depth}"
        raw = json.dumps({"players": [{"name": "Mei", "events": [event]}]}).replace('"HERE"', nested)
        assert web.ask("POST", "/api/v1/misses", raw=raw.encode(), token=team.lead_token).status_code == status
        pulled = web.ask("POST", SYNC, {}, token=team.token("Mei"))
        assert [one["id"] for one in wire.Synced.model_validate_json(pulled.content).events] == ["planted-8"]


def test_what_a_lead_brings_back_stands_in_the_log_once(
    team: Team, hub: TeamServer, make: Callable[..., Event]
) -> None:
    mei = team.join("Mei")
    bo = team.join("Bo")
    team.assign()
    event = to_wire(make("small/n0/meaning", kind=Kind.BRING_BACK, source=Source.WORKSHOP))
    asked = wire.MissesIn(players=[wire.MissedIn(name="Mei", events=[event]), wire.MissedIn(name="Bo", events=[])])
    for _ in range(2):
        operations.sync.take_misses(hub, team.lead, asked)
    assert [(one.did, one.params) for one in operations.members.read_audit(hub, mei).lines] == [
        ("team.did_misses", {"name": "Mei", "n": 1})
    ]
    assert "Mei" in operations.members.read_audit(hub, mei).lines[0].in_lang("zh")
    assert operations.members.read_audit(hub, bo).lines == []


def test_codes_for_own_devices_use_up_no_invites(team: Team, hub: TeamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INVITES", 3)
    mei = team.join("Mei")
    codes = [operations.members.link_device(hub, mei).code or "" for _ in range(5)]
    assert operations.members.make_invite(hub, team.lead, wire.InviteIn()).code

    def link(code: str) -> wire.Me:
        return operations.members.join_team(hub, wire.JoinIn(code=code, device="another", token="t" * 43))

    with pytest.raises(Refusal, check=lambda error: error.key == "team.bad_code"):
        link(codes[-2])
    assert link(codes[-1]).name == "Mei"


@pytest.mark.parametrize("demoted", [False, True])
def test_two_leads_who_remove_each_other_leave_one(team: Team, hub: TeamServer, demoted: bool) -> None:
    ann = team.join("Ann", wire.Role.LEAD)
    lead = team.lead
    if demoted:
        operations.members.change_member(hub, lead, ann.id, wire.MemberIn(role=wire.Role.LEARNER))
    else:
        operations.members.remove_member(hub, lead, ann.id)
    why = Why.NOT_ALLOWED if demoted else Why.UNKNOWN
    for late in (
        lambda: operations.members.remove_member(hub, ann, lead.id),
        lambda: operations.members.change_member(hub, ann, lead.id, wire.MemberIn(role=wire.Role.LEARNER)),
    ):
        with pytest.raises(Refusal, check=lambda error: error.why is why):
            late()
    assert team.lead.role is wire.Role.LEAD


def test_notes_are_not_those_of_the_only_one_who_has_begun(
    team: Team, hub: TeamServer, make: Callable[..., Event]
) -> None:
    team.assign()
    for name in ("Mei", "Idle", "Idler", "Idlest"):
        team.join(name)
    team.push("Mei", make("small/n0/meaning"))
    assert operations.progress.read_notes(hub, team.lead, "small").notes == []


def test_large_bodies_of_strangers_are_not_read(web: Web, team: Team) -> None:
    team.join("Mei")
    large = b'{"events": [' + b" " * gate.SMALL_BODY + b"]}"
    for token in (None, "x" * 43):
        reply = web.ask("POST", SYNC, raw=large, token=token)
        assert (reply.status_code, key(reply)) == (401, "team.unknown_token")
        assert reply.headers["www-authenticate"] == "Bearer"
    assert web.ask("POST", SYNC, raw=large, token=team.token("Mei")).status_code == 200


def test_connections_held_open_keep_nobody_out(hub: TeamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEADERS_S", 0.5)
    monkeypatch.setattr(app, "MOST_CONNECTIONS", 20)
    with app.TeamServing(hub, app.Place(port=0)) as serving:
        port = int(serving.url.rpartition(":")[2])

        def connect(sent: bytes) -> socket.socket:
            line = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)
            line.sendall(sent)
            return line

        held = [connect(b"GET /api/v1/hello HTTP/1.1\r\nHost: x" * (number % 2)) for number in range(30)]
        with connect(b"GET /api/v1/hello HTTP/1.1\r\nHost: x\r\n\r\n") as fine:
            assert fine.recv(65536).startswith(b"HTTP/1.1 200 ")
        for line in held:
            with contextlib.suppress(ConnectionResetError):
                assert line.recv(65536) == b""  # the server hung up
            line.close()


def test_an_id_adds_no_line_to_a_calendar(clock: Clock, where: str) -> None:
    odd = wire.Assignment.model_validate(
        {"id": "x\r\nATTACH:http://evil.example", "decks": [], "due": "2026-12-04", "goal": 0.9, "note": "",
         "created": "2026-11-23", "by": "Li", "mine": True}
    )  # fmt: skip
    last = odd.model_copy(update={"due": date.max})  # a lead may set any day; no later one is needed for it
    assert "DTSTART;VALUE=DATE:99991231" in calendar([("Growth", last)], "en", 0)
    assert not any(line.startswith("ATTACH") for line in calendar([("Growth", odd)], "en", 0).split("\r\n"))


def test_a_deck_all_of_whose_notes_moved_there_stops_nobody(
    team: Team, hub: TeamServer, make: Callable[..., Event]
) -> None:
    mei = team.join("Mei")
    team.push("Mei", make("old/n7/answer"), make("old/n1099/answer"), make("new/n3/answer"))
    notes = (
        f"  - id: n{n}\n    kind: qa\n    front: front {n}\n    back: back {n}\n    formerly: [old/n{n}]\n"
        for n in range(1100)
    )
    operations.assignments.put_deck(
        hub, team.lead, "new", wire.DeckIn(text="id: new\ntitle: New\nlanguage: en\nnotes:\n" + "".join(notes))
    )
    operations.assignments.assign(hub, team.lead, "of-new", wire.AssignmentIn(decks=["new"]))
    operations.sync.sync_events(hub, mei, wire.SyncIn(decks=["new", "old"]))
    team.clock.forward(days=1)
    assert wire.Report.model_validate_json(operations.progress.preview_report(hub, mei)).lines[0].introduced == 3


@pytest.mark.parametrize("name", ["\u3164", "Mei\u115f", "\u2800"])
def test_names_in_which_nothing_is_to_be_seen_are_refused(team: Team, hub: TeamServer, name: str) -> None:
    code = operations.members.make_invite(hub, team.lead, wire.InviteIn()).code or ""
    with pytest.raises(Refusal, check=lambda error: error.key == "team.bad_name"):
        operations.members.join_team(hub, wire.JoinIn(code=code, name=name, device="d", token="t" * 43))
