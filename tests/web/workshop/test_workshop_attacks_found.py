"""Attacks that got somewhere once, each tried again."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from ops_trainer.locale import Complaint
from ops_trainer.trainer.workshops import Hosting
from ops_trainer.trainer.workshops.remote import Remote
from ops_trainer.web import serving as patience
from ops_trainer.web.serving import TimedConnection
from ops_trainer.web.workshop.app import create
from ops_trainer.web.workshop.streams import Streams
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.web.workshop.served import DEADLINE_S, Served
from tests.workshop.rooms import SINGLE

Serve = Callable[..., Served]


def connections(room: Served) -> int:
    return len(room.serving._server.server_state.connections)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def hosting(home: Path, clock: Clock) -> Iterator[Hosting]:
    room = hosted(home, clock, SINGLE)
    yield room
    room.close()


@pytest.fixture
def lines(serve: Serve) -> Iterator[Callable[..., socket.socket]]:
    """Opens plain connections to a room."""
    with ExitStack() as stack:

        def connect(room: Served, sent: bytes = b"") -> socket.socket:
            line = stack.enter_context(socket.socket())
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line.settimeout(DEADLINE_S)
            line.connect(("127.0.0.1", room.serving.port))
            line.sendall(sent)
            return line

        yield connect


def test_more_connections_than_there_may_be_keep_nobody_out(serve: Serve, lines: Callable[..., socket.socket]) -> None:
    room = serve(SINGLE, max_players=2)  # 206 connections
    token = room.join("王")
    halves = (
        b"",
        b"GET / HTTP/1.1\r\nHost: loc",
        f"POST {room.room}/players HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 50\r\n\r\n{".encode(),
    )
    with room.stream(token) as stream:
        stream.until("room")
        for number in range(320):
            lines(room, halves[number % 3])
        wait_for(lambda: connections(room) > 190)
        assert room.ask("state", token=token).status == 200
        assert room.ask("/").status == 200
        room.hosting.next()
        assert stream.until("room", number=1)["open"]  # who is being served gives way to nobody


def test_who_does_not_take_what_was_asked_for_is_cut_off(
    serve: Serve, lines: Callable[..., socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "STALLED_S", 0.3)
    room = serve(SINGLE)
    room.serving._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    asked = b"GET /page/main.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40
    held = [lines(room, asked) for _ in range(5)]
    served = room.serving._server.server_state.connections
    wait_for(lambda: any(isinstance(one, TimedConnection) and one.flow.write_paused for one in list(served)))
    wait_for(lambda: connections(room) == 0)
    assert room.ask("/").status == 200
    assert len(held) == 5


async def test_streams_that_nobody_reads_give_way_too(hosting: Hosting) -> None:
    streams = Streams(hosting, asyncio.get_running_loop())
    player = hosting.join("王", "zh").player.id
    opened = [streams.open(player, -1)._stream for _ in range(6)]
    assert [one.over for one in opened] == [True] * 3 + [False] * 3
    streams.close()


def test_the_phone_that_lost_its_name_is_told_nothing_more(serve: Serve) -> None:
    room = serve(SINGLE)
    old = room.join("王")
    with room.stream(old) as stream:
        stream.until("me")
        new = room.join("王", knock=True)
        room.hosting.admit(room.hosting.view().knocks[0].id)
        with pytest.raises(EOFError):
            stream.until("room", phase="end")
    assert room.ask("state", token=old).error == "unknown_token"
    with room.stream(new) as stream:
        assert stream.until("me")["name"] == "王"


def test_who_left_can_not_vote(serve: Serve) -> None:
    room = serve(SINGLE)
    ghost, token = room.join("李"), room.join("王")
    room.hosting.next()
    room.ask("leave", {}, ghost)
    assert room.answer(ghost, 1, [0]).error == "not_now"
    assert room.hosting.view().answered == 0
    room.ask("return", {}, ghost)
    assert room.answer(ghost, 1, [0]).status == room.answer(token, 1, [0]).status == 200


@pytest.mark.parametrize("pin", ["9" * 5000, "1" * 21, "²³", "1e9", "-1", "%00"])
def test_odd_numbers_for_a_page_break_nothing(serve: Serve, pin: str) -> None:
    reply = serve(SINGLE).ask("/" + pin.replace("²³", "%C2%B2%C2%B3"))
    assert reply.status == (200 if pin.isdigit() and pin.isascii() else 404)


@pytest.mark.parametrize("name", ["Adam\u115f", "Adam\u1160", "\u115f\u1160", "Ꭺꭰꭺꮇ", "ꓮꓓꓮꓟ", "Ⲁdⲁⲙ", "ADΑM", "一号"])
def test_more_names_that_look_like_a_taken_one(serve: Serve, name: str) -> None:
    room = serve(SINGLE)
    room.join("Adam")
    room.join("ー号")
    assert room.ask("players", {"name": name}).error in ("name_taken", "name_characters")


async def test_a_script_that_joins_holds_up_its_own_address_alone(hosting: Hosting) -> None:
    app = create(hosting, clock=lambda: 0.0)
    room = f"/api/rooms/{hosting.pin}/players"

    def at(address: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(address, 1)), base_url="http://10.0.0.9")

    async with at("10.0.0.1") as script, at("10.0.0.2") as phone:
        statuses = [(await script.post(room, json={"name": "x" * 21})).status_code for _ in range(301)]
        assert statuses == [422] * 300 + [429]
        assert (await phone.post(room, json={"name": "王"})).status_code == 201


def test_a_reply_that_is_too_deep_to_read_is_none_of_ours() -> None:
    answers = httpx.MockTransport(lambda _: httpx.Response(200, content=iter([b'{"room":' + b"[" * 100_000])))
    remote = Remote("http://room", "123456", client=httpx.Client(transport=answers, base_url="http://room"))
    with pytest.raises(Complaint, check=lambda error: error.key == "remote.not_ours"):
        remote.state()
