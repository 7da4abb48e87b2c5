"""The README: its commands are the ones that exist, and what it points at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.known_commands import commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
START, TEST = "python3 -m ops_trainer", "python3 -m tests"


def test_the_two_commands_stand_alone_in_a_block() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    assert set(blocks) == {f"{START}\n", f"{TEST}\n"}


def test_both_languages_and_the_builders_say_what_it_is_on_windows() -> None:
    assert README.count(f"`{START.replace('python3', 'py')}`") == 2
    assert README.count(f"`{TEST.replace('python3', 'py')}`") == 1


def test_ci_runs_the_readmes_own_test_command() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == TEST


def test_commands_that_it_names_exist() -> None:
    known = {name for name, _ in commands()}
    named = re.findall(r"`(?:python3 -m ops_trainer )?((?:workshop|team|decks|journal|quiz|help)(?: [a-z]+)?)", README)
    assert named
    assert len(re.findall("`python3 -m ops_trainer [a-z]", README)) >= 7
    wrong = [name for name in named if name not in known and name.partition(" ")[0] != "help"]
    assert not wrong


def test_the_python_in_it_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    exec(compile(block.replace('"/tmp/home"', "home"), "README.md", "exec"), {"home": home})
    assert capsys.readouterr().out.count("\n") >= 8


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_what_it_points_at_is_there(target: str) -> None:
    assert (ROOT / target).exists()


def test_programs_and_rooms_that_it_names_are_there() -> None:
    for name in re.findall(r"tests\.benchmarks\.([a-z_]+)", README):
        assert (ROOT / "tests" / "benchmarks" / f"{name}.py").is_file()
    rooms = set(re.findall(r"`([a-z_]+)/`", README))
    folders = {path.name for path in (ROOT / "ops_trainer").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= rooms | {"decks"}


def test_nothing_lies_at_the_top_beside_what_belongs_there() -> None:
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    belongs = {"ops_trainer", "decks", "tests", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"}
    assert there - {"uv.lock", "dist", "build"} == belongs


def test_pictures_load_nothing_from_elsewhere() -> None:
    for picture in (ROOT / ".pictures").glob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert set(re.findall(r"https?://[^\"' )>]*", text)) == {"http://www.w3.org/2000/svg"}
