"""Checking files and folders of decks."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops_trainer.content.lint import check
from ops_trainer.content.lint.check import Yield, check_paths
from ops_trainer.locale import Complaint

DECK = "id: d\ntitle: t\nlanguage: en\nnotes:\n  - id: a\n    kind: qa\n    front: f\n    back: b\n"


def test_checking_goes_over_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    (tmp_path / "one.yaml").write_text(DECK, encoding="utf-8")
    (tmp_path / "in" / "two.yml").write_text(DECK, encoding="utf-8")
    (tmp_path / "in" / "deeper" / "three.yaml").write_text("id: d\nnotes:\n  - a: 1\n   b: 2\n", encoding="utf-8")
    (tmp_path / "in" / "notes.txt").write_text("no deck", encoding="utf-8")
    found = check_paths([tmp_path])
    assert found.files == 3
    assert sorted(problem.complaint.key for problem in found.errors) == ["deck.trap_indent", "trainer.deck_twice"]
    assert {problem.severity for problem in found.advice} <= {"warning"}
    with pytest.raises(Complaint, match="nothing at"):
        check_paths([tmp_path / "none"])


def test_checking_counts_what_a_deck_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = Path(__file__).with_name("cases") / "cross-language.yaml"
    assert check_paths([words]).yields == [Yield(str(words), 3, 6, 3)]
    bad = tmp_path / "bad.yaml"
    bad.write_text(DECK + "    zzz: x\n", encoding="utf-8")
    assert check_paths([bad]).yields == []
    monkeypatch.setattr(check, "MOST_COUNTED", 2)
    assert check_paths([words]).yields == [Yield(str(words), 3, 6, None)]
