"""The projector page: opened once a PIN, shows what everybody may see, can do nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Question
from ops_trainer.web.workshop import screens
from ops_trainer.web.workshop.server import RoomServing
from ops_trainer.workshop.projector import MOST_NAMES, TOP, screen_document
from tests.conftest import Clock
from tests.trainer.hosted import workshops
from tests.web.workshop.served import Served
from tests.workshop.rooms import EVERY, MATCH, ORDER, POLL, RIGHT, SINGLE, TYPED, WRONG, Table, otherwise

Serve = Callable[..., Served]
STATE, EVENTS = "/api/screen/state", "/api/screen/events"


def opened(room: Served) -> str:
    """A projector page's token."""
    reply = room.ask("/api/screen", {"pin": room.hosting.screen_pin, "carry": "header"})
    assert reply.status == 201, reply.body
    return str(reply.json["token"])


def test_the_pin_is_good_once_and_the_cookie_for_the_page_alone(serve: Serve) -> None:
    room = serve(SINGLE)
    number = room.hosting.screen_pin
    assert room.hosting.screen_link == f"http://127.0.0.1:{room.serving.port}/screen#{number}"
    first = room.ask("/api/screen", {"pin": number})
    assert (first.status, first.json) == (201, {})
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/api/screen" in cookie
    held = {"Cookie": cookie.partition(";")[0]}
    assert room.ask(STATE, headers=held).json["phase"] == "lobby"
    again = room.ask("/api/screen", {"pin": number})
    assert (again.status, again.error) == (403, "no_screen")
    assert room.hosting.screen_pin not in (number, room.hosting.pin)
    assert room.ask("/api/screen", {"pin": room.hosting.pin}).status == 403


def test_nothing_is_shown_without_it_and_nothing_can_be_done_with_it(serve: Serve) -> None:
    room = serve(SINGLE)
    player = room.join("王")
    for token in ("", player, "x" * 22):
        assert room.ask(STATE, token=token).error == "no_screen"
        assert room.ask(EVENTS, token=token).error == "no_screen"
    token = opened(room)
    room.hosting.next()
    for what, body in (("answers", {"run": 1, "chosen": [0]}), ("leave", {}), ("return", {})):
        assert room.ask(what, body, token).error == "unknown_token"
    for path in ("state", "events", "review"):
        assert room.ask(path, token=token).error == "unknown_token"
    for path in ("next", "pause", "end"):
        assert room.ask(f"/api/screen/{path}", {}, token).status == 404
    assert room.hosting.view().answered == 0


def test_who_guesses_is_soon_not_heard(serve: Serve) -> None:
    room = serve(SINGLE)
    wrong = f"{(int(room.hosting.screen_pin) + 1) % 1_000_000:06}"
    said = [room.ask("/api/screen", {"pin": wrong}).status for _ in range(64)]
    assert said[0] == 403
    assert said[-1] == 429
    assert room.ask("/api/screen", {"pin": room.hosting.screen_pin}).status == 429


def test_it_follows_the_room(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "GATHER_S", 0.0)
    room = serve(SINGLE, TYPED, seconds=60)
    token = opened(room)
    with room.stream(token, path=EVENTS) as page:
        lobby = page.until("screen", phase="lobby")
        assert (lobby["pin"], lobby["names"]) == (room.hosting.pin, [])
        assert {len(row) for row in lobby["code"]} == {len(lobby["code"])}
        one, two = room.join("王"), room.join("<b>李</b>")
        assert page.until("screen", players=2)["names"] == ["<b>李</b>", "王"]
        room.hosting.next()
        assert page.until("screen", phase="question", open=True)["expected"] == 2
        room.answer(one, 1, [0])
        assert page.until("screen", answered=1)["limit"] == 60_000
        room.answer(two, 1, [1], sure=True)
        page.until("screen", answered=2, open=False)
        room.hosting.next()
        reveal = page.until("screen", phase="reveal")["reveal"]
        assert (reveal["counts"], reveal["sure_wrong"], reveal["tempting"][0]) == ([[1, 1, 0]], 1, 1)
        room.hosting.next()
        assert page.until("screen", phase="standings")["top"] == [[1, "王", 100, 100], [2, "<b>李</b>", 0, 0]]
        room.hosting.next()
        room.ask("answers", {"run": 2, "text": "访客数"}, two)
        page.until("screen", phase="question", answered=1)
        room.hosting.next()
        assert page.until("screen", phase="reveal")["reveal"]["texts"] == [["访客数", 1, "wrong"]]
        room.hosting.show_address("http://10.0.0.7:8000")
        assert page.until("screen", address="http://10.0.0.7:8000")["phase"] == "reveal"
        room.hosting.next()
        assert page.until("screen", phase="end")["top"][0][1] == "王"


