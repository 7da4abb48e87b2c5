"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.numerals import han_number
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.marking.numbers import is_right_number, read_number, said
from ops_trainer.content.questions.question import Number, Question, Type
from ops_trainer.content.questions.types import mark_answer, of
from ops_trainer.content.questions.view import RevealView
from ops_trainer.content.text import Text
from tests.examples import any_text
from tests.quiz import makers

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


@given(any_text(max_size=60))
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


SPEED = Number(1.2, 0.05, 1, Text(zh="秒", en="seconds"))
MONEY = Number(167.9, 0.05, 1, Text(zh="元", en="yuan"))
TIMES = Number(3.1, 0.05, 1, Text(zh="倍", en="x"))
FALL = Number(-16.5, 0.05, 1, Text(zh="%", en="%"))
CUPS = Number(42_000, 0.5, 0, Text(zh="杯", en="cups"))
SHARE = Number(53.7, 0.05, 1, Text(zh="%", en="%"))


@pytest.mark.parametrize(
    ("note", "text", "wanted"),
    [
        ("rr", "25%", True), ("rr", "25", True), ("rr", "0.25", True), ("rr", "25‰", False), ("rr", "250‰", True),
        ("rr", "1/4", True), ("rr", "四分之一", True), ("rr", "百分之二十五", True),
        ("rr", "两成五", True), ("rr", "2成5", True),
        ("rr", "25个点", True), ("rr", "退货率是25%", True), ("rr", "250/1000=25%", True), ("rr", "25元", False),
        ("rr", "250/1000", None), ("rr", "不是25%", None), ("rr", "25%或30%", None), ("rr", "20-25%", None),
        ("uv", "12000", True), ("uv", "12000人", True), ("uv", "12000位", True), ("uv", "12000个访客", True),
        ("uv", "12000元", False), ("uv", "12000单", False), ("uv", "¥12000", False), ("uv", "12000%", False),
        ("uv", "1.2w", True), ("uv", "1.2W人", True), ("uv", "1万2千", True), ("uv", "1万2", True), ("uv", "1w2", True),
        ("uv", "1.2e4", True), ("uv", "1.2万", True), ("uv", "1 万 2 千", True), ("uv", "１２０００", True),
        ("uv", "一万二千", True), ("uv", "12000人左右", True), ("uv", "12000人以上", None), ("uv", "12000只猫", None),
        ("uv", "很多", None), ("uv", "十二千", None), ("uv", "不知道", False), ("uv", "", False),
    ],
)  # fmt: skip
def test_a_number_is_right_or_wrong_or_asked_for_again(note: str, text: str, wanted: bool | None) -> None:
    asked = makers.generator("numeric").question(f"num/{note}/compute:numeric@1")
    assert asked is not None
    assert asked.type is Type.NUMERIC
    assert of(asked).can_be_read(asked, Answer(text=text)) is (wanted is not None)
    assert mark_answer(asked, Answer(text=text)).band is (Band.RIGHT if wanted else Band.WRONG)


@pytest.mark.parametrize(
    ("number", "text", "wanted"),
    [
        (SPEED, "1200ms", True), (SPEED, "1.2ms", False), (SPEED, "1200 毫秒", True), (SPEED, "1.2分钟", False),
        (MONEY, "人民币167.9元", True), (MONEY, "￥167.9", True), (MONEY, "167.9块钱", True), (MONEY, "$167.9", False),
        (MONEY, "16790分", True), (MONEY, "167.9人", False), (MONEY, "167.9元/人", True), (MONEY, "¥167.9%", None),
        (TIMES, "3.1x", True), (TIMES, "310%", True), (TIMES, "3.1元", False), (TIMES, "3.1%", False),
        (FALL, "下降16.5%", True), (FALL, "–16.5", True), (FALL, "跌了16.5%", True), (FALL, "down 16.5%", True),
        (FALL, "下降-16.5%", True), (FALL, "16.5%", False), (FALL, "上升16.5%", False), (FALL, "负百分之16.5", True),
        (CUPS, "4.2w", True), (CUPS, "4万2千杯", True), (CUPS, "42000 cups", True), (CUPS, "42000元", False),
        (SHARE, "53.7%左右", True), (SHARE, "大概53.7%吧", True), (SHARE, "超过53.7%", None),
    ],
)  # fmt: skip
def test_units_by_kind(number: Number, text: str, wanted: bool | None) -> None:
    assert (said(text, number) is None) is (wanted is None)
    assert is_right_number(text, number) is bool(wanted)


