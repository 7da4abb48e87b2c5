"""Where nothing can be written one may still look, export and back up elsewhere, and nothing is said to be saved."""

from __future__ import annotations

import errno
import json
import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import ops_trainer
from ops_trainer import cli, private_files
from ops_trainer.locale import Complaint, say
from ops_trainer.memory import Rating
from ops_trainer.store import database as database_module
from ops_trainer.store.database import os_complaint
from tests.conftest import Clock
from tests.forked import may_not_override
from tests.trainer.test_trouble import child, own, reviews

__all__ = ["own"]

pytestmark = pytest.mark.usefixtures("few_decks")
LOOKING = [["stats"], ["stats", "--json"], ["decks", "list"], ["decks", "cards", "small"], ["journal", "export"],
           ["quiz", "small", "--json"], ["workshop", "list"], ["help", "keys"]]  # fmt: skip
KEEPING = [["study", "--plain"], ["quiz", "--plain"], ["backup"], ["doctor", "--repair"], ["decks", "remove", "small"],
           ["journal", "import", "-"]]  # fmt: skip


def everything(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.fixture
def closed(own: Path) -> Iterator[Path]:
    """A home in which nobody may write."""
    files = [own, *own.rglob("*")]
    for file in files:
        file.chmod(0o555 if file.is_dir() else 0o444)
    yield own
    for file in files:
        file.chmod(0o755 if file.is_dir() else 0o644)


@pytest.fixture(params=["store.read_only", "store.read_only_disk", "store.full", "store.disk"])
def unwritable(own: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> tuple[Path, Complaint]:
    """A home whose store can't be opened to be written, for each of the reasons."""
    why = Complaint(request.param, path=str(own))

    def refuse(_: Path) -> None:
        raise why

    monkeypatch.setattr(database_module.Database, "open", refuse)
    return own, why


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_closed_home_may_be_looked_at(closed: Path, words: list[str]) -> None:
    before = everything(closed)
    status, out, err = child(closed, words, "", may_not_override)
    assert status == 0, err
    assert out or words == ["workshop", "list"]
    said = say("trainer.only_looking", "en", why=say("store.read_only", "en", path=closed))
    assert err.strip().splitlines()[-1:] == ([] if words[0] == "help" else [said])
    assert everything(closed) == before


@pytest.mark.parametrize("words", KEEPING, ids=" ".join)
def test_what_would_be_kept_is_refused_at_once(closed: Path, words: list[str]) -> None:
    status, out, err = child(closed, words, "\n2\n", may_not_override)
    assert (status, out) == (2, "")
    assert err.strip() == say("store.read_only", "en", path=closed)


def test_a_closed_home_is_backed_up_elsewhere(closed: Path, tmp_path: Path) -> None:
    status, out, err = child(closed, ["backup", str(tmp_path / "saved.db")], "", may_not_override)
    assert status == 0, err
    assert "saved.db" in out
    with closing(sqlite3.connect(tmp_path / "saved.db")) as connection:
        assert connection.execute("SELECT count(*) FROM event WHERE kind = 'review'").fetchone() == (3,)


def test_the_doctor_names_the_cause(closed: Path) -> None:
    status, out, _ = child(closed, ["doctor"], "", may_not_override)
    assert status == 1
    assert str(say("store.read_only", "en", path=closed)) in out


@pytest.mark.parametrize("room", [0, 4096, 40_000])
def test_without_room_for_a_file_one_may_look(own: Path, room: int) -> None:
    def no_more() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    status, out, err = child(own, ["journal", "export"], "", no_more)
    assert status == 0, err
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["review"] * 3
    assert err.count("\n") <= 1
    assert "Traceback" not in err
    assert reviews(own) == 3


def test_nothing_is_written_and_nothing_is_said_to_be_saved(
    unwritable: tuple[Path, Complaint], clock: Clock, tmp_path: Path
) -> None:
    home, why = unwritable
    before = everything(home)
    with ops_trainer.open(home, clock=clock) as trainer:
        assert trainer.only_looking == why
        assert trainer.learner == "mei"
        assert trainer.stats().reviews_total == 3
        assert len(trainer.search("front", deck="small").lines) == 60
        assert [line.id for line in trainer.decks() if line.own] == ["small"]
        session = trainer.study(["small"])
        card = session.card
        assert card is not None
        attempts: list[Callable[[], Any]] = [
            lambda: session.grade(Rating.GOOD),
            lambda: session.flag("x"),
            lambda: trainer.suspend(card.id),
            lambda: trainer.change(language="zh"),
            lambda: trainer.import_journal(["\n"]),
            lambda: trainer.doctor(repair=True),
            trainer.backup,
        ]
        for attempt in attempts:
            with pytest.raises(Complaint) as refused:
                attempt()
            assert refused.value == why
        assert session.card == card
        assert trainer.exchange() == 0
        assert trainer.stats().reviews_total == 3
        assert len(list(trainer.export_journal())) == 3
        assert trainer.backup(tmp_path / "elsewhere.db").is_file()
        assert trainer.doctor()[0].key == "doctor.only_looking"
    assert everything(home) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_note_names_the_cause(
    unwritable: tuple[Path, Complaint], lang: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    home, why = unwritable
    assert cli.main(["--home", str(home), "--lang", lang, "stats"]) == 0
    out, err = capsys.readouterr()
    assert out
    assert err.strip() == say("trainer.only_looking", lang, why=why)
    assert err.count("\n") == 1


def test_a_changed_deck_is_seen_where_nothing_can_be_written(
    own: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = own / "decks" / "small.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace("front 7\n", "new front\n"), encoding="utf-8")

    def refuse(_: Path) -> None:
        raise Complaint("store.full", path=str(own))

    monkeypatch.setattr(database_module.Database, "open", refuse)
    with ops_trainer.open(own, clock=clock) as trainer:
        assert len(trainer.search("new front").lines) == 1


def test_what_a_killed_program_left_in_its_log_is_looked_at(own: Path, clock: Clock, tmp_path: Path) -> None:
    with ops_trainer.open(own, clock=clock) as trainer:
        trainer.study(["small"]).grade(Rating.GOOD)
        (tmp_path / "left").mkdir()
        for tail in ("", "-wal", "-shm"):
            private_files.copy(own / f"trainer.db{tail}", tmp_path / "left" / f"trainer.db{tail}")
    database = database_module.Database.look_at(tmp_path / "left" / "trainer.db")
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM event WHERE kind = 'review'").fetchone() == (4,)
    database.close()


def test_an_empty_place_that_can_not_be_written_is_refused(unwritable: tuple[Path, Complaint], tmp_path: Path) -> None:
    _, why = unwritable
    with pytest.raises(Complaint) as refused:
        ops_trainer.open(tmp_path / "fresh")
    assert refused.value == why


def test_a_disk_that_is_read_only_is_told_from_missing_rights(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = OSError(errno.EROFS, "Read-only file system")
    assert os_complaint(error, own).key == "store.read_only"
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert os_complaint(error, own).key == "store.read_only_disk"
