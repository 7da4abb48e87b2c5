"""What a server may do to a client: nothing but be told of in one line. A hostile server on loopback, short bounds."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import ops_trainer
from ops_trainer.locale import Complaint
from ops_trainer.team import limits, wire
from ops_trainer.trainer.bounded_client import Bounds, Reply, Unreachable, tls
from ops_trainer.trainer.teams import syncing
from ops_trainer.trainer.teams.client import Http, TeamClient
from ops_trainer.trainer.teams.membership import Membership
from ops_trainer.trainer.workshops import remote
from ops_trainer.trainer.workshops.remote import Remote
from tests import certificate
from tests.conftest import Clock

SMALL = Bounds(2**20, 0.4)
PLENTY = Bounds(2**20, 60.0)  # where the time must not be what ends it
OURS = f"{wire.HEADER}: {wire.PROTOCOL}\r\n"

Say = Callable[[Callable[[bytes], None], threading.Event], None]


@contextmanager
def server(say: Say) -> Iterator[str]:
    """A server that says one thing to whoever comes; `say` gets a way to send, and what is set when all is over."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer(line: socket.socket) -> None:
            with line:
                try:
                    line.recv(65536)
                    say(line.sendall, over)
                except OSError:
                    pass  # the client hung up, as it should

        def serve() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(line,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)


def whole(body: bytes, headers: str = "", status: str = "200 OK") -> Say:
    """An answer that comes at once."""
    head = f"HTTP/1.1 {status}\r\n{OURS}{headers}content-length: {len(body)}\r\n\r\n"
    return lambda send, over: send(head.encode() + body)


def endless(head: str, piece: bytes, pause: float = 0.0) -> Say:
    """An answer that goes on as long as somebody listens, with a pause between its pieces."""

    def say(send: Callable[[bytes], None], over: threading.Event) -> None:
        send(head.encode())
        while not over.wait(pause):
            send(piece)

    return say


@cache
def bomb() -> bytes:
    """64 MB of nothing in little."""
    return gzip.compress(bytes(64 * 2**20), 1)


def bombs(packed: int) -> Say:
    """The bomb, packed so many times; made when it is sent."""

    def say(send: Callable[[bytes], None], over: threading.Event) -> None:
        body = bomb()
        for _ in range(packed - 1):
            body = gzip.compress(body)
        whole(body, f"content-encoding: {', '.join(['gzip'] * packed)}\r\n")(send, over)

    return say


