"""When things go wrong: one clear line with what to do in the person's language, nothing lost, no traceback."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer import cli, private_files
from ops_trainer.locale import Complaint, say
from ops_trainer.memory import Rating
from ops_trainer.store import database as database_module
from tests import forked
from tests.conftest import Clock
from tests.forked import may_not_override

pytestmark = pytest.mark.usefixtures("few_decks")
NOTES = "".join(f"  - id: n{n}\n    kind: qa\n    front: front {n}\n    back: back {n}\n" for n in range(60))
COMMANDS = [["stats"], ["stats", "--json"], ["decks", "list"], ["doctor"], ["backup"], ["journal", "export"],
            ["study", "--plain"]]  # fmt: skip


@pytest.fixture
def own(home: Path, clock: Clock) -> Path:
    """A home in which three cards were graded."""
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(f"id: small\ntitle: s\nlanguage: en\nnotes:\n{NOTES}", encoding="utf-8")
    with ops_trainer.open(home, learner="mei", clock=clock) as trainer:
        session = trainer.study(["small"])
        for _ in range(3):
            session.grade(Rating.GOOD)
    return home


def reviews(home: Path) -> int:
    with ops_trainer.open(home) as trainer:
        return trainer.stats().reviews_total


Said = Callable[[list[str], str], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """What a command says when it can't do its work: one line on stderr, nothing on stdout, status 2."""
    monkeypatch.setattr(database_module, "BUSY_MS", 50)

    def run(words: list[str], lang: str) -> str:
        assert cli.main(["--lang", lang, *words]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return err.strip()

    return run


def damaged(store: Path) -> None:
    for tail in ("-wal", "-shm"):
        store.with_name(store.name + tail).unlink(missing_ok=True)
    data = bytearray(store.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    store.write_bytes(data)


def newer(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA user_version = 4711")


def foreign(store: Path) -> None:
    store.unlink()
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("CREATE TABLE recipes (name)")


def text(store: Path) -> None:
    store.write_text("my diary\n" * 500, encoding="utf-8")


TROUBLES = {
    "damaged": (damaged, "store.damaged"),
    "newer": (newer, "store.newer"),
    "foreign": (foreign, "store.foreign"),
    "text": (text, "store.damaged"),
}


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.soak(only=True))])
@pytest.mark.parametrize("name", TROUBLES)
def test_a_store_that_can_not_be_used_is_refused_and_left_alone(own: Path, said: Said, name: str, lang: str) -> None:
    spoil, key = TROUBLES[name]
    store = own / "trainer.db"
    for known in ("journal", "backups"):  # what tells that the folder was a home
        shutil.rmtree(own / known)
    spoil(store)
    before = store.read_bytes()
    for words in COMMANDS:
        assert said(["--home", str(own), *words], lang) == say(key, lang, path=store)  # type: ignore[arg-type]
    assert store.read_bytes() == before


@pytest.mark.parametrize("name", ["damaged", "text"])
def test_a_damaged_store_is_set_aside_as_it_is_and_all_comes_back(own: Path, clock: Clock, name: str) -> None:
    store = own / "trainer.db"
    known = reviews(own)
    TROUBLES[name][0](store)
    before = store.read_bytes()
    with ops_trainer.open(own, clock=clock) as trainer:
        assert [said.key for said in trainer.healed] == ["trainer.set_aside", "trainer.healed"]
    aside = next((own / "set-aside").glob("*/trainer.db"))
    assert aside.read_bytes() == before
    assert reviews(own) == known


