"""What all tests share: a soak switch, no skipping in CI, quiet hypothesis profiles, homes and clocks."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the full numbers of the kill and race tests")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: has a longer form, run with --soak")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not walk over it again and again."""
    gc.collect()
    gc.freeze()


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
    """No test sees the machine's own home or language."""
    monkeypatch.delenv("OPS_TRAINER_HOME", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "NO_COLOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(autouse=True)
def fresh_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fresh stores are there at once; tests of how they come about have a fixture of this name that does nothing."""
    from tests.ready import ready_made

    ready_made(monkeypatch)


@pytest.fixture(autouse=True)
def no_collection_for_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room's server has all garbage collected when it starts, which takes longer than most tests of it."""
    if server := sys.modules.get("ops_trainer.web.workshop.server"):
        monkeypatch.setattr(server, "_calm_collector", gc.get_threshold)
