"""What every request passes, and what every answer carries: sizes, rates, protocols, languages, faults."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Event
from ops_trainer.team import limits, wire
from ops_trainer.team.events_wire import to_wire
from ops_trainer.team_server import TeamServer
from ops_trainer.team_server.http import gate
from ops_trainer.team_server.http.gate import Rates
from ops_trainer.team_server.operations import sync
from ops_trainer.web.buckets import Buckets, Rate
from tests.asking import Web, key
from tests.hubs import Team, deck_text

SYNC = "/api/v1/sync"
pytestmark = pytest.mark.parametrize("where", ["sqlite"], indirect=True)


@pytest.fixture
def web(hub: TeamServer) -> Iterator[Web]:
    web = Web(hub)
    yield web
    web.close()


@pytest.fixture
def token(team: Team) -> str:
    """A learner's."""
    team.join("Mei")
    return team.token("Mei")


def test_requests_may_come_packed(web: Web, token: str, make: Callable[..., Event]) -> None:
    body = json.dumps({"events": [to_wire(make("small/n0/meaning")) for _ in range(200)]}).encode()
    packed = gzip.compress(body)
    assert len(packed) < len(body) / 2
    reply = web.ask("POST", SYNC, raw=packed, token=token, content_encoding="gzip")
    assert reply.json()["accepted"] == 200
    again = web.ask("POST", SYNC, {"after": 0}, token=token, accept_encoding="gzip")
    assert again.headers["content-encoding"] == "gzip"
    assert len(again.json()["events"]) == 200


def test_no_body_fills_the_memory(web: Web, token: str) -> None:
    bomb = gzip.compress(b" " * (limits.BODY_BYTES + 1))
    assert len(bomb) < 20_000
    over = b" " * (limits.BODY_BYTES + 1)
    for raw, headers in ((bomb, {"content_encoding": "gzip"}), (over, {})):
        reply = web.ask("POST", SYNC, raw=raw, token=token, **headers)
        assert (reply.status_code, key(reply)) == (413, "team.too_large")
    small = web.ask("POST", "/api/v1/join", raw=b" " * (gate.SMALL_BODY + 1))
    assert small.status_code == 413
    lie = web.ask("POST", SYNC, raw=b"{}", token=token, content_length="-1")
    assert lie.status_code in (400, 413)


@pytest.mark.parametrize(
    ("raw", "packing"),
    [
        (b"no gzip at all", "gzip"),
        (gzip.compress(b"{}" * 500)[:-9], "gzip"),
        (b"{}", "br"),
        (b"{", "identity"),
        (b"\xff\xfe", "identity"),
        (b"[" * 100_000, "identity"),
        (b'{"after": ' + b"9" * 5_000 + b"}", "identity"),
        (b'{"after": NaN}', "identity"),
        (b'{"events": [5]}', "identity"),
        (b'{"events": {}, "x": 1}', "identity"),
        (b'{"after": -1}', "identity"),
        (b'{"parameters": [1e400]}', "identity"),
        (b"null", "identity"),
        (b"", "identity"),
    ],
    ids=itertools.count(),
)
def test_a_body_that_makes_no_sense_is_refused_in_one_form(web: Web, token: str, raw: bytes, packing: str) -> None:
    reply = web.ask("POST", SYNC, raw=raw, token=token, content_encoding=packing)
    assert reply.status_code in (400, 422)
    assert wire.FaultAnswer.model_validate(reply.json()).error.message


@pytest.mark.parametrize("data", ['{"x": NaN}', '{"x": 1e999}', '{"x": "\\ud800"}', '{"x": "\\u0000"}'])
def test_odd_values_within_an_event_break_nothing(
    web: Web, token: str, make: Callable[..., Event], data: str, team: Team
) -> None:
    raw = json.dumps({**to_wire(make("small/n0/meaning")), "data": "HERE"}).replace('"HERE"', data)
    reply = web.ask("POST", SYNC, raw=f'{{"events": [{raw}]}}'.encode(), token=token)
    assert reply.status_code == 200
    told = wire.Synced.model_validate_json(reply.content)
    assert told.accepted + len(told.refused) == 1
    assert len(team.push("Mei").events) == told.accepted == (1 if "u0000" in data else 0)


def test_who_comes_too_often_waits(hub: TeamServer, token: str) -> None:
    now = [0.0]
    web = Web(hub, Rates(address=100, device=3, join=2), lambda: now[0])
    assert [web.ask("GET", "/api/v1/me", token=token).status_code for _ in range(4)] == [200, 200, 200, 429]
    reply = web.ask("GET", "/api/v1/me", token=token)
    assert (key(reply), reply.headers["retry-after"]) == ("team.too_fast", "20")
    now[0] += 20
    assert web.ask("GET", "/api/v1/me", token=token).status_code == 200
    asked = {"code": "x", "name": "x", "device": "x", "token": "x" * 43}
    assert [web.ask("POST", "/api/v1/join", asked).status_code for _ in range(3)] == [404, 404, 429]
    few = Web(hub, Rates(address=2, device=100, join=100), lambda: now[0])
    assert [few.ask("GET", "/api/v1/hello").status_code for _ in range(3)] == [200, 200, 429]


