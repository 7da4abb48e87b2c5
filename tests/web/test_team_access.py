"""Every route by every role, in one table; what is another team's looks as if it did not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.memory.events import Event, Kind, Source
from ops_trainer.team import wire
from ops_trainer.team.events_wire import to_wire
from ops_trainer.team_server import TeamServer, operations
from ops_trainer.team_server.http.app import api
from tests.asking import Web, key
from tests.conftest import Clock
from tests.hubs import Team, deck_text, opened, sqlite_in, token_of

ROLES = ("anonymous", "removed", "learner", "other learner", "lead", "other team's lead")
# What each role gets, in the order of ROLES. Things named in a path are those of the learner's team, and where they
# are somebody's own, the learner's.
OPEN = (200, 200, 200, 200, 200, 200)
MEMBERS = (401, 401, 200, 200, 200, 200)
OWN = (401, 401, 204, 404, 404, 404)
LEADS = (401, 401, 403, 403, 200, 200)
LEADS_EMPTY = (401, 401, 403, 403, 204, 404)
LEADS_NAMED = (401, 401, 403, 403, 200, 404)
TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/api/v1/hello"): OPEN,
    ("GET", "/api/v1/health"): (204, 204, 204, 204, 204, 204),
    ("GET", "/api/v1/live"): (204,) * 6,
    ("POST", "/api/v1/join"): OPEN,
    ("GET", "/api/v1/me"): MEMBERS,
    ("DELETE", "/api/v1/me"): (401, 401, 204, 204, 409, 204),  # the team's only lead can't leave the others behind
    ("GET", "/api/v1/me/devices"): MEMBERS,
    ("POST", "/api/v1/me/devices"): MEMBERS,
    ("DELETE", "/api/v1/me/devices/{device}"): OWN,
    ("GET", "/api/v1/me/progress"): MEMBERS,
    ("POST", "/api/v1/sync"): MEMBERS,
    ("GET", "/api/v1/assignments"): MEMBERS,
    ("GET", "/api/v1/decks/{deck}"): (401, 401, 200, 404, 200, 404),  # assigned to the learner alone
    ("GET", "/api/v1/audit"): MEMBERS,
    ("GET", "/api/v1/members"): LEADS,
    ("PATCH", "/api/v1/members/{member}"): LEADS_NAMED,
    ("DELETE", "/api/v1/members/{member}"): LEADS_EMPTY,
    ("GET", "/api/v1/members/{member}/progress"): LEADS_NAMED,
    ("POST", "/api/v1/members/{member}/devices"): LEADS_NAMED,
    ("GET", "/api/v1/invites"): LEADS,
    ("POST", "/api/v1/invites"): LEADS,
    ("DELETE", "/api/v1/invites/{invite}"): LEADS_EMPTY,
    ("PUT", "/api/v1/decks/{deck}"): LEADS,  # everyone into their own team
    ("PUT", "/api/v1/assignments/{assignment}"): (401, 401, 403, 403, 200, 404),  # names the learner as its aim
    ("PUT", "/api/v1/days-off"): (401, 401, 403, 403, 204, 204),
    ("DELETE", "/api/v1/assignments/{assignment}"): LEADS_EMPTY,
    ("GET", "/api/v1/progress"): LEADS,
    ("GET", "/api/v1/progress/{deck}"): LEADS_NAMED,
    ("GET", "/api/v1/mixups"): LEADS,
    ("POST", "/api/v1/misses"): LEADS,
}


# Who lost something gets what those get who never had it.
LIKE = {"demoted": "other learner", "expired": "removed", "revoked": "removed"}


def gets(method: str, template: str) -> dict[str, int]:
    """What each role gets, those too that lost something."""
    found = dict(zip(ROLES, TABLE[method, template], strict=True))
    return found | {role: found[like] for role, like in LIKE.items()}


@dataclass
class Scene:
    """Two teams, and who comes to them."""

    web: Web
    team: Team
    other: Team
    invite: wire.Invite
    event: Event

    def token(self, role: str) -> str | None:
        return {
            "anonymous": None,
            "removed": self.team.token("Gone"),
            "demoted": self.team.token("Dan"),
            "expired": self.team.token("Old"),
            "revoked": self.team.token("Lost"),
            "learner": self.team.token("Mei"),
            "other learner": self.team.token("Bo"),
            "lead": self.team.lead_token,
            "other team's lead": self.other.lead_token,
        }[role]

    def path(self, template: str) -> str:
        mei = self.team.caller("Mei")
        return template.format(
            member=mei.id, device=mei.device, deck="small", assignment="of-small", invite=self.invite.id
        )

    def body(self, method: str, template: str) -> Any:
        mei = self.team.caller("Mei")
        missed = {"name": "Mei", "events": [to_wire(self.event)]}
        return {
            ("POST", "/api/v1/join"): {
                "code": self.invite.code, "name": "Zoe", "device": "zoe", "token": token_of("zoe"),
            },
            ("POST", "/api/v1/sync"): {"events": [to_wire(self.event)]},
            ("PATCH", "/api/v1/members/{member}"): {"role": "lead"},
            ("POST", "/api/v1/invites"): {},
            ("PUT", "/api/v1/days-off"): {"days_off": ""},
            ("PUT", "/api/v1/decks/{deck}"): {"text": deck_text("small")},
            ("PUT", "/api/v1/assignments/{assignment}"): {"decks": ["small"], "to": [mei.id]},
            ("POST", "/api/v1/misses"): {"players": [missed]},
        }.get((method, template))  # fmt: skip


@pytest.fixture
def scene(hub: TeamServer, clock: Clock, make: Callable[..., Event]) -> Iterator[Scene]:
    team, other = Team(hub, clock), Team(hub, clock, "Other team")
    mei = team.join("Mei")
    team.join("Bo")
    gone = team.join("Gone")
    dan, lost = team.join("Dan", wire.Role.LEAD), team.join("Lost")
    operations.members.change_member(hub, team.lead, dan.id, wire.MemberIn(role=wire.Role.LEARNER))
    operations.members.remove_device(hub, lost, lost.device)
    team.join("Old")
    for _ in range(2):
        clock.forward(days=46)
        assert all(team.caller(name) for name in ("Mei", "Bo", "Dan"))
        assert team.lead.role is other.lead.role
    operations.members.remove_member(hub, team.lead, gone.id)
    team.assign(to=[mei.id])
    operations.assignments.put_deck(hub, other.lead, "another", wire.DeckIn(text=deck_text("another")))
    event = make("small/n0/meaning", kind=Kind.BRING_BACK, source=Source.WORKSHOP)
    web = Web(hub)
    yield Scene(web, team, other, operations.members.make_invite(hub, team.lead, wire.InviteIn()), event)
    web.close()


def test_every_route_stands_in_the_table() -> None:
    described = api().openapi()["paths"]
    routes = {(method.upper(), path) for path, methods in described.items() for method in methods}
    assert routes == set(TABLE)


def test_servers_of_one_process_answer_each_for_itself(tmp_path: Path, clock: Clock) -> None:
    with opened(sqlite_in(tmp_path / "one"), clock) as one, opened(sqlite_in(tmp_path / "other"), clock) as other:
        teams = Team(one, clock), Team(other, clock, "Other team")
        webs = Web(one), Web(other)
        for web, own, foreign in zip(webs, teams, teams[::-1], strict=True):
            assert web.ask("GET", "/api/v1/me", token=own.lead_token).json()["team_name"] == own.name
            assert web.ask("GET", "/api/v1/me", token=foreign.lead_token).status_code == 401
        for web in webs:
            web.close()


# Looking changes nothing, so that all of it is tried on one scene; whatever changes something has one of its own.
TRIED = [[way for way in TABLE if way[0] == "GET"], *([way] for way in TABLE if way[0] != "GET")]


# PostgreSQL or SQLite makes no difference to what a role may; one of them says it all.
@pytest.mark.parametrize("where", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ways", TRIED, ids=lambda ways: " ".join(ways[0]) if len(ways) == 1 else "GET")
def test_what_each_role_gets(scene: Scene, ways: list[tuple[str, str]]) -> None:
    for method, template in ways:
        wanted = gets(method, template)
        # Those who get through come last: what they do may change what is there.
        for role in sorted(wanted, key=lambda role: wanted[role] < 400):
            if (method, template) == ("PUT", "/api/v1/assignments/{assignment}") and role == "other team's lead":
                scene.web.ask("PUT", "/api/v1/decks/small", {"text": deck_text("small")}, token=scene.token(role))
            path, body = scene.path(template), scene.body(method, template)
            reply = scene.web.ask(method, path, body, token=scene.token(role))
            assert (method, template, role, reply.status_code) == (method, template, role, wanted[role])
            if reply.status_code >= 400:
                assert reply.json()["error"]["message"]
                continue
            if method == "DELETE":
                break  # it is gone


@pytest.mark.parametrize("where", ["sqlite"], indirect=True)
def test_another_teams_things_look_as_if_they_did_not_exist(scene: Scene) -> None:
    token = scene.other.lead_token
    for (method, template), wanted in TABLE.items():
        if wanted[ROLES.index("other team's lead")] != 404:
            continue
        body = scene.body(method, template)
        theirs = scene.web.ask(method, scene.path(template), body, token=token, x_request_id="same")
        if "to" in (body or {}):
            body = {**body, "to": ["nobody"]}
        names = dict.fromkeys(("member", "device", "deck", "assignment", "invite"), "nobody")
        nothing = scene.web.ask(method, template.format(**names), body, token=token, x_request_id="same")
        if method == "PUT":
            assert key(theirs) == "team.deck_unknown" or theirs.status_code == 404
            continue
        assert theirs.status_code == nothing.status_code == 404
        assert theirs.content == nothing.content
        assert theirs.headers.items() == nothing.headers.items()


@pytest.mark.parametrize("where", ["sqlite"], indirect=True)
def test_a_lead_of_another_team_changes_nothing_here(scene: Scene, hub: TeamServer) -> None:
    before = (
        operations.assignments.list_assignments(hub, scene.team.lead),
        operations.assignments.read_deck(hub, scene.team.lead, "small"),
        operations.members.list_members(hub, scene.team.lead),
    )
    token = scene.other.lead_token
    mei = scene.team.caller("Mei")
    scene.web.ask("PUT", "/api/v1/decks/small", {"text": deck_text("small", 3)}, token=token)
    scene.web.ask("PUT", "/api/v1/assignments/of-small", {"decks": ["small"], "goal": 0.1}, token=token)
    taken = scene.web.ask("POST", "/api/v1/misses", scene.body("POST", "/api/v1/misses"), token=token)
    assert taken.json() == {"matched": [], "unknown": ["Mei"], "left_out": 0}
    assert (
        operations.assignments.list_assignments(hub, scene.team.lead),
        operations.assignments.read_deck(hub, scene.team.lead, "small"),
        operations.members.list_members(hub, scene.team.lead),
    ) == before
    assert scene.team.push("Mei").held == 0
    assert operations.progress.preview_report(hub, mei) not in operations.progress.read_progress(hub, scene.other.lead)


@pytest.mark.parametrize("where", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer \x00", "bearer x", f"Bearer {'x' * 43}"]
)
def test_what_is_no_token_opens_nothing(scene: Scene, header: str) -> None:
    reply = scene.web.ask("GET", "/api/v1/me", authorization=header)
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
