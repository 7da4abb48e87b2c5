"""A hosted room: on disk before it is acknowledged or seen, one commit for what arrives together, resumed as it was."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Type
from ops_trainer.locale import Complaint
from ops_trainer.store import workshops as rows
from ops_trainer.store.database import FILE
from ops_trainer.trainer.workshops import Hosting, writer
from ops_trainer.workshop.log import Entry, Kind
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.rules import Item, Rules
from ops_trainer.workshop.state import Phase
from tests.conftest import Clock
from tests.trainer.hosted import hosted, workshops
from tests.workshop.rooms import MULTIPLE, RIGHT, SINGLE, WRONG

DEADLINE_S = 60.0


def until(condition: Callable[[], object]) -> None:
    """Wait for something that happens in another thread."""
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def on_disk(home: Path, id_: str) -> list[tuple[int, str]]:
    """The log as another process reads it."""
    with sqlite3.connect(home / FILE) as connection:
        return list(connection.execute("SELECT seq, kind FROM workshop_event WHERE workshop = ? ORDER BY seq", (id_,)))


def test_controls_are_on_disk_when_they_return(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock)
    assert on_disk(home, hosting.id) == [(1, "opened")]
    hosting.next()
    assert on_disk(home, hosting.id)[-1] == (2, "asked")
    hosting.discuss()
    hosting.next()
    hosting.next()
    assert [kind for _, kind in on_disk(home, hosting.id)[2:]] == ["discussed", "voted_again", "revealed"]
    hosting.close()


def test_an_answer_is_on_disk_when_it_is_settled(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock)
    joined = hosting.join("王", "zh")
    hosting.next()
    receipt = hosting.accept_vote(joined.player.id, 1, 1, RIGHT[Type.SINGLE])
    hosting.settled(receipt.seq)
    assert (receipt.seq, "answered") in on_disk(home, hosting.id)
    assert not hosting.accept_vote(joined.player.id, 1, 1, WRONG[Type.SINGLE]).new
    hosting.close()


def test_tokens_and_who_waits_are_not_kept_in_the_open(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock)
    joined = hosting.join("王", "zh")
    token, _ = hosting.knock("王", "zh")
    hosting.close()
    kept = (home / FILE).read_bytes() + (home / f"{FILE}-wal").read_bytes()
    assert joined.player.name.encode() in kept
    assert joined.token.encode() not in kept
    assert token.encode() not in kept


def test_answers_that_arrive_together_share_a_commit(home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    hosting = hosted(home, clock)
    players = [hosting.join(f"p{n}", "en").player.id for n in range(40)]
    hosting.next()
    batches: list[int] = []
    append = rows.append

    def counting(connection: sqlite3.Connection, workshop: str, entries: Sequence[Entry]) -> None:
        batches.append(len(entries))
        append(connection, workshop, entries)

    monkeypatch.setattr(rows, "append", counting)
    with sqlite3.connect(home / FILE, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")  # nothing can be committed meanwhile
        receipts = [hosting.accept_vote(player, 1, 1, RIGHT[Type.SINGLE]) for player in players]
        assert hosting.written < receipts[0].seq
        other.execute("COMMIT")
    hosting.settled(receipts[-1].seq)
    assert sum(batches) >= 40
    assert len(batches) <= 3
    hosting.close()


def test_what_can_not_be_written_is_not_acknowledged_and_is_tried_again(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosting = hosted(home, clock)
    joined = hosting.join("王", "zh")
    hosting.next()
    full = True
    append = rows.append

    def failing(connection: sqlite3.Connection, workshop: str, entries: Sequence[Entry]) -> None:
        if full:
            raise Complaint("store.full", path="x")
        append(connection, workshop, entries)

    monkeypatch.setattr(rows, "append", failing)
    monkeypatch.setattr(writer, "AGAIN_S", 0.01)
    receipt = hosting.accept_vote(joined.player.id, 1, 1, RIGHT[Type.SINGLE])
    with pytest.raises(Complaint, check=lambda error: error.key == "store.full"):
        hosting.settled(receipt.seq)
    assert hosting.trouble is not None
    assert (receipt.seq, "answered") not in on_disk(home, hosting.id)
    full = False
    until(lambda: hosting.written >= receipt.seq)
    assert hosting.trouble is None
    assert (receipt.seq, "answered") in on_disk(home, hosting.id)
    hosting.close()


def test_many_at_once_lose_nothing(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock, max_players=200)

    def play(number: int) -> int:
        joined = hosting.join(f"player {number}", "en")
        hosting.settled(joined.seq)
        started.wait(DEADLINE_S)
        receipt = hosting.accept_vote(joined.player.id, 1, 1, Answer((number % 3,)))
        hosting.settled(receipt.seq)
        return number % 3

    started = threading.Event()
    with ThreadPoolExecutor(60) as pool:
        chosen = [pool.submit(play, number) for number in range(60)]
        until(lambda: hosting.view().here == 60)
        hosting.next()
        started.set()
        given = [future.result() for future in chosen]
    view = hosting.view()
    assert view.tallies[0].options == tuple(given.count(place) for place in range(3))
    assert not view.open
    hosting.close()
    assert workshops(home, clock).room(hosting.id) == hosting.room


def test_watchers_hear_of_everything_and_waiting_ends_with_a_change(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock)
    heard: list[Kind | None] = []
    end = hosting.watch(lambda entry: heard.append(entry.kind if entry is not None else None))
    before = hosting.revision
    joined = hosting.join("王", "zh")
    assert hosting.wait(before, 5) > before
    hosting.connected(joined.player.id, 1)
    assert hosting.view().players[0].connected
    hosting.connected(joined.player.id, -1)
    assert not hosting.view().players[0].connected
    hosting.next()
    hosting.accept_vote(joined.player.id, 1, 1, RIGHT[Type.SINGLE])
    end()
    hosting.next()
    assert heard == [Kind.JOINED, None, None, Kind.ASKED, Kind.ANSWERED, Kind.CLOSED]
    assert hosting.wait(hosting.revision, 0.01) == hosting.revision
    hosting.close()


def test_the_clock_closes_a_vote(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock, seconds=10)
    hosting.join("王", "zh")
    hosting.start()
    hosting.start()
    hosting.next()
    clock.forward(seconds=10.8)
    until(lambda: not hosting.view().open)
    hosting.close()


def test_every_control_does_what_it_says(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock, SINGLE, MULTIPLE, MULTIPLE)
    one, two = hosting.join("甲", "zh"), hosting.join("乙", "zh")
    hosting.lock()
    with pytest.raises(Complaint):
        hosting.join("丙", "zh")
    hosting.lock(False)
    hosting.next()
    hosting.pause()
    assert hosting.view().paused
    hosting.pause()
    before = hosting.view().remaining_ms
    hosting.more(5_000)
    assert hosting.view().remaining_ms == (before or 0) + 5_000
    token, _ = hosting.knock("乙", "en")
    assert hosting.is_knocking(token)
    hosting.admit(hosting.view().knocks[0].id)
    assert hosting.who(token).id == two.player.id
    with pytest.raises(Complaint):
        hosting.who(two.token)
    hosting.kick(one.player.id)
    with pytest.raises(Complaint):
        hosting.who(one.token)
    hosting.leave(two.player.id)
    assert hosting.view().here == 0
    hosting.come_back(two.player.id)
    hosting.close_vote()
    hosting.next()
    hosting.rule(1, "x", True)
    hosting.skip()
    hosting.insert(Item(SINGLE))
    hosting.end()
    assert hosting.view().phase is Phase.END
    hosting.close()


def test_a_room_goes_on_where_it_was(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock, seconds=20)
    joined = hosting.join("王", "zh")
    hosting.next()
    hosting.settled(hosting.accept_vote(joined.player.id, 1, 1, RIGHT[Type.SINGLE]).seq)
    hosting.next()
    hosting.next()
    hosting.next()
    hosting.close()
    clock.forward(minutes=10)
    again = workshops(home, clock).resume()
    view = again.view()
    assert (again.pin, view.phase, view.number) == (hosting.pin, Phase.QUESTION, 2)
    assert view.paused
    assert again.who(joined.token).name == "王"
    assert [(place.name, place.points) for place in view.places] == [("王", 100)]
    again.pause()
    assert not again.view().paused
    again.end()
    again.close()
    with pytest.raises(Complaint, check=lambda error: error.key == "workshop.nothing_to_resume"):
        workshops(home, clock).resume()
    ended = workshops(home, clock).resume(hosting.id)
    assert ended.view().phase is Phase.END
    ended.close()


def test_the_list_knows_what_was_hosted_and_by_whom(home: Path, clock: Clock) -> None:
    mine, other = workshops(home, clock), workshops(home, clock, "li")
    hosting = mine.host([Item(SINGLE)], Rules(), "First")
    clock.forward(hours=1)
    second = mine.host([Item(SINGLE)], Rules(), "Second")
    hosting.end()
    assert [(line.title, line.ended is not None) for line in mine.list()] == [("Second", False), ("First", True)]
    assert mine.list()[0].id == f"20261123-{second.pin}"
    assert hosting.pin != second.pin
    assert other.list() == []
    with pytest.raises(Complaint, check=lambda error: error.key == "workshop.unknown"):
        other.room(hosting.id)
    hosting.close()
    second.close()
    mine.remove(hosting.id)
    assert [line.title for line in mine.list()] == ["Second"]
    assert on_disk(home, hosting.id) == []


def test_nothing_stays_of_a_room_that_can_not_be(home: Path, clock: Clock) -> None:
    held = workshops(home, clock)
    with pytest.raises(Complaint):
        held.host([], Rules(), "x")
    assert held.list() == []


def test_the_log_survives_the_store_in_both_directions(home: Path, clock: Clock) -> None:
    hosting: Hosting = hosted(home, clock, teams=2)
    hosting.join("[b]王[/b]", "zh")
    hosting.join("'; DROP --", "en")
    hosting.next()
    hosting.close()
    with hosting.reading():
        assert Room.replay(list_entries(home, clock, hosting.id)) == hosting.room


def list_entries(home: Path, clock: Clock, id_: str) -> list[Entry]:
    with workshops(home, clock)._context.database.reading() as connection:
        return list(rows.entries(connection, id_))
