"""Exercises with numbers: the language of expressions, drawing, rounding."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.compute import Compute, answer, draw, fill, parse
from ops_trainer.content.text import Text
from ops_trainer.locale import Complaint


def exercise(**changes: Any) -> Compute:
    given_numbers = {"a": {"from": 1, "to": 9}, "b": {"from": 0.5, "to": 2.5, "step": 0.25}}
    return Compute.model_validate({"given": given_numbers, "ask": "{a} {b}", "expression": "a / b", **changes})


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a + b * 2", 7), ("(a + b) * 2", 10), ("-a ** 2", -9), ("a ** -1 * 3", 1), ("1 < a <= 3 and not b > 2", True),
        ("min(a, b) + max(a, b, 9)", 11), ("abs(b - a)", 1), ("round(10 / 4)", 2), ("sqrt(a * 12)", 6),
        ("a == 3 or 1 / 0", True),
    ],
)  # fmt: skip
def test_expressions_have_their_values(source: str, value: float) -> None:
    assert parse(source).value({"a": 3, "b": 2}) == value
    assert parse(source).names <= {"a", "b"}


@pytest.mark.parametrize("source", ["1 / 0", "sqrt(-1)", "9 ** 64 ** 2", "1e300 * 1e300", "round(1e400)", "max(1)"])
def test_no_value_is_a_complaint(source: str) -> None:
    with pytest.raises(Complaint):
        parse(source).value({})


@given(st.text(st.sampled_from("ab0123456789.+-*/()<>=, minmaxroundsqrtnotandor_[]{}'\"@"), max_size=60))
def test_any_source_is_an_expression_or_a_complaint(source: str) -> None:
    try:
        assert isinstance(parse(source).value({"a": 3.0, "b": 2.0}), float | bool)
    except (Complaint, KeyError):
        return


@given(st.integers(0, 10_000))
def test_drawn_numbers_are_on_their_steps_and_fit(seed: int) -> None:
    compute = exercise(require="a > b * 2")
    drawn = draw(compute, random.Random(seed))
    assert drawn == draw(compute, random.Random(seed))
    assert drawn["a"] in range(1, 10)
    assert (drawn["b"] - 0.5) % 0.25 == 0
    assert 0.5 <= drawn["b"] <= 2.5
    assert drawn["a"] > drawn["b"] * 2


def test_numbers_that_never_fit_are_a_complaint() -> None:
    with pytest.raises(Complaint, match="Widen"):
        draw(exercise(require="a > 100"), random.Random(1))


@pytest.mark.parametrize(
    ("changes", "drawn", "value", "shown"),
    [
        ({"decimals": 1}, {"a": 1, "b": 8}, 0.1, "0.1"),
        ({"decimals": 2}, {"a": 1, "b": 8}, 0.13, "0.13"),  # 0.125: half goes up, never to the even digit
        ({"decimals": 2, "unit": "%"}, {"a": 1, "b": 8}, 12.5, "12.50"),
        ({"expression": "a * 1.005", "decimals": 2}, {"a": 1, "b": 8}, 1.01, "1.01"),
        ({"expression": "0 - a / 2"}, {"a": 5, "b": 8}, -3, "-3"),
    ],
)
def test_answers_are_rounded_as_people_round(
    changes: dict[str, Any], drawn: dict[str, float], value: float, shown: str
) -> None:
    number = answer(exercise(**changes), drawn)
    assert (float(number.value), f"{Decimal(str(number.value)):.{number.decimals}f}") == (value, shown)
    assert float(number.tolerance) == pytest.approx(10**-number.decimals / 2)


def test_numbers_are_put_in_as_each_language_writes_them() -> None:
    filled = fill(Text(zh="有{a}人，{b}元", en="{a} people, {b} yuan, {a}"), {"a": 12000, "b": 500})
    assert filled == Text(zh="有12000人，500元", en="12,000 people, 500 yuan, 12,000")
