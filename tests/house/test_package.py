"""The package: built as wheel and as sdist, it installs into a clean environment and is all there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from uv import find_uv_bin

ROOT = Path(__file__).parents[2]
# The same work as in a terminal: the app's first screen, with its styles, and without anyone to see it.
APP = """
import asyncio, sys
from ops_trainer.tui.shell.app import TrainerApp
async def main():
    app = TrainerApp(sys.argv[1], learner=None, lang="zh", start=None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        print(app.screen.name or type(app.screen).__name__)
asyncio.run(main())
"""


def ran(*words: str | Path, cwd: Path, given: str = "") -> str:
    """What a command prints; the test fails when the command does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, input=given, capture_output=True, text=True, check=False, env=inherited
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Built:
    """The sources that were built, the wheel made from them, and the wheel made from the sdist made from them."""

    sources: Path
    direct: Path
    by_sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    sources = folder / "sources"
    # A copy: the build must not lean on anything beside these, and leaves no traces in the checkout.
    for name in ("ops_trainer", "decks", "tests"):
        shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        shutil.copyfile(ROOT / name, sources / name)
    build = [sys.executable, "-m", "build", "--no-isolation"]
    ran(*build, "--wheel", "--outdir", folder / "direct", cwd=sources)
    ran(*build, "--outdir", folder / "by-sdist", cwd=sources)
    (direct,), (by_sdist,) = (folder / "direct").glob("*.whl"), (folder / "by-sdist").glob("*.whl")
    return Built(sources, direct, by_sdist)


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.mark.soak(only=True)
def test_the_wheel_is_the_same_by_way_of_the_sdist_and_holds_everything(built: Built) -> None:
    direct, by_sdist = names(built.direct), names(built.by_sdist)
    assert direct == by_sdist
    files = [path for path in (built.sources / "ops_trainer").rglob("*") if path.is_file()]
    sources = {path.relative_to(built.sources).as_posix() for path in files}
    assert sources <= direct
    decks = {f"ops_trainer/decks/{path.name}" for path in (built.sources / "decks").iterdir()}
    assert len(decks) == len(list((ROOT / "decks").glob("*.yaml")))
    assert direct - sources == decks
    endings = {Path(name).suffix for name in direct}
    assert {".py", ".tcss", ".toml", ".md", ".json", ".yaml", ".sql", ".typed"} <= endings


@pytest.mark.soak(only=True)
def test_it_installs_into_a_clean_environment_and_one_card_is_studied(built: Built, tmp_path: Path) -> None:
    ran(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env", cwd=tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    ran(
        find_uv_bin(),
        "pip",
        "install",
        "-q",
        "--offline",
        "--no-deps",
        "--python",
        python,
        built.by_sdist,
        cwd=tmp_path,
    )
    (packages,) = (tmp_path / "env" / "lib").glob("python*/site-packages")
    # Its dependencies come from the environment of the tests, so that this needs no network.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    program, home = tmp_path / "env" / "bin" / "ops-trainer", tmp_path / "home"
    place = ran(python, "-c", "import ops_trainer; print(ops_trainer.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(packages)
    words = [program, "--home", home, "--lang", "en"]
    said = ran(*words, "study", "ops-basics", "--plain", cwd=tmp_path, given="\n2\nq\n")
    assert "Answer: " in said
    assert json.loads(ran(*words, "stats", "--json", cwd=tmp_path))["reviews"] == 1
    listed = json.loads(ran(*words, "decks", "list", "--json", cwd=tmp_path))
    assert len(listed) == len(list((ROOT / "decks").glob("*.yaml")))
    assert all(deck["cards"] > 10 for deck in listed)
    assert ran(*words, "help", "decks", cwd=tmp_path).startswith("# ")
    assert ran(*words, "doctor", cwd=tmp_path) == f"All is well in {home}.\n"
    assert ran(python, "-c", APP, home, cwd=tmp_path).strip()
