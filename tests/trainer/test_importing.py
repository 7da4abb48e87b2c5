"""Foreign files in a learner's home: nothing doubled, nothing lost, all or nothing, and back again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer, importing
from ops_trainer.trainer.importing import Imported
from tests.conftest import Clock

CORPUS = Path(__file__).parents[1] / "exchange" / "corpus"
STOCK = CORPUS / "anki" / "stock-latest.apkg"


@pytest.fixture
def trainer(home: Path, clock: Clock) -> Trainer:
    clock.forward(days=90)  # after what was learnt in the packages
    return ops_trainer.open(home, clock=clock)


def take(trainer: Trainer, path: Path, *, history: bool = False, into: str = "") -> Imported:
    plan = trainer.plan_import(trainer.read_foreign(path), into)
    return trainer.import_foreign(plan, history=history)


def files(home: Path) -> dict[str, bytes]:
    """What lies in the folder of own decks."""
    folder = home / "decks"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def states(trainer: Trainer) -> list[object]:
    with trainer.context.database.reading() as connection:
        return connection.execute("SELECT * FROM card_state WHERE reps > 0 OR suspended ORDER BY card").fetchall()


def test_a_package_becomes_a_deck_with_media_and_history_and_a_second_time_nothing_is_new(
    trainer: Trainer, home: Path
) -> None:
    done = take(trainer, STOCK, history=True)
    assert (done.added, done.reviews, done.marks, done.media) == (13, 19, 2, 4)
    assert [line.cards for line in trainer.decks() if line.id == "stock-latest"] == [22]
    learnt, there = states(trainer), files(home)
    assert learnt
    again = take(trainer, CORPUS / "anki" / "stock-legacy.apkg", history=True)  # the same notes, another layout
    assert (again.id, again.added, again.updated, again.reviews) == ("", 0, 0, 0)
    assert (states(trainer), files(home)) == (learnt, there)


def test_an_import_is_undone_as_a_whole_and_can_be_done_again(trainer: Trainer, home: Path, clock: Clock) -> None:
    (home / "decks").mkdir(exist_ok=True)
    before = files(home)
    done = take(trainer, STOCK, history=True)
    learnt = states(trainer)
    assert trainer.undo_import() == done.id
    assert files(home) == before
    assert states(trainer) == []
    assert "stock-latest" not in [line.id for line in trainer.decks()]
    with pytest.raises(Complaint, match="no import"):
        trainer.undo_import()
    clock.forward(minutes=1)
    take(trainer, STOCK, history=True)
    assert states(trainer) == learnt


def test_what_was_changed_there_changes_here_and_what_was_added_here_stays(
    trainer: Trainer, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "words.csv"
    path.write_text("术语,释义\n甲,一\n乙,二\n", encoding="utf-8")
    take(trainer, path)
    deck = home / "decks" / "words.yaml"
    text = deck.read_text(encoding="utf-8")
    text = "# mine\n" + text.replace("    meaning: 一\n", "    meaning: 一\n    example: kept\n    # a remark\n")
    deck.write_text(text, encoding="utf-8")
    trainer.refresh()
    card = trainer.cards("words")[0]
    session = trainer.study(["words"])
    assert session.card is not None
    session.grade(Rating.GOOD)
    path.write_text("术语,释义\n甲,一\n乙,贰\n丙,三\n", encoding="utf-8")
    done = take(trainer, path)
    assert (done.added, done.updated) == (1, 1)
    now = deck.read_text(encoding="utf-8")
    assert now.startswith("# mine\n")
    assert "    example: kept\n    # a remark\n" in now
    assert "贰" in now
    assert "二" not in now
    assert len(trainer.notes("words")) == 3
    assert trainer.memory(card.id).state.reps == 1
    trainer.undo_import()
    assert deck.read_text(encoding="utf-8") == text


def test_a_deck_that_was_changed_since_is_left_alone(trainer: Trainer, home: Path) -> None:
    take(trainer, STOCK)
    deck = home / "decks" / "stock-latest.yaml"
    deck.write_text(deck.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    there = files(home)
    with pytest.raises(Complaint, match="was changed since"):
        trainer.undo_import()
    assert files(home) == there


@pytest.mark.parametrize("call", range(3))
def test_an_import_that_is_cancelled_leaves_nothing(
    trainer: Trainer, home: Path, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cancelled(Exception):
        pass

    put = importing._Record.put
    calls = 0

    def until(record: importing._Record, path: Path, data: bytes) -> None:
        nonlocal calls
        calls += 1
        if calls > call:
            raise Cancelled
        put(record, path, data)

    monkeypatch.setattr(importing._Record, "put", until)
    plan = trainer.plan_import(trainer.read_foreign(STOCK))
    with pytest.raises(Cancelled):
        trainer.import_foreign(plan)
    assert files(home) == {}
    assert not list((home / "decks").glob("*"))


def test_notes_go_into_a_deck_of_ones_own_and_into_no_other(trainer: Trainer, home: Path) -> None:
    (home / "decks").mkdir(exist_ok=True)
    mine = home / "decks" / "mine.yaml"
    mine.write_text(
        "id: mine\ntitle: t\nlanguage: zh\nnotes:\n- id: a\n  kind: qa\n  front: f\n  back: b\n", encoding="utf-8"
    )
    trainer.refresh()
    take(trainer, CORPUS / "own" / "zh-exam.docx", into="mine")
    assert len(trainer.notes("mine")) == 8
    assert trainer.problems() == ()
    with pytest.raises(Complaint, match="not one of your own"):
        take(trainer, CORPUS / "own" / "zh-exam.docx", into="ops-basics")
    with pytest.raises(Complaint):
        take(trainer, CORPUS / "own" / "zh-exam.docx", into="../evil")


def test_a_large_file_becomes_several_decks(
    trainer: Trainer, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_NOTES", 10)
    path = tmp_path / "big.csv"
    path.write_text("front,back\n" + "".join(f"q {n},a {n}\n" for n in range(25)), encoding="utf-8")
    plan = trainer.plan_import(trainer.read_foreign(path))
    assert plan.decks == {"big": 10, "big-2": 10, "big-3": 5}
    trainer.import_foreign(plan)
    assert take(trainer, path).id == ""
    assert sum(len(trainer.notes(f"big{n}")) for n in ("", "-2", "-3")) == 25


def test_our_decks_come_back_from_a_package_as_they_are(trainer: Trainer, home: Path, tmp_path: Path) -> None:
    from ops_trainer.exchange import registry

    take(trainer, STOCK, history=True)
    take(trainer, CORPUS / "own" / "moodle-own.xml")
    decks = [line.id for line in trainer.decks()]
    path = tmp_path / "all.apkg"
    path.write_bytes(registry.write(trainer.outgoing(decks, "zh", history=True), "anki"))
    again = take(trainer, path)
    assert (again.id, again.added, again.updated) == ("", 0, 0)
    with ops_trainer.open(tmp_path / "other", clock=trainer.clock) as other:
        take(other, path, history=True)
        plan = other.plan_import(other.read_foreign(path))
        assert (plan.added, plan.updated) == (0, 0)
        assert json.dumps([note.raw for note in plan.notes])


def test_a_draft_is_not_asked_until_it_is_none(trainer: Trainer, home: Path) -> None:
    deck = home / "decks" / "d.yaml"
    deck.parent.mkdir(exist_ok=True)
    text = "id: d\ntitle: t\nlanguage: en\n%snotes:\n  - id: a\n    kind: qa\n    front: f\n    back: b\n"
    deck.write_text(text % "draft: true\n", encoding="utf-8")
    trainer.refresh()
    assert "d" not in [line.id for line in trainer.decks()]
    assert [(one.complaint.key, one.severity) for one in trainer.problems()] == [("deck.draft", "warning")]
    deck.write_text(text % "", encoding="utf-8")
    trainer.refresh()
    assert "d" in [line.id for line in trainer.decks()]
    assert trainer.problems() == ()
