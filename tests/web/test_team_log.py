"""What a team server logs of requests, and what it does not."""

from __future__ import annotations

import logging

import pytest

from ops_trainer.team import wire
from ops_trainer.team_server import TeamServer, operations
from ops_trainer.team_server.http.access import AccessLog
from ops_trainer.team_server.http.app import create_app
from tests.asking import Web
from tests.hubs import Team, token_of

pytestmark = pytest.mark.parametrize("where", ["sqlite"], indirect=True)


def test_a_line_tells_of_a_request_and_neither_token_nor_code(
    hub: TeamServer, team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []
    web = Web(hub)
    web.app = create_app(hub, log=lines.append)
    code = operations.members.make_invite(hub, team.lead, wire.InviteIn()).code or ""
    joining = {"code": code, "name": "Secret Name", "device": "d", "token": token_of("zoe")}
    with caplog.at_level(logging.WARNING):
        replies = [
            web.ask("GET", "/api/v1/me?x=secret", token=team.lead_token),
            web.ask("GET", "/api/v1/me", token="t" * 43, x_request_id="from-the-proxy"),
            web.ask("POST", "/api/v1/join", joining),
            web.ask("POST", "/api/v1/join", {**joining, "token": token_of("bo"), "device": "e"}),
            web.ask("GET", "/api/v1/odd%0apath%1b[2J", x_request_id="two\tids"),
        ]
    web.close()
    assert [line.split(" ")[1] for line in lines] == [reply.headers["x-request-id"] for reply in replies]
    assert replies[1].headers["x-request-id"] == "from-the-proxy"
    assert replies[4].headers["x-request-id"] != "two\tids"
    told = [line.split(" ")[3:6] for line in lines]
    assert told[:4] == [
        ["GET", "/api/v1/me", "200"], ["GET", "/api/v1/me", "401"],
        ["POST", "/api/v1/join", "200"], ["POST", "/api/v1/join", "404"],
    ]  # fmt: skip
    assert all(line.isprintable() and line.startswith("2026-11-23T") for line in lines)
    for secret in (team.lead_token, "t" * 43, code, token_of("zoe"), "ecret"):
        assert not any(secret in line for line in (*lines, caplog.text))
    assert [record.getMessage().partition(" from")[0] for record in caplog.records] == ["join refused: 404"]
    assert isinstance(web.app, AccessLog)
