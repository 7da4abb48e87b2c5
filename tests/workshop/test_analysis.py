"""Question statistics: Moodle's definitions against numbers worked out by hand and against what must always hold."""

from __future__ import annotations

import math
import statistics as plain

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ops_trainer.workshop.analysis import FEWEST, Confidence, analyse, confidence


def quiz(*rows: str) -> list[dict[str, float]]:
    """A row a question, a digit a player: 1 right, 0 wrong, . not in the room."""
    return [{f"p{place}": float(mark) for place, mark in enumerate(row) if mark != "."} for row in rows]


def test_numbers_worked_out_by_hand() -> None:
    found = analyse(quiz("1111100000", "1111000000", "1110000001"))[0]
    assert found is not None
    assert found.facility == 0.5
    assert math.isclose(found.deviation, math.sqrt(10 * 0.25 / 9))
    # The rest of each player is the mean of the other two: 1 1 1 .5 0 0 0 0 0 .5, of mean 0.4.
    rest = [1, 1, 1, 0.5, 0, 0, 0, 0, 0, 0.5]
    mine = [1] * 5 + [0] * 5
    covariance = sum((a - 0.5) * (b - 0.4) for a, b in zip(mine, rest, strict=True)) / 9
    assert math.isclose(covariance, 1.5 / 9)
    assert found.discrimination is not None
    assert math.isclose(found.discrimination, plain.correlation(mine, rest))
    # In order, the right ones stand beside the highest rests: 1 1 1 .5 .5 in place of 1 1 1 .5 0.
    assert found.efficiency is not None
    assert math.isclose(found.efficiency, (1.5 / 9) / (2.0 / 9))


def test_a_question_that_only_the_weak_get_right_tells_the_wrong_way() -> None:
    found = analyse(quiz("0000011111", "1111100000", "1111000000"))[0]
    assert found is not None
    assert found.discrimination is not None
    assert found.discrimination < -0.7


def test_under_ten_players_nothing_is_told() -> None:
    assert FEWEST == 10
    assert analyse(quiz("111110000", "110000000")) == [None, None]


def test_nobody_differs_so_nothing_discriminates() -> None:
    found = analyse(quiz("1111111111", "1111100000"))
    assert found[0] is not None
    assert (found[0].facility, found[0].deviation) == (1.0, 0.0)
    assert found[0].discrimination is None
    assert found[0].efficiency is None


def test_a_quiz_of_one_question_has_no_rest() -> None:
    found = analyse(quiz("1111100000"))[0]
    assert found is not None
    assert found.facility == 0.5
    assert found.discrimination is None


def test_who_came_late_is_left_out_of_what_they_missed() -> None:
    with_late = analyse(quiz("1111100000.", "11110000001"))
    without = analyse(quiz("1111100000", "1111000000"))
    assert with_late[0] == without[0]
    assert with_late[1] is not None
    assert math.isclose(with_late[1].facility, 5 / 11)


scores = st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=12, max_size=12), min_size=2, max_size=6)


@given(scores)
def test_what_always_holds(rows: list[list[float]]) -> None:
    table = [{f"p{place}": value for place, value in enumerate(row)} for row in rows]
    for place, (found, row) in enumerate(zip(analyse(table), rows, strict=True)):
        assert found is not None
        assert math.isclose(found.facility, plain.mean(row))
        assert math.isclose(found.deviation, plain.stdev(row), abs_tol=1e-9)
        if found.discrimination is None or found.efficiency is None:
            continue
        # Moodle's rest is the sum of the others; ours is their mean, which correlates alike.
        rest = [sum(other[player] for at, other in enumerate(rows) if at != place) for player in range(len(row))]
        assert math.isclose(found.discrimination, plain.correlation(row, rest), abs_tol=1e-6)
        assert found.efficiency <= 1
        assert (found.efficiency > 0) == (found.discrimination > 0)
        assert abs(found.efficiency) >= abs(found.discrimination) - 1e-9


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=12, max_size=12))
def test_a_question_in_the_order_of_the_rest_is_wholly_efficient(row: list[float]) -> None:
    assume(0 < sum(row) < len(row))
    ordered = sorted(row)
    table = [{f"p{n}": v for n, v in enumerate(ordered)}, {f"p{n}": float(n) / 12 for n in range(12)}]
    found = analyse(table)[0]
    assert found is not None
    assert found.efficiency == pytest.approx(1.0)


def test_confidence_is_counted() -> None:
    pairs = [(True, True), (True, False), (True, False), (False, True), (False, False), (None, True), (None, False)]
    found = confidence(pairs)
    assert found == Confidence(1, 2, 1, 1, 2)
    assert found.said == 5
