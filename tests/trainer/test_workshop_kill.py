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


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    home = tmp_path_factory.mktemp("killed")
    words = [sys.executable, "-m", "tests.trainer.workshop_killing", str(home), *PHASES]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["wanted"]: line for line in lines}


@pytest.mark.parametrize("phase", PHASES)
def test_the_room_goes_on_as_it_was(phase: str, found: dict[str, dict[str, Any]]) -> None:
    room = found[phase]
    assert room["pin"][0] == room["pin"][1]
    assert (room["phase"], room["number"], room["ballot"]) == PHASES[phase]
    assert room["names"] == [f"player {number}" for number in range(12)]
    assert room["lost"] == []
    assert room["acknowledged"] <= room["kept"]
    assert room["acknowledged"] >= (0 if phase == "lobby" else 4)
    assert room["paused"] == room["open"]
    if room["before"] is not None:
        assert room["points"] == room["before"]
    if phase in ("reveal", "standings", "end"):
        assert max(room["points"].values()) == (200 if phase == "end" else 100)
        assert room["points"]["player 0"] == 0
