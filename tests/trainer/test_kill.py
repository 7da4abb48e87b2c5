"""kill -9 at any moment loses no acknowledged grade, and two programs at once lose none either."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import ops_trainer

SCRIPT = Path(__file__).with_name("killing.py")
NOTES = "".join(f"  - id: n{n}\n    kind: qa\n    front: front {n}\n    back: back {n}\n" for n in range(300))


@pytest.fixture
def own(home: Path) -> Path:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(f"id: small\ntitle: s\nlanguage: en\nnotes:\n{NOTES}", encoding="utf-8")
    ops_trainer.open(home, learner="mei").close()
    return home


def run(*words: str) -> int:
    done = subprocess.run([sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.soak
def test_kill_loses_no_acknowledged_grade(own: Path, soak: bool, chance: int) -> None:
    acknowledged = run("kill", str(own), "500" if soak else "12", str(chance))
    assert acknowledged > (1000 if soak else 20)
    with ops_trainer.open(own, learner="mei") as trainer:
        reviews = trainer.stats().reviews_total
        assert acknowledged <= reviews <= acknowledged + (500 if soak else 12)
        assert [finding.level for finding in trainer.doctor()] == ["fine"]


@pytest.mark.soak
def test_two_programs_grade_at_once_and_all_is_there(own: Path, soak: bool) -> None:
    graded = run("race", str(own), "5000" if soak else "100")
    with ops_trainer.open(own, learner="mei") as trainer:
        assert trainer.stats().reviews_total == graded
        assert [finding.level for finding in trainer.doctor()] == ["fine"]
