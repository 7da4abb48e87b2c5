"""Files of a home and exports are their owner's alone: made so in one place, and found so after every command."""

from __future__ import annotations

import ast
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer import cli, private_files
from ops_trainer.memory import Rating
from tests.conftest import Clock
from tests.hubs import Team, opened
from tests.sources import PACKAGE, nodes, trees

MAKING = {
    "mkdir",
    "makedirs",
    "write_text",
    "write_bytes",
    "touch",
    "copyfile",
    "copy2",
    "copytree",
    "mkstemp",
    "mkfifo",
}
# Where SQLite opens a file that `private_files` prepared.
CONNECTING = {"store/database.py", "store/backup.py", "store/restoring.py", "store/union.py"}
NOBODYS = {"environment.py"}  # it makes what a checkout runs from, nothing of a person's
IN_MEMORY = "sqlite3.connect(':memory:')"


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def makes_files(call: ast.Call) -> bool:
    """Whether a call makes a file or folder."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in {"open", "connect", *MAKING}:
        return False
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if call.args and ast.unparse(call.args[0]) == "os.devnull":
        return False
    if name == "open" and owner == "os":
        return True
    if name == "open":
        words = [a.value for a in [*call.args, *(k.value for k in call.keywords)] if isinstance(a, ast.Constant)]
        return any(isinstance(word, str) and set(word) & set("wax+") and len(word) < 4 for word in words)
    if name == "connect" and owner == "sqlite3":
        if ast.unparse(call) == IN_MEMORY:
            return False
        return "mode=ro" not in ast.unparse(call) and "_uri(" not in ast.unparse(call)
    return name in MAKING and owner != "private_files" and name != "copy2"


def test_one_place_makes_files() -> None:
    found = {
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in trees()
        for node in nodes(path)
        if isinstance(node, ast.Call) and makes_files(node)
    }
    others = {place for place in found if place.partition(":")[0] not in {"private_files.py", *CONNECTING, *NOBODYS}}
    assert others == set()
    assert {place.partition(":")[0] for place in found} >= {"private_files.py", "store/database.py"}


def open_ones(folder: Path) -> dict[str, str]:
    """What in a folder, itself included, has other modes than 0700 and 0600."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        with suppress(FileNotFoundError):  # SQLite removes its log when the last one closes
            mode = path.lstat().st_mode
            if stat.S_IMODE(mode) != (0o700 if stat.S_ISDIR(mode) else 0o600):
                found[str(path.relative_to(folder))] = oct(mode)
    return found


COMMANDS: list[list[str]] = [
    ["stats"], ["decks", "list"], ["study", "--plain"], ["backup"], ["doctor", "--repair"], ["journal", "export"],
    ["workshop", "list"], ["team", "status"], ["team", "create", "Growth", "--name", "Li"], ["team", "assignments"],
]  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_home_is_private_after_every_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, out = tmp_path / "deep" / "home", tmp_path / "out"
    out.mkdir()
    deck = tmp_path / "own.yaml"
    deck.write_text("id: own\ntitle: t\nlanguage: en\nnotes:\n  - {id: a, kind: qa, front: f, back: b}\n")
    exports = [["backup", str(out / "saved.db")], ["journal", "export", "--out", str(out / "journal.jsonl")]]
    more = [
        ["decks", "add", str(deck)],
        ["restore", str(out / "saved.db")],
        ["restore", str(out / "saved.db"), "--replace"],
    ]
    with open(os.devnull) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        for words in [*COMMANDS, *exports, *more]:
            cli.main(["--home", str(home), "--lang", "en", *words])
            assert open_ones(home) == {}, words
    capsys.readouterr()
    assert [path.stat().st_mode & 0o777 for path in out.iterdir()] == [0o600, 0o600]
    assert (home / "teams.db").exists()
    assert (home / "decks" / "own.yaml").exists()
    assert (home / "set-aside").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_logs_and_halves_are_private_while_they_are_there(tmp_path: Path, clock: Clock) -> None:
    home = tmp_path / "home"
    with ops_trainer.open(home, clock=clock) as trainer:
        trainer.study(new_limit=1).grade(Rating.GOOD)
        assert {"trainer.db-wal", "trainer.db-shm"} <= {path.name for path in home.iterdir()}
        assert open_ones(home) == {}
    with opened(tmp_path / "server" / "teams.db", clock) as hub:
        Team(hub, clock)
        assert {path.name for path in (tmp_path / "server").iterdir()} == {"teams.db", "teams.db-wal", "teams.db-shm"}
        assert open_ones(tmp_path / "server") == {}


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_home_from_before_is_closed_and_nothing_else_is_touched(tmp_path: Path, clock: Clock) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere.yaml"
    elsewhere.write_text("id: [")
    with ops_trainer.open(home, clock=clock) as trainer:
        trainer.study(new_limit=1).grade(Rating.GOOD)
    opened(home / "teams.db", clock).close()
    (home / "decks").mkdir(exist_ok=True)
    (home / "decks" / "link.yaml").symlink_to(elsewhere)
    (home / "thesis.txt").write_text("mine")
    for path in [home, *home.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    elsewhere.chmod(0o644)
    with ops_trainer.open(home, clock=clock) as trainer:
        assert set(open_ones(home)) == {"thesis.txt", "decks/link.yaml"}
        assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
        (home / "look.json").write_text("{}")
        trainer.doctor()
        assert set(open_ones(home)) == {"thesis.txt", "decks/link.yaml"}


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_folder_that_is_not_the_programs_to_close_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "people" / "mei"))
    shared = tmp_path / "shared"
    for folder, mode in ((tmp_path / "people" / "mei", 0o755), (shared, 0o1777)):
        folder.mkdir(parents=True)
        folder.chmod(mode)
        private_files.mend_home(folder)
        assert stat.S_IMODE(folder.stat().st_mode) == mode
    private_files.mend_home(tmp_path / "people")
    assert stat.S_IMODE((tmp_path / "people").stat().st_mode) == 0o755


def test_a_file_changes_only_when_all_of_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.html"
    private_files.write_whole(file, b"first")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        private_files.write_whole(file, b"second")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("report.html", b"first")]


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_what_is_exported_over_a_file_that_others_could_read_is_private(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text("old")
    file.chmod(0o644)
    with private_files.open_to_write(file, encoding="utf-8") as out:
        out.write("new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o600)


def test_where_there_are_no_modes_nothing_is_changed_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_files, "POSIX", False)
    (tmp_path / "look.json").write_text("{}")
    assert private_files.mend_home(tmp_path) == []
    assert private_files.open_to_others(tmp_path) == []
    assert private_files.write_whole(tmp_path / "new", b"x").read_bytes() == b"x"
