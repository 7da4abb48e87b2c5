"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.questions.question import Number
from ops_trainer.content.text import Text
from ops_trainer.quiz.numbers import han_number, is_right_number, read_number

PEOPLE = Number(12_000, 0.5, 0, Text(zh="人", en="people"))
PERCENT = Number(12.5, 0.05, 1, Text(zh="%", en="%"))
DAYS = Number(16.3, 0.05, 1, Text(zh="天", en="days"))
PLAIN = Number(-0.25, 0.005, 2)
HUGE = Number(320_000_000, 0.5, 0, Text(zh="元", en="yuan"))


@pytest.mark.parametrize(
    "text",
    [
        "12000", "12,000", "12 000", "12'000", "１２０００", "１２，０００", "1.2万", "1.2 万", "1.2萬", "12千", "12k",
        "12 K", "一万二", "一万二千", "12000人", "12,000 people", "12000人次", "约12000", "大约 1.2万人", "= 12000",
        "答案是12000", "it is 12,000", "12000.0", "12000。", " 12000\n", "12000.4", "0.012 million", "+12000",
    ],
)  # fmt: skip
def test_all_these_say_twelve_thousand(text: str) -> None:
    assert is_right_number(text, PEOPLE)


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "12001", "1200", "120000", "-12000", "12000天", "12000 days", "12000%", "不是12000", "not 12000",
        "12000 or 13000", "12000-13000", "12000以上", "大于12000", "12000到13000", "1,20,00", "1.2亿",
        "12.000.000", "nan", "inf", "一万三", "1e4", "12000" * 40, "９" * 200, "💯", "\ud800", "\x00", "约", "万",
    ],
)  # fmt: skip
def test_none_of_these_does(text: str) -> None:
    assert not is_right_number(text, PEOPLE)


@pytest.mark.parametrize(
    "text",
    [
        "12.5%",
        "12.5",
        "0.125",
        "１２．５％",
        "百分之12.5",
        "百分之十二点五",
        "12.5 percent",
        "12.54",
        "12.46%",
        "12.5 %",
    ],
)
def test_a_percentage_may_be_written_in_three_ways(text: str) -> None:
    assert is_right_number(text, PERCENT)


@pytest.mark.parametrize("text", ["12.6", "1.25%", "0.126", "125", "0.125%", "-12.5%"])
def test_another_percentage_is_wrong(text: str) -> None:
    assert not is_right_number(text, PERCENT)


@pytest.mark.parametrize(
    ("text", "right"),
    [("16.3", True), ("16.3天", True), ("16.3日", True), ("16.3 days", True), ("16.34", True), ("16.4", False),
     ("16.3个月", False), ("16.3 hours", False), ("16", False)],
)  # fmt: skip
def test_a_unit_of_time_must_be_the_right_one(text: str, right: bool) -> None:
    assert is_right_number(text, DAYS) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("-0.25", True),
        ("−0.25", True),
        ("负0.25", True),
        ("-25%", True),
        ("-.25", True),
        ("0.25", False),
        ("25%", False),
    ],
)
def test_signs_count(text: str, right: bool) -> None:
    assert is_right_number(text, PLAIN) is right


@pytest.mark.parametrize(
    "text", ["3.2亿", "3.2億元", "320000000", "320,000,000", "32000万", "三亿二千万", "¥3.2亿", "320 million"]
)
def test_hundreds_of_millions(text: str) -> None:
    assert is_right_number(text, HUGE)


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("二十", 20), ("三百二", 320), ("三百二十", 320), ("三百零二", 302),
     ("两千零五", 2005), ("一万二", 12_000), ("二〇二六", 2026), ("三点五", 3.5), ("十二亿三千万", 1_230_000_000),
     ("一百一十", 110), ("九万九千九百九十九", 99_999)],
)  # fmt: skip
def test_numbers_in_chinese_characters(text: str, value: float) -> None:
    assert han_number(text) == pytest.approx(value)


@given(st.text(max_size=60))
def test_reading_never_raises(text: str) -> None:
    read_number(text)
    for number in (PEOPLE, PERCENT, DAYS, PLAIN):
        assert is_right_number(text, number) in (True, False)


@given(st.text(alphabet="零一二三四五六七八九十百千万亿点两.,0123456789%负-", max_size=20))
def test_odd_numbers_never_raise(text: str) -> None:
    is_right_number(text, PEOPLE)


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_a_number_is_right_however_it_is_set(value: int, decimals: int) -> None:
    shown = value / 10**decimals
    number = Number(shown, 0.5 / 10**decimals, decimals)
    for text in (f"{shown:.{decimals}f}", f"{shown:,.{decimals}f}"):
        assert is_right_number(text, number)
        assert is_right_number(text.translate(str.maketrans("0123456789", "０１２３４５６７８９")), number)
    assert not is_right_number(f"{shown + 2 / 10**decimals:.{decimals + 1}f}", number)


@pytest.mark.parametrize(("text", "value"), [(".05", 0.05), (" .5%", 0.5), ("-.25", -0.25), ("5.", 5.0), ("5。", 5.0)])
def test_a_point_before_a_number_belongs_to_it_and_one_behind_ends_the_sentence(text: str, value: float) -> None:
    found = read_number(text)
    assert found is not None
    assert found[0] == value
