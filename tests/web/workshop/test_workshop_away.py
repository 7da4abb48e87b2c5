"""Real connections: a phone that is gone holds the room up for half a minute and no longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.trainer.workshops.remote import Following, Remote
from ops_trainer.web.workshop import streams
from ops_trainer.web.workshop.server import RoomServing
from ops_trainer.workshop.scoring import Mode
from ops_trainer.workshop.state import Phase
from tests.conftest import Clock
from tests.trainer.hosted import workshops
from tests.web.workshop.served import Served
from tests.workshop.rooms import POLL, SINGLE, TRUE_FALSE

Serve = Callable[..., Served]


def until(room: Served, holds: Callable[[], Any]) -> None:
    """Wait until the room is so."""
    for _ in range(600):
        before = room.hosting.revision
        if holds():
            return
        room.hosting.wait(before, 0.1)
    raise AssertionError(room.hosting.view())


def counts(room: Served) -> tuple[int, int, int]:
    view = room.hosting.view()
    return view.answered, view.expected, view.away


@pytest.mark.parametrize("mode", Mode)
def test_dead_phones_do_not_hold_the_room(serve: Serve, clock: Clock, mode: Mode) -> None:
    room = serve(SINGLE, TRUE_FALSE, mode=mode, seconds=600)
    tokens = [room.join(name) for name in ("甲", "乙", "丙", "丁", "戊")]
    with room.stream(tokens[0]) as one, room.stream(tokens[1]) as two, room.stream(tokens[2]) as three:
        for stream in (one, two, three):
            stream.until("room")
        with room.stream(tokens[3]) as four, room.stream(tokens[4]) as five:
            for stream in (four, five):
                stream.until("room")
            room.hosting.next()
        until(room, lambda: sum(line.connected for line in room.hosting.view().players) == 3)
        for token in tokens[:2]:
            assert room.answer(token, 1, [0]).status == 200
        assert counts(room) == (2, 5, 0)
        clock.forward(seconds=29.9)
        assert room.hosting.tick() is None
        clock.forward(seconds=0.1)
        until(room, lambda: counts(room) == (2, 3, 2))
        assert room.hosting.view().open
        # One comes back in time and counts again; the other comes when it is over.
        with room.stream(tokens[3]) as four:
            four.until("room", open=True)
            until(room, lambda: counts(room) == (2, 4, 1))
            assert room.answer(tokens[2], 1, [1]).status == 200
            assert room.hosting.view().open
            assert room.answer(tokens[3], 1, [0]).status == 200
            one.until("room", open=False)
            late = room.answer(tokens[4], 1, [0])
            assert (late.status, late.error) == (409, "too_late")
            assert not room.hosting.view().open
            assert counts(room)[0] == 4
            room.hosting.next()
            assert room.ask("state", token=tokens[4]).json["me"]["result"] is None


def test_with_no_phone_at_all_the_vote_stays_open(serve: Serve, clock: Clock) -> None:
    room = serve(POLL, SINGLE, seconds=0)
    tokens = [room.join(name) for name in ("甲", "乙")]
    room.hosting.next()
    assert room.answer(tokens[0], 1, [0]).status == 200
    clock.forward(minutes=5)
    assert room.hosting.tick() is None
    assert (room.hosting.view().open, counts(room)) == (True, (1, 1, 1))
    # A request is a sign of life, with a stream or without.
    room.ask("state", token=tokens[1])
    until(room, lambda: counts(room) == (1, 2, 0))
    assert room.answer(tokens[1], 1, [2]).status == 200
    assert not room.hosting.view().open


def test_after_a_crash_everybody_has_half_a_minute_to_come_back(serve: Serve, home: Path, clock: Clock) -> None:
    room = serve(SINGLE, TRUE_FALSE, seconds=600)
    tokens = [room.join(name) for name in ("甲", "乙", "丙")]
    room.hosting.next()
    assert room.answer(tokens[0], 1, [0]).status == 200
    room.serving.stop()
    room.hosting.close()
    clock.forward(minutes=3)
    hosting = workshops(home, clock).resume()
    again = Served(hosting, RoomServing(hosting, "127.0.0.1", 0))
    try:
        assert hosting.view().paused
        hosting.pause()
        clock.forward(seconds=29)
        assert (hosting.tick(), counts(again)) == (None, (1, 3, 0))
        with again.stream(tokens[1]) as two:
            two.until("room", open=True)
            clock.forward(seconds=1)
            until(again, lambda: counts(again) == (1, 2, 1))
            assert again.answer(tokens[1], 1, [1]).status == 200
            until(again, lambda: not hosting.view().open)
    finally:
        again.serving.stop()
        hosting.close()


def test_a_connection_that_nobody_sits_at_counts_since_its_last_sign_of_life(
    serve: Serve, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BEAT_S", 0.05)
    room = serve(SINGLE)
    asleep, plain = room.join("睡"), room.join("程序")
    with room.stream(plain) as old, room.stream(asleep, query="?answers_beats=true") as stream:
        old.until("room")
        stream.until("room")
        with pytest.raises(EOFError):  # it is sent beats, says nothing, and is hung up on
            stream.until("never")
        until(room, lambda: [line.connected for line in room.hosting.view().players] == [False, True])
        clock.forward(seconds=30)
        room.hosting.next()
        assert counts(room) == (0, 1, 1)
        old.until("beat")  # a program that never said that it answers keeps its line


def test_a_terminal_that_answers_beats_stays_connected(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT_S", 0.3)
    room = serve(SINGLE)
    remote = Remote(f"http://127.0.0.1:{room.serving.port}", room.hosting.pin)
    remote.join("终端", "zh")
    told: list[str] = []
    trouble: list[object] = []
    following = Following(remote, lambda now, me: told.append(now["phase"]), trouble.append, trouble.append)
    following.start()
    until(room, lambda: len(told) >= 6)  # the first snapshot, the stream's two parts, and a snapshot a beat
    assert room.hosting.view().players[0].connected
    assert [one for one in trouble if one is not None] == []
    room.hosting.end()
    until(room, lambda: Phase.END.value in told)
    following.stop()
    remote.close()
