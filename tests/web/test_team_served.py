"""The team server over real connections: several processes, TLS, proxies, torn lines, kill -9."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Event
from ops_trainer.team import wire
from ops_trainer.team.events_wire import to_wire
from ops_trainer.team.typed import for_camera, invite_line, read_invite
from ops_trainer.team_server import Caller, TeamServer, operations
from ops_trainer.team_server.http import app
from ops_trainer.team_server.http.app import Place, TeamServing
from ops_trainer.team_server.http.gate import Rates
from ops_trainer.team_server.operations import members
from ops_trainer.trainer.bounded_client import Unreachable
from ops_trainer.trainer.teams.client import Http, asking, server_url
from ops_trainer.trainer.teams.pinning import fingerprint_in
from tests import certificate
from tests.conftest import Clock
from tests.hubs import Cluster, Team, opened, sqlite_in
from tests.programs import PATIENCE_S, Program

SCRIPT = Path(__file__).with_name("serving_team.py")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine goes through to the world is not gone through here."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(sqlite_in(tmp_path))


@pytest.fixture
def own(store: str, clock: Clock) -> Iterator[Team]:
    """A team in that store."""
    with opened(store, clock) as hub:
        team = Team(hub, clock)
        team.join("Mei")
        yield team


@contextmanager
def process(where: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server process and its address."""
    program = Program([sys.executable, SCRIPT, where])
    try:
        yield program.until(lambda line: line.startswith("http")), program.process
    finally:
        program.kill()


def sync(url: str, token: str, *events: Event, after: int = 0) -> wire.Synced:
    line = Http(url)
    body = wire.SyncIn(after=after, events=[to_wire(event) for event in events]).model_dump_json().encode()
    try:
        reply = line.send("POST", "/sync", body, asking(token, "en", wire.PROTOCOL))
    finally:
        line.close()
    assert reply.status == 200, reply.body
    return wire.Synced.model_validate_json(reply.body)


