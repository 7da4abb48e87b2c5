"""The app on a real trainer: a fresh home, a clock that stands, decks of the tests' own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.tui.shell.app import Look, TrainerApp, keep_look
from tests.tui.seat import Seat, seated
from tests.tui.stylesheets import parse_once

DECKS = Path(__file__).parent / "decks"


# Sizes and languages in which screens are looked at: on an ordinary day the first, with small screens and the longer
# language, or as many as the mark says; the others in a soak.
LOOKS = [(60, 20, "en"), (80, 24, "zh"), (60, 20, "zh"), (80, 24, "en")]

Sit = Callable[..., AbstractAsyncContextManager[Seat]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that is marked so once a look, given as width, height and language."""
    if mark := metafunc.definition.get_closest_marker("looks"):
        (everyday,) = mark.args or (1,)
        more = [pytest.param(*look, marks=pytest.mark.soak) for look in LOOKS[everyday:]]
        looks = [*LOOKS[:everyday], *(more if metafunc.config.option.soak else [])]
        metafunc.parametrize(("width", "height", "lang"), looks)


@pytest.fixture(scope="session", autouse=True)
def style_sheets() -> Iterator[None]:
    """Each style sheet is parsed once."""
    with pytest.MonkeyPatch.context() as patch:
        parse_once(patch)
        yield


@pytest.fixture
def decks(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Built-in decks of the tests' own, so that no test depends on what the real ones say."""
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: DECKS)
    return DECKS


@pytest.fixture
def learner(home: Path, clock: Any, decks: Path) -> Iterator[Any]:
    """A trainer on the home, past the welcome, to prepare and to check with."""
    if not home.exists():
        shutil.copytree(_ready(decks, clock()), home)
    with ops_trainer.open(home, clock=clock) as trainer:
        trainer.change(welcomed=True, language="zh", theme="dark")
        yield trainer


@cache
def _ready(decks: Path, now: datetime) -> Path:
    """A home that has read some built-in decks, and was last seen in Chinese and dark: made once in a process."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    home = folder / "home"
    ops_trainer.open(home, clock=lambda: now).close()
    keep_look(home, Look("zh", "dark"))
    return home


@pytest.fixture
def sit(home: Path, clock: Any, decks: Path) -> Sit:
    """Start the app on the home."""

    @asynccontextmanager
    async def start(width: int = 80, height: int = 24, **options: Any) -> AsyncIterator[Seat]:
        app = TrainerApp(home, clock=clock, stopwatch=lambda: clock().timestamp(), **options)
        async with seated(app, width, height) as seat:
            yield seat

    return start
