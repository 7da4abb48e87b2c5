"""Bad input and attacks: each is refused clearly, and nobody else is held up by it."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops_trainer.trainer.workshops import Hosting, Plan
from ops_trainer.web import serving
from ops_trainer.web import serving as patience
from ops_trainer.web.buckets import MOST_KEYS, Buckets, Rate
from ops_trainer.web.workshop import guard, server
from ops_trainer.web.workshop.app import create
from ops_trainer.web.workshop.guard import MOST_BODY, POLICY
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.web.workshop.served import DEADLINE_S, Served
from tests.workshop.rooms import SINGLE

Serve = Callable[..., Served]


# what is sent


HIDDEN = ("a\x00b", "a\x1b[2Jb", "a\u202eb", "a\u200db", "", "   ", "x" * 21, "Z\u0351\u036b\u0343\u036a", "\u3164")


def test_names_that_can_not_be_shown_are_refused(serve: Serve) -> None:
    room = serve(SINGLE)
    for name in HIDDEN:
        reply = room.ask("players", {"name": name})
        assert reply.status == 422, name
        assert reply.error in ("name_length", "name_characters"), name


def test_names_that_look_like_a_taken_one_are_refused(serve: Serve) -> None:
    room = serve(SINGLE)
    room.join("Adam")
    for name in ("adam", "Аdam", "Ａｄａｍ", "A d a m"):
        assert room.ask("players", {"name": name}).error == "name_taken"


NO_ANSWERS = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"run": 1, "chosen": [0], "points": 1000}',
    b'{"run": "1", "chosen": [0]}',
    b'{"run": 1.5, "chosen": [0]}',
    b'{"run": 1, "chosen": "0"}',
    b'{"run": 1, "chosen": [true]}',
    b'{"run": 1, "chosen": [null]}',
    b'{"run": 99999999999999999999, "chosen": [0]}',
    b'{"run": -1, "chosen": [0]}',
    b'{"chosen": [0]}',
    b'{"run": 1, "chosen": ' + json.dumps([0] * 51).encode() + b"}",
    b'{"run": 1, "chosen": [0], "sure": 1}',
    b'{"run": 1, "chosen": [0], "lang": "fr"}',
    b"[" * 4000,
    b'{"run": NaN}',
)


def test_bodies_that_are_not_exactly_an_answer_are_refused(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    room.hosting.next()
    for body in NO_ANSWERS:
        reply = room.ask("answers", body, token)
        assert (reply.status, reply.error) == (422, "bad_body"), body
    assert room.hosting.view().answered == 0


def test_bodies_over_the_limit_are_refused_whether_they_say_their_length_or_not(serve: Serve) -> None:
    room = serve(SINGLE)
    assert room.ask("players", b"x" * (MOST_BODY + 1)).error == "too_large"
    with socket.create_connection(("127.0.0.1", room.serving.port), timeout=DEADLINE_S) as line:
        head = f"POST {room.room}/players HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        with contextlib.suppress(OSError):
            for _ in range(20):
                line.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        assert b" 413 " in line.recv(65536).partition(b"\r\n")[0]


def test_what_is_not_json_is_refused(serve: Serve) -> None:
    room = serve(SINGLE)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        reply = room.ask("players", b'{"name": "x"}', headers={"Content-Type": kind})
        assert (reply.status, reply.error) == (415, "not_json")
    assert room.hosting.view().here == 0


# who asks


def test_a_name_that_was_made_to_point_here_is_refused_and_own_ones_are_answered(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "x@y", ""):
        for path in ("/", "state", "events"):
            reply = room.ask(path, token=token, headers={"Host": host})
            assert (reply.status, reply.error) == (403, "foreign"), host
    for host in ("127.0.0.1", "192.168.1.5:8000", "[::1]:8000", "[fe80::1]", "LOCALHOST:1", "localhost."):
        assert room.ask("/", headers={"Host": host}).status == 200, host


def test_own_names_are_this_machines() -> None:
    name = socket.gethostname().lower()
    assert {name, f"{name.partition('.')[0]}.local"} <= serving.own_names()


def test_another_sites_page_can_not_send_anything(serve: Serve) -> None:
    room = serve(SINGLE)
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example"):
        reply = room.ask("players", {"name": "x"}, headers={"Origin": origin})
        assert (reply.status, reply.error) == (403, "foreign")
    own = f"http://127.0.0.1:{room.serving.port}"
    assert room.ask("players", {"name": "x"}, headers={"Origin": own}).status == 201


def test_every_response_forbids_framing_sniffing_and_foreign_scripts(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    replies = [
        room.ask("/"),
        room.ask("/page/main.js"),
        room.ask("/nothing"),
        room.ask("state"),
        room.ask("state", token=token),
        room.ask("/", headers={"Host": "evil.example"}),
        room.ask("players", b"{"),
        room.ask("/openapi.json"),
    ]
    for reply in replies:
        assert POLICY.items() <= reply.headers.items()
    policy = POLICY["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    with room.stream(token) as stream:
        assert b"content-security-policy" in stream.head
    assert room.ask("state", token=token).headers["cache-control"] == "no-store"


def test_the_page_asks_nobody_else_and_has_nothing_inline() -> None:
    folder = Path(server.__file__).with_name("page")
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text.replace("location.origin", ""), file.name
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert "style=" not in html
    assert "onclick" not in html
    for script in folder.glob("*.js"):
        for risky in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert risky not in script.read_text(encoding="utf-8"), (script.name, risky)


def test_nothing_on_the_network_leads_the_room(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    controls = [name for name in vars(Hosting) if not name.startswith("_")]
    assert {"next", "kick", "end", "rule", "admit"} <= set(controls)
    for name in {*controls, "host", "control"} - {"leave", "answer", "join"}:
        for path in (name, f"/api/{name}", f"/api/rooms/{name}", f"/{name}", f"players/p1/{name}"):
            assert room.ask(path, {}, token).status in (404, 405), path
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        for path in ("state", "players", "answers", "/"):
            assert room.ask(path, method=method, token=token).status in (404, 405)
    view = room.hosting.view()
    assert (view.phase.value, view.here, view.locked) == ("lobby", 1, False)


# how often


class Ticks:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def hosting(home: Path, clock: Clock) -> Iterator[Hosting]:
    room = hosted(home, clock, SINGLE)
    yield room
    room.close()


@asynccontextmanager
async def client(app: Any, address: str = "10.0.0.1") -> Any:
    transport = httpx.ASGITransport(app, client=(address, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.9") as phone:
        yield phone


async def test_guessing_pins_gets_nowhere_and_holds_nobody_up_who_is_in(hosting: Hosting, ticks: Ticks) -> None:
    app = create(hosting, clock=ticks)
    room = f"/api/rooms/{hosting.pin}"
    async with client(app) as phone, client(app, "10.0.0.2") as other:
        joined = await phone.post(f"{room}/players", json={"name": "王", "carry": "header"})
        own = {"Authorization": f"Bearer {joined.json()['token']}"}
        for guess in range(100_000, 100_060):
            assert (await phone.get(f"/api/rooms/{guess}/state")).status_code == 404
        refused = await phone.get("/api/rooms/100060/state")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        # A right guess is not told apart any more; but who is in stays in, and other addresses are not touched.
        assert (await phone.post(f"{room}/players", json={"name": "李"})).status_code == 429
        assert (await phone.get(f"{room}/state", headers=own)).status_code == 200
        assert (await other.post(f"{room}/players", json={"name": "张"})).status_code == 201
        ticks.now += 2
        assert (await phone.post(f"{room}/players", json={"name": "李"})).status_code == 201


async def test_guessing_claim_codes_gets_nowhere(hosting: Hosting, ticks: Ticks) -> None:
    app = create(hosting, clock=ticks)
    room = f"/api/rooms/{hosting.pin}"
    code = hosting.join("王", "zh").player.claim
    async with client(app) as phone:
        assert (await phone.get(f"{room}/claims/{code}")).status_code == 404  # not before the end
        hosting.end()
        assert (await phone.get(f"{room}/claims/{code}")).status_code == 200
        statuses = [(await phone.get(f"{room}/claims/22222-2222{n % 10}")).status_code for n in range(80)]
        assert statuses == [404] * 59 + [429] * 21
        assert (await phone.get(f"{room}/claims/{code}")).status_code == 429


@pytest.mark.soak(only=True)
async def test_a_thousand_joins_from_a_script_are_slowed_and_bounded(home: Path, clock: Clock, ticks: Ticks) -> None:
    hosting = hosted(home, clock, SINGLE, max_players=320)
    app = create(hosting, clock=ticks)
    async with client(app) as script:
        statuses = [
            (await script.post(f"/api/rooms/{hosting.pin}/players", json={"name": f"bot {n}"})).status_code
            for n in range(2)
        ]
        # The script's client keeps cookies: it is one player.
        assert statuses == [201, 200]
    async with client(app) as script:
        counts = {201: 0, 429: 0, 403: 0}
        for n in range(500):
            script.cookies.clear()
            if n == 400:
                ticks.now += 60
            reply = await script.post(f"/api/rooms/{hosting.pin}/players", json={"name": f"bot number {n}"})
            counts[reply.status_code] += 1
    assert counts[429] >= 100
    assert counts[201] == 319
    assert counts[403] > 0
    assert hosting.view().here == 320
    hosting.close()


async def test_a_player_who_hammers_is_slowed_and_nobody_else(hosting: Hosting, ticks: Ticks) -> None:
    app = create(hosting, clock=ticks)
    room = f"/api/rooms/{hosting.pin}"
    tokens = [hosting.join(name, "zh").token for name in ("王", "李")]
    hosting.next()
    async with client(app) as phone:
        statuses = []
        for _ in range(30):
            reply = await phone.post(
                f"{room}/answers", json={"run": 1, "chosen": [0]}, headers={"Authorization": f"Bearer {tokens[0]}"}
            )
            statuses.append(reply.status_code)
        assert statuses == [200] * 20 + [429] * 10
        other = await phone.post(
            f"{room}/answers", json={"run": 1, "chosen": [0]}, headers={"Authorization": f"Bearer {tokens[1]}"}
        )
        assert other.status_code == 200
        looks = [
            (await phone.get(f"{room}/state", headers={"Authorization": f"Bearer {tokens[0]}"})).status_code
            for _ in range(50)
        ]
        assert looks == [200] * 40 + [429] * 10
        ticks.now += 10
        assert (await phone.get(f"{room}/state", headers={"Authorization": f"Bearer {tokens[0]}"})).status_code == 200


def test_buckets_fill_again_and_forget_the_oldest(ticks: Ticks) -> None:
    buckets = Buckets(Rate(2, 0.5), ticks)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2.0]
    assert buckets.wait("a") == 2.0
    ticks.now += 2
    assert buckets.take("a") == 0
    ticks.now += 1000
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2.0]
    for n in range(MOST_KEYS):
        buckets.take(f"key {n}")
    assert buckets.take("a") == 0


# connections


def test_slow_and_half_open_connections_hold_nobody_up_and_are_closed(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEADERS_S", 1.0)
    monkeypatch.setattr(server, "KEEP_ALIVE_S", 1)
    monkeypatch.setattr(guard, "BODY_S", 1.0)
    room = serve(SINGLE)
    halves = [
        b"",
        b"GET / HTTP/1.1\r\nHost: local",
        f"POST {room.room}/players HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 50\r\n\r\n{".encode(),
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /half",
    ]
    lines = [socket.create_connection(("127.0.0.1", room.serving.port), timeout=DEADLINE_S) for _ in range(40)]
    for number, line in enumerate(lines):
        line.sendall(halves[number % len(halves)])
    token = room.join("王")
    room.hosting.next()
    assert room.answer(token, 1, [0]).status == 200
    for line in lines:
        while line.recv(65536):  # until the server hangs up
            pass
        line.close()
    assert room.ask("state", token=token).status == 200


def test_a_phone_that_does_not_read_holds_nobody_up(serve: Serve) -> None:
    room = serve(*[SINGLE] * 60)
    deaf, fine = room.join("聋"), room.join("好")
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.connect(("127.0.0.1", room.serving.port))
        line.sendall(
            f"GET {room.room}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {deaf}\r\n\r\n".encode()
        )
        with room.stream(fine) as stream:
            stream.until("room")
            room.hosting.next()
            for number in range(2, 61):
                room.hosting.skip()
                assert stream.until("room", number=number)["open"]


def test_garbage_gets_an_error_and_nothing_breaks_or_is_said(serve: Serve, capfd: pytest.CaptureFixture[str]) -> None:
    room = serve(SINGLE)
    for junk in (
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 100_000,
        b"\x16\x03\x01\x02\x00\x01\x00",
    ):
        line = socket.create_connection(("127.0.0.1", room.serving.port), timeout=DEADLINE_S)
        with line, contextlib.suppress(OSError):
            line.sendall(junk + b"\r\n\r\n")
            line.shutdown(socket.SHUT_WR)
            while line.recv(65536):
                pass
    assert room.ask("/").status == 200
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_said_and_the_usual_one_gives_way(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ops_trainer.locale import Complaint

    room = serve(SINGLE)
    with pytest.raises(Complaint, check=lambda error: error.key == "page.no_port"):
        server.serve(room.hosting, Plan(bind="127.0.0.1", port=room.serving.port))
    monkeypatch.setattr(server, "USUAL_PORT", room.serving.port)
    second = server.serve(room.hosting, Plan(bind="127.0.0.1", port=None))
    assert second.port != room.serving.port
    assert second.addresses == (f"http://127.0.0.1:{second.port}",)
    start = time.monotonic()
    second.stop()
    assert time.monotonic() - start < DEADLINE_S
    assert serving.reachable("0.0.0.0")
