"""Numbers as people write them: 12,000, １２０００, 1.2万, 12k, 25%, 百分之二十五, 三百二十."""

from __future__ import annotations

import math
import re
import unicodedata

from ops_trainer.content.questions.question import Number
from ops_trainer.locale import LANGS

LONGEST = 120
SCALES = {
    "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8,
    "百万": 1e6, "百萬": 1e6, "千万": 1e7, "千萬": 1e7, "万亿": 1e12, "萬億": 1e12,
    "k": 1e3, "m": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9,
}  # fmt: skip
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
PLACES = {"十": 10, "百": 100, "千": 1000}
# Words that may stand before a number without changing it.
BEFORE = re.compile(
    r"^(?:(?:答案|结果|大约|大概|大致|约等于|等于|约为|约|是|为|共|一共|总共|it is|it's|the answer is|answer|"
    r"about|approx\.?|approximately|around|roughly|=|≈|~|:|：|¥|\$|€|£|rmb|cny)\s*)+"
)
HAN_NUMBER = re.compile(r"[零〇一二三四五六七八九两兩十百千万萬亿億]+(?:点[零〇一二三四五六七八九]+)?")
PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:[,'_ ]\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
PERCENT = ("个百分点", "%", "pct", "percent", "per cent", "percentage points")
# Units of time: an answer in one of them is no answer in another.
TIMES = (
    {"秒", "秒钟", "s", "sec", "second", "seconds"},
    {"分", "分钟", "min", "mins", "minute", "minutes"},
    {"小时", "时", "钟头", "h", "hr", "hrs", "hour", "hours"},
    {"天", "日", "d", "day", "days"},
    {"周", "星期", "week", "weeks"},
    {"月", "个月", "month", "months"},
    {"年", "year", "years"},
)


def is_right_number(text: str, number: Number) -> bool:
    """Whether a text says the number, within its tolerance.

    For a percentage 25, 25% and 0.25 are the same answer; the unit may be written or left out.
    """
    found = read_number(text)
    if found is None or not _unit_fits(found[1], number):
        return False
    value, rest = found
    readings = [value]
    percent = number.unit is not None and number.unit.in_lang("en").strip() == "%"
    if any(rest.startswith(sign) for sign in PERCENT):
        readings = [value] if percent else [value / 100]
    elif percent:
        readings.append(value * 100)
    slack = 1e-9 * max(abs(number.value), 1.0)
    return any(abs(reading - number.value) <= number.tolerance + slack for reading in readings)


def read_number(text: str) -> tuple[float, str] | None:
    """The one number of a text and the unit written behind it; None where there is none, or more than one."""
    if len(text) > LONGEST:
        return None
    text = (
        unicodedata.normalize("NFKC", text).casefold().replace("−", "-").replace("，", ",").strip().rstrip(" \t\n.。!")
    )
    text = BEFORE.sub("", text).strip()
    sign = 1.0
    if text.startswith("负"):
        sign, text = -1.0, text[1:].strip()
    percent = text.startswith("百分之")
    text = text.removeprefix("百分之").strip()
    if (match := PLAIN.match(text)) is not None:
        value = float(re.sub(r"[,'_ ]", "", match[0]))
    elif (match := HAN_NUMBER.match(text)) is not None and (han := han_number(match[0])) is not None:
        value = han
    else:
        return None
    rest = text[match.end() :].strip()
    for word in sorted(SCALES, key=len, reverse=True):
        if rest.startswith(word) and not (word.isascii() and rest[len(word) :][:1].isalpha()):
            value, rest = value * SCALES[word], rest[len(word) :].strip()
            break
    if not math.isfinite(value) or re.search(r"\d", rest):
        return None
    return sign * value, "%" if percent else rest


def han_number(text: str) -> float | None:
    """The value of a number written in Chinese characters, such as 三百二十 or 一万二; None where it is none."""
    whole, _, decimals = text.translate(str.maketrans("萬億兩", "万亿两")).partition("点")
    value = _han_whole(whole)
    if value is None:
        return None
    return value + sum(DIGITS[char] / 10.0 ** (place + 1) for place, char in enumerate(decimals))


def _han_whole(text: str) -> float | None:
    for word, scale in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = text.rpartition(word)
        if found:
            upper = _han_whole(head)
            lower = _han_whole(tail) if tail else 0.0
            if upper is None or lower is None:
                return None
            # In 一万二 the last digit counts in thousands.
            return upper * scale + (
                lower * scale / 10 if len(tail) == 1 and tail in DIGITS and tail not in "零〇" else lower
            )
    if not text:
        return None
    if len(text) > 1 and all(char in DIGITS for char in text):
        return float("".join(str(DIGITS[char]) for char in text))
    total, digit, place = 0, None, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        else:
            place = PLACES[char]
            total, digit = total + (1 if digit is None else digit) * place, None
    if digit is not None:
        # In 三百二 the last digit counts in tens.
        short = place > 10 and text[-2] in PLACES
        total += digit * (place // 10 if short else 1)
    return float(total)


def _unit_fits(rest: str, number: Number) -> bool:
    """Whether what stands behind a number is no other unit than the one asked for, and says nothing more."""
    rest = rest.strip(" .。!,")
    if not rest or any(rest == sign for sign in PERCENT):
        return True
    own = {getattr(number.unit, lang).casefold() for lang in LANGS if number.unit is not None and number.unit.has(lang)}
    if rest in own:
        return True
    for names in TIMES:
        if rest in names:
            return not own or bool(own & names)
    return len(rest) <= 12 and not re.search(r"不|没|非|\b(?:no|not|or|to)\b|或|到|以上|以下|左右|[-~<>≤≥]", rest)
