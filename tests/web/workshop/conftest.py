"""Rooms on a port of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.web.workshop.server import RoomServing
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.web.workshop.served import Served


@pytest.fixture
def serve(home: Path, clock: Clock) -> Iterator[Callable[..., Served]]:
    """Serves a room with the questions and rules that are given."""
    running: list[Served] = []

    def start(*questions: Any, **rules: Any) -> Served:
        hosting = hosted(home, clock, *questions, **rules)
        served = Served(hosting, RoomServing(hosting, "127.0.0.1", 0))
        running.append(served)
        return served

    yield start
    for served in running:
        served.serving.stop()
        served.hosting.close()
