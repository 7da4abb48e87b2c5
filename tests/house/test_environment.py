"""`python3 -m ops_trainer` and `python3 -m tests` on a machine that has Python alone, without any network.

The checkout is the real one by way of links; its only requirement is a wheel that leads to the packages of the tests.
`-S` takes those away from the Python that is started.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from uv import find_uv_bin

from ops_trainer import __main__ as command
from ops_trainer import environment
from ops_trainer.locale import Complaint, say
from tests import __main__ as tests_command

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


WHEEL = "everything-1-py3-none-any.whl"


def built(folder: Path) -> Path:
    """A wheel `everything` that brings all packages of the tests' own environment."""
    file = folder / WHEEL
    info = "everything-1.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("everything.pth", sysconfig.get_path("purelib") + "\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: everything\nVersion: 1\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file


class Checkout:
    """A fresh checkout on a machine with an empty home, with uv or without."""

    def __init__(self, folder: Path, *, uv: bool, wheel: Path | None = None) -> None:
        self.root, self.venvs = folder / "checkout", folder / "checkout" / ".venvs"
        self.home = folder / "home"
        self.home.mkdir()
        if not self.root.exists():
            self.root.mkdir()
            for name in ("ops_trainer", "decks", "tests"):
                (self.root / name).symlink_to(ROOT / name)
        self.wheel = wheel or built(folder)
        self.needs(self.wheel)
        self.environment = {
            "HOME": str(self.home), "PATH": str(Path(find_uv_bin()).parent) if uv else str(folder / "nothing"),
            "LANG": "en_US.UTF-8", "UV_OFFLINE": "1", "PIP_NO_INDEX": "1", "PYTHONUTF8": "1",
        }  # fmt: skip

    def needs(self, requirement: Path, *pins: str) -> None:
        """Write a pyproject.toml."""
        pyproject = f'[project]\nname = "x"\nversion = "1"\ndependencies = ["everything @ {requirement.as_uri()}"]\n'
        pyproject += f"[dependency-groups]\ndev = []\n[tool.uv]\nconstraint-dependencies = {list(pins)}\n"
        (self.root / "pyproject.toml").write_text(pyproject, encoding="utf-8")

    def started(self, *words: str, module: str = "ops_trainer", **others: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-S", "-m", module, *words], cwd=self.root, env=self.environment | others, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, module: str = "ops_trainer", given: str = "", **others: str) -> tuple[int, str, str]:
        """Exit status, output and complaints of a start."""
        started = self.started(*words, module=module, **others)
        out, err = started.communicate(given)
        return started.returncode, out, err

    @property
    def environments(self) -> set[str]:
        return {place.name for place in self.venvs.iterdir() if place.is_dir()}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path, uv=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a checkout that was started once."""
    folder = tmp_path_factory.mktemp("made")
    assert Checkout(folder, uv=True).run(*CHEAP)[0] == 0
    return folder


@pytest.fixture
def ready(made: Path, tmp_path: Path) -> Checkout:
    """A copy of that checkout, which has its environment."""
    shutil.copytree(made / "checkout", tmp_path / "checkout", symlinks=True)
    return Checkout(tmp_path, uv=True, wheel=made / WHEEL)


MAKING = "Installing the packages"
CHEAP = ("help", "keys")  # needs the packages and opens no home


@pytest.mark.parametrize("uv", [True, pytest.param(False, marks=pytest.mark.soak(only=True))])
def test_the_first_start_makes_an_environment_and_the_next_ones_use_it(tmp_path: Path, uv: bool) -> None:
    checkout = Checkout(tmp_path, uv=uv)
    status, out, err = checkout.run("study", "ops-basics", "--plain", given="\n2\nq\n")
    assert status == 0, err
    assert "Answer: " in out
    assert err.startswith(MAKING)
    assert err.count("\n") == 1
    (made,) = checkout.environments
    assert not list(checkout.venvs.glob("*.log"))
    assert checkout.run("stats", "--json")[::2] == (0, "")
    assert checkout.run("no-such-command")[0] == 2
    assert checkout.environments == {made}


@pytest.mark.soak(only=True)
def test_the_tests_pass_their_words_and_their_exit_status_on(checkout: Checkout) -> None:
    status, out, err = checkout.run("--noconftest", "-n", "0", "tests/house/no_such_file.py", module="tests")
    assert status == 4
    assert "no_such_file.py" in out + err


@pytest.mark.soak(only=True)
def test_the_line_is_in_the_persons_language(checkout: Checkout) -> None:
    assert checkout.run(*CHEAP, LANG="zh_CN.UTF-8")[2].startswith("正在")
    checkout.needs(checkout.wheel, "anything==1")
    assert checkout.run(*CHEAP, "--lang", "zh")[2].startswith("正在")


@pytest.mark.soak(only=True)
def test_new_dependencies_make_a_new_environment_and_the_one_before_stays_for_who_runs_from_it(
    checkout: Checkout,
) -> None:
    seen: list[str] = []
    for turn in range(3):
        checkout.needs(checkout.wheel, f"anything=={turn}")
        assert checkout.run("--lang=en", *CHEAP)[0] == 0
        (new,) = checkout.environments - set(seen)
        seen.append(new)
    assert checkout.environments == set(seen[1:])


@pytest.mark.soak(only=True)
def test_an_environment_that_was_not_made_to_the_end_is_made_anew(ready: Checkout) -> None:
    (made,) = ready.environments
    (ready.venvs / made / "ready").unlink()
    (ready.venvs / made / "left-over").touch()
    status, _, err = ready.run(*CHEAP)
    assert (status, err.startswith(MAKING)) == (0, True)
    assert ready.environments == {made}
    assert not (ready.venvs / made / "left-over").exists()


@pytest.mark.soak(only=True)
def test_one_whose_python_has_gone_is_made_anew(ready: Checkout) -> None:
    (made,) = ready.environments
    (ready.venvs / made / "bin" / "python").unlink()
    status, _, err = ready.run(*CHEAP)
    assert (status, err.startswith(MAKING)) == (0, True)


@pytest.mark.soak(only=True)
def test_two_starts_at_once_make_one_environment(checkout: Checkout) -> None:
    both = [checkout.started(*CHEAP) for _ in range(2)]
    told = [one.communicate("")[1] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert "".join(told).count(MAKING) == 1
    assert len(checkout.environments) == 1


def test_programs_in_the_environment_find_the_checkout_from_anywhere(ready: Checkout) -> None:
    moved = ready.root.rename(ready.root.with_name("moved"))
    (python,) = (moved / ".venvs").glob("*/bin/python")
    words = [python, "-c", "import ops_trainer; print(ops_trainer.__path__[0])"]
    found = subprocess.run(words, cwd=ready.home, env=ready.environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(moved / "ops_trainer")


@pytest.mark.parametrize("uv", [True, pytest.param(False, marks=pytest.mark.soak(only=True))])
def test_what_can_not_be_fetched_is_one_line_and_the_next_start_tries_again(tmp_path: Path, uv: bool) -> None:
    checkout = Checkout(tmp_path, uv=uv)
    checkout.needs(tmp_path / "gone" / "everything-1-py3-none-any.whl")
    status, out, err = checkout.run(*CHEAP)
    assert (status, out) == (2, "")
    making, why = err.splitlines()
    assert making.startswith(MAKING)
    (log,) = checkout.venvs.glob("*.log")
    assert why == say("setup.no_packages", "en", log=log)
    assert log.stat().st_size
    checkout.needs(checkout.wheel)
    assert checkout.run(*CHEAP)[0] == 0


def test_a_folder_that_can_not_be_written_to_is_one_line(checkout: Checkout) -> None:
    checkout.venvs.write_text("")
    status, out, err = checkout.run(*CHEAP)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(checkout.venvs) in err


def test_an_environment_that_lost_a_package_says_so_rather_than_starting_over_for_ever(ready: Checkout) -> None:
    (pth,) = ready.venvs.rglob("everything.pth")
    pth.unlink()
    assert ready.run(*CHEAP) == (2, "", say("setup.damaged", "en", place=ready.venvs) + "\n")


def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Complaint, check=lambda error: error.key == "setup.no_venv"):
        environment.environment(environment.Wanted("run", ("x",), ()), "en", tmp_path)
    assert [path.name for path in (tmp_path / ".venvs").iterdir()] == ["lock"]


def test_windows_waits_for_the_program_and_gives_its_exit_status_on() -> None:
    code = (
        "import os, sys; from ops_trainer.environment import become; os.name = 'nt';"
        "sys.exit(become([sys.executable, '-c', 'raise SystemExit(7)']))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 7


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_old_python_is_told_so(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 6, "final", 0))
    monkeypatch.setenv("LANG", f"{lang}_XX.UTF-8")
    assert command.start() == 2
    assert capsys.readouterr().err == say("setup.too_old", "zh" if lang == "zh" else "en", version="3.9") + "\n"


@pytest.mark.parametrize("folder", ["ops_trainer", "tests"])
@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_an_old_python_can_read_what_tells_it_so(folder: str, name: str) -> None:
    tree = ast.parse((ROOT / folder / name).read_text(encoding="utf-8"), feature_version=(3, 6))
    future = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert not future
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    kinds = [one.returns for one in functions]
    kinds += [arg.annotation for one in functions for arg in (*one.args.args, *one.args.kwonlyargs)]
    assert all(kind is None or isinstance(kind, (ast.Name, ast.Constant)) for kind in kinds)


def test_where_all_is_there_nothing_is_looked_up_or_loaded_for_it() -> None:
    code = (
        "import runpy, sys; sys.argv = ['ops-trainer', 'help', 'keys']\n"
        "try: runpy.run_module('ops_trainer', run_name='__main__', alter_sys=True)\n"
        "except SystemExit as end: assert not end.code\n"
        "assert 'ops_trainer.environment' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_the_modules_looked_for_are_those_of_the_dependencies() -> None:
    brought = packages_distributions()
    found = {canonicalize_name(name) for module in command.MODULES for name in brought[module]}
    wanted = map(Requirement, PROJECT["project"]["dependencies"])
    here = [one for one in wanted if one.marker is None or one.marker.evaluate()]
    assert found == {canonicalize_name(one.name) for one in here}
    assert list(command.MODULES) == sorted(command.MODULES)


def test_every_requirement_has_an_exact_version_within_its_range() -> None:
    pins = {canonicalize_name(pin.name): pin for pin in map(Requirement, environment.wanted("tests").pins)}
    assert all(re.fullmatch(r"==[^,*]+", str(pin.specifier)) for pin in pins.values())
    extras = [line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
    for requirement in map(Requirement, [*environment.wanted("tests").requirements, *extras]):
        (exact,) = pins[canonicalize_name(requirement.name)].specifier
        assert exact.version in requirement.specifier
        assert {clause.operator for clause in requirement.specifier} >= {">=", "<"}


def test_where_no_bytecode_may_lie_beside_the_code_the_tests_keep_it_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, str] = {}
    monkeypatch.setattr("ops_trainer.environment.holds", lambda asked: True)
    monkeypatch.setattr("ops_trainer.environment.become", lambda words: found.update(os.environ) or 0)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert tests_command.main() == 0
    assert "PYTHONDONTWRITEBYTECODE" not in found
    assert Path(found["PYTHONPYCACHEPREFIX"]).is_relative_to(Path(__file__).parents[2] / ".pytest_cache")
