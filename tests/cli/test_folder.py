"""Learning on several computers from the command line: the shared folder, journals of all shapes, ways out of force."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.cli import folder as folder_command
from ops_trainer.locale import LANGS
from ops_trainer.memory import Rating
from tests.cli.test_commands import DECK, Line

pytestmark = pytest.mark.usefixtures("few_decks")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    made = tmp_path / "OneDrive"
    made.mkdir()
    return made


@pytest.fixture
def computers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Line, Line]:
    """Two homes that have learnt two cards each."""
    made = []
    for name in ("one", "two"):
        home = tmp_path / name / "home"
        (home / "decks").mkdir(parents=True)
        (home / "decks" / "shop.yaml").write_text(DECK, encoding="utf-8")
        learn(home)
        made.append(Line(home, capsys))
    return made[0], made[1]


def learn(home: Path, count: int = 2, rating: Rating = Rating.GOOD) -> None:
    with ops_trainer.open(home) as trainer:
        session = trainer.study(new_limit=100)
        for _ in range(count):
            session.grade(rating)


def answers(home: Path) -> int:
    with ops_trainer.open(home) as trainer:
        return trainer.stats().reviews_total


def test_two_computers_share_a_folder(computers: tuple[Line, Line], shared: Path) -> None:
    one, two = computers
    assert "No folder is shared" in one("folder")[0]
    out, err = one("folder", str(shared))
    assert f"Sharing {shared}. Nobody kept a journal there yet" in out
    assert "can read your answers" in err
    asked = two("folder", str(shared), status=2)[1]
    assert all(said in asked for said in ("me, 2 answers", f"folder {shared} --as me.", f"folder {shared} --new"))
    assert asked.count("\n") == 1
    assert answers(two.home) == 2
    out, _ = two("folder", str(shared), "--as", "Me")
    assert out.splitlines() == [
        f"Sharing {shared} as me. Your other computers join it in the same way.",
        "2 answers came.",
    ]
    assert "2 answers came from your other computer." in one("stats")[1]
    assert answers(one.home) == answers(two.home) == 4
    assert one("stats")[1] == ""  # it is told once
    status = one("folder")[0].splitlines()
    assert status[0] == f"Shared folder: {shared}, as me"
    assert status[1].startswith("Last looked into: 2")
    assert status[2] == "2 answers came from other computers."
    shutil.move(shared, shared.with_name("away"))
    learn(one.home, 1)
    assert "can't be reached now" in one("folder")[0]
    shutil.move(shared.with_name("away"), shared)
    one("folder")
    assert answers(two.home) == 5
    assert f"what lies in {shared} stays there" in one("folder", "--leave")[0]
    assert "No folder is shared" in one("folder", "--leave")[0]
    learn(two.home, 1)
    assert answers(one.home) == 5


def test_someone_new_is_not_mixed_with_those_who_are_there(computers: tuple[Line, Line], shared: Path) -> None:
    one, two = computers
    one("folder", str(shared))
    two("folder", str(shared), "--new")
    one("folder")
    assert answers(one.home) == answers(two.home) == 2
    assert two("folder", str(shared))[0]  # joined already: nobody is asked
    assert "There are: me, me" in two("folder", str(shared), "--as", "Mei", status=2)[1]
    several = two("folder", str(shared), "--as", "me", status=2)[1]
    assert several.startswith("2 people there are called “me”")
    with ops_trainer.open(one.home) as trainer:
        id_ = trainer.context.learner_id
    two("folder", str(shared), "--as", id_[:8])
    assert answers(two.home) == 4


@pytest.mark.soak(only=True)
def test_who_joined_as_the_wrong_person_gets_out_of_it(computers: tuple[Line, Line], shared: Path) -> None:
    one, two = computers
    learn(one.home, 3)
    one("folder", str(shared))
    assert "not that me? Then: ops-trainer folder --not-me" in two("folder", str(shared), "--as", "me")[1]
    learn(two.home, 1, Rating.AGAIN)
    assert (answers(one.home), answers(two.home)) == (8, 8)
    out, err = two("folder", "--not-me")
    assert "5 answers of theirs count no more here." in out
    assert answers(two.home) == 3
    via = err.split("journal void ")[1].strip()
    assert "3 answers no longer count" in one("journal", "void", via)[0]
    assert answers(one.home) == 5
    assert "No shared folder" in two("folder", "--not-me", status=2)[1]
    two("folder", str(shared), "--new")  # as who they are
    learn(two.home, 1)
    assert (answers(one.home), answers(two.home)) == (5, 4)
    two("folder", str(shared), "--as", one_id(one))  # it was the right person after all: nothing stays void
    one("journal", "lift", via)
    assert (answers(one.home), answers(two.home)) == (9, 9)
    (two.home / "trainer.db").unlink()
    shutil.rmtree(two.home / "backups", ignore_errors=True)
    assert answers(two.home) == 9


def one_id(line: Line) -> str:
    with ops_trainer.open(line.home) as trainer:
        return trainer.context.learner_id[:12]


@pytest.mark.parametrize(("typed", "came"), [("y\n", 4), ("Ｙ\n", 4), ("what\nn\n", 2)])
def test_at_a_terminal_one_is_asked(
    computers: tuple[Line, Line], shared: Path, monkeypatch: pytest.MonkeyPatch, typed: str, came: int
) -> None:
    one, two = computers
    one("folder", str(shared))
    monkeypatch.setattr(folder_command, "at_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert "It holds me, 2 answers: you? [y/n] " in two("folder", str(shared))[1]
    assert answers(two.home) == came


def test_at_a_terminal_one_of_several_is_asked_for_by_number(
    computers: tuple[Line, Line], shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = computers
    one("folder", str(shared))
    two("folder", str(shared), "--new")
    learn(two.home, 1)
    three = Line(tmp_path / "three" / "home", one.capsys)
    monkeypatch.setattr(folder_command, "at_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert "--as me" in three("folder", str(shared), status=2)[1]
    monkeypatch.setattr(sys, "stdin", io.StringIO("9\n1\n"))
    assert "  1  me, 3 answers\n  2  me, 2 answers\n" in three("folder", str(shared))[1]
    assert answers(three.home) == 3


@pytest.mark.parametrize("lang", LANGS)
def test_a_folder_that_cant_be_shared_is_told_in_one_line(
    computers: tuple[Line, Line], shared: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = computers
    refused = {
        (str(shared / "none"),): "none",
        (str(one.home),): "home",
        (str(one.home / "decks"),): "decks",
        (str(shared), "--as", "x", "--new"): "--new",
        ("--as", "x"): "folder",
        ("--leave", "--new"): "--leave",
    }
    for words, named in refused.items():
        said = one("folder", *words, status=2, lang=lang)[1]
        assert named in said, said
        assert said.count("\n") == 1, said
    (shared / "ops-trainer").write_text("in the way", encoding="utf-8")
    assert str(shared) in one("folder", str(shared), status=2, lang=lang)[1]
    assert one("folder", lang="en")[0].startswith("No folder is shared")


def test_a_home_that_lies_where_the_folder_would_be_written_is_not_shared(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = Line(shared / "ops-trainer", capsys)
    assert "Take another folder" in inside("folder", str(shared), status=2)[1]
    beside = Line(shared / "homes" / "mei", capsys)
    beside("folder", str(shared / "homes"))


def test_the_folder_within_the_folder_means_the_one_around_it(computers: tuple[Line, Line], shared: Path) -> None:
    one, two = computers
    one("folder", str(shared))
    assert f"Sharing {shared} as me" in two("folder", str(shared / "ops-trainer"), "--as", "me")[0]


# the journal: what comes in, and taking it out of force


def test_a_journal_comes_in_from_files_of_all_shapes_and_is_taken_back_as_a_whole(
    computers: tuple[Line, Line], tmp_path: Path
) -> None:
    one, two = computers
    text = two("journal", "export")[0]
    first, second = text.splitlines()
    (tmp_path / "first.jsonl").write_bytes(f"{first}\r\n".encode("utf-16"))
    (tmp_path / "second.txt").write_bytes(b"\xef\xbb\xbf" + second.encode())
    out, err = one("journal", "import", str(tmp_path / "first.jsonl"), str(tmp_path / "second.txt"))
    assert out == "2 new events.\n"
    assert err.startswith("To take them back: ops-trainer journal void import:")
    via = err.split()[-1]
    assert answers(one.home) == 4
    assert f"{via} is out of force: 2 answers no longer count" in one("journal", "void", via)[0]
    assert answers(one.home) == 2
    assert next(way for way in one.json("journal", "origins") if way["via"] == via)["void"] is True
    out, err = one("journal", "import", str(tmp_path / "first.jsonl"))
    assert out == "0 new events.\n"
    assert err == f"One of them is out of force ({via}). To put it into force again: ops-trainer journal lift {via}\n"
    assert one("journal", "lift", via)[0] == f"{via} counts again.\n"
    assert answers(one.home) == 4


@pytest.mark.parametrize("which", ["store", "backup"])
def test_another_homes_store_and_a_backup_come_in(computers: tuple[Line, Line], tmp_path: Path, which: str) -> None:
    one, two = computers
    file = two.home / "trainer.db"
    if which == "backup":
        file = tmp_path / "no ending"
        two("backup", str(file))
    out, err = one("journal", "import", str(file))
    assert out == "2 new events.\n"
    assert answers(one.home) == 4
    one("journal", "void", err.split()[-1])
    assert answers(one.home) == 2


def test_of_a_store_of_several_people_the_one_of_the_name_is_taken(
    computers: tuple[Line, Line], tmp_path: Path
) -> None:
    one, two = computers
    with ops_trainer.open(two.home, learner="bo") as trainer:
        trainer.study(["shop"]).grade(Rating.GOOD)
    assert one("journal", "import", str(two.home / "trainer.db"))[0] == "2 new events.\n"
    cai = Line(one.home, one.capsys)
    said = cai("--learner", "cai", "journal", "import", str(two.home / "trainer.db"), status=2)[1]
    assert "several people: me, bo" in said
    assert cai("--learner", "bo", "journal", "import", str(two.home / "trainer.db"))[0] == "One new event.\n"


def test_of_several_files_all_come_in_or_none(computers: tuple[Line, Line], tmp_path: Path) -> None:
    one, two = computers
    good, bad, foreign = tmp_path / "good.jsonl", tmp_path / "bad.jsonl", tmp_path / "foreign.db"
    good.write_text(two("journal", "export")[0], encoding="utf-8")
    bad.write_text("{}\n", encoding="utf-8")
    foreign.write_bytes(b"SQLite format 3\0" + b"x" * 4000)
    for file, said in ((bad, "bad.jsonl, line 1"), (foreign, "foreign.db"), (tmp_path / "none", "can't be read")):
        err = one("journal", "import", str(good), str(file), status=2)[1]
        assert said in err
        assert err.count("\n") == 1
    assert answers(one.home) == 2


def test_a_device_is_out_of_force_from_a_day_on(computers: tuple[Line, Line]) -> None:
    one, _ = computers
    (way,) = one.json("journal", "origins")
    assert (way["here"], way["events"], way["answers"], way["void"]) == (True, 2, 2, False)
    assert f"{way['via']} (this computer): 2 answers" in one("journal", "origins")[0]
    assert "no day" in one("journal", "void", way["via"], "--since", "soon", status=2)[1]
    assert "0 answers" in one("journal", "void", way["via"], "--since", "2099-01-01")[0]
    assert answers(one.home) == 2
    assert "2 answers" in one("journal", "void", way["via"], "--since", "2020／1／1".replace("／1", "-01"))[0]
    assert answers(one.home) == 0
    assert "out of force" in one("journal", "origins")[0]
    assert "Nothing came by x" in one("journal", "lift", "x", status=2)[1]


# what lies in the folder


MORE = """\
id: more
title: More
language: en
notes:
  - {id: a, kind: qa, front: f, back: b}