def test_two_processes_serve_one_postgres(cluster: Cluster, clock: Clock, make: Callable[..., Event]) -> None:
    where = cluster.emptied()
    with opened(where, clock) as hub:
        team = Team(hub, clock)
        team.join("Mei")
        with process(where) as (one, _), process(where) as (two, _):
            assert one != two
            token = team.token("Mei")
            events = [make(f"small/n{n}/meaning", days=-1) for n in range(40)]
            threads = [
                threading.Thread(target=sync, args=((one, two)[n % 2], token, *events[n * 5 : n * 5 + 10]))
                for n in range(7)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            found = sync(two, token)
            assert {event["id"] for event in found.events} == {event.id for event in events[:40]}
            assert sync(one, token).events == found.events
            assert sync(one, token, after=found.next).held == 40


@pytest.mark.soak(only=True)
def test_a_server_killed_in_mid_sync_loses_nothing_acknowledged(
    store: str, own: Team, make: Callable[..., Event]
) -> None:
    token = own.token("Mei")
    acknowledged: set[str] = set()
    written: set[str] = set()
    for turn in range(8):
        with process(store) as (url, child):
            stop = threading.Timer(0.15 + 0.07 * turn, os.kill, (child.pid, signal.SIGKILL))
            for _ in range(100_000):
                events = [make("small/n0/meaning", days=-1) for _ in range(20)]
                written |= {event.id for event in events}
                try:
                    sync(url, token, *events)
                except Unreachable:
                    if stop.ident is None and child.poll() is None:
                        continue  # nobody was killed yet: the machine is busy
                    break
                acknowledged |= {event.id for event in events}
                if stop.ident is None:
                    stop.start()
            stop.join()
    with opened(store, own.clock) as hub:
        held: list[str] = []
        cursor, more = 0, True
        while more:
            told = wire.Synced.model_validate_json(
                operations.sync.sync_events(hub, operations.members.find_caller(hub, token), wire.SyncIn(after=cursor))
            )
            held += [event["id"] for event in told.events]
            cursor, more = told.next, told.more
    assert acknowledged
    assert acknowledged <= set(held) <= written
    assert len(held) == len(set(held))


class Scissors:
    """A line to a server that is cut after so many bytes in one direction."""

    def __init__(self, port: int, there: int, back: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._carry, args=(port, there, back), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _carry(self, port: int, there: int, back: int) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._listening.accept()
            with client, socket.create_connection(("127.0.0.1", port)) as server:
                other = threading.Thread(target=self._pass, args=(server, client, back), daemon=True)
                other.start()
                self._pass(client, server, there)
                other.join(PATIENCE_S)

    @staticmethod
    def _pass(source: socket.socket, target: socket.socket, most: int) -> None:
        with contextlib.suppress(OSError):
            while most > 0 and (data := source.recv(min(most, 65536))):
                target.sendall(data)
                most -= len(data)
            for end in (source, target):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listening.close()
        self._thread.join(PATIENCE_S)


@pytest.mark.soak
def test_a_real_line_torn_anywhere_loses_nothing_and_doubles_nothing(
    own: Team, make: Callable[..., Event], soak: bool
) -> None:
    token = own.token("Mei")
    sent: list[Event] = []
    with TeamServing(own.hub, Place(port=0), Rates(10**6, 10**6, 10**6)) as serving:
        port = int(serving.url.rpartition(":")[2])
        step = 1 if soak else 61
        cuts = [(n, 10**9) for n in range(0, 700, step)] + [(10**9, n) for n in range(0, 700, step)]
        torn = 0
        for there, back in cuts:
            sent.append(make("small/n0/meaning", days=-1))
            line = Scissors(port, there, back)
            try:
                sync(line.url, token, *sent[-2:], after=len(sent))
            except Unreachable:
                torn += 1
            finally:
                line.close()
        assert torn > len(cuts) / 2
        told = sync(serving.url, token, *sent[-400:])
        ids = [event["id"] for event in sync(serving.url, token).events]
    assert told.held == len(sent) or soak
    assert len(ids) == len(set(ids))
    assert {event.id for event in sent[-400:]} >= set(ids[-10:])


def test_tls_by_certificate_files(own: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cert, key = certificate.make(tmp_path)
    with TeamServing(own.hub, Place(port=0, certificate=cert, key=key)) as serving:
        assert serving.url.startswith("https://")
        with pytest.raises(Unreachable):
            Http(serving.url).send("GET", "/hello", None, {})
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        assert Http(serving.url).send("GET", "/hello", None, {}).status == 200
        with pytest.raises(Unreachable):
            Http(serving.url.replace("https", "http")).send("GET", "/hello", None, {})
    for place in (
        Place(port=0, certificate=tmp_path / "none.pem", key=key),
        Place(port=0, certificate=key, key=key),
        Place(port=0, certificate=cert, key=tmp_path / "none.pem"),
    ):
        with pytest.raises(Complaint) as caught, TeamServing(own.hub, place):
            pass
        assert caught.value.key == "team.bad_certificate"


def test_an_invite_names_a_certificate_that_nobody_signed(own: Team, tmp_path: Path) -> None:
    cert, key = certificate.make(tmp_path)
    with TeamServing(own.hub, Place(port=0, certificate=cert, key=key)) as serving:
        named = [f"{serving.url}#{one}" for one in (fingerprint_in(cert), "0" * 40)]
        for text in (invite_line(named[0], "K7QF-9M2X-TRWB-0C5D"), for_camera(named[0], "K7QF-9M2X-TRWB-0C5D")):
            found = read_invite(f"Hi!\n{text}\nLi")
            assert found is not None
            assert server_url(found[0]) == named[0]
        assert Http(named[0]).send("GET", "/hello", None, {}).status == 200
        with pytest.raises(Complaint) as caught:
            Http(named[1]).send("GET", "/hello", None, {"authorization": "Bearer secret"})
        assert caught.value.key == "team.other_certificate"
    for odd in ("http://a.test#" + "0" * 40, "https://a.test#" + "0" * 39, "https://a.test#" + "g" * 40):
        with pytest.raises(Complaint):
            server_url(odd)


def hello(url: str, **headers: str) -> int:
    return httpx.get(f"{url}/api/v1/hello", headers=headers, trust_env=False).status_code


def test_forwarded_addresses_are_believed_only_when_told(own: Team) -> None:
    few = Rates(address=2, device=9, join=9)
    with TeamServing(own.hub, Place(port=0), few) as serving:
        got = [hello(serving.url, **{"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(3)]
        assert got == [200, 200, 429]
    with TeamServing(own.hub, Place(port=0, proxies="127.0.0.1"), few) as serving:
        got = [hello(serving.url, **{"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(3)]
        assert got == [200, 200, 200]


def test_answers_go_out_at_once(own: Team) -> None:
    """asyncio sends small packets without waiting for each other only on sockets that are named as TCP."""
    with TeamServing(own.hub, Place(port=0)) as serving:
        assert serving._socket.proto == socket.IPPROTO_TCP


def test_a_path_before_the_api_may_be_taken_off_by_a_proxy_or_not(own: Team, make: Callable[..., Event]) -> None:
    with TeamServing(own.hub, Place(port=0, path="/ops")) as serving:
        assert serving.url.endswith("/ops")
        events = [make("small/n0/meaning", days=-1) for _ in range(450)]
        assert sync(serving.url, own.token("Mei"), *events).accepted == 450
        assert sync(serving.url.removesuffix("/ops"), own.token("Mei")).held == 450
        page = httpx.get(f"{serving.url}/docs", trust_env=False)
        assert httpx.get(page.url.join("openapi.json"), trust_env=False).status_code == 200
        assert httpx.get(serving.url.replace("/ops", "/opsapi/v1/hello"), trust_env=False).status_code == 404


def test_a_taken_port_is_told(own: Team) -> None:
    with TeamServing(own.hub, Place(port=0)) as serving:
        taken = int(serving.url.rpartition(":")[2])
        with pytest.raises(Complaint) as caught, TeamServing(own.hub, Place(port=taken)):
            pass
    assert caught.value.key == "team.cannot_serve"
    with pytest.raises(Complaint):
        TeamServing(own.hub, Place(port=99_999))


def test_stopping_lets_what_is_under_way_finish(own: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, go = threading.Event(), threading.Event()
    find = members.find_caller

    def slow(hub: TeamServer, token: str) -> Caller:
        entered.set()
        go.wait(PATIENCE_S)
        return find(hub, token)

    monkeypatch.setattr(members, "find_caller", slow)
    monkeypatch.setattr(app, "STOPPING_S", PATIENCE_S)
    got: list[int] = []
    with TeamServing(own.hub, Place(port=0)) as serving:
        line = Http(serving.url)
        asked = threading.Thread(
            target=lambda: got.append(
                line.send("GET", "/me", None, asking(own.token("Mei"), "en", wire.PROTOCOL)).status
            )
        )
        asked.start()
        assert entered.wait(PATIENCE_S)
        threading.Timer(0.2, go.set).start()
    asked.join()
    assert got == [200]