def test_a_store_that_is_taken_away_under_a_running_program_costs_nothing(
    own: Path, clock: Clock, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    with ops_trainer.open(other, clock=clock) as trainer:
        trainer.study(new_limit=1).grade(Rating.GOOD)
    known = reviews(own)
    with ops_trainer.open(own, clock=clock) as trainer:
        session = trainer.study(["small"])
        session.grade(Rating.GOOD)
        os.replace(other / "trainer.db", own / "trainer.db")  # as a sync tool does
        session.grade(Rating.GOOD)
        (own / "trainer.db").unlink()
        session.grade(Rating.GOOD)
        assert trainer.doctor()[0].level == "note"
    assert reviews(own) == known + 3


def test_a_store_held_by_another_program_is_said_and_works_again_after(own: Path, said: Said) -> None:
    store = own / "trainer.db"
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for words in COMMANDS:
            assert said(["--home", str(own), *words], "en") == say("store.locked", "en", path=store)
        other.execute("ROLLBACK")
    assert reviews(own) == 3


def test_a_grade_on_a_locked_store_is_not_taken_and_can_be_given_again(
    own: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MS", 50)
    with ops_trainer.open(own, clock=clock) as trainer:
        session = trainer.study(["small"])
        card, progress = session.card, session.progress
        with closing(sqlite3.connect(own / "trainer.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Complaint, match="Another program"):
                session.grade(Rating.GOOD)
            assert (session.card, session.progress) == (card, progress)
            other.execute("ROLLBACK")
        session.grade(Rating.GOOD)
        assert session.card != card
        assert trainer.stats().reviews_total == 4


@pytest.fixture
def small_disk(own: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[ops_trainer.trainer.Trainer]:
    """A trainer whose store can't grow beyond what it is."""
    with ops_trainer.open(own, clock=clock) as trainer, trainer.context.database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    monkeypatch.setattr(database_module, "PRAGMAS", [*database_module.PRAGMAS, f"max_page_count = {pages}"])
    with ops_trainer.open(own, clock=clock) as trainer:
        yield trainer


def test_a_full_disk_takes_no_grade_and_loses_none(
    own: Path, small_disk: ops_trainer.trainer.Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_disk.study(["small"], new_limit=60, review_limit=60)
    given, refused = 0, ""
    while not refused and given < 5000:
        card = session.card
        try:
            session.grade(Rating.AGAIN)
            given += 1
        except Complaint as complaint:
            refused = complaint.key
    assert refused == "store.full"
    assert session.card == card
    assert small_disk.stats().reviews_total == given + 3
    small_disk.close()
    monkeypatch.undo()
    with ops_trainer.open(own, clock=small_disk.clock) as trainer:
        assert trainer.stats().reviews_total == given + 3
        assert [finding.level for finding in trainer.doctor()] == ["fine"]
        trainer.study(["small"], new_limit=60).grade(Rating.GOOD)


def child(home: Path, words: list[str], answers: str, before: Callable[[], None]) -> tuple[int, str, str]:
    """Run a command in a process of its own, in which something was made to go wrong first."""
    done = forked.command("--home", str(home), "--lang", "en", *words, answers=answers, before=before)
    return done.status, done.out, done.err


def test_a_file_that_may_not_grow_is_said_in_one_line(own: Path) -> None:
    largest = max(file.stat().st_size for file in own.rglob("trainer.db*"))

    def no_more() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 40_000, largest + 40_000))

    status, out, err = child(own, ["study", "small", "--plain"], "\n1\n" * 4000, no_more)
    assert status == 2
    assert err.count("\n") == 1
    assert err.startswith(("The disk is full", "The disk reported an error"))
    graded = out.count("Answer: ") - 1
    assert reviews(own) == graded + 3


def test_a_copy_that_does_not_fit_leaves_no_half_of_it(own: Path, tmp_path: Path) -> None:
    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    status, out, err = child(own, ["backup", str(tmp_path / "saved.db")], "", little)
    assert (status, out, err.count("\n")) == (2, "", 1), (out, err)
    assert not (tmp_path / "saved.db").exists()
    assert not list(tmp_path.rglob("*.part"))
    assert reviews(own) == 3


def test_a_deck_that_does_not_fit_is_not_half_taken_over(own: Path, tmp_path: Path) -> None:
    largest = max(file.stat().st_size for file in own.rglob("*") if file.is_file())
    deck = tmp_path / "big.yaml"
    deck.write_text("id: big\ntitle: t\nlanguage: en\nnotes: []\n" + "# nothing\n" * (largest // 5), encoding="utf-8")
    before = {file.name: file.read_bytes() for file in (own / "decks").iterdir()}

    def no_more() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 40_000, largest + 40_000))

    status, out, err = child(own, ["decks", "add", str(deck)], "", no_more)
    assert (status, out, err.count("\n")) == (2, "", 1), (out, err)
    assert "File too large" in err
    assert {file.name: file.read_bytes() for file in (own / "decks").iterdir()} == before
    assert reviews(own) == 3


def test_a_deck_for_which_the_disk_is_too_full_is_not_half_taken_over(
    own: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = tmp_path / "big.yaml"
    deck.write_text("id: big\ntitle: t\nnotes: []\n", encoding="utf-8")

    def full(_: Path, target: Path) -> None:
        target.write_text("id: b", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(private_files, "copy", full)
    with ops_trainer.open(own, clock=clock) as trainer, pytest.raises(Complaint, match="disk is full"):
        trainer.add_deck(deck)
    assert [file.name for file in (own / "decks").iterdir()] == ["small.yaml"]


@pytest.mark.parametrize("words", [["decks", "add", "x.yaml"], ["study", "--plain"], ["backup"]], ids=" ".join)
def test_a_home_that_may_not_be_written_to_is_said_in_one_line(own: Path, words: list[str]) -> None:
    files = [own, *own.rglob("*")]
    for file in files:
        file.chmod(0o555 if file.is_dir() else 0o444)
    try:
        status, out, err = child(own, words, "", may_not_override)
    finally:
        for file in files:
            file.chmod(0o755 if file.is_dir() else 0o644)
    assert (status, out) == (2, "")
    assert err.strip() == say("store.read_only", "en", path=own)
    assert reviews(own) == 3


def test_a_home_that_can_not_be_made_is_said_in_one_line(tmp_path: Path, said: Said) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "deeper"):
        assert "must be a folder" in said(["--home", str(place), "stats"], "en")
    (tmp_path / "home" / "trainer.db").mkdir(parents=True)
    assert str(tmp_path / "home") in said(["--home", str(tmp_path / "home"), "stats"], "en")


def test_a_backup_that_fails_keeps_nobody_from_studying(own: Path, clock: Clock) -> None:
    for file in (own / "backups").iterdir():
        file.unlink()
    (own / "backups").rmdir()
    (own / "backups").write_text("in the way", encoding="utf-8")
    with ops_trainer.open(own, clock=clock) as trainer:
        trainer.study(["small"]).grade(Rating.GOOD)
        assert trainer.today().warnings == ("trainer.no_backup",)
        assert [(finding.key, finding.level) for finding in trainer.doctor()] == [("doctor.no_backup", "fault")]
    (own / "backups").unlink()
    with ops_trainer.open(own, clock=clock) as trainer:
        assert trainer.today().warnings == ()
        assert [finding.level for finding in trainer.doctor()] == ["fine"]


def test_the_cache_is_made_anew_from_the_journal(own: Path, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--lang", "en", "--home", str(own)]
    with closing(sqlite3.connect(own / "trainer.db", isolation_level=None)) as connection:
        right = connection.execute("SELECT * FROM card_state ORDER BY card").fetchall()
        connection.execute("UPDATE card_state SET stability = 99, due_day = 1 WHERE card = 'small/n0/answer'")
        connection.execute("DELETE FROM card_state WHERE card = 'small/n1/answer'")
    assert cli.main([*home, "doctor"]) == 1
    assert "The memory of 2 cards" in capsys.readouterr().out
    assert cli.main([*home, "doctor", "--repair"]) == 0
    assert "Put right." in capsys.readouterr().out
    assert cli.main([*home, "doctor"]) == 0
    with closing(sqlite3.connect(own / "trainer.db")) as connection:
        assert connection.execute("SELECT * FROM card_state ORDER BY card").fetchall() == right
