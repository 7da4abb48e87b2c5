"""Studying through the door: what a learner does is on disk, comes back in time, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import get_type_hints

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from pydantic import TypeAdapter, ValidationError

import ops_trainer
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store.learners import put_setting
from ops_trainer.trainer import Trainer
from ops_trainer.trainer.settings import AUTO, SCHEMA, Setting, Settings
from tests.conftest import Clock

NOTES = "".join(
    f"  - id: n{n}\n    kind: definition\n    term: term {n}\n    meaning: meaning {n}\n" for n in range(20)
)
DECK = f"id: small\ntitle: small\nlanguage: en\nnotes:\n{NOTES}"


@pytest.fixture
def own(home: Path) -> Path:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(DECK, encoding="utf-8")
    return home


def opened(home: Path, clock: Clock) -> Trainer:
    return ops_trainer.open(home, learner="mei", clock=clock)


def cards_of(trainer: Trainer, **limits: int) -> list[str]:
    session = trainer.study(["small"], **limits)
    shown = []
    while card := session.card:
        shown.append(card.id)
        session.grade(Rating.GOOD)
    return shown


def test_the_python_door_as_the_design_writes_it(own: Path, clock: Clock) -> None:
    with ops_trainer.open(own, learner="mei", clock=clock) as trainer:
        session = trainer.study(["small"], new_limit=3)
        count = 0
        while session.card:
            session.grade(Rating.GOOD)
            count += 1
        assert count == 3
        assert session.undo() is not None
        assert session.card is not None


def test_new_cards_come_one_a_note_in_order_and_within_the_limit(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        trainer.change(new_limit=5)
        assert cards_of(trainer) == [f"small/n{n}/meaning" for n in range(5)]
        assert cards_of(trainer) == []
        clock.forward(hours=20)
        tomorrow = cards_of(trainer)
        assert [card for card in tomorrow if "/n1/" not in card][:1]
        assert len(tomorrow) == 5


def test_closing_in_the_middle_of_a_card_loses_nothing(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        session = trainer.study(["small"])
        session.grade(Rating.GOOD)
        session.grade(Rating.AGAIN)
        missed = "small/n1/meaning"
        shown = session.card
    clock.forward(minutes=3)
    with opened(own, clock) as trainer:
        again = trainer.study(["small"])
        assert again.card is not None
        assert again.card.id == missed
        again.grade(Rating.GOOD)
        assert again.card == shown
    clock.forward(days=1)
    with opened(own, clock) as trainer:
        assert trainer.today().habit.streak == 1
        assert trainer.today().due >= 1


def test_undo_of_k_steps_restores_the_exact_state(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        session = trainer.study(["small"])
        before = []
        for rating in (Rating.GOOD, Rating.AGAIN, Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.GOOD):
            assert session.card is not None
            before.append((session.card, session.progress, _states(trainer)))
            session.grade(rating)
            clock.forward(seconds=5)
        while before:
            session.undo()
            card, progress, states = before.pop()
            assert (session.card, session.progress) == (card, progress)
            assert _states(trainer) == states
        assert session.undo() is None
        assert trainer.doctor()[0].level == "fine"


def _states(trainer: Trainer) -> dict[str, tuple[object, ...]]:
    with trainer.context.database.reading() as connection:
        rows = connection.execute("SELECT card, stability, due_day, reps, lapses FROM card_state").fetchall()
    return {row[0]: tuple(row[1:]) for row in rows if row[3]}


def test_bury_is_for_today_and_suspend_until_resumed(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        session = trainer.study(["small"])
        session.bury()
        session.suspend()
        rest = cards_of(trainer)
        assert not {"small/n0/meaning", "small/n1/meaning"} & set(rest)
        clock.forward(days=1)
        trainer.change(new_limit=40)
        tomorrow = cards_of(trainer)
        assert "small/n0/meaning" in tomorrow
        assert "small/n1/meaning" not in tomorrow
        trainer.resume("small/n1/meaning")
        assert "small/n1/meaning" in cards_of(trainer, new_limit=40)


def test_an_absence_does_not_pile_up(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        trainer.change(new_limit=20, review_limit=4)
        cards_of(trainer, new_limit=20)
        clock.forward(days=30)
        today = trainer.today()
        assert today.due == 4
        assert today.backlog == 16
        ahead = trainer.forecast()
        assert trainer.day() + 4 <= ahead.backlog_gone <= trainer.day() + 10, "what was done comes back meanwhile"
        assert all(cards - new <= 4 for cards, new in zip(ahead.cards, ahead.new, strict=True))


def test_a_deck_that_is_edited_keeps_progress_and_one_that_breaks_is_left_out(own: Path, clock: Clock) -> None:
    file = own / "decks" / "small.yaml"
    with opened(own, clock) as trainer:
        cards_of(trainer, new_limit=2)
        file.write_text(DECK.replace("meaning 0", "another meaning"), encoding="utf-8")
        assert trainer.refresh().changed == ("small",)
        assert trainer.card("small/n0/meaning").back.en == "another meaning"
        assert trainer.memory("small/n0/meaning").state.reps == 1
        file.write_text("id: small\nnotes: [", encoding="utf-8")
        assert trainer.refresh().problems
        assert [deck.id for deck in trainer.decks() if deck.own] == []
        file.write_text(DECK, encoding="utf-8")
        assert not trainer.refresh().problems
        assert trainer.memory("small/n0/meaning").state.reps == 1


def test_a_rename_keeps_progress(own: Path, clock: Clock) -> None:
    file = own / "decks" / "small.yaml"
    with opened(own, clock) as trainer:
        cards_of(trainer, new_limit=1)
        renamed = DECK.replace("- id: n0\n", "- id: zero\n    formerly: [small/n0]\n")
        file.write_text(renamed, encoding="utf-8")
        trainer.refresh()
        assert trainer.memory("small/zero/meaning").state.reps == 1
        assert trainer.doctor()[0].level == "fine"


def test_flags_search_and_reset(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        session = trainer.study(["small"])
        session.flag("例子？")
        assert session.flagged == "例子？"
        session.grade(Rating.GOOD)
        assert [line.card.id for line in trainer.search(flagged=True).lines] == ["small/n0/meaning"]
        assert trainer.search("meaning 0", deck="small").lines
        assert trainer.search("nothing at all").lines == []
        trainer.reset("small/n0/meaning")
        assert trainer.memory("small/n0/meaning").state.is_new


def test_a_clock_set_back_is_flagged_and_a_repair_brings_the_cards_back(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        clock.forward(days=900)
        cards_of(trainer, new_limit=3)
        clock.forward(days=-899)
        assert trainer.today().warnings
        assert any(finding.key == "doctor.clock_ahead" for finding in trainer.doctor())
        assert trainer.doctor(repair=True)[0].repaired
        assert not trainer.doctor()[0].repaired
        assert trainer.doctor()[0].level == "fine"
        clock.forward(days=3)
        assert trainer.today().due == 3
        assert not trainer.today().warnings


def test_settings_are_checked_and_minutes_leave_limits_alone(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        assert trainer.today().minutes <= 10
        before = trainer.today().new
        trainer.change(minutes=20)
        assert trainer.settings.new_limit == AUTO
        assert trainer.today().new > before
        weights = list(DEFAULT_PARAMETERS)
        for wrong in (
            {"parameters": weights[:5]},
            {"parameters": [*weights[:20], "x"]},
            {"minutes": 0},
            {"buttons": 3},
            {"retention": "much"},
            {"nothing": 1},
        ):
            with pytest.raises(Complaint):
                trainer.change(**wrong)
        trainer.change(retention=0.8, parameters=[weight * 1.01 for weight in weights])
        assert trainer.context.scheduler != Scheduler((), 0.8)
        with trainer.context.database.writing() as connection:
            put_setting(connection, "mei", "parameters", [0.5] * 35)
    with opened(own, clock) as trainer:
        assert trainer.settings.retention == 0.8
        assert trainer.context.scheduler == Scheduler((), 0.8)  # 35 weights are those of another version


def test_learners_of_one_home_do_not_meet(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        cards_of(trainer, new_limit=3)
    with ops_trainer.open(own, learner="雷", clock=clock) as trainer:
        assert trainer.today().done == 0
        assert trainer.learners() == ["mei", "雷"] or set(trainer.learners()) == {"mei", "雷"}
    with pytest.raises(Complaint):
        ops_trainer.open(own, learner="a\x1b[31m", clock=clock)


def test_journals_travel(own: Path, tmp_path: Path, clock: Clock) -> None:
    import json

    with opened(own, clock) as trainer:
        cards_of(trainer, new_limit=4)
        lines = [json.dumps(event) for event in trainer.export_journal()]
    other = tmp_path / "other"
    with ops_trainer.open(other, learner="mei", clock=clock) as trainer:
        assert trainer.import_journal(lines).events == 4
        assert trainer.import_journal(lines).events == 0
        with pytest.raises(Complaint, match="line 2"):
            trainer.import_journal([lines[0], "{}"])


def test_backups_and_restore(own: Path, clock: Clock, tmp_path: Path) -> None:
    with opened(own, clock) as trainer:
        cards_of(trainer, new_limit=2)
        saved = trainer.backup(tmp_path / "saved.db")
        cards_of(trainer, new_limit=3)
    assert ops_trainer.trainer.restore_home(own, saved, replace=True).exists()
    with opened(own, clock) as trainer:
        assert trainer.stats().reviews_total == 2
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a store at all" * 100)
    with pytest.raises(Complaint):
        ops_trainer.trainer.restore_home(own, broken)
    for _ in range(9):
        clock.forward(days=1)
        opened(own, clock).close()
    assert len(list((own / "backups").glob("trainer-????-??-??.db"))) == 7


@pytest.mark.parametrize("setting", SCHEMA.values(), ids=lambda setting: setting.key)
def test_a_setting_has_the_type_that_it_is_declared_with(setting: Setting) -> None:
    declared = TypeAdapter(get_type_hints(Settings)[setting.key])
    for value in (setting.default, *setting.choices):
        assert declared.validate_python(value, strict=True) == value
    if setting.choices:
        with pytest.raises(ValidationError):
            declared.validate_python("no such choice", strict=True)
    assert getattr(Settings.stored({}), setting.key) == setting.default


def test_settings_that_only_another_version_knows_are_left_out() -> None:
    assert Settings.stored({"minutes": 25, "of_another_version": 1}) == Settings(minutes=25)