START = f"HTTP/1.1 200 OK\r\n{OURS}"
HOSTILE: dict[str, tuple[Say, Bounds, str]] = {
    "gzip bomb": (bombs(1), PLENTY, "answer.large"),
    "bomb in a bomb": (bombs(2), PLENTY, "answer.packed"),
    "deflate": (whole(zlib.compress(b"{}"), "content-encoding: deflate\r\n"), PLENTY, "answer.packed"),
    "brotli": (whole(b"\x0b\x00\x80{}\x03", "content-encoding: br\r\n"), PLENTY, "answer.packed"),
    "no gzip": (whole(b"{}", "content-encoding: gzip\r\n"), PLENTY, "team.offline"),
    "half a gzip": (whole(gzip.compress(b"{}" * 50)[:-9], "content-encoding: gzip\r\n"), PLENTY, "team.offline"),
    "endless body": (endless(f"{START}\r\n", b"x" * 65536), PLENTY, "answer.large"),
    "endless gzip of nothing": (
        endless(f"{START}content-encoding: gzip\r\n\r\n", gzip.compress(b"")), PLENTY, "answer.large",
    ),
    "told to be huge": (whole(b"{}", "content-length: 99999999999\r\n"), PLENTY, "team.offline"),
    "huge and true": (endless(f"{START}content-length: 9999999999999\r\n\r\n", b"x"), PLENTY, "answer.large"),
    "drip": (endless(f"{START}\r\n", b"x", 0.02), SMALL, "answer.slow"),
    "drip of a head": (endless("HTTP/1.1 200 OK\r\nx: ", b"x", 0.02), SMALL, "answer.slow"),
    "silence": (endless("", b"", 60), SMALL, "answer.slow"),
    "endless head": (endless("HTTP/1.1 200 OK\r\n", b"x: " + b"y" * 60_000 + b"\r\n"), PLENTY, "team.offline"),
    "too short": (endless(f"{START}content-length: 99\r\n\r\n", b"", 0.4), SMALL, "answer.slow"),
    "cut short": (lambda send, over: send(f"{START}content-length: 99\r\n\r\n{{}}".encode()), PLENTY, "team.offline"),
    "too long": (whole(b"{}" + b"x" * 99), PLENTY, "team.answer_odd"),
    "elsewhere": (whole(b"", "location: http://10.0.0.1/\x1b[2J\r\n", "302 Found"), PLENTY, "team.offline"),
    "elsewhere, cleanly": (whole(b"", "location: https://10.0.0.1/\r\n", "307 Moved"), PLENTY, "answer.elsewhere"),
    "nesting": (whole(b"[" * 500_000), PLENTY, "team.answer_odd"),
    "nesting without end": (endless(f"{START}\r\n", b'{"a":[' * 9_000), PLENTY, "answer.large"),
}  # fmt: skip


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_team_server_is_told_of_in_one_line(how: str) -> None:
    say, bounds, key = HOSTILE[how]
    with server(say) as url:
        client = TeamClient(Http(url, bounds), url, None, "en")
        with pytest.raises(Complaint) as told:
            client.ask("GET", "/hello", wire.Hello)
        client.close()
    assert told.value.key == key
    for lang in ("zh", "en"):
        line = told.value.in_lang(lang)  # type: ignore[arg-type]
        assert "\n" not in line
        assert line.isprintable()


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_workshop_is_told_of_in_one_line(how: str) -> None:
    say, bounds, key = HOSTILE[how]
    with server(say) as url:
        line = Remote(url, "123456", bounds=bounds)
        with pytest.raises(Complaint) as told:
            line.state()
        line.close()
    assert told.value.key == key.replace("team.offline", "remote.unreachable").replace(
        "team.answer_odd", "remote.not_ours"
    )


def test_what_is_within_the_bounds_is_read(clock: Clock) -> None:
    body = json.dumps({"fill": "x" * 300_000}).encode()
    packed = ("content-encoding: gzip\r\n", gzip.compress(body))
    for headers, sent in (("", body), packed, ("content-encoding: Identity\r\n", body)):
        with server(whole(sent, headers)) as url:
            line = Http(url, PLENTY)
            reply = line.send("GET", "/x", None, {})
            line.close()
            assert (reply.status, reply.body) == (200, body)


def test_a_late_answer_cuts_off_itself_alone() -> None:
    """After an answer that took too long the next one is asked for anew."""
    answers = iter([endless(f"{START}\r\n", b"x", 0.02), whole(b'{"late": false}')])
    with server(lambda send, over: next(answers)(send, over)) as url:
        line = Http(url, SMALL)
        with pytest.raises(Complaint):
            line.send("GET", "/x", None, {})
        assert line.send("GET", "/x", None, {}).body == b'{"late": false}'
        line.close()


# what a workshop tells while it is followed

EVENTS = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
FOLLOWED: dict[str, tuple[Say, str]] = {
    "a line without end": (endless(f"{EVENTS}\r\ndata: ", b"x" * 65536), "remote.not_ours"),
    "packed": (endless(f"{EVENTS}content-encoding: gzip\r\n\r\n", b"x"), "answer.packed"),
    "a head that drips": (endless("HTTP/1.1 200 OK\r\nx: ", b"x", 0.02), "answer.slow"),
    "nesting": (endless(f"{EVENTS}\r\n", b"data: " + b"[" * 100_000 + b"\n"), "remote.not_ours"),
    "elsewhere": (whole(b"", "location: http://10.0.0.1/\r\n", "302 Found"), "answer.elsewhere"),
}


@pytest.mark.parametrize("how", FOLLOWED)
def test_a_hostile_stream_ends(how: str) -> None:
    say, key = FOLLOWED[how]
    with server(say) as url:
        line = Remote(url, "123456", bounds=SMALL)
        with pytest.raises(Complaint) as told:
            for _ in line.events():
                pass
        line.close()
    assert told.value.key == key


