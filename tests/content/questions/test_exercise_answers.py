"""How an exercise is worked out, and expressions that have no answer to show."""

from __future__ import annotations

from typing import Any

import pytest

from ops_trainer.content.compute import Compute, answer, fill, parse, worked
from ops_trainer.locale import Complaint


def made(expression: str, **fields: Any) -> Compute:
    given = {"a": {"from": 1, "to": 9}, "b": {"from": 1, "to": 9}}
    return Compute.model_validate(
        {"given": given, "ask": {"zh": "{a}和{b}", "en": "{a} and {b}"}, "expression": expression, **fields}
    )


@pytest.mark.parametrize(
    "source",
    [
        "__import__('os')", "a.real", "a[0]", "(lambda: 1)()", "[a]", "'x'", "a if b else 1", "print(a)", "f'{a}'",
        "a := 1", "True", "None", "", "a +", "min()", "abs(a, key=b)", "1" * 301, "(" * 200 + ")" * 200, "a\x00", "1j",
        "*a", "a // 2",
    ],
)  # fmt: skip
def test_nothing_else_is_of_the_language(source: str) -> None:
    with pytest.raises(Complaint):
        parse(source).value({"a": 1, "b": 1})


@pytest.mark.parametrize(
    "expression", ["a < b", "10 ** 60 * a", "a / (b - b)", "(0 - 8) ** 0.5", "0 ** -1", "(10 ** 12) ** 64 * a"]
)
def test_what_can_not_be_shown_is_a_complaint(expression: str) -> None:
    with pytest.raises(Complaint):
        answer(made(expression), {"a": 1, "b": 2})


def test_nothing_is_shown_as_minus_zero() -> None:
    assert str(answer(made("(0 - a) / 1000", decimals=1), {"a": 3, "b": 1}).value) == "0.0"


def test_the_way_to_the_answer_is_shown() -> None:
    compute = made("a / b", unit={"zh": "天", "en": "days"}, decimals=1)
    given = {"a": 155_000, "b": 9500}
    assert (fill(compute.ask, given).zh, fill(compute.ask, given).en) == ("155000和9500", "155,000 and 9,500")
    way = worked(compute, given, answer(compute, given))
    assert (way.zh, way.en) == ("155000 ÷ 9500 ≈ 16.3天", "155,000 ÷ 9,500 ≈ 16.3 days")
    share = made("min(a, b) ** 2 / b", unit="%")
    way = worked(share, {"a": 1, "b": 4}, answer(share, {"a": 1, "b": 4}))
    assert (way.zh, way.en) == ("min（1，4）^ 2 ÷ 4 = 25%", "min(1, 4) ^ 2 ÷ 4 = 25%")


@pytest.mark.parametrize(
    ("expression", "a", "b", "zh", "en"),
    [
        ("(a - b) / b", 11400, 7200, "（11400 − 7200）÷ 7200 ≈ 58.3%", "(11,400 − 7,200) ÷ 7,200 ≈ 58.3%"),
        ("(a - b) / b", 3, 4, "（3 − 4）÷ 4 = −25.0%", "(3 − 4) ÷ 4 = −25.0%"),
        ("a / b", 1, 8, "1 ÷ 8 = 12.5%", "1 ÷ 8 = 12.5%"),
        ("a / b", 1, 3, "1 ÷ 3 ≈ 33.3%", "1 ÷ 3 ≈ 33.3%"),
        ("a + b", 0.1, 0.2, "0.1 + 0.2 = 30.0%", "0.1 + 0.2 = 30.0%"),
        ("a - b", 0, -1500, "0 −（−1500）= 150000.0%", "0 − (−1,500) = 150,000.0%"),
        ("1000 * a / 2.5e3 - .5", 2, 1, "1000 × 2 ÷ 2500 − 0.5 = 30.0%", "1,000 × 2 ÷ 2,500 − 0.5 = 30.0%"),
        ("100 * (a - b) * (a + b)", 2, 1, "100 ×（2 − 1）×（2 + 1）= 30000.0%", "100 × (2 − 1) × (2 + 1) = 30,000.0%"),
    ],
)  # fmt: skip
def test_the_way_is_written_as_each_language_writes_it(expression: str, a: float, b: float, zh: str, en: str) -> None:
    compute = made(expression, unit="%", decimals=1)
    way = worked(compute, {"a": a, "b": b}, answer(compute, {"a": a, "b": b}))
    assert (way.zh, way.en) == (zh, en)
