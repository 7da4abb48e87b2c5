"""Whatever fails in the store while a phone waits: the phone is told to try again, in plain words of its own language,
the facilitator is told what it is, and nothing that was acknowledged is lost."""

from __future__ import annotations

import errno
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops_trainer.content.questions.answer import Answer
from ops_trainer.locale import Complaint, catalogue
from ops_trainer.store import workshops as rows
from ops_trainer.store.database import FILE, Database
from ops_trainer.trainer.workshops import remote, writer
from ops_trainer.trainer.workshops.remote import Refused, Remote
from ops_trainer.web.workshop.app import create
from ops_trainer.workshop.log import Entry
from tests.trainer.hosted import hosted
from tests.web.workshop.served import Reply, Served
from tests.workshop.rooms import SINGLE

Serve = Callable[..., Served]
PLAIN = {lang: catalogue("page", lang)["not_saved"] for lang in ("zh", "en")}


def sqlite(name: str, text: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


FAULTS: dict[str, tuple[Exception, str]] = {
    "full": (sqlite("SQLITE_FULL", "database or disk is full"), "store.full"),
    "locked": (sqlite("SQLITE_BUSY", "database is locked"), "store.locked"),
    "read-only": (sqlite("SQLITE_READONLY", "attempt to write a readonly database"), "store.read_only"),
    "disk": (sqlite("SQLITE_IOERR_WRITE", "disk I/O error"), "store.disk"),
    "damaged": (sqlite("SQLITE_CORRUPT", "database disk image is malformed"), "store.damaged"),
    "no space": (OSError(errno.ENOSPC, "No space left on device"), "store.full"),
    "no right": (PermissionError(errno.EACCES, "Permission denied"), "store.read_only"),
    "complaint": (Complaint("store.full", path="/home/mei/trainer.db"), "store.full"),
    "anything": (RuntimeError("/home/mei is odd"), "store.other"),
}


class Faults:
    """Makes the store fail while `now` is set: at the beginning of a transaction, or when its rows are written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: Exception | None = None
        self.where = "append"
        append, begin = rows.append, Database.writing

        def failing(connection: sqlite3.Connection, workshop: str, entries: Sequence[Entry]) -> None:
            append(connection, workshop, entries)
            if self.now is not None and self.where == "append":
                raise self.now

        def refusing(database: Database) -> Any:
            if self.now is not None and self.where == "begin":
                raise self.now
            return begin(database)

        monkeypatch.setattr(rows, "append", failing)
        monkeypatch.setattr(Database, "writing", refusing)
        monkeypatch.setattr(writer, "AGAIN_S", 0.005)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    made = Faults(monkeypatch)
    yield made
    made.now = None


def told_to_try_again(reply: Reply) -> None:
    """The one thing that a phone learns of the facilitator's disk."""
    assert reply.status == 503
    assert reply.error == "not_saved"
    assert reply.json["message"] == PLAIN
    assert set(reply.json) <= {"error", "message", "token"}
    assert int(reply.headers["retry-after"]) >= 1
    for secret in (b"trainer.db", b"/home", b"store", b"sqlite", b"Traceback"):
        assert secret not in reply.body


def answers_on_disk(home: Path) -> set[str]:
    with sqlite3.connect(home / FILE) as connection:
        found = connection.execute("SELECT data FROM workshop_event WHERE kind = 'answered'")
        return {json.loads(row[0])["player"] for row in found}


@pytest.mark.parametrize("where", ["append", "begin"])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_request_of_a_phone_while_the_store_fails(
    serve: Serve, faults: Faults, home: Path, fault: str, where: str
) -> None:
    room = serve(SINGLE, SINGLE, seconds=600)
    token, goes, away = room.join("王"), room.join("李"), room.join("赵")
    assert room.ask("leave", {}, away).status == 204
    room.hosting.next()
    requests: list[tuple[str, dict[str, Any], str]] = [
        ("answers", {"run": 1, "chosen": [0]}, token),
        ("leave", {}, goes),
        ("return", {}, away),
        ("players", {"name": "新来的", "carry": "header"}, ""),
        ("players", {"name": "王", "carry": "header", "knock": True}, ""),
    ]
    with room.stream(token) as stream:
        stream.until("room")
        faults.where, (faults.now, key) = where, FAULTS[fault]
        tokens = []
        for what, body, shown in requests:
            known = shown
            for _ in range(2):
                reply = room.ask(what, body, known)
                told_to_try_again(reply)
                known = known or str(reply.json["token"])
            tokens.append(known)
        assert room.hosting.trouble is not None
        assert room.hosting.trouble.key == key
        assert answers_on_disk(home) == set()
        # What only looks goes on.
        assert room.ask("state", token=token).json["me"]["answers"][0]["chosen"] == [0]
        assert room.ask("state", token=tokens[4]).status == 202
        assert room.ask("review", token=token).error == "not_now"
        assert room.ask("claims/x").error == "no_claim"
        with room.stream(goes) as other:
            assert other.until("me")["left"]
        faults.now = None
        for (what, body, _), shown in zip(requests, tokens, strict=True):
            reply = room.ask(what, body, shown)
            assert reply.status in (200, 202, 204), reply.body
        assert room.hosting.trouble is None
        assert answers_on_disk(home) == {"p1"}
        assert [line.name for line in room.hosting.view().players] == ["王", "李", "赵", "新来的"]
        assert len(room.hosting.view().knocks) == 1
        room.hosting.next()
        stream.until("room", phase="reveal")


def test_a_browser_finds_its_place_by_its_cookie_when_the_store_is_well_again(serve: Serve, faults: Faults) -> None:
    room = serve(SINGLE)
    faults.now = FAULTS["full"][0]
    reply = room.ask("players", {"name": "王"})
    told_to_try_again(reply)
    assert "token" not in reply.json
    cookie = reply.headers["set-cookie"].partition(";")[0]
    faults.now = None
    again = room.ask("players", {"name": "王"}, headers={"Cookie": cookie})
    assert (again.status, again.json["player"]["name"]) == (200, "王")


def test_no_acknowledged_answer_is_lost_however_often_the_store_fails(serve: Serve, faults: Faults, home: Path) -> None:
    room = serve(SINGLE, seconds=600)
    tokens = [room.join(f"p{number}") for number in range(12)]
    room.hosting.next()
    wrong: list[object] = []
    done = threading.Event()

    def play(number: int) -> None:
        for _ in range(15):  # as many as a player may send at once
            reply = room.answer(tokens[number], 1, [number % 3])
            if reply.status == 200:
                if f"p{number + 1}" not in answers_on_disk(home):
                    wrong.append(f"p{number + 1} was lost")
                return
            if (reply.status, reply.error) != (503, "not_saved"):
                wrong.append(reply)
        wrong.append(f"p{number + 1} was never heard")

    def break_and_mend() -> None:
        while not done.is_set():
            for error, _ in FAULTS.values():
                faults.now = error
                done.wait(0.02)
                faults.now = None
                done.wait(0.02)

    breaking = threading.Thread(target=break_and_mend)
    players = [threading.Thread(target=play, args=(number,)) for number in range(len(tokens))]
    for thread in (breaking, *players):
        thread.start()
    for thread in players:
        thread.join()
    done.set()
    breaking.join()
    assert wrong == []
    assert len(answers_on_disk(home)) == len(tokens)


async def test_a_fault_that_nobody_thought_of_is_told_to_both(home: Path, clock: Any) -> None:
    hosting = hosted(home, clock)
    app = create(hosting)

    def broken(*given: Any) -> Any:
        raise sqlite3.OperationalError("/home/mei/trainer.db: odd")

    hosting.who = broken  # type: ignore[method-assign]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        head = {"authorization": "Bearer x"}
        for what in ("answers", "leave", "return", "players"):
            body = {"name": "王"} if what == "players" else {}
            reply = await client.post(f"/api/rooms/{hosting.pin}/{what}", json=body, headers=head)
            told_to_try_again(Reply(reply.status_code, dict(reply.headers), reply.content))
        for what in ("state", "events", "review", "claims/x"):
            reply = await client.get(f"/api/rooms/{hosting.pin}/{what}", headers=head)
            told_to_try_again(Reply(reply.status_code, dict(reply.headers), reply.content))
    assert hosting.trouble is not None
    assert hosting.trouble.key == "store.other"
    clock.forward(seconds=10)
    assert hosting.trouble is None
    hosting.close()


def test_a_terminal_sends_again_what_could_not_be_saved(
    serve: Serve, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = serve(SINGLE, seconds=600)
    one = Remote(f"http://127.0.0.1:{room.serving.port}", room.hosting.pin)
    faults.now = FAULTS["locked"][0]
    with pytest.raises(Refused, check=lambda error: error.code == "not_saved") as caught:
        one.join("王", "zh")
    assert caught.value.in_lang("zh").endswith(PLAIN["zh"])
    faults.now = None
    assert one.join("王", "zh")["player"]["name"] == "王"
    room.hosting.next()
    faults.now = FAULTS["full"][0]
    monkeypatch.setattr(remote.time, "sleep", lambda _: setattr(faults, "now", None))
    assert one.answer(1, 1, Answer((0,)), "zh")["answer"]["chosen"] == [0]
    one.close()