def test_a_word_of_falling_is_no_minus_where_the_prompt_asks_for_a_fall() -> None:
    drop = Number(16.5, 0.05, 1, Text(zh="%", en="%"))
    assert is_right_number("下降16.5%", drop, Text(zh="转化率下降了多少？"))
    assert not is_right_number("下降16.5%", drop, Text(zh="增长率是多少？（下降写负数）"))
    assert not is_right_number("-16.5%", drop, Text(zh="转化率下降了多少？"))


ASKED = Text(
    zh="这一周的独立访客、跳出率、浏览量各是多少？", en="How many unique visitors and page views, at which bounce rate?"
)
LASTS = Number(1.8, 0.05, 1, Text(zh="分钟", en="minutes"))
MONTHS = Number(3.5, 0.05, 1, Text(zh="个月", en="months"))
VIEWS = Number(2_100, 0.5, 0, Text(zh="次", en="views"))
RETURN = Number(5.4, 0.05, 1, Text(zh="倍", en="x"))


@pytest.mark.parametrize(
    ("number", "text", "wanted"),
    [
        (PERCENT, "12,5", True), (PERCENT, "12，5%", True), (PERCENT, "12。5", True), (PERCENT, "十二点五", True),
        (PERCENT, "twelve point five percent", True), (PERCENT, "跳出率12.5%", True), (PERCENT, "12.5%(1/8)", True),
        (PERCENT, "bounce rate 12.5%", True), (PERCENT, "12.5元", False), (PERCENT, "12.5‰", False),
        (PERCENT, "不到12.5%", None), (PERCENT, "1/8", True), (PERCENT, "1,25", False),
        (LASTS, "1分48秒", True), (LASTS, "1 min 48 s", True), (LASTS, "1.8m", True), (LASTS, "1.8h", False),
        (MONTHS, "三个半月", True), (MONTHS, "three and a half months", True), (MONTHS, "3个月", False),
        (VIEWS, "2100 page views", True), (VIEWS, "2100个浏览量", True), (VIEWS, "2.1k views", True),
        (VIEWS, "2100人", False), (VIEWS, "2100 unique visitors", False), (VIEWS, "2100元", False),
        (RETURN, "1:5.4", True), (RETURN, "5.4 to 1", True), (RETURN, "ROAS 5.4", True), (RETURN, "5.4元", False),
        (MONEY, "167块9", True), (MONEY, "RMB167.9", True), (MONEY, "167.9元一单以上", None),
        (FALL, "a drop of 16.5%", True), (FALL, "降幅16.5%", True), (FALL, "minus 16.5%", True),
        (FALL, "涨16.5%", False),
    ],
)  # fmt: skip
def test_numbers_as_they_are_typed(number: Number, text: str, wanted: bool | None) -> None:
    assert (said(text, number, ASKED) is None) is (wanted is None)
    assert is_right_number(text, number, ASKED) is bool(wanted)


@pytest.mark.parametrize(
    ("number", "text", "wanted"),
    [
        (SHARE, "53.7%左右", "53.7%"), (SHARE, "0.537", "53.7%"), (SHARE, "53,7", "53.7%"), (SHARE, "53.7", None),
        (SHARE, "53.70 %", None), (SHARE, "61.25", None), (SHARE, "百分之六十", "60%"), (SHARE, "3.1元", None),
        (CUPS, "4.2w", "42000杯"), (CUPS, "42,000杯", None), (FALL, "下降16.5%", "−16.5%"), (FALL, "-16.5", None),
        (SPEED, "1200ms", "1.2秒"), (RETURN, "1:5.4", "5.4倍"), (CUPS, "不知道", None),
    ],
)  # fmt: skip
def test_a_number_in_another_form_is_said_back_as_it_was_read(number: Number, text: str, wanted: str | None) -> None:
    asked = Question(
        "d/n/compute:numeric@0", "d/n", "d/n/compute", Type.NUMERIC, Text(zh="?"), Text(zh="?"), number=number
    )  # fmt: skip
    found = of(asked).read_as(asked, Answer(text=text))
    assert (found and found.zh) == wanted
    assert RevealView.of(asked, "zh", Answer(text=text)).read_as.replace(" ", "") == (wanted or "")