def told(question: Question) -> dict[str, str]:
    """Everything that a projector page is told, by step."""
    table = Table(SINGLE, question, seconds=20)
    one, two = table.join("甲", "乙")
    found: dict[str, str] = {}

    def note(step: str) -> None:
        found[step] = json.dumps(screen_document(table.room, table.now, "http://10.0.0.7:8000"))

    note("lobby")
    table.next(2)
    table.room.skip(table.now)
    note("asked")
    table.answer(one, RIGHT[question.type], after=1_000)
    note("one answered")
    table.room.discuss(table.now)
    note("discussed")
    table.next()
    table.answer(two, WRONG[question.type])
    table.room.close(table.now)
    note("closed")
    table.next()
    note("revealed")
    return found


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.type.value)
def test_not_a_byte_before_the_reveal_depends_on_what_is_right(question: Question) -> None:
    this, that = told(question), told(otherwise(question))
    for step in this.keys() - {"revealed"}:
        assert this[step] == that[step], step
        assert question.note not in this[step]
    assert this["revealed"] != that["revealed"]


@pytest.mark.parametrize("question", [MATCH, ORDER], ids=["match", "order"])
def test_rows_are_counted_at_the_reveal(question: Question) -> None:
    table = Table(question)
    one, two = table.join("甲", "乙")
    table.next()
    table.answer(one, RIGHT[question.type])
    table.answer(two, Answer((*RIGHT[question.type].chosen[:-2], *RIGHT[question.type].chosen[:-3:-1])))
    table.next()
    rows = screen_document(table.room, table.now, "")["reveal"]["rows"]
    assert rows == [2] * (len(rows) - 2) + [1, 1]


def test_a_poll_tells_counts_alone() -> None:
    table = Table(POLL)
    (one,) = table.join("甲")
    table.next()
    table.answer(one, Answer((1,)))
    table.next()
    reveal = screen_document(table.room, table.now, "")["reveal"]
    assert reveal == {"answered": [1], "counts": [[0, 1, 0]]}


def test_a_crowd_is_shown_in_part() -> None:
    table = Table(SINGLE, SINGLE)
    players = table.join(*(f"p{number}" for number in range(MOST_NAMES + 5)))
    lobby = screen_document(table.room, table.now, "")
    assert (len(lobby["names"]), lobby["players"], lobby["code"]) == (MOST_NAMES, MOST_NAMES + 5, [])
    table.next()
    for player in players:
        table.answer(player, RIGHT[SINGLE.type])
    table.next(2)
    ranks = screen_document(table.room, table.now, "")
    assert (len(ranks["top"]), ranks["more"]) == (TOP, MOST_NAMES + 5 - TOP)


def test_a_page_stays_when_the_host_comes_back(serve: Serve, home: Path, clock: Clock) -> None:
    room = serve(SINGLE)
    token = opened(room)
    room.serving.stop()
    room.hosting.close()
    hosting = workshops(home, clock).resume()
    back = Served(hosting, RoomServing(hosting, "127.0.0.1", 0))
    try:
        assert back.ask(STATE, token=token).json["phase"] == "lobby"
    finally:
        back.serving.stop()
        hosting.close()


def test_the_oldest_page_gives_way(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "MOST_SCREENS", 1)
    room = serve(SINGLE)
    token = opened(room)
    with room.stream(token, path=EVENTS) as old:
        old.until("screen", phase="lobby")
        with room.stream(token, path=EVENTS) as new:
            new.until("screen", phase="lobby")
            with pytest.raises(EOFError):
                old.event()