def test_buckets_are_not_hoarded(where: str) -> None:
    buckets = Buckets(Rate(1, 1 / 60), lambda: 0.0, 50)
    for number in range(50 + 10):
        assert buckets.take(str(number)) == 0
    assert len(buckets._levels) == 50
    assert buckets.take("0") == 0
    assert buckets.take(str(50 + 9)) == 60


@pytest.mark.parametrize(
    ("header", "status"),
    [("1", 200), ("2", 200), ("3", 200), ("4", 426), ("0", 426), ("x", 426), ("-1", 426), ("9" * 9, 426), ("", 426)],
)
def test_other_protocols_are_told_which_side_is_older(web: Web, header: str, status: int) -> None:
    reply = web.ask("GET", "/api/v1/hello", ops_trainer_protocol=header)
    assert reply.status_code == status
    if status != 200:
        wanted = {"4": "team.server_older", "0": "team.client_older"}.get(header, "team.client_odd")
        assert key(reply) == wanted
    assert reply.headers[wire.HEADER] == str(wire.PROTOCOL)


def test_a_client_older_than_the_server_takes(web: Web, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PROTOCOL", 3)
    monkeypatch.setattr(gate, "OLDEST", 2)
    asked = {
        name: web.ask("GET", "/api/v1/me", token=token, ops_trainer_protocol=name) for name in ("1", "2", "3", "4")
    }
    assert [reply.status_code for reply in asked.values()] == [426, 200, 200, 426]
    assert key(asked["1"]) == "team.client_older"
    assert "safe" in asked["1"].json()["error"]["message"]


def test_refusals_speak_the_language_asked_for(web: Web) -> None:
    chinese = web.ask("GET", "/api/v1/me", accept_language="zh-CN,en;q=0.5").json()["error"]
    assert chinese["message"].startswith("服务器不认识这台设备")
    assert web.ask("GET", "/api/v1/nowhere", accept_language="en").json()["error"]["key"] == "team.not_there"
    assert key(web.ask("POST", "/api/v1/hello")) == "team.no_method"


@pytest.mark.parametrize(
    ("complaint", "status", "said"),
    [
        (Complaint("store.full", path="x"), 507, "team.server_full"),
        (Complaint("team.database_full", place="x"), 507, "team.server_full"),
        (Complaint("store.locked", path="x"), 503, "team.server_busy"),
        (Complaint("team.no_database", place="secret-host", error="x"), 503, "team.server_busy"),
        (RuntimeError("secret"), 500, "team.server_broken"),
    ],
)
def test_what_the_database_cannot_do_is_told_plainly(
    web: Web, token: str, monkeypatch: pytest.MonkeyPatch, complaint: Exception, status: int, said: str
) -> None:
    def fails(*_: object) -> None:
        raise complaint

    monkeypatch.setattr(sync, "check_events", fails)
    reply = web.ask("POST", SYNC, {}, token=token)
    assert (reply.status_code, key(reply)) == (status, said)
    assert "secret" not in reply.text


def test_a_database_without_a_free_connection_is_busy(hub: TeamServer) -> None:
    with pytest.raises(Complaint) as caught, hub.database.complaints():
        raise PoolTimeout
    assert caught.value.key == "team.database_busy"


def test_a_deck_over_its_limit_is_refused_with_its_place(web: Web, team: Team) -> None:
    text = deck_text("small").replace("meaning 3", "x" * 5_000)
    reply = web.ask("PUT", "/api/v1/decks/small", {"text": text}, token=team.lead_token)
    assert (reply.status_code, key(reply)) == (422, "team.deck_refused")
    assert "small.yaml:20:14: " in reply.json()["error"]["message"]
    large = web.ask("PUT", "/api/v1/decks/small", {"text": "x" * limits.BODY_BYTES}, token=team.lead_token)
    assert large.status_code == 413


def test_the_documentation_asks_nothing_of_any_other_server(web: Web) -> None:
    for path in ("/docs", "/"):
        page = web.ask("GET", path, accept_language="zh")
        assert page.status_code == 200
        assert not re.search(r"(src|href)=['\"]?(https?:)?//|@import|<script", page.text)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "/api/v1/sync" in page.text
        assert "团队服务器" in page.text
    described = web.ask("GET", "/openapi.json").json()
    assert described["paths"]["/api/v1/sync"]["post"]["security"]
    assert "security" not in described["paths"]["/api/v1/join"]["post"]


def test_answers_are_kept_nowhere_on_the_way(web: Web, token: str) -> None:
    reply = web.ask("GET", "/api/v1/me", token=token)
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
