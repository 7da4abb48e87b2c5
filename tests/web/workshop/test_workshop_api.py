"""The API as phones and programs use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.store.database import FILE
from ops_trainer.web.workshop import streams
from tests.conftest import Clock
from tests.web.workshop.served import Served
from tests.workshop.rooms import EVERY, MATCH, POLL, RIGHT, SINGLE, TYPED, WRONG

Serve = Callable[..., Served]


def body_of(given: Answer) -> dict[str, object]:
    return {"chosen": list(given.chosen), "text": given.text}


def test_a_whole_quiz_over_the_network(serve: Serve) -> None:
    room = serve(SINGLE, POLL, TYPED)
    one, two = room.join("王", lang="zh"), room.join("Li", lang="en")
    state = room.ask("state", token=one).json
    assert (state["room"]["phase"], state["room"]["players"], state["me"]["name"]) == ("lobby", 2, "王")
    room.hosting.next()
    first = room.answer(one, 1, [0], sure=True)
    assert first.json == {
        "run": 1, "ballot": 1, "new": True, "answer": {"chosen": [0], "text": "", "sure": True},
    }  # fmt: skip
    room.answer(two, 1, [1])
    room.hosting.next()
    state = room.ask("state", token=two).json
    assert state["room"]["reveal"]["correct"] == [True, False, False]
    assert state["room"]["reveal"]["counts"] == [[1, 1, 0]]
    assert (state["me"]["result"]["band"], state["me"]["points"], state["me"]["rank"]) == ("wrong", 0, 2)
    for _ in range(2):
        room.hosting.next()
    assert room.answer(one, 2, [2]).status == 200
    room.hosting.next()
    assert room.ask("state", token=one).json["me"]["result"] is None
    room.hosting.next()
    assert room.ask("answers", {"run": 3, "text": "page views", "lang": "en"}, one).status == 200
    room.hosting.next()
    assert room.ask("review", token=two).error == "not_now"
    room.hosting.next()
    review = room.ask("review", token=two).json
    assert [miss["number"] for miss in review["misses"]] == [1, 3]
    claim = room.ask(f"claims/{review['claim'].upper()}").json
    assert [line["card"] for line in claim["misses"]] == [SINGLE.card, TYPED.card]
    assert claim["misses"][0]["taken_for"] == ["flow/user"]
    assert room.ask("review", token=one).json["misses"] == []


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.type.value)
def test_not_a_byte_before_the_reveal_tells_the_answer(serve: Serve, question: Question) -> None:
    room = serve(question)
    token = room.join("王")
    with room.stream(token) as stream:
        room.hosting.next()
        got = [stream.until("room", phase="question")]
        got.append(room.ask("answers", {"run": 1, **body_of(RIGHT[question.type])}, token).json)
        got += [stream.until("room", phase="question", open=False), room.ask("state", token=token).json]
        room.hosting.discuss()
        got.append(stream.until("room", phase="discuss"))
        said = repr(got)
        assert "explanation" not in said
        assert "因为获取" not in said
        assert question.note not in said
        assert got[3]["me"]["points"] == got[3]["me"]["right"] == 0
        for key in ("correct", "sequence", "pairs", "accepted", "value", "result", "score", "band", "reveal"):
            assert f"'{key}'" not in said
        room.hosting.next()
        room.hosting.next()
        assert stream.until("me", run=1)["result"]["score"] == 1
        assert "因为获取" in repr(stream.until("room", phase="reveal"))


def test_a_repeat_gets_the_answer_that_is_kept(serve: Serve) -> None:
    room = serve(SINGLE)
    token, _ = room.join("王"), room.join("李")
    room.hosting.next()
    assert room.answer(token, 1, [1]).json["new"]
    for _ in range(3):
        again = room.answer(token, 1, [0])
        assert (again.status, again.json["new"], again.json["answer"]["chosen"]) == (200, False, [1])
    room.hosting.next()
    assert room.answer(token, 1, [0]).json["answer"]["chosen"] == [1]


def test_an_answer_is_on_disk_when_it_is_acknowledged(serve: Serve, home: Path) -> None:
    room = serve(SINGLE)
    tokens = [room.join(f"p{n}") for n in range(5)]
    room.hosting.next()
    for number, token in enumerate(tokens, 1):
        assert room.answer(token, 1, [0]).status == 200
        with sqlite3.connect(home / FILE) as connection:
            row = connection.execute("SELECT count(*) FROM workshop_event WHERE kind = 'answered'").fetchone()
        assert row[0] == number


def test_answers_at_the_wrong_moment_are_refused_clearly(serve: Serve, clock: Clock) -> None:
    room = serve(SINGLE, SINGLE, SINGLE, seconds=10)
    one, two = room.join("王"), room.join("李")
    assert room.answer(one, 1, [0]).error == "too_early"
    room.hosting.next()
    assert room.answer(one, 2, [0]).error == "too_early"
    assert room.answer(one, 1, [0], ballot=2).error == "too_early"
    room.hosting.pause()
    assert room.answer(one, 1, [0]).error == "paused"
    room.hosting.pause()
    assert room.answer(one, 1, [7]).error == "bad_answer"
    assert room.answer(one, 1, [0]).status == 200
    room.hosting.skip()
    assert room.answer(two, 1, [0]).error == "other_question"
    clock.forward(seconds=11)
    late = room.answer(two, 2, [0])
    assert (late.status, late.error) == (409, "too_late")
    assert late.json["message"] == {"zh": "这道题的时间到了。", "en": "Time is up for this question."}


def test_nobody_answers_for_another(serve: Serve) -> None:
    room = serve(SINGLE)
    one, two = room.join("王"), room.join("李")
    room.hosting.next()
    assert room.answer("not-a-token", 1, [0]).status == 401
    assert room.ask("answers", {"run": 1, "chosen": [0]}).error == "unknown_token"
    assert room.ask("answers", {"run": 1, "chosen": [0], "player": "p1"}, two).error == "bad_body"
    room.answer(two, 1, [1])
    state = room.ask("state", token=one).json
    assert state["me"]["answers"] == [None]
    assert "李" not in repr(state)


def test_a_browser_gets_a_cookie_that_scripts_can_not_read(serve: Serve) -> None:
    room = serve(SINGLE)
    reply = room.ask("players", {"name": "王"})
    assert "token" not in reply.json
    cookie = reply.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", f"Path={room.room}"} <= set(cookie.split("; "))
    own = {"Cookie": cookie.partition(";")[0]}
    assert room.ask("state", headers=own).json["me"]["name"] == "王"
    # The same browser does not come in twice, whatever it calls itself.
    again = room.ask("players", {"name": "other"}, headers=own)
    assert (again.status, again.json["player"]["name"]) == (200, "王")
    assert room.hosting.view().here == 1


def test_a_lost_name_comes_back_with_the_facilitators_yes(serve: Serve) -> None:
    room = serve(SINGLE)
    old = room.join("小王")
    room.hosting.next()
    room.answer(old, 1, [0])
    assert room.ask("players", {"name": "小王", "carry": "header"}).error == "name_taken"
    reply = room.ask("players", {"name": "小王", "knock": True, "carry": "header"})
    assert (reply.status, reply.json["waiting"]) == (202, True)
    new = reply.json["token"]
    waiting = room.ask("state", token=new)
    assert (waiting.status, waiting.json) == (202, {"waiting": True})
    assert room.ask("players", {"name": "小王", "knock": True}).error == "knocked"
    assert room.answer(new, 1, [1]).status == 401
    room.hosting.admit(room.hosting.view().knocks[0].id, True)
    assert room.ask("state", token=new).json["me"]["answers"][0]["chosen"] == [0]
    assert room.ask("state", token=old).status == 401
    thief = room.ask("players", {"name": "小王", "knock": True, "carry": "header"}).json["token"]
    room.hosting.admit(room.hosting.view().knocks[0].id, False)
    assert room.ask("state", token=thief).error == "unknown_token"
    assert room.ask("state", token=new).status == 200


def test_leaving_and_coming_back(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    assert room.ask("leave", {}, token).status == 204
    assert room.hosting.view().here == 0
    assert room.ask("state", token=token).json["me"]["left"]
    assert room.ask("return", {}, token).status == 204
    assert room.hosting.view().here == 1


def test_who_is_sent_out_is_told(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    with room.stream(token) as stream:
        stream.until("room", phase="lobby")
        room.hosting.kick("p1")
        assert stream.until("gone") == {}
        with pytest.raises(EOFError):
            stream.event()
    assert room.ask("state", token=token).error == "kicked"
    assert room.ask("players", {"name": "王"}).error == "name_taken"


def test_a_locked_full_or_ended_room_says_so(serve: Serve) -> None:
    room = serve(SINGLE, max_players=1)
    room.hosting.lock()
    assert room.ask("players", {"name": "王"}).error == "locked"
    room.hosting.lock(False)
    room.join("王")
    assert room.ask("players", {"name": "李"}).error == "full"
    room.hosting.end()
    assert room.ask("players", {"name": "李"}).error == "over"


def test_events_tell_everything_that_changes_and_resume(serve: Serve) -> None:
    room = serve(SINGLE, MATCH, seconds=20)
    token = room.join("王")
    with room.stream(token) as stream:
        assert b"text/event-stream" in stream.head
        assert stream.until("me")["name"] == "王"
        stream.until("room", phase="lobby")
        room.hosting.next()
        name, revision, document = stream.event()
        assert (name, document["phase"], str(document["rev"])) == ("room", "question", revision)
        room.hosting.pause()
        assert stream.until("room", paused=True)["left"] == 20_000
        room.hosting.pause()
        room.hosting.more(5_000)
        assert stream.until("room", phase="question", open=True)["ends"] - room.hosting.now() >= 20_000
    # Nothing was missed: no room comes again, only one's own part.
    last = str(room.ask("state", token=token).json["room"]["rev"])
    with room.stream(token, last) as stream:
        assert stream.event()[0] == "me"
        room.hosting.next()
        assert stream.until("me")["result"]["band"] is None
        stream.until("room", phase="reveal")
    room.hosting.next()
    with room.stream(token, last) as stream:
        assert stream.until("room")["phase"] == "standings"


def test_a_connection_is_kept_alive(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT_S", 0.05)
    room = serve(SINGLE)
    token = room.join("王")
    with room.stream(token) as stream:
        for _ in range(3):
            stream.until("beat")


def test_people_who_come_and_go_are_told_of_together(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CROWD_S", 0.05)
    room = serve(SINGLE)
    token = room.join("王")
    with room.stream(token) as stream:
        stream.until("room")
        for number in range(20):
            room.hosting.join(f"p{number}", "en")
        assert stream.until("room", players=21)["phase"] == "lobby"


def test_a_second_screen_of_a_player_learns_of_the_answer(serve: Serve) -> None:
    room = serve(SINGLE)
    token, _ = room.join("王"), room.join("李")
    room.hosting.next()
    with room.stream(token) as one, room.stream(token) as two:
        for stream in (one, two):
            stream.until("room", phase="question")
        room.answer(token, 1, [2])
        for stream in (one, two):
            assert stream.until("me")["answers"][0]["chosen"] == [2]


def test_a_fourth_screen_takes_the_place_of_the_first(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    with room.stream(token) as first, room.stream(token) as second, room.stream(token) as third:
        for stream in (first, second, third):
            stream.until("room")
        with room.stream(token) as fourth:
            fourth.until("room")
            with pytest.raises(EOFError):
                first.event()


def test_the_facilitator_sees_who_is_connected(serve: Serve) -> None:
    room = serve(SINGLE)
    token = room.join("王")
    assert not room.hosting.view().players[0].connected
    with room.stream(token) as stream:
        stream.until("room")
        assert room.hosting.view().players[0].connected
    before = room.hosting.revision
    while room.hosting.view().players[0].connected:
        before = room.hosting.wait(before, 30)


def test_the_api_is_documented(serve: Serve) -> None:
    document = serve(SINGLE).ask("/openapi.json").json
    paths = {path: set(methods) for path, methods in document["paths"].items()}
    room = "/api/rooms/{pin}"
    assert paths == {
        f"{room}/players": {"post"}, f"{room}/leave": {"post"}, f"{room}/return": {"post"}, f"{room}/state": {"get"},
        f"{room}/events": {"get"}, f"{room}/answers": {"post"}, f"{room}/review": {"get"},
        f"{room}/claims/{{code}}": {"get"}, "/api/screen": {"post"}, "/api/screen/state": {"get"},
        "/api/screen/events": {"get"},
    }  # fmt: skip
    for methods in document["paths"].values():
        for method in methods.values():
            assert method["description"]
    answer = document["paths"][f"{room}/answers"]["post"]
    schema = answer["requestBody"]["content"]["application/json"]["schema"]
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {"run", "ballot", "chosen", "text", "sure", "lang"}


def test_the_page_and_what_it_says_are_there(serve: Serve) -> None:
    room = serve(SINGLE)
    for path in ("/", f"/{room.hosting.pin}"):
        reply = room.ask(path)
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    words = {lang: room.ask(f"/page/words-{lang}.json").json for lang in ("zh", "en")}
    assert words["zh"]["page.join"] == "加入"
    assert words["zh"].keys() == words["en"].keys()
    style = room.ask("/page/style.css")
    assert room.ask("/page/style.css", headers={"If-None-Match": style.headers["etag"]}).status == 304
    assert room.ask("/page/nothing.js").error == "no_page"
    assert room.ask("/page/../app.py").status == 404
    assert room.ask("/nothing").error == "no_page"


def test_letters_and_shapes_are_those_of_the_big_screen(serve: Serve) -> None:
    from ops_trainer.content.questions.types.base import LETTERS, SHAPES

    script = serve(SINGLE).ask("/page/dom.js").body.decode()
    assert f'LETTERS = "{LETTERS}"' in script
    assert f'SHAPES = "{SHAPES}"' in script


def test_right_and_wrong_answers_of_all_types_come_out_so(serve: Serve) -> None:
    room = serve(*EVERY)
    right, wrong = room.join("对"), room.join("错")
    for run, question in enumerate(EVERY, 1):
        room.hosting.next()
        for token, given in ((right, RIGHT), (wrong, WRONG)):
            assert room.ask("answers", {"run": run, **body_of(given[question.type])}, token).status == 200
        room.hosting.next()
        bands = [room.ask("state", token=token).json["me"]["result"]["band"] for token in (right, wrong)]
        assert bands == ["right", "wrong"], question.type
        if question.type is Type.TYPED:
            taken = room.ask("state", token=wrong).json["me"]["result"]["taken"]
            assert taken == {"zh": "访客数：来了多少人", "en": "Visitors: how many people came"}
        room.hosting.next()
