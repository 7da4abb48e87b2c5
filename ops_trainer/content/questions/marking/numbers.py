"""Numbers as people write them: 12,000, １２０００, 1.2万, 1.2w, 4万2千, 12k, 1.2e4, 25%, 百分之二十五, 两成五, 1/4."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

from ops_trainer.content.questions.marking.negation import negations
from ops_trainer.content.questions.marking.units import PREFIXES, SHARE, converted, meanings
from ops_trainer.content.questions.question import Number
from ops_trainer.content.text import Text

LONGEST = 120
SCALES = {
    "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7, "万亿": 1e12, "个亿": 1e8,
    "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9,
}  # fmt: skip
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
PLACES = {"十": 10, "百": 100, "千": 1000}
PARTS_OF = {"百分之": "%", "千分之": "‰", "万分之": "‱"}
SIMPLE = str.maketrans("萬億兩負爲為圓塊個單類約", "万亿两负为为圆块个单类约")
DASHES = str.maketrans(dict.fromkeys("−–—‒―﹣", "-") | {"，": ",", "、": ","})
# Words that may stand before a number without changing it.
LEADING = re.compile(
    r"(?:答案|结果|大约|大概|大致|差不多|将近|接近|约等于|等于|约为|约|是|为|共|一共|总共|"
    r"it is|it's|the answer is|answer|about|approx\.?|approximately|around|roughly|nearly|≈|~|:|了|by\b)\s*"
)
FELL = r"下降|下跌|下滑|降低|减少|减|降|跌|亏损|亏|down|fell|dropped|decreased|decrease of|drop of"
ROSE = r"上升|上涨|增长|增加|提升|提高|升|涨|增|up|rose|grew|increased|increase of"
MOVED = re.compile(rf"(?:(?P<fell>{FELL})|(?:{ROSE}))(?:了|by\b)?\s*")
MOVED_AFTER = re.compile(
    r"\s*(?:的)?(?:(?P<fell>下降|降幅|跌幅|减少|down|lower|less|decrease|drop)|增长|增幅|涨幅|up|higher|increase)$"
)
# A prompt that asks how much something fell, and not for a change that may be either way.
FALLING = re.compile(rf"{FELL}|\b(?:fall|fell|drop|decrease|decline)", re.IGNORECASE)
EITHER_WAY = re.compile(r"增长|变化|负|growth|change|negative", re.IGNORECASE)
AROUND = re.compile(r"\s*(?:左右|上下|差不多|or so|approximately|approx)$")
SUBJECT = re.compile(r"(?P<subject>[^\d<>≤≥=]{0,30}?)(?:等于|是|为|:|\bis\b|\bequals\b)\s*(?P<rest>\S.*)")
COMPARED = re.compile(
    r"[<>≤≥≠]|大于|小于|多于|少于|高于|低于|超过|不到|不足|以上|以下|以内|至少|至多|最多|最少|"
    r"\b(?:at least|at most|more than|less than|over|under|above|below|or|to)\b|或"
)
PLACE = "[百千万亿]"
HAN = r"[零〇一二三四五六七八九两十百千万亿]"
HAN_NUMBER = re.compile(rf"{HAN}+(?:点[零〇一二三四五六七八九]+)?")
PLAIN = re.compile(r"(?:\d{1,3}(?:[,'_ ]\d{3})+|\d+)(?:\.\d+)?|\.\d+")
POWER = re.compile(r"(\d+(?:\.\d+)?)e\+?(-?\d{1,2})(?![\w.])")
COMPOUND = re.compile(r"(?:\d+(?:\.\d+)?[百千万亿]+零?)+\d+(?:\.\d+)?[百千万亿]*(?![\d.])")
RATIO = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})(?![\d.,])")
HAN_RATIO = re.compile(rf"({HAN}+)分之({HAN}+)")
TENTHS = re.compile(r"([一二两三四五六七八九]|\d+(?:\.\d+)?)成([一二三四五六七八九半\d])?")
MOST_PARTS = 100  # above, a ratio is the sum as it was set, not what it comes to


class Reading(NamedTuple):
    """A number that was read.

    `unit` is as it was written, empty for none; `fell` whether the minus is a word's, as in 下降5%.
    """

    value: float
    unit: str
    fell: bool = False


def is_right_number(text: str, number: Number, prompt: Text | None = None) -> bool:
    """Return whether a text says the number, within its tolerance.

    The unit may be written, left out, or be another one of its kind that comes to the same: 250‰ for 25 %, 1200 ms
    for 1.2 s. For a percentage 25, 25% and 0.25 are the same answer. A text that can't be read is not right.
    """
    slack = 1e-9 * max(abs(number.value), 1.0)
    return any(abs(found - number.value) <= number.tolerance + slack for found in said(text, number, prompt) or ())


def said(text: str, number: Number, prompt: Text | None = None) -> list[float] | None:
    """Return what a text may say, in the unit of the number that was asked for.

    Empty where it has a unit of another kind; None where it can't be read as one number: none there, two, a range, a
    comparison, a unit nobody knows. 下降5% is −5, and 5 as well where the `prompt` asks for a fall.
    """
    found = read_number(text)
    if found is None:
        return None
    values = converted(found.value, found.unit, number.unit)
    if values is None:
        return None
    asked = " ".join(getattr(prompt, lang) for lang in prompt.langs) if prompt is not None else ""
    if found.fell and FALLING.search(asked) and not EITHER_WAY.search(asked):
        values += [-value for value in values]
    return values


def quantity(text: str) -> Reading | None:
    """Return the number that a text is and nothing more, with a unit that is known or none; None for any other text."""
    found = read_number(text)
    return found if found is not None and _by_kind(found) else None


def same_quantity(one: Reading, other: Reading) -> bool | None:
    """Return whether two quantities come to the same: 5% and 0.05, 7天 and 一周.

    None where only one has a unit, and the number before it is the same.
    """
    ours, theirs = _by_kind(one), _by_kind(other)
    if any(math.isclose(ours[kind], theirs[kind], rel_tol=1e-9) for kind in ours.keys() & theirs.keys()):
        return True
    return None if bool(one.unit) != bool(other.unit) and one.value == other.value else False


def _by_kind(reading: Reading) -> dict[str, float]:
    """Return what a reading comes to by kinds of unit; a bare number may be a share. Empty for a unit that isn't
    known."""
    if not reading.unit:
        return {"": reading.value, SHARE: reading.value}
    return {kind: reading.value * size for kind, size in meanings(reading.unit).items()}


def read_number(text: str) -> Reading | None:
    """Return the one number of a text and the unit with it; None where there is none, or more than one, or it is only a
    bound.

    What only leads up to it (大约, 答案是, 退货率=), and 左右 behind it, is passed over.
    """
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).casefold().translate(SIMPLE).translate(DASHES)
    text = re.sub(r"[\s.。!?~,;吧呢啊呀哦嘛了]+$", "", text).strip(" \t\n'\"“”‘’「」()[]")
    text = re.sub(r"(?<=\d)\s*w(?:an)?(?![a-z])", "万", text)
    text = re.sub(rf"(?<={PLACE}) (?=\d)|(?<=\d) (?={PLACE})", "", text)
    if COMPARED.search(AROUND.sub("", text)):
        return None
    head, equals, tail = text.rpartition("=")
    if equals and negations(head):
        return None
    text = tail.strip()
    while (found := SUBJECT.fullmatch(text)) is not None:
        if negations(found["subject"]):
            return None
        text = found["rest"]
    return _read(text)


def _read(text: str) -> Reading | None:
    """Return a number with what may stand before it: signs, currencies, words of rising and falling."""
    minus, fell, unit = False, False, ""
    while True:
        if (found := LEADING.match(text)) is not None:
            text = text[found.end() :]
        elif (found := MOVED.match(text)) is not None:
            fell, text = fell or bool(found["fell"]), text[found.end() :]
        elif not minus and text[:1] in ("-", "负"):
            minus, text = True, text[1:].lstrip()
        elif text[:1] in ("+", "正"):
            text = text[1:].lstrip()
        elif text[:3] in PARTS_OF and not unit:
            unit, text = PARTS_OF[text[:3]], text[3:].lstrip()
        elif not unit and (money := next((one for one in PREFIXES if text.startswith(one)), None)) is not None:
            unit, text = money, text[len(money) :].lstrip()
        else:
            break
    number = _number(text)
    if number is None:
        return None
    value, rest = number
    rest = AROUND.sub("", rest)
    if (after := MOVED_AFTER.search(rest)) is not None:
        fell, rest = fell or bool(after["fell"]), rest[: after.start()]
    value, rest = _scaled(value, AROUND.sub("", rest).strip())
    if not math.isfinite(value) or re.search(r"\d", rest):
        return None
    if unit and rest:
        if not set(meanings(unit)) & set(meanings(rest)):
            return None
        unit = rest
    # 75折 is written for 7.5折.
    if rest == "折" and value >= 10:
        value /= 10
    return Reading(-abs(value) if minus or fell else value, unit or rest, fell)


def _number(text: str) -> tuple[float, str] | None:
    """Return the value of the number that a text begins with, and what is left of the text."""
    if (match := TENTHS.match(text)) is not None:
        more = 5.0 if match[2] == "半" else DIGITS.get(match[2] or "零") or float(match[2] or 0)
        return _plain_value(match[1]) * 10 + more, "%" + text[match.end() :]
    if (match := HAN_RATIO.match(text)) is not None:
        below, above = han_number(match[1]), han_number(match[2])
        return (above / below, text[match.end() :].strip()) if below and above is not None else None
    if (match := re.match(r"一半|half", text)) is not None:
        return 0.5, text[match.end() :].strip()
    if (match := POWER.match(text)) is not None:
        return float(match[1]) * 10.0 ** int(match[2]), text[match.end() :].strip()
    if (match := RATIO.match(text)) is not None:
        above, below = int(match[1]), int(match[2])
        return (above / below, text[match.end() :].strip()) if 0 < below <= MOST_PARTS and above <= MOST_PARTS else None
    if (match := COMPOUND.match(text)) is not None:
        value = han_number(match[0])
    elif (match := PLAIN.match(text)) is not None:
        value = _plain_value(match[0])
    elif (match := HAN_NUMBER.match(text)) is not None:
        value = han_number(match[0])
    else:
        return None
    return None if value is None else (value, text[match.end() :].strip())


def _plain_value(text: str) -> float:
    return float(DIGITS[text]) if text in DIGITS else float(re.sub(r"[,'_ ]", "", text))


def _scaled(value: float, rest: str) -> tuple[float, str]:
    """Return a value times the scale behind it, such as 万; what a unit begins with is none: m of min."""
    for word in sorted(SCALES, key=len, reverse=True):
        behind = rest[len(word) :]
        if rest.startswith(word) and not (word.isascii() and re.match(r"[a-z]", behind)):
            return value * SCALES[word], behind.strip()
    return value, rest


def han_number(text: str) -> float | None:
    """Return the value of a number written in Chinese characters, or in digits with some of them between:
    三百二十, 一万二, 4万2千; None where it is none."""
    whole, _, decimals = text.translate(SIMPLE).partition("点")
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
            short = len(tail) == 1 and (tail.isdecimal() or tail in DIGITS) and tail not in "0零〇"
            return upper * scale + (lower * scale / 10 if short else lower)
    if not text:
        return None
    if len(text) > 1 and all(char in DIGITS for char in text):
        return float("".join(str(DIGITS[char]) for char in text))
    total, digit, place = 0.0, None, 0
    parts = re.findall(r"\d+(?:\.\d+)?|\D", text)
    for part in parts:
        if part in PLACES:
            if place and PLACES[part] >= place:
                return None
            place = PLACES[part]
            total, digit = total + (1 if digit is None else digit) * place, None
        elif part in DIGITS:
            digit = float(DIGITS[part])
        elif part[0].isdecimal():
            digit = float(part)
        else:
            return None
    if digit is not None:
        # In 三百二 the last digit counts in tens.
        short = place > 10 and parts[-2] in PLACES and len(parts[-1]) == 1
        total += digit * (place // 10 if short else 1)
    return total
