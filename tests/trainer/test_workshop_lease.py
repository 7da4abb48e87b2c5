"""One program hosts a room at a time: the second is refused, a dead one's place is taken, nobody writes unasked."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ops_trainer.locale import Complaint
from ops_trainer.store.database import FILE, Database
from ops_trainer.trainer.workshops import Hosting, writer
from ops_trainer.trainer.workshops.lease import KIND, LEASE_MS, RENEW_MS, Lease, is_running
from ops_trainer.workshop.state import Phase
from tests.conftest import Clock
from tests.trainer.hosted import hosted, workshops

DEADLINE_S = 60.0


def until(condition: Callable[[], object]) -> None:
    """Wait for something that happens in another thread."""
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def log(home: Path) -> list[tuple[int, str]]:
    with sqlite3.connect(home / FILE) as connection:
        return list(connection.execute("SELECT seq, kind FROM workshop_event ORDER BY seq"))


def refused(act: Callable[[], object]) -> Complaint:
    with pytest.raises(Complaint) as caught:
        act()
    return caught.value


def elsewhere(home: Path, hosting: Hosting, **where: object) -> None:
    """Have the lease look as if another program held it."""
    sets = ", ".join(f"'$.{name}', ?" for name in where)
    with sqlite3.connect(home / FILE) as connection:
        connection.execute(f"UPDATE kept SET body = json_set(body, {sets}) WHERE id = ?", (*where.values(), hosting.id))


def test_a_second_host_is_refused_and_told_who_where_and_what_to_do(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock)
    hosting.next()
    before = log(home)
    for again in (lambda: workshops(home, clock).resume(), lambda: workshops(home, clock).resume(hosting.id)):
        complaint = refused(again)
        assert complaint.key == "workshop.hosted"
        for lang in ("zh", "en"):
            line = complaint.in_lang(lang)
            assert "\n" not in line
            for part in ("mei", hosting.id, str(os.getpid()), socket.gethostname(), "30"):
                assert part in line
    assert refused(lambda: workshops(home, clock).remove(hosting.id)).key == "workshop.hosted"
    assert log(home) == before
    hosting.close()
    resumed = workshops(home, clock).resume()
    assert resumed.view().phase is Phase.QUESTION
    resumed.close()
    workshops(home, clock).remove(hosting.id)
    with sqlite3.connect(home / FILE) as connection:
        assert connection.execute("SELECT count(*) FROM kept WHERE kind = ?", (KIND,)).fetchone() == (0,)


def test_a_host_that_leads_keeps_its_room_however_long_it_takes(home: Path, clock: Clock) -> None:
    hosting = hosted(home, clock)
    hosting.start()

    def renewed() -> int:
        with sqlite3.connect(home / FILE) as connection:
            return int(connection.execute("SELECT at FROM kept WHERE kind = ?", (KIND,)).fetchone()[0])

    for _ in range(4):
        clock.forward(seconds=RENEW_MS / 1000)
        until(lambda: renewed() == hosting.now())
    assert refused(lambda: workshops(home, clock).resume()).key == "workshop.hosted"
    hosting.close()


@pytest.mark.parametrize("ms", [-LEASE_MS, LEASE_MS])
def test_a_lease_of_another_computer_ends_with_its_time(home: Path, clock: Clock, ms: int) -> None:
    hosting = hosted(home, clock)
    elsewhere(home, hosting, token="theirs", computer="laptop-of-li", process=1)
    assert "laptop-of-li" in str(refused(lambda: workshops(home, clock).resume()).in_lang("en"))
    clock.forward(milliseconds=ms - (1 if ms > 0 else -1))
    assert refused(lambda: workshops(home, clock).resume()).key == "workshop.hosted"
    clock.forward(milliseconds=1 if ms > 0 else -1)
    resumed = workshops(home, clock).resume()
    resumed.close()
    hosting.close()


def test_the_room_of_a_host_that_was_killed_can_be_taken_at_once(home: Path, clock: Clock) -> None:
    Database.open(home / FILE).close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            room = hosted(home, clock)
            room.join("王", "zh")
            room.next()
            os.write(writing, b"!")
            signal.pause()
        finally:
            os._exit(1)
    assert os.read(reading, 1) == b"!"
    assert is_running(child)
    assert refused(lambda: workshops(home, clock).resume()).key == "workshop.hosted"
    os.kill(child, signal.SIGKILL)
    until(lambda: not is_running(child))  # although nobody has asked after it yet
    resumed = workshops(home, clock).resume()
    assert [player.name for player in resumed.view().players] == ["王"]
    assert resumed.view().phase is Phase.QUESTION
    os.waitpid(child, 0)
    assert not is_running(child)
    assert refused(lambda: workshops(home, clock).resume()).key == "workshop.hosted"
    resumed.close()


def test_of_many_who_resume_at_once_one_hosts(home: Path, clock: Clock) -> None:
    hosted(home, clock).close()

    def resume(_: int) -> Hosting | str:
        try:
            return workshops(home, clock).resume()
        except Complaint as complaint:
            return complaint.key

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(resume, range(6)))
    hosting = [one for one in found if isinstance(one, Hosting)]
    assert len(hosting) == 1
    assert found.count("workshop.hosted") == 5
    assert [kind for _, kind in log(home)] == ["opened", "resumed"]
    hosting[0].close()


def test_a_host_whose_room_was_taken_over_writes_nothing_more_and_says_so(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "AGAIN_S", 0.01)
    slept = hosted(home, clock)
    clock.forward(milliseconds=LEASE_MS)
    taken = workshops(home, clock).resume()
    assert refused(slept.next).key == "workshop.taken_over"
    assert slept.trouble is not None
    joined = slept.join("王", "zh")
    assert refused(lambda: slept.settled(joined.seq)).key == "workshop.taken_over"
    taken.end()
    slept.close()
    assert refused(lambda: workshops(home, clock).resume(taken.id)).key == "workshop.hosted"
    taken.close()
    assert [kind for _, kind in log(home)] == ["opened", "resumed", "ended"]


def test_a_lease_is_given_back_by_its_holder_alone(home: Path, clock: Clock) -> None:
    hosted(home, clock).close()
    database = Database.open(home / FILE)
    one, two = (Lease("mei", "x", lambda: 1_000) for _ in range(2))
    with database.writing() as connection:
        one.take(connection)
        two.release(connection)
        assert refused(lambda: two.take(connection)).key == "workshop.hosted"
        one.release(connection)
        two.take(connection)
    database.close()
