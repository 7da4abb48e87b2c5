"""A clock that ran behind: what it dated is told, put on its days, and put back again; flights are no wrong clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import accumulate, count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ops_trainer
from ops_trainer.cli import main
from ops_trainer.memory import Rating
from ops_trainer.memory.day import DAY_MS
from ops_trainer.memory.events import Kind
from ops_trainer.memory.streaks import longest_streak, streak
from ops_trainer.store import history
from ops_trainer.trainer import Trainer
from ops_trainer.trainer.care import compare_clock
from tests.conftest import Clock
from tests.examples import examples
from tests.trainer.test_care import grade, own

__all__ = ["own"]

START = datetime(2026, 11, 23, 1, tzinfo=UTC)
CARDS = [f"small/n{n}/answer" for n in range(3)]
EPOCHS = (20_000, 9_800, 25)  # days behind: 1970, 2000, a battery that was empty for weeks


def due_days(trainer: Trainer) -> dict[str, int | None]:
    with trainer.context.database.reading() as connection:
        rows = connection.execute("SELECT card, due_day FROM card_state WHERE learner = ?", (trainer.learner,))
        return dict(rows.fetchall())


@pytest.mark.parametrize("days", EPOCHS)
def test_cards_learnt_with_a_clock_that_ran_behind_come_when_they_should(
    own: Path, clock: Clock, days: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 3)
        clock.forward(days=1 - days)
        grade(trainer, 3)
        clock.forward(days=days, hours=1)
        known = due_days(trainer)
        assert trainer.wrong_dates() == 3
        assert [(one.key, one.level, one.repaired) for one in trainer.doctor()] == [
            ("doctor.clock_behind", "fault", False)
        ]
        redates = trainer.mend_dates()
        assert len(redates) == 3
        assert trainer.wrong_dates() == 0
        assert trainer.doctor()[0].level == "fine"
        assert trainer.today().habit.streak == 2
        assert all(day is not None and trainer.day() <= day <= trainer.day() + 20 for day in due_days(trainer).values())
        trainer.undo_events(redates)
        assert due_days(trainer) == known
        assert trainer.wrong_dates() == 3
        assert [one.repaired for one in trainer.doctor(repair=True)] == [True]
        assert trainer.wrong_dates() == 0
    assert main(["--home", str(own), "--lang", "en", "doctor", "--undo-dates"]) == 1
    told = capsys.readouterr().out
    assert told.startswith(
        "3 answers stand on the days again that they were written with.\n3 events are dated too early"
    )
    with ops_trainer.open(own, clock=clock) as trainer:
        assert due_days(trainer) == known
        assert trainer.mended_dates() == []


def test_while_the_clock_is_wrong_it_is_told_and_nothing_is_mended(own: Path, clock: Clock) -> None:
    clock.forward(days=-9_800)
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.today().warnings == ("trainer.clock_wrong",)
        grade(trainer, 2)
        assert trainer.wrong_dates() == 0
        assert trainer.mend_dates() == []
        clock.forward(days=9_800, hours=2)
        assert trainer.today().warnings == ()
        assert trainer.wrong_dates() == 2


def test_where_an_earlier_version_wrote_the_order_of_arrival_tells_if_it_is_asked(
    own: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "dated_after", lambda *_: None)  # which earlier versions did not look for
    with ops_trainer.open(own, clock=clock) as trainer:
        clock.forward(days=60)
        grade(trainer, 3)
        known = due_days(trainer)
        clock.forward(days=-25)
        grade(trainer, 3)
        clock.forward(days=25, hours=1)
        there = trainer.context.journal
        with trainer.context.database.reading() as connection:
            (event,) = [one for _, one in there.events(connection)][:1]
        other = replace(event, id="late", via="team:t", at=event.at - 40 * DAY_MS, local_day=event.local_day - 40)
        there.append_events([other])  # what a server brings comes in any order
        assert trainer.wrong_dates() == 0
        assert trainer.doctor()[0].level == "fine"
        found = trainer.doctor(by_arrival=True)
        assert [(one.key, one.params["n"], one.repaired) for one in found] == [("doctor.clock_behind", 3, False)]
        assert trainer.doctor(by_arrival=True, repair=True)[0].repaired
        assert trainer.doctor(by_arrival=True)[0].level == "fine"
        assert len(trainer.mended_dates()) == 3
        after = due_days(trainer)
        assert all(day is None or (after[card] or 0) >= day for card, day in known.items())
        trainer.undo_events(trainer.mended_dates())
        assert trainer.doctor(by_arrival=True)[0].key == "doctor.clock_behind"
    asked: list[dict[str, bool]] = []
    monkeypatch.setattr(Trainer, "doctor", lambda _, **how: asked.append(how) or [])
    assert main(["--home", str(own), "doctor", "--by-arrival"]) == 0
    assert asked == [{"repair": False, "by_arrival": True}]


def test_what_was_imported_may_be_of_any_date(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        clock.forward(days=-400)
        grade(trainer, 3)
        lines = [str(line).replace("'", '"') for line in trainer.export_journal()]
    clock.forward(days=400)
    with ops_trainer.open(own.parent / "other", clock=clock) as trainer:
        assert trainer.import_journal(lines).events == 3
        assert trainer.wrong_dates() == 0


def test_in_what_order_a_lost_store_came_back_says_nothing_of_clocks(own: Path, clock: Clock) -> None:
    for _ in range(3):
        with ops_trainer.open(own, clock=clock) as trainer:
            grade(trainer, 2)
        clock.forward(days=20)
    journal = next((own / "journal").rglob("*-2026-11.jsonl"))
    for backup in (own / "backups").iterdir():
        backup.unlink()
    aside = journal.read_bytes()
    (own / "trainer.db").unlink()
    journal.unlink()
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 2)
        known = trainer.stats().reviews_total
    journal.write_bytes(aside)
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.stats().reviews_total > known
        assert trainer.wrong_dates() == 0


def test_what_a_wrong_clock_dated_is_known_in_a_store_that_was_lost(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        clock.forward(days=60)
        grade(trainer, 2)
        clock.forward(days=-25)
        grade(trainer, 3)
        clock.forward(days=25, hours=3)
    (own / "trainer.db").unlink()
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.wrong_dates() == 3
        trainer.mend_dates()
        assert trainer.wrong_dates() == 0


@dataclass(frozen=True)
class Step:
    """Some hours go by, perhaps a flight, then a card is graded."""

    hours: int
    zone: int  # hours from UTC
    card: str
    rating: Rating


steps = st.builds(
    Step,
    st.integers(1, 100),
    st.sampled_from([8, 8, 8, -10, 0, 14]),
    st.sampled_from(CARDS),
    st.sampled_from([Rating.AGAIN, Rating.GOOD, Rating.EASY]),
)
# A stretch of a wrong clock: how far behind, what is graded meanwhile, the hours until it is set right.
stretches = st.tuples(st.sampled_from([0, *EPOCHS]), st.lists(steps, min_size=1, max_size=4), st.integers(1, 23))
NUMBERS = count()


@settings(examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=3), st.lists(stretches, min_size=1, max_size=3))
def test_after_mending_the_due_days_are_those_of_a_right_clock(
    own: Path, first: list[Step], wrong: list[tuple[int, list[Step], int]]
) -> None:
    number = next(NUMBERS)
    plans = [(0, step, step.hours) for step in first]
    for behind, meanwhile, until in wrong:
        # A clock that has caught up with what was written before it can't be told from a right one.
        hours = [step.hours % 70 + 1 if place else until for place, step in enumerate(meanwhile)]
        plans += [(behind, step, gone) for step, gone in zip(meanwhile, hours, strict=True)]
    # East only: who flies west after a wrong clock lives a day twice, and nothing tells which of them it is.
    zones = list(accumulate((step.zone for _, step, _ in plans), max))
    found = []
    for name, right in (("right", True), ("wrong", False)):
        clock = Clock(START)
        with ops_trainer.open(own, learner=f"{name}{number}", clock=clock) as trainer:
            now = START
            for (behind, step, hours), zone in zip(plans, zones, strict=True):
                now += timedelta(hours=hours)
                clock.now = (now - timedelta(days=0 if right else behind)).astimezone(timezone(timedelta(hours=zone)))
                context = trainer.context
                context.journal.append_events([context.new_event(Kind.REVIEW, step.card, rating=step.rating)])
            clock.now = (now + timedelta(hours=wrong[-1][2])).astimezone(timezone(timedelta(hours=zones[-1])))
            if right or not any(behind for behind, _, _ in plans):
                assert trainer.wrong_dates() == 0
            trainer.mend_dates()
            assert trainer.wrong_dates() == 0
            found.append(due_days(trainer))
    assert found[0] == found[1]


# flights


def test_a_day_that_the_date_line_takes_breaks_no_streak(own: Path) -> None:
    clock = Clock(datetime(2026, 11, 23, 21, tzinfo=timezone(timedelta(hours=-8))))
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 1)
        clock.now = (clock.now + timedelta(hours=18)).astimezone(timezone(timedelta(hours=8)))
        assert clock.now.day == 25
        assert trainer.today().habit.streak == 1  # before studying, and after
        grade(trainer, 1)
        assert trainer.today().habit.streak == 2
        assert (trainer.stats().streak, trainer.stats().longest_streak) == (2, 2)
        assert trainer.wrong_dates() == 0


def test_a_day_that_was_not_studied_breaks_it_as_ever(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        grade(trainer, 1)
        clock.forward(hours=43)
        grade(trainer, 1)
        assert trainer.today().habit.streak == 1


def test_a_skipped_day_counts_as_none() -> None:
    assert streak({7, 8, 10}, 10, {9}.__contains__) == 3
    assert streak({7, 8}, 10, {9}.__contains__) == 2
    assert streak({7, 8, 10}, 10) == 1
    assert longest_streak({7, 8, 10, 11, 20}, {9}.__contains__) == 4


# a server's time


def test_a_servers_time_reveals_a_wrong_clock(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        compare_clock(trainer.context, clock.now + timedelta(hours=20))
        assert trainer.clock_off is None
        compare_clock(trainer.context, clock.now + timedelta(days=25))
        assert trainer.clock_off is not None
        assert "25 days" in trainer.clock_off.in_lang("en")
        assert trainer.today().warnings == ("trainer.clock_off",)
        compare_clock(trainer.context, None)
        assert trainer.clock_off is not None
        compare_clock(trainer.context, clock.now)
        assert trainer.today().warnings == ()
