"""Learners whose names differ in case, width and spaces alone: one person, and a merge for those of before."""

from __future__ import annotations

from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.cli import main
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.store import learners
from ops_trainer.trainer import Trainer
from tests.conftest import Clock


@pytest.fixture
def own(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")
    notes = "".join(f"  - id: n{n}\n    kind: qa\n    front: front {n}\n    back: back {n}\n" for n in range(9))
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(f"id: small\ntitle: s\nlanguage: en\nnotes:\n{notes}", encoding="utf-8")
    return home


def grade(trainer: Trainer, count: int) -> None:
    session = trainer.study(["small"], new_limit=9, review_limit=9)
    for _ in range(count):
        session.grade(Rating.GOOD)


def names(trainer: Trainer) -> list[str]:
    with trainer._context.database.reading() as connection:
        return learners.learners(connection)


@pytest.fixture
def twins(own: Path, clock: Clock) -> Path:
    """A home of before: Mei learnt four cards, mei two of them."""
    for name, cards in (("Mei", 4), ("Mei other", 2)):
        with ops_trainer.open(own, learner=name, clock=clock) as trainer:
            grade(trainer, cards)
            with trainer._context.database.writing() as connection:
                if name != "Mei":
                    learners._rename(connection, name, "mei")
        clock.forward(minutes=5)
    return own


@pytest.mark.parametrize("typed", ["mei", "MEI", "ＭＥＩ", " ｍｅｉ "])
def test_a_name_in_another_case_or_width_is_the_same_person(own: Path, clock: Clock, typed: str) -> None:
    with ops_trainer.open(own, learner="Mei", clock=clock) as trainer:
        grade(trainer, 1)
    with ops_trainer.open(own, learner="Bo", clock=clock) as trainer:
        assert trainer.twins == []
    with ops_trainer.open(own, learner=typed, clock=clock) as trainer:
        assert trainer.learner == "Mei"
        assert trainer.today().done == 1
        assert sorted(names(trainer)) == ["Bo", "Mei"]


def test_twins_of_before_stay_apart_until_they_are_merged(twins: Path, clock: Clock) -> None:
    with ops_trainer.open(twins, learner="mei", clock=clock) as trainer:
        assert (trainer.learner, trainer.today().done, trainer.twins) == ("mei", 2, ["Mei"])
        (found,) = (one for one in trainer.doctor() if one.key == "trainer.twin")
        assert found.level == "note"
        assert 'ops-trainer doctor --merge "Mei"' in found.in_lang("en")
        with pytest.raises(Complaint, match="There are: Mei"):
            trainer.merge_learner("Bo")


def test_a_merge_keeps_what_both_learnt_for_good(twins: Path, clock: Clock) -> None:
    with ops_trainer.open(twins, learner="Mei", clock=clock) as trainer:
        before = {event["id"] for event in trainer.export_journal()}
        trainer.merge_learner("mei")
        assert trainer.twins == []
        ids = {event["id"] for event in trainer.export_journal()}
        assert len(ids) == len(before) + 2
        assert len(trainer.memory(trainer.search("front 0").lines[0].card.id).history) == 2
        assert [one.level for one in trainer.doctor()] == ["fine"]
    for _ in range(2):  # no file of the home brings the other one back
        with ops_trainer.open(twins, learner="mei", clock=clock) as trainer:
            assert trainer.learner == "Mei"
            assert names(trainer) == ["Mei"]
            assert trainer.healed == []
            assert {event["id"] for event in trainer.export_journal()} == ids
    for file in twins.glob("trainer.db*"):
        file.unlink()
    with ops_trainer.open(twins, clock=clock) as trainer:
        assert {event["id"] for event in trainer.export_journal()} >= ids, "the journal files are hers, all of them"


def test_the_command_merges(twins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--home", str(twins), "--lang", "en", "--learner", "Mei", "doctor"]
    assert main(words) == 0
    assert 'doctor --merge "mei"' in capsys.readouterr().out
    assert main([*words, "--merge", "mei"]) == 0
    said = capsys.readouterr().out
    assert "mei and Mei are one person now" in said
    assert "--merge" not in said
    assert main([*words, "--merge", "mei"]) == 2


def test_a_merge_reaches_the_computer_that_shares_a_folder(twins: Path, clock: Clock, tmp_path: Path) -> None:
    folder, second = tmp_path / "shared", tmp_path / "second"
    folder.mkdir()
    for name in ("Mei", "mei"):
        with ops_trainer.open(twins, learner=name, clock=clock) as trainer:
            trainer.share_folder(folder)
            person = next(one for one in trainer.people_in(folder) if one.name == name)
        with ops_trainer.open(second, learner=name if name == "Mei" else "Bo", clock=clock) as trainer:
            trainer.share_folder(folder, person.id)
    with ops_trainer.open(twins, learner="Mei", clock=clock) as trainer:
        trainer.merge_learner("mei")
        trainer.exchange()
        ids = {event["id"] for event in trainer.export_journal()}
    for _ in range(2):
        with ops_trainer.open(twins, learner="Mei", clock=clock) as trainer:
            trainer.exchange()
            assert names(trainer) == ["Mei"], "the folder brings nobody back"
            assert {event["id"] for event in trainer.export_journal()} == ids
    with ops_trainer.open(second, learner="Mei", clock=clock) as trainer:
        trainer.exchange()
        there = {event["id"] for event in trainer.export_journal()}
    with ops_trainer.open(second, learner="Bo", clock=clock) as trainer:
        there |= {event["id"] for event in trainer.export_journal()}
    assert there >= ids, "on the other computer both still are what they were, and nothing is lost"
