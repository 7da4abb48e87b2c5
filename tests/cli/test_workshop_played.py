"""A workshop played for real: host and player are processes, the host is killed and resumed, misses go home."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer import cli
from ops_trainer.content.questions.answer import Answer
from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Kind, Source
from ops_trainer.trainer.workshops.remote import Following, Places, Refused, Remote, address
from ops_trainer.web.workshop.server import RoomServing
from tests.conftest import Clock
from tests.programs import PATIENCE_S, Program
from tests.trainer.hosted import hosted
from tests.workshop.rooms import MATCH, RIGHT, SINGLE, WRONG

HOST = ("workshop", "host", "ops-roles", "--plain", "--bind", "127.0.0.1", "--seed", "3", "--count", "2")


class Played(Program):
    """`ops-trainer workshop …`, which tells what happens in a JSON document a line."""

    def event(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """The first event of a name, with these fields."""

        def wanted(line: str) -> bool:
            document = json.loads(line)
            return document["event"] == name and all(document.get(key) == value for key, value in fields.items())

        document: dict[str, Any] = json.loads(self.until(wanted))
        return document


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Callable[..., Played]:
    """Start programs; none outlives the test."""

    def begin(home: Path, *words: str) -> Played:
        program = Played([sys.executable, "-m", "ops_trainer", "--home", home, "--lang", "en", *words])
        request.addfinalizer(program.kill)
        return program

    return begin


def claim(home: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    status = cli.main(["--home", str(home), "--lang", "en", "workshop", "claim", *words])
    out, err = capsys.readouterr()
    assert status == 0, err
    return out, err


@pytest.mark.soak(only=True)
def test_two_play_the_host_dies_and_comes_back_and_misses_go_home(
    start: Callable[..., Played], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, own = tmp_path / "host", tmp_path / "own"
    host = start(home, *HOST, "--port", "0")
    opened = host.event("open")
    url = opened["join"]
    port = url.rpartition("/")[0].rpartition(":")[2]
    player = start(tmp_path / "player", "workshop", "join", url, "--name", "小明", "--plain")
    host.event("joined", name="小明")
    other = Remote(opened["urls"][0], opened["pin"])
    other.join("Zoë", "en")
    host.event("joined", name="Zoë")

    host.type("next")
    asked = host.event("question", number=1)
    player.until(lambda line: line == "Question 1 of 2")
    choice = {"single": "a", "true-false": "a", "multiple": "a b", "match": "a b c", "order": "a b c"}
    player.type(choice.get(asked["type"], "no idea"))
    player.until(lambda line: line == "Your answer is in.")
    host.event("answers", number=1, answered=1)

    host.kill()
    player.until(lambda line: line.startswith("Connection lost"))
    again = start(home, *HOST[:2], "--plain", "--bind", "127.0.0.1", "--port", port, "--resume")
    assert again.event("open")["pin"] == opened["pin"]
    state = again.event("resumed")
    assert (state["phase"], state["number"], state["answered"], state["paused"]) == ("question", 1, 1, True)
    assert state["players"] == ["小明", "Zoë"]
    player.until(lambda line: line == "Connected again.")

    again.type("pause")
    again.event("went_on")
    reply = other.answer(1, 1, Answer(text="?") if not asked["options"] else _any(asked), "en")
    assert reply["new"] is True
    assert other.answer(1, 1, Answer((0,)), "en")["new"] is False
    again.event("closed")
    again.type("next")
    revealed = again.event("reveal", number=1)
    assert revealed["answered"] == [2]
    for _ in range(4):
        again.type("next")
    ended = again.event("end")
    assert {one["name"] for one in ended["top"]} == {"小明", "Zoë"}
    assert Path(ended["report"]).read_text(encoding="utf-8").startswith("<!doctype html>")
    command = "python3 -m ops_trainer workshop claim "
    asks = player.until(lambda line: line.startswith(command)).removeprefix(command).split()
    assert player.end() == 0
    assert any(line.startswith("You missed") for line in player.lines)

    out, err = claim(own, capsys, *asks)
    assert " due today." in out
    assert err == ""
    with ops_trainer.open(own) as trainer:
        events = [event for event in trainer.export_journal() if event["kind"] == Kind.BRING_BACK]
        assert {event["source"] for event in events} == {Source.WORKSHOP}
        due = trainer.today().due
        assert due == len({event["card"] for event in events}) >= 1
    out, _ = claim(own, capsys, asks[0], asks[1].upper())
    assert " 0 cards are due today" in out
    assert " taken home before." in out
    with ops_trainer.open(own) as trainer:
        assert len([event for event in trainer.export_journal() if event["kind"] == Kind.BRING_BACK]) == len(events)
        assert trainer.today().due == due

    again.type("quit")
    assert again.end() == 0


def _any(asked: dict[str, Any]) -> Answer:
    """Some answer that fits."""
    count = len(asked["options"])
    return Answer((0,) if asked["type"] in ("single", "true-false", "multiple") else tuple(range(count)))


@pytest.fixture
def served(home: Path, clock: Clock) -> Iterator[tuple[Any, RoomServing]]:
    """A room of two questions on a port of this machine."""
    hosting = hosted(home, clock, SINGLE, MATCH)
    serving = RoomServing(hosting, "127.0.0.1", 0)
    yield hosting, serving
    serving.stop()
    hosting.close()


def test_cards_of_no_deck_here_are_told_and_left_out(
    served: tuple[Any, RoomServing], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hosting, serving = served
    remote = Remote(serving.addresses[0], hosting.pin)
    remote.join("Zoë", "en")
    hosting.next()
    remote.answer(1, 1, WRONG[SINGLE.type], "en")
    hosting.next()
    hosting.end()
    code = remote.review()["claim"]
    out, err = claim(tmp_path / "own", capsys, serving.addresses[0], code, "--pin", hosting.pin)
    assert " 0 cards are due today" in out
    assert "flow/one/meaning" in err
    with pytest.raises(Refused) as refused:
        remote.claim("wrong-code")
    assert refused.value.code == "no_claim"


def test_a_player_finds_back_to_the_room(served: tuple[Any, RoomServing]) -> None:
    hosting, serving = served
    remote = Remote(serving.addresses[0], hosting.pin)
    remote.join("Zoë", "en")
    told: list[tuple[str, int]] = []
    troubles: list[bool] = []
    over: list[Complaint] = []
    following = Following(
        remote,
        lambda room, me: told.append((room["phase"], len(me.get("answers", ())))),
        lambda complaint: troubles.append(complaint is not None),
        over.append,
    )
    following.start()
    until(lambda: ("lobby", 0) in told)
    hosting.next()
    until(lambda: told[-1][0] == "question")
    remote.answer(1, 1, RIGHT[SINGLE.type], "en")
    serving.stop()
    until(lambda: troubles[-1:] == [True])
    hosting.next()
    back = RoomServing(hosting, "127.0.0.1", serving.port)
    try:
        until(lambda: troubles[-1:] == [False])
        until(lambda: told[-1] == ("reveal", 1))
        hosting.kick("p1")
        until(lambda: over)
        assert isinstance(over[0], Refused)
        assert over[0].code == "kicked"
        following.join(PATIENCE_S)
        assert not following.is_alive()
    finally:
        following.stop()
        back.stop()
        remote.close()


def until(holds: Callable[[], Any]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("url", "base", "pin"),
    [
        ("http://192.168.1.5:8000/123456", "http://192.168.1.5:8000", "123456"),
        ("HTTP://192.168.1.5:8000/", "http://192.168.1.5:8000", ""),
        ("192.168.1.5:8000", "http://192.168.1.5:8000", ""),
        ("https://room.example/123456/", "https://room.example", "123456"),
        ("http://[fe80::1]:8000/1", "http://[fe80::1]:8000", "1"),
        ("http://host/page", "http://host/page", ""),  # a room may lie below a path
    ],
)
def test_addresses_as_people_type_them(url: str, base: str, pin: str) -> None:
    found = address(url)
    assert (found.base, found.pin) == (base, pin)


@pytest.mark.parametrize("url", ["", "http://", "ftp://x", "http://a:b@x", "http://x:99999", "http://x:0", "http://[x"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Complaint) as refused:
        address(url)
    assert refused.value.key == "remote.no_address"


def test_something_else_at_the_address_is_told() -> None:
    import http.server

    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        remote = Remote(f"http://127.0.0.1:{server.server_port}", "123456")
        with pytest.raises(Complaint) as refused:
            remote.state()
        assert refused.value.key == "remote.not_ours"


def test_a_terminal_that_was_closed_finds_its_place(served: tuple[Any, RoomServing], tmp_path: Path) -> None:
    hosting, serving = served
    places = Places(tmp_path / "player")

    def line() -> Remote:
        return Remote(serving.addresses[0], hosting.pin, places=places)

    assert line().back() is None
    line().join("Zoë", "en")
    assert (tmp_path / "player" / "workshop-places.json").stat().st_mode & 0o077 == 0
    for name in (None, "zoë", " Zoë "):
        back = line().back(name)
        assert back is not None
        assert back["me"]["id"] == "p1"
    assert line().back("Mei") is None
    hosting.kick("p1")
    assert line().back() is None
    (tmp_path / "player" / "workshop-places.json").write_text("[1]")
    assert line().back() is None
