"""Whatever happens to a store and its backups, no event that stands in any file of a home gets out of reach."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ops_trainer.locale import Complaint
from ops_trainer.memory.events import Event, Kind, Rating, Source
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import database, learners
from ops_trainer.store.backup import BACKUPS, SET_ASIDE, copies, daily, missing, save
from ops_trainer.store.database import Database, unused
from ops_trainer.store.journal import SqlJournal
from ops_trainer.store.restoring import restore
from ops_trainer.store.union import Healed, keep_up, unite
from tests.examples import examples


@pytest.fixture(autouse=True, scope="module")
def _without_waiting_for_the_disk() -> Iterator[None]:
    """No test here pulls the plug."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "PRAGMAS", [*database.PRAGMAS, "synchronous = OFF"])
        yield


START = datetime(2026, 11, 23, 9)


@cache
def empty_store() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        opened = Database.open(Path(folder) / "trainer.db")
        with closing(opened.connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.close()
        return (Path(folder) / "trainer.db").read_bytes()


class Home:
    """A home whose learner answers, and what happens to it."""

    healed: Healed

    def __init__(self, folder: Path, *, journals: bool = False) -> None:
        self.folder, self.store, self.now, self.answers = folder, folder / "trainer.db", START, 0
        self.journals = journals  # whether the home keeps journal files; backups must do without them
        self.open()

    def open(self) -> None:
        """As the program starts: a store where there is none, what other files hold, today's backup."""
        if not self.store.exists():
            self.store.write_bytes(empty_store())
        opened = Database.open(self.store)
        self.healed = unite(opened, self.folder)
        with opened.writing() as connection:
            learners.use(connection, "me", 0)
        daily(opened, self.folder / BACKUPS, self.now.date())
        if self.journals:
            keep_up(opened, self.folder, self.now.astimezone(), ())
        opened.close()

    def answer(self) -> None:
        self.answers += 1
        at = int(self.now.timestamp() * 1000)
        event = Event(
            f"e{self.answers:04}", "me", "dev", Kind.REVIEW, f"d/n{self.answers}/answer", at, 0, at // 86_400_000,
            Rating.GOOD, None, Source.STUDY,
        )  # fmt: skip
        opened = Database.open(self.store)
        SqlJournal(opened, "me", Scheduler()).append_events([event])
        opened.close()

    def backup(self) -> None:
        """By hand, to a new file among the others; or over one that is there, which may be refused."""
        save(self.store, unused(self.folder / BACKUPS / f"trainer-{self.now:%Y-%m-%d-%H%M%S}.db"))

    def backup_over(self, which: int) -> None:
        there = copies(self.folder)
        if there:
            try:
                save(self.store, there[which % len(there)])
            except Complaint as complaint:
                if complaint.key != "store.backup_holds_more":
                    raise

    def lose(self) -> None:
        for tail in ("", "-wal", "-shm"):
            self.store.with_name(self.store.name + tail).unlink(missing_ok=True)

    def delete(self) -> None:
        self.lose()
        self.open()

    def restore(self, which: int, replace: bool) -> None:
        there = copies(self.folder)
        if there:
            restore(self.folder, there[which % len(there)], self.now, replace=replace)

    def pass_days(self, days: int) -> None:
        for _ in range(abs(days)):
            self.now += timedelta(days=1 if days > 0 else -1)
            self.open()

    def reachable(self) -> set[str]:
        """All events in whole stores anywhere in the home."""
        return set().union(*(events(path) for path in self.folder.rglob("*.db")))


def events(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM event")}


@pytest.fixture
def home() -> Iterator[Home]:
    with tempfile.TemporaryDirectory() as folder:
        yield Home(Path(folder))


STEPS = st.one_of(
    st.just(("answer",)),
    st.just(("backup",)),
    st.tuples(st.just("backup_over"), st.integers(0, 9)),
    st.just(("delete",)),
    st.just(("delete",)),
    st.tuples(st.just("restore"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("pass_days"), st.sampled_from([9, 1, -2])),
)


@examples(20)
@example([("delete",), ("pass_days", 9)])
@example([("backup",), ("delete",), ("backup_over", 1)])
@given(st.lists(STEPS, min_size=5, max_size=9))
def test_no_event_gets_out_of_reach(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        for step, *how in [("answer",), ("pass_days", 1), ("answer",), *steps]:
            before = home.reachable()
            if step == "delete":  # what was nowhere else goes with it: that was not the program
                before = set().union(*(events(copy) for copy in home.folder.rglob("*.db") if copy != home.store))
            getattr(home, str(step))(*how)
            assert before <= home.reachable(), step
            home.now += timedelta(seconds=1)
        # What was not replaced on purpose is there after the next opening.
        wanted = set().union(events(home.store), *(events(copy) for copy in copies(home.folder)))
        home.open()
        assert events(home.store) == wanted


def test_rotation_never_takes_what_brings_answers_back(home: Home) -> None:
    for _ in range(12):
        home.answer()
    home.pass_days(1)
    good = home.folder / BACKUPS / f"trainer-{home.now.date()}.db"
    home.lose()
    home.store.write_bytes(empty_store())
    opened = Database.open(home.store)  # an older program, which takes in nothing
    for _ in range(20):
        home.now += timedelta(days=1)
        daily(opened, home.folder / BACKUPS, home.now.date())
    opened.close()
    assert len(events(good)) == 12
    assert len(list((home.folder / BACKUPS).glob("*.db"))) == 8  # the seven latest, and the one that holds more
    home.open()
    assert (home.healed.answers, home.healed.sources) == (12, [good.name])
    home.pass_days(8)
    assert not good.exists()
    assert len(events(home.store)) == 12


def test_every_restore_keeps_the_store_before_it_under_a_name_of_its_own(home: Home) -> None:
    for _ in range(6):
        home.answer()
    home.backup()
    saved = max((home.folder / BACKUPS).glob("*.db"), key=lambda path: len(events(path)))
    for _ in range(6):
        home.answer()
    kept = []
    for replace in (True, True, False, False):  # within the same second
        one = restore(home.folder, saved, home.now, replace=replace)
        assert one is not None
        kept.append(one)
    assert len(set(kept)) == 4
    assert [len(events(one)) for one in kept] == [12, 6, 6, 6]
    assert {one.parents[1].name for one in kept[:2]} == {SET_ASIDE}
    home.open()
    assert not home.healed  # that it holds less was wanted
    assert len(events(home.store)) == 6


def test_answers_given_since_stay_when_lost_ones_come_back(home: Home) -> None:
    for _ in range(5):
        home.answer()
    home.backup()
    home.lose()
    home.store.write_bytes(empty_store())
    for _ in range(3):
        home.answer()
    home.open()
    assert home.healed.answers == 5
    assert len(events(home.store)) == 8


def test_a_store_that_was_taken_for_another_is_told_though_it_holds_more(home: Home, tmp_path: Path) -> None:
    home.answer()
    home.backup()
    (tmp_path / "other").mkdir()
    other = Home(tmp_path / "other")
    other.answers = 100
    for _ in range(4):
        other.answer()
    save(other.store, tmp_path / "other.db")
    home.lose()
    home.store.write_bytes((tmp_path / "other.db").read_bytes())
    home.open()
    assert home.healed.answers == 1
    # Two people of one name are never made one.
    assert home.healed.learners == ["me 2"]
    with closing(sqlite3.connect(home.store)) as connection:
        counted = dict(connection.execute("SELECT learner, count(*) FROM event GROUP BY learner"))
    assert counted == {"me": 4, "me 2": 1}


def test_a_damaged_or_foreign_copy_brings_nothing_and_is_not_removed(home: Home) -> None:
    home.answer()
    home.backup()
    home.lose()
    cut = home.folder / BACKUPS / "trainer-2026-01-01.db"
    cut.write_bytes(b"SQLite format 3\0" + b"\x5a" * 9000)
    foreign = home.folder / "trainer copy.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE event (x)")
    home.open()
    assert home.healed.answers == 1
    assert not {cut.name, foreign.name} & set(home.healed.sources)
    home.pass_days(10)
    assert cut.exists()


def test_a_backup_over_one_that_holds_more_is_refused(home: Home, tmp_path: Path) -> None:
    home.answer()
    saved = save(home.store, tmp_path / "stick.db")
    for backup in (home.folder / BACKUPS).glob("*.db"):
        backup.unlink()
    home.delete()
    with pytest.raises(Complaint) as refused:
        save(home.store, saved)
    assert refused.value.key == "store.backup_holds_more"
    assert len(events(saved)) == 1
    assert missing(home.store, saved).answers == 1


def test_settings_and_memberships_come_back_but_not_how_far_a_sync_was(home: Home) -> None:
    def put(*rows: tuple[str, ...]) -> None:
        with closing(sqlite3.connect(home.store)) as connection, connection:
            for row in rows:
                connection.execute(f"INSERT OR REPLACE INTO {row[0]} VALUES ({', '.join('?' * len(row[1:]))})", row[1:])

    put(("learner", "me", "1", "1", "x", "1" * 32),
        ("setting", "me", "minutes", "20"), ("setting", "", "device", '"old"'),
        ("kept", "me", "team", "t", "1", "{}"), ("kept", "me", "team-cursor", "t", "1", "{}"))  # fmt: skip
    home.answer()
    home.backup()
    home.lose()
    home.store.write_bytes(empty_store())
    put(("learner", "me", "2", "2", "x", "1" * 32), ("setting", "", "device", '"new"'))
    home.open()
    with closing(sqlite3.connect(home.store)) as connection:
        assert dict(connection.execute("SELECT name, value FROM setting")) == {"minutes": "20", "device": '"new"'}
        assert connection.execute("SELECT kind FROM kept").fetchall() == [("team",)]
        assert connection.execute("SELECT scheduler FROM learner").fetchall() == [("",)]


def test_every_table_is_brought_back_or_follows_from_others(home: Home) -> None:
    """A new table must be put in one of the two."""
    follows = {"card_state", "deck_file", "note", "card", "alias", "tag", "alembic_version", "void", "journal_file"}
    taken_in = {"event", "learner", "setting", "kept", "workshop", "workshop_event"}
    with closing(sqlite3.connect(home.store)) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    words = {table for table in there if table.startswith("card_words")}
    assert there - follows - words == taken_in
