"""What all tests share: a soak switch, no skipping in CI, quiet hypothesis profiles, homes and clocks."""

from __future__ import annotations

import gc
import os
import secrets
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.examples import EVERYDAY, SOAK

# Run first: whoever began one of these at the very end would let the other cores wait.
LONGEST = ("house/test_environment.py", "house/test_package.py", "web/workshop/test_workshop_browser.py")
CALM: Any = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("house", max_examples=EVERYDAY, derandomize=True, **CALM)
settings.register_profile("soak", max_examples=SOAK, derandomize=False, database=None, print_blob=False, **CALM)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the full numbers of the kill, race and property tests")
    parser.addoption("--soak-full", action="store_true", help="a soak with every size of every screen: for an evening")
    parser.addoption("--soak-seed", type=int, help="with --soak: the chance of an earlier soak, as that one printed it")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "soak(only=False): has a longer form, run with --soak; `only`: run with it alone"
    )
    config.addinivalue_line("markers", "looks(everyday=1): is run in so many sizes and languages, with --soak in all")
    # Tests start many processes, each of which would compile everything anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("PYTHONUNBUFFERED", None)  # people don't have it: it would hide what a program keeps back
    sys.dont_write_bytecode = False
    # Before any test is read: its settings are made from the profile of that moment.
    config.option.soak = config.option.soak or config.option.soak_full
    settings.load_profile("soak" if config.option.soak else "house")
    if config.option.soak:
        # One seed for all: hypothesis takes it over, and workers get the options of the program that starts them.
        if config.option.soak_seed is None:
            given = config.option.hypothesis_seed
            config.option.soak_seed = int(given) if given is not None else secrets.randbelow(1_000_000)
        config.option.hypothesis_seed = str(config.option.soak_seed)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        longer = {"soak", "chance"}.intersection(getattr(item, "fixturenames", ()))
        if longer or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("soak")
    if not config.option.soak:
        later = {item for item in items if any(mark.kwargs.get("only") for mark in item.iter_markers("soak"))}
        config.hook.pytest_deselected(items=list(later))
        items[:] = [item for item in items if item not in later]
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))


def soak_line(config: pytest.Config) -> str:
    """The seed of a soak, and how the same soak is run again."""
    return f"soak seed {config.option.soak_seed}; the same again: --soak --soak-seed {config.option.soak_seed}"


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Say the seed at once: a soak that is cut short has no summary."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.option.soak and reporter and not hasattr(session.config, "workerinput"):
        reporter.write_line(soak_line(session.config))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.option.soak:
        terminalreporter.write_line(soak_line(config))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not walk over it again and again, nor over what tests
    load later as often as it does by itself, which takes a seventh of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With CI=true a test that cannot run fails rather than skips."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be with CI=true: {report.longrepr}"


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether the full numbers are wanted."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> int:
    """A seed: always the same, but in a soak that of the soak."""
    return int(request.config.getoption("--soak-seed") or 0) if request.config.getoption("--soak") else 7


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on, by days, hours, minutes …"""
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    """Monday morning in Shanghai."""
    return Clock(datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=8))))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A fresh home."""
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the machine's own home or language, or by what it was started."""
    monkeypatch.delenv("OPS_TRAINER_HOME", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "NO_COLOR", "COLORFGBG", "UV_RUN_RECURSION_DEPTH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(autouse=True)
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores don't wait for the disk: nobody pulls the plug here. Tests of the store have a fixture of
    this name that does nothing, and programs that are killed run in processes of their own, which always wait."""
    from ops_trainer.store import database

    monkeypatch.setattr(database, "PRAGMAS", [*database.PRAGMAS, "synchronous = OFF"])


@pytest.fixture(autouse=True)
def decks_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in decks are parsed once: a fresh home is open in a fifth of the time."""
    from tests import ready

    ready.decks_read_once(monkeypatch)


@pytest.fixture(autouse=True)
def fresh_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fresh homes have read the built-in decks; tests of how they do have a fixture of this name that does nothing."""
    from tests import ready

    ready.homes_with_decks(monkeypatch)


@pytest.fixture
def few_decks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small decks stand for the built-in ones, where a test asks nothing about these."""
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: Path(__file__).parent / "tui" / "decks")


@pytest.fixture(autouse=True)
def no_collection_for_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room's server has all garbage collected when it starts, which takes longer than most tests of it."""
    if server := sys.modules.get("ops_trainer.web.workshop.server"):
        monkeypatch.setattr(server, "_calm_collector", gc.get_threshold)
