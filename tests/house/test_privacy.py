"""What the manual claims of privacy is held by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from ops_trainer import help as manual

CLAIMED = re.compile(r"`(test_\w+)`")


def test_each_claim_names_a_test_that_exists_in_both_languages() -> None:
    tests = Path(__file__).parents[1]
    there = {
        name for path in tests.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    pages = [Path(manual.__file__).parent / lang / "privacy.md" for lang in ("zh", "en")]
    zh, en = (CLAIMED.findall(page.read_text("utf-8")) for page in pages)
    assert zh == en
    assert set(en) <= there
    assert len(en) >= 8
