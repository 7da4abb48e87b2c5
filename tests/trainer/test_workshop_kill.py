"""kill -9 the host in any phase, and go on: same PIN, phase, points, and every answer that was acknowledged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PHASES = {
    "lobby": ("lobby", 0, 0),
    "question": ("question", 1, 1),
    "paused": ("question", 1, 1),
    "closed": ("question", 1, 1),
    "discuss": ("discuss", 1, 1),
    "second vote": ("question", 1, 2),
    "reveal": ("reveal", 1, 1),
    "standings": ("standings", 1, 1),
    "second question": ("question", 2, 1),
    "end": ("end", 2, 1),
}


@pytest.mark.soak(only=True)
def test_the_room_goes_on_as_it_was_in_every_phase(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.trainer.workshop_killing", str(tmp_path / "home"), *PHASES]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    rooms = [json.loads(line) for line in done.stdout.splitlines()]
    assert [room["wanted"] for room in rooms] == list(PHASES)
    for room in rooms:
        check(room["wanted"], room)


def check(phase: str, room: dict[str, Any]) -> None:
    """What a room is after it was resumed, against what it was."""
    assert room["pin"][0] == room["pin"][1], phase
    assert (room["phase"], room["number"], room["ballot"]) == PHASES[phase], phase
    assert room["names"] == [f"player {number}" for number in range(12)], phase
    assert room["lost"] == [], phase
    assert room["acknowledged"] <= room["kept"], phase
    assert room["acknowledged"] >= (0 if phase == "lobby" else 4), phase
    assert room["paused"] == room["open"], phase
    if room["before"] is not None:
        assert room["points"] == room["before"], phase
    if phase in ("reveal", "standings", "end"):
        assert max(room["points"].values()) == (200 if phase == "end" else 100)
        assert room["points"]["player 0"] == 0
