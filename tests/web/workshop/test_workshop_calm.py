"""The garbage collector keeps still while a room is served, and works as before afterwards."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from ops_trainer.web.workshop.server import COLLECTING, RoomServing
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.workshop.rooms import SINGLE


@pytest.fixture
def no_collection_for_a_server() -> None:
    """Leave the server as it is."""


def test_what_was_there_is_not_collected_while_a_room_is_served(home: Path, clock: Clock) -> None:
    before = gc.get_threshold()
    hosting = hosted(home, clock, SINGLE)
    serving = RoomServing(hosting, "127.0.0.1", 0)
    try:
        assert gc.get_threshold() == COLLECTING
        assert gc.get_freeze_count() > 0
    finally:
        serving.stop()
        hosting.close()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