def test_a_line_that_drips_is_a_dead_line() -> None:
    time = itertools.count(0, remote.SILENCE_S / 4)
    with pytest.raises(Unreachable):
        list(remote._lines(itertools.repeat(b"x"), lambda: next(time)))
    lines = remote._lines(iter([b"a\r", b"\nb\nc", b"\n"]), lambda: 0.0)
    assert list(lines) == ["a", "b", "c"]


# pages without end


class Pages:
    """A team server's answers to sync: page after page."""

    def __init__(self, page: Callable[[int], dict[str, Any]]) -> None:
        self.page, self.asked = page, 0

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        self.asked += 1
        base = {"accepted": 0, "refused": [], "ahead": 0, "events": [], "mark": "m", "more": True, "held": 9}
        base |= {"news": "1", "now": 1}
        return Reply(200, json.dumps({**base, **self.page(self.asked)}).encode(), {wire.HEADER: "1"})

    def close(self) -> None:
        """Nothing is open."""


def synced(home: Path, clock: Clock, page: Callable[[int], dict[str, Any]], seconds: Callable[[], float]) -> Pages:
    pages = Pages(page)
    member = Membership("http://t", "x" * 43, "d", "t", "T", "m", "M", wire.Role.LEARNER)
    with ops_trainer.open(home, clock=clock) as trainer:
        syncing.exchange_events(trainer.context, member, TeamClient(pages, "http://t", None, "en"), seconds=seconds)
    return pages


@pytest.mark.parametrize(
    ("page", "key"),
    [
        (lambda n: {"next": n}, "team.answer_odd"),  # a page for each number, for ever
        (lambda n: {"next": 0}, "team.answer_odd"),
        (lambda n: {"next": limits.EVENTS + n}, "team.answer_odd"),
        (lambda n: {"next": n, "events": [{"id": f"{n}"}] * (limits.BATCH + 1)}, "team.answer_odd"),
    ],
    ids=["forward", "in place", "past the end", "too many at once"],
)
def test_pages_without_end_come_to_one(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, page: Callable[[int], dict[str, Any]], key: str
) -> None:
    monkeypatch.setattr(syncing, "MOST_STEPS", 20)
    with pytest.raises(Complaint) as told:
        synced(home, clock, page, lambda: 0.0)
    assert told.value.key == key


def test_slow_pages_stop_when_the_time_is_up_and_go_on_the_next_time(home: Path, clock: Clock) -> None:
    time = itertools.count(0, syncing.MOST_SECONDS // 5)
    asked: list[int] = []

    def page(number: int) -> dict[str, Any]:
        asked.append(number)
        return {"next": len(asked)}

    with pytest.raises(Complaint) as told:
        synced(home, clock, page, lambda: float(next(time)))
    assert (told.value.key, len(asked)) == ("answer.slow", 5)
    done = synced(home, clock, lambda n: {"next": 6, "more": False, "held": 0}, lambda: 0.0)
    assert done.asked == 1


def test_a_server_at_its_limit_is_within_the_steps() -> None:
    assert limits.EVENTS // limits.BATCH * 2 < syncing.MOST_STEPS


def test_more_assignments_than_a_team_can_have_make_no_sense(home: Path, clock: Clock) -> None:
    from ops_trainer.trainer.teams import arrivals

    deck = {"id": "d", "title": {"en": "t"}, "digest": "x", "cards": 1}
    one = {"decks": [deck], "due": None, "goal": 90, "note": "", "created": "2026-01-01", "by": "Li", "mine": True}
    listed = [{**one, "id": f"a{n}"} for n in range(limits.ASSIGNMENTS + 1)]
    told = wire.Assignments.model_validate({"news": "1", "assignments": listed})
    client = cast(TeamClient, SimpleNamespace(ask=lambda *_: told))
    member = Membership("http://t", "x" * 43, "d", "t", "T", "m", "M", wire.Role.LEARNER)
    with ops_trainer.open(home, clock=clock) as trainer, pytest.raises(Complaint) as refused:
        arrivals.fetch_assignments(trainer.context, member, client, lambda: None)
    assert refused.value.key == "team.answer_odd"


def test_certificates_are_read_once_until_other_ones_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert tls() is tls()
    cert, _ = certificate.make(tmp_path)
    before = tls()
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    assert tls() is not before
    assert tls().cert_store_stats()["x509"] == 1
