"""What the program promises comes true for simulated learners: a handful every day, all of them in the soak."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.learners import LEARNERS, Learner
from tests.benchmarks.promises import due, live, measure, sums, tomorrows
from tests.teamwork import deck_file, few_decks

__all__ = ["few_decks"]

HANDFUL = [one for one in LEARNERS if one.name in ("usual", "weekender")]


@pytest.mark.parametrize("learner", HANDFUL, ids=lambda one: one.name)
def test_what_is_said_of_the_coming_days_comes(few_decks: None, tmp_path: Path, learner: Learner) -> None:
    deck_file(tmp_path / "decks", "launch", 70)
    life = live(learner, tmp_path, 22, minutes=4)
    exact, said = tomorrows(life)
    assert exact == said > 10
    (early, late) = [(promised, came) for ahead, promised, came in sums(life) if ahead in (7, 0)]
    for (promised, came), within in ((early, 0.4), (late, 0.15)):  # after a week the learner's own pace is known
        assert abs(promised - came) <= within * came


@pytest.mark.soak(only=True)
def test_weekends_that_nobody_told_of_are_foreseen_after_some_weeks(few_decks: None, tmp_path: Path) -> None:
    deck_file(tmp_path / "decks", "launch", 70)
    life = live(replace(HANDFUL[1], told=False), tmp_path, 36, minutes=3)
    (said,) = [(promised, came) for ahead, promised, came in sums(life) if ahead == 21]
    assert abs(said[0] - said[1]) <= 0.15 * said[1]
    assert [count for count in life.days[21].forecast if not count]


def test_what_is_expected_of_a_due_day_comes(few_decks: None, tmp_path: Path) -> None:
    deck_file(tmp_path / "decks", "launch", 30)
    found = due(HANDFUL[0], tmp_path, 9, 6, ["launch"], seed=1)
    assert found["expected"] > 0.85
    assert found["told"] >= found["expected"] - 0.05
    assert abs(found["true"] - found["told"]) < 0.03, "who forgets as the program thinks"


@pytest.mark.soak(only=True)
def test_all_learners_get_what_was_promised() -> None:
    # The table of learners may be replaced; what unannounced absences do can't be promised.
    for group, figures in measure(LEARNERS, 40, seed=1).items():
        assert figures["tomorrow_exact"] == 1, group
        assert figures["forecast_error"] <= (0.1 if group == "default" else 0.15), group
        assert figures["minutes_kept"] >= 0.8, group
