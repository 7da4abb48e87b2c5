"""kill -9 in the middle of a quiz: every acknowledged answer is there once, and the quiz goes on behind it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.memory import Rating
from ops_trainer.memory.events import Kind

SCRIPT = Path(__file__).with_name("quiz_killing.py")
NOTES = "".join(f"  - id: n{n}\n    kind: qa\n    front: front {n}\n    back: back {n}\n" for n in range(40))


@pytest.mark.soak(only=True)
def test_kill_loses_no_acknowledged_answer_and_repeats_none(home: Path, soak: bool, chance: int) -> None:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(f"id: small\ntitle: s\nlanguage: en\nnotes:\n{NOTES}", encoding="utf-8")
    with ops_trainer.open(home, learner="mei") as trainer:  # a miss brings back what was met
        session = trainer.study(new_limit=1000)
        while session.card is not None:
            session.grade(Rating.GOOD)
    rounds = 200 if soak else 8
    words = [sys.executable, str(SCRIPT), str(home), str(rounds), str(chance)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    acknowledged = int(done.stdout)
    assert acknowledged > rounds
    with ops_trainer.open(home, learner="mei") as trainer:
        with trainer.context.database.reading() as connection:
            events = [event for _, event in trainer.context.journal.events(connection)]
        answers = [event for event in events if event.kind is Kind.ANSWER]
        assert acknowledged <= len(answers) <= acknowledged + rounds
        asked = Counter(((event.data or {})["quiz"], (event.data or {})["question"]) for event in answers)
        assert set(asked.values()) == {1}
        # Each answer that a quiz shows has its event and what it does to memory, and there are no others.
        assert len([event for event in events if event.kind is Kind.BRING_BACK]) == len(answers)
        for stopped in trainer.quizzes.stopped():
            assert sum((event.data or {})["quiz"] == stopped.id for event in answers) == stopped.answered
        assert [finding.level for finding in trainer.doctor()] == ["fine"]
