"""`workshop remove`: nothing of a workshop stays, and nothing else goes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer import cli
from ops_trainer.store.database import FILE
from ops_trainer.workshop.rules import Item, Rules
from tests.conftest import Clock
from tests.workshop.rooms import SINGLE


def test_names_answers_and_report_are_gone(home: Path, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with ops_trainer.open(home, learner="mei", clock=clock) as trainer:
        ids, reports = [], []
        for name in ("Anna", "Boris"):
            hosting = trainer.workshops.host([Item(SINGLE)], Rules(), "Ops")
            hosting.join(name, "en")
            hosting.end()
            hosting.close()
            ids.append(hosting.id)
            reports.append(trainer.workshops.keep_report(hosting.id, "en"))
    words = ["--home", str(home), "--learner", "mei", "--lang", "en", "workshop", "remove"]
    assert cli.main([*words, ids[0]]) == 0
    with sqlite3.connect(home / FILE) as connection:
        kept = " ".join(row[0] for row in connection.execute("SELECT data FROM workshop_event"))
    assert "Boris" in kept
    assert "Anna" not in kept
    assert [report.exists() for report in reports] == [False, True]
    capsys.readouterr()
    assert cli.main([*words, ids[0]]) == 2
    assert ids[0] in capsys.readouterr().err
