"""A room that is reached from outside: through a proxy, below a path, with a certificate; and its page, packed."""

from __future__ import annotations

import gzip
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.locale import Complaint
from ops_trainer.trainer.workshops import Plan
from ops_trainer.trainer.workshops.remote import Remote, address, public_url
from ops_trainer.web.workshop.server import RoomServing
from ops_trainer.web.workshop.server import serve as start
from tests import certificate
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.web.workshop.served import Served
from tests.workshop.rooms import SINGLE

URL = "https://quiz.example.com/ops"


@pytest.fixture
def outside(home: Path, clock: Clock) -> Iterator[Callable[..., Served]]:
    """Serve a room with settings of the server's."""
    running: list[Served] = []

    def begin(**more: Any) -> Served:
        hosting = hosted(home, clock, SINGLE)
        running.append(Served(hosting, RoomServing(hosting, "127.0.0.1", 0, **more)))
        return running[-1]

    yield begin
    for room in running:
        room.serving.stop()
        room.hosting.close()


def test_behind_a_proxy_that_leaves_the_path_on_or_takes_it_off(outside: Callable[..., Served]) -> None:
    room = outside(url=URL)
    assert room.serving.addresses[0] == room.hosting.address == URL
    assert room.hosting.screen_link.startswith(f"{URL}/screen#")
    head = {"Host": "quiz.example.com", "Origin": "https://quiz.example.com", "X-Forwarded-Proto": "https"}
    for number, path in enumerate(("", "/ops")):
        assert room.ask(f"{path}/{room.hosting.pin}", headers=head).status == 200
        assert room.ask(f"{path}/page/main.js", headers=head).status == 200
        reply = room.ask(f"{path}{room.room}/players", {"name": f"p{number}"}, headers=head)
        assert reply.status == 201
        assert "Path=/;" in reply.headers["set-cookie"] + ";"
        assert "Secure" in reply.headers["set-cookie"]
    assert room.ask("/ops", headers=head).headers["location"] == "/ops/"
    upstream = head | {"Host": f"127.0.0.1:{room.serving.port}"}  # as nginx sends it unless told otherwise
    assert room.ask("players", {"name": "p9"}, headers=upstream).status == 201
    foreign = head | {"Origin": "https://evil.example.com"}
    assert room.ask("players", {"name": "x"}, headers=foreign).error == "foreign"


def test_a_proxy_is_believed_only_where_there_is_to_be_one(outside: Callable[..., Served]) -> None:
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    for more, secure in (({}, False), ({"url": URL}, True)):
        room = outside(**more)
        reply = room.ask("players", {"name": "p"}, headers=told)
        assert ("Secure" in reply.headers["set-cookie"]) is secure
        for _ in range(61):
            room.ask("/api/rooms/1/state", headers=told)
        kept_out = room.ask("/api/rooms/1/state").status == 429
        assert kept_out is not secure


def test_a_terminal_plays_below_a_path(outside: Callable[..., Served]) -> None:
    room = outside(url=URL)
    found = address(f"http://127.0.0.1:{room.serving.port}/ops/{room.hosting.pin}")
    assert found.pin == room.hosting.pin
    remote = Remote(found.base, found.pin)
    remote.join("小明", "zh")
    assert remote.state()["me"]["name"] == "小明"
    remote.close()


def test_https_by_certificate_files(outside: Callable[..., Served], tmp_path: Path) -> None:
    cert, key = certificate.make(tmp_path)
    room = outside(certificate=cert, key=key)
    url = room.serving.addresses[0]
    assert url.startswith("https://127.0.0.1:")
    trusting = ssl.create_default_context(cafile=str(cert))
    with urllib.request.urlopen(f"{url}/{room.hosting.pin}", context=trusting) as reply:
        assert reply.status == 200


def test_a_certificate_that_is_none_is_said(home: Path, clock: Clock, tmp_path: Path) -> None:
    hosting = hosted(home, clock, SINGLE)
    try:
        for path in (tmp_path / "nothing.pem", Path(__file__)):
            with pytest.raises(Complaint) as said:
                start(hosting, Plan(bind="127.0.0.1", certificate=path))
            assert said.value.key == "team.bad_certificate"
    finally:
        hosting.close()


@pytest.mark.parametrize("url", ["ftp://x", "https://", "https://x/123456", "https://x/?a=1", "https://me@x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Complaint):
        public_url(url)


def test_the_page_travels_packed_and_is_kept(outside: Callable[..., Served]) -> None:
    room = outside()
    whole = room.ask("/page/main.js")
    packed = room.ask("/page/main.js", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.body) == whole.body
    assert len(packed.body) < len(whole.body) / 2
    assert packed.headers["etag"] != whole.headers["etag"]
    again = room.ask("/page/main.js", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
