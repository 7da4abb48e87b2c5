"""Looking after a home: backups, restoring, and clocks that were wrong."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer, restore_home
from tests.conftest import Clock

NOTES = "".join(f"  - id: n{n}\n    kind: qa\n    front: front {n}\n    back: back {n}\n" for n in range(40))


@pytest.fixture
def own(home: Path) -> Path:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(f"id: small\ntitle: s\nlanguage: en\nnotes:\n{NOTES}", encoding="utf-8")
    return home


def grade(trainer: Trainer, count: int, rating: Rating = Rating.GOOD) -> list[str]:
    session = trainer.study(["small"], new_limit=count, review_limit=count)
    cards = []
    for _ in range(count):
        assert session.card is not None
        cards.append(session.card.id)
        session.grade(rating)
    return cards


def levels(trainer: Trainer) -> list[str]:
    return [finding.level for finding in trainer.doctor()]


def dailies(home: Path) -> list[str]:
    return sorted(file.name.removeprefix("trainer-").removesuffix(".db") for file in (home / "backups").glob("*.db"))


def test_a_backup_a_day_and_seven_are_kept(own: Path, clock: Clock) -> None:
    for _ in range(10):
        for _ in range(2):
            ops_trainer.open(own, clock=clock).close()
        clock.forward(days=1)
    assert dailies(own) == [f"2026-{day}" for day in ("11-26", "11-27", "11-28", "11-29", "11-30", "12-01", "12-02")]
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.backup().parent == own / "backups"
    assert len(list((own / "backups").glob("trainer-????-??-??-??????.db"))) == 1


def test_backups_of_a_clock_that_ran_ahead_do_not_push_out_those_of_today(own: Path, clock: Clock) -> None:
    clock.forward(days=800)
    for _ in range(8):
        ops_trainer.open(own, clock=clock).close()
        clock.forward(days=1)
    clock.forward(days=-808)
    for _ in range(3):
        ops_trainer.open(own, clock=clock).close()
        clock.forward(days=1)
    kept = dailies(own)
    assert len(kept) == 7
    assert kept[:3] == ["2026-11-23", "2026-11-24", "2026-11-25"]


def test_what_is_restored_is_seen_by_a_program_that_is_open(own: Path, clock: Clock, tmp_path: Path) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 2)
        saved = trainer.backup(tmp_path / "saved.db")
        grade(trainer, 3)
        kept = restore_home(own, saved, replace=True, clock=clock)
        assert trainer.stats().reviews_total == 2
        grade(trainer, 1)
        assert trainer.stats().reviews_total == 3
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.stats().reviews_total == 3
        assert levels(trainer) == ["fine"]
    assert kept is not None
    restore_home(own, kept, replace=True, clock=clock)
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.stats().reviews_total == 5


def test_a_backup_takes_the_place_of_a_damaged_store_and_of_none(own: Path, clock: Clock, tmp_path: Path) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 4)
        saved = trainer.backup(tmp_path)
    assert saved == tmp_path / "trainer.db"
    store = own / "trainer.db"
    store.write_bytes(b"SQLite format 3\0" + b"\x5a" * 20_000)
    kept = restore_home(own, saved)
    assert kept is not None
    assert kept.read_bytes().endswith(b"\x5a" * 100)
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.stats().reviews_total == 4
    assert restore_home(tmp_path / "fresh", saved) is None
    with ops_trainer.open(tmp_path / "fresh", clock=clock) as trainer:
        assert trainer.stats().reviews_total == 4


def spoilt(saved: Path, how: str) -> None:
    if how == "cut":
        saved.write_bytes(saved.read_bytes()[:30_000])
    elif how == "text":
        saved.write_text("not a store", encoding="utf-8")
    else:
        with closing(sqlite3.connect(saved)) as connection:
            if how == "newer":
                connection.execute("PRAGMA user_version = 99")
            else:
                connection.execute("DROP TABLE event")


@pytest.mark.parametrize(
    ("how", "key"),
    [("cut", "store.damaged"), ("text", "store.damaged"), ("newer", "store.newer"), ("foreign", "store.foreign")],
)
def test_a_bad_backup_is_refused_and_nothing_is_changed(
    own: Path, clock: Clock, tmp_path: Path, how: str, key: str
) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 2)
        saved = trainer.backup(tmp_path / "saved.db")
        spoilt(saved, how)
        with pytest.raises(Complaint) as refused:
            restore_home(own, saved)
        assert refused.value.key == key
        assert trainer.stats().reviews_total == 2
    assert not list(own.glob("*before-restore*"))
    with pytest.raises(Complaint, match="no backup at"):
        restore_home(own, tmp_path / "nothing.db")


def test_a_backup_overwrites_nothing_but_a_backup(own: Path, clock: Clock, tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("dear diary", encoding="utf-8")
    with ops_trainer.open(own, clock=clock) as trainer:
        with pytest.raises(Complaint, match="is no backup"):
            trainer.backup(diary)
        with pytest.raises(Complaint, match="store itself"):
            trainer.backup(own / "trainer.db")
        with pytest.raises(Complaint, match="must be a folder"):
            trainer.backup(diary / "saved.db")
        assert trainer.backup(tmp_path / "a.db") == trainer.backup(tmp_path / "a.db")
    assert diary.read_text(encoding="utf-8") == "dear diary"
    assert not list(tmp_path.rglob("*.part"))


# clocks


def test_days_of_a_clock_that_ran_years_ahead_are_not_lost(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 2)
        clock.forward(days=1000)
        for _ in range(3):
            grade(trainer, 2)
            clock.forward(days=1)
        clock.forward(days=-998)  # five days after the first
        assert trainer.today().warnings == ("trainer.clock_behind",)
        assert trainer.stats().days_studied == 4
        assert [finding.key for finding in trainer.doctor()] == ["doctor.clock_ahead"]
        assert [finding.repaired for finding in trainer.doctor(repair=True)] == [True]
        assert levels(trainer) == ["fine"]
        found = trainer.stats()
        assert (found.days_studied, found.reviews_total) == (4, 8)
        assert list(found.heat) == [trainer.day() - 5, trainer.day() - 2, trainer.day() - 1, trainer.day()]
        assert found.streak == 3
        assert trainer.today().warnings == ()
        assert all(day is None or day <= trainer.day() for day in days_of(trainer))


def days_of(trainer: Trainer) -> list[int | None]:
    with trainer.context.database.reading() as connection:
        return [row[0] for row in connection.execute("SELECT last_day FROM card_state")]


def test_a_clock_that_was_set_back_gives_no_negative_times_and_is_named(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 2)
        session = trainer.study(["small"], new_limit=5, review_limit=5)
        clock.forward(days=-200)
        session.grade(Rating.GOOD)
        assert session.undo()
        session.grade(Rating.AGAIN)
        session.grade(Rating.GOOD)
        events = list(trainer.export_journal())
        assert all(event.get("took_ms", 0) >= 0 for event in events)  # type: ignore[operator]
        memory = [trainer.memory(str(event["card"])) for event in events]
        assert all(line.elapsed >= 0 and line.interval >= 0 for one in memory for line in one.history)
        assert min(trainer.forecast().cards) >= 0
        clock.forward(days=200, minutes=5)
        assert [finding.key for finding in trainer.doctor()] == ["doctor.clock_behind"]
        assert trainer.doctor()[0].level == "fault"
        assert trainer.stats().reviews_total == 4
        assert trainer.today().habit.streak == 1


def test_a_clock_from_before_the_program_mends_nothing(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 3)
        before = list(trainer.export_journal())
        clock.now = datetime(2000, 1, 1, 12, tzinfo=timezone(timedelta(hours=8)))
        assert [finding.key for finding in trainer.doctor(repair=True)] == ["doctor.clock_wrong"]
        assert list(trainer.export_journal()) == before


# the journal, out and in


def test_undone_answers_do_not_count(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        session = trainer.study(["small"], new_limit=5)
        session.grade(Rating.GOOD, 9_000)
        clock.forward(days=1)
        session = trainer.study(["small"], new_limit=5)
        session.grade(Rating.GOOD, 6_000)
        session.undo()
        found = trainer.stats()
        assert (found.reviews_total, found.days_studied, found.streak) == (1, 1, 1)
        assert found.minutes_total == pytest.approx(0.15)
        assert list(found.heat.values()) == [1]


ODD: list[dict[str, object]] = [
    {"at": 10**30}, {"at": -5}, {"at": "x"}, {"local_day": 10**9}, {"utc_offset": 10**6}, {"rating": 9},
    {"rating": None}, {"card": "../../etc/passwd"}, {"card": "a/b/\x1b[31m"}, {"id": ""}, {"kind": 7},
    {"took_ms": -1}, {"took_ms": 1e400}, {"undoes": 5}, {"data": [1]}, {"device": "a\nb"}, {"source": 1},
    {"kind": "place", "data": {"stability": "much"}}, {"kind": "undo"},
]  # fmt: skip


def test_a_journal_with_a_line_that_is_no_event_brings_in_nothing(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 1)
        good = next(trainer.export_journal())
        fine = json.dumps({**good, "id": "other-1"})
        for change in ODD:
            with pytest.raises(Complaint, match="line 2"):
                trainer.import_journal([fine, json.dumps({**good, "id": "other-2", **change})])
        for line in ("[" * 100_000, "null", "[1]", '"x"', "{"):
            with pytest.raises(Complaint, match="line 1"):
                trainer.import_journal([line])
        assert len(list(trainer.export_journal())) == 1
        assert trainer.import_journal([fine, "", fine]).events == 1
        assert levels(trainer) == ["fine"]


def test_a_placed_card_with_an_odd_stability_stays_a_card(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 1)
        good = {key: value for key, value in next(trainer.export_journal()).items() if key != "rating"}
        for number, stability in enumerate((float("nan"), float("inf"), 10**400, -3)):
            card = f"small/n{number + 9}/answer"
            place = {**good, "id": f"p{number}", "kind": "place", "card": card, "data": {"stability": stability}}
            trainer.import_journal([json.dumps(place)])
            assert 1 <= (trainer.memory(card).state.stability or 0) <= 365