"""


@pytest.mark.soak(only=True)
def test_own_decks_in_the_folder_are_read_and_the_homes_own_win(computers: tuple[Line, Line], shared: Path) -> None:
    one, two = computers
    one("folder", str(shared))
    assert "more" not in ids(one)
    file = shared.parent / "more.yaml"
    file.write_text(MORE, encoding="utf-8")
    assert "No shared folder" in two("decks", "add", "--shared", str(file), status=2)[1]
    assert one("decks", "add", "--shared", str(file))[0] == "Added: more\n"
    there = shared / "ops-trainer" / "decks" / "more.yaml"
    assert there.read_text(encoding="utf-8") == MORE
    two("folder", str(shared), "--as", "me")
    assert "more" in ids(two)
    mine = two.home / "decks" / "mine.yaml"
    mine.write_text(MORE.replace("More", "Mine"), encoding="utf-8")
    said = two("decks", "list")
    assert "more: Mine" in said[0]
    assert "more.yaml:1:1: The deck “more” is in the home too (mine.yaml); that one is in use" in said[1]
    assert "more: More" in one("decks", "list")[0]
    mine.unlink()
    assert "more: More" in two("decks", "list")[0]
    mine.write_text(MORE.replace("More", "Mine"), encoding="utf-8")
    there.write_text(MORE.replace("More", "Newer"), encoding="utf-8")
    assert "more: Mine" in two("decks", "list")[0]
    mine.unlink()
    assert "more: Newer" in two("decks", "list")[0]
    shutil.move(shared, shared.with_name("away"))
    assert "more: Newer" in two("decks", "list")[0]  # a stick that was pulled out takes no deck along
    two("folder", "--leave")
    assert "more" not in ids(two)


def test_a_deck_of_the_home_is_moved_into_the_folder(computers: tuple[Line, Line], shared: Path) -> None:
    one, _ = computers
    one("folder", str(shared))
    one("decks", "add", "--shared", str(one.home / "decks" / "shop.yaml"))
    assert not (one.home / "decks" / "shop.yaml").exists()
    assert (shared / "ops-trainer" / "decks" / "shop.yaml").read_text(encoding="utf-8") == DECK
    assert "shop" in ids(one)
    assert answers(one.home) == 2


def ids(line: Line) -> list[str]:
    return [deck["id"] for deck in line.json("decks", "list")]


def test_no_token_or_membership_gets_into_the_folder(computers: tuple[Line, Line], shared: Path) -> None:
    one, two = computers
    secrets = ["token-of-mei", "http://team.test:8787", "Growth team"]
    body = {"url": secrets[1], "token": secrets[0], "team_name": secrets[2], "name": "Mei", "role": "learner"}
    for line in computers:
        with ops_trainer.open(line.home) as trainer:
            from ops_trainer.store import learners

            with trainer.context.database.writing() as connection:
                for kind in ("team", "team-joining", "team-cursor", "team-tasks"):
                    learners.put_document(connection, trainer.learner, kind, "t", 1, body)
    kept = json.loads(next((one.home / "journal").glob("*/learner.json")).read_text(encoding="utf-8"))
    assert kept["memberships"]  # the home itself gets them back from there
    one("folder", str(shared))
    two("folder", str(shared), "--as", "me")
    learn(one.home, 1)
    one("folder")
    two("folder")
    files = [path for path in shared.rglob("*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        text = path.read_bytes()
        assert not any(secret.encode() in text for secret in secrets), path
        if path.name == "learner.json":
            assert set(json.loads(text)) <= {"name", "events", "answers", "settings", "memberships"}
            assert (json.loads(text)["memberships"], json.loads(text)["settings"]) == ([], {})


def test_what_a_restore_puts_where_is_said(computers: tuple[Line, Line], shared: Path, tmp_path: Path) -> None:
    one, _ = computers
    saved = tmp_path / "saved.db"
    one("backup", str(saved))
    one("folder", str(shared))
    learn(one.home, 1)
    said: Any = one("restore", str(saved))[0]
    assert all(words in said for words in ("what it holds was added", "shared folder stay as they are"))
    assert answers(one.home) == 3
    said = one("restore", "--replace", str(saved))[0]
    assert all(words in said for words in ("set-aside", "the journal folder", "No folder is shared any more"))
    assert answers(one.home) == 2
    assert "No folder is shared" in one("folder")[0]
