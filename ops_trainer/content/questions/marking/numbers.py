"""Numbers as people write them: 12,000, １２０００, 1.2万, 4万2千, 12k, 1.2e4, 12,5, 25%, 百分之二十五, 两成五, 1/4,
1:5.4, twenty-five percent, 一个半小时, 1小时30分."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from ops_trainer.content.numerals import DIGITS, HAN_NUMERAL, TRADITIONAL, english_in_digits, han_number, in_digits
from ops_trainer.content.questions.marking.negation import negations
from ops_trainer.content.questions.marking.units import PREFIXES, SHARE, converted, meanings
from ops_trainer.content.questions.question import Number
from ops_trainer.content.text import Text

LONGEST = 120
SCALES = {
    "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7, "万亿": 1e12, "个亿": 1e8,
    "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9,
}  # fmt: skip
PARTS_OF = {"百分之": "%", "千分之": "‰", "万分之": "‱"}
SIMPLE = TRADITIONAL | str.maketrans("負爲為圓塊個單類約點時間鐘週", "负为为圆块个单类约点时间钟周")
DASHES = str.maketrans(dict.fromkeys("−–—‒―﹣", "-") | {"，": ",", "、": ","})
TIMES = "秒钟|秒|分钟|分|小时|钟头|天|周|星期|礼拜|月|年"
EN_TIMES = "second|minute|hour|day|week|month|quarter|year"
# What is written with a half, or with a word between its digits, as one number.
HALVES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"({HAN_NUMERAL}|\d+)个半"), lambda m: f"{in_digits(m[1])}.5个"),
    (re.compile(rf"({HAN_NUMERAL}|\d+)(个?(?:{TIMES}))半$"), lambda m: f"{in_digits(m[1])}.5{m[2]}"),
    (re.compile(rf"^半(?=个?(?:{TIMES}))"), lambda m: "0.5"),
    (re.compile(r"(\d+) and a half\b"), lambda m: f"{m[1]}.5"),
    (re.compile(r"(\d+) (\d)/(\d)(?!\d)"), lambda m: f"{int(m[1]) + int(m[2]) / max(int(m[3]), 1):g}"),
    (re.compile(r"(\d+)h(\d{1,2})$"), lambda m: f"{m[1]}h{m[2]}m"),
    (re.compile(r"(%|percent) ?(?:off|discount)$"), lambda m: m[1]),
    (re.compile(rf"\bhalf (?:an? )?(?={EN_TIMES})"), lambda m: "0.5 "),
    (re.compile(rf"\ban? (?={EN_TIMES})"), lambda m: "1 "),
    (re.compile(rf"(\d+) ((?:{EN_TIMES})s?) and a half\b"), lambda m: f"{m[1]}.5 {m[2]}"),
    (re.compile(r"(?<=\d)\s*(?:点|。|\bpoint\b)\s*(?=\d)"), lambda m: "."),
    (re.compile(r"(?<=\d)[块元](\d)(?:[毛角](\d)?分?)?$"), lambda m: f".{m[1]}{m[2] or ''}元"),
    (re.compile(r"(%|percent) of (?:the |all )?[a-z]+(?: [a-z]+)?$"), lambda m: m[1]),
    (re.compile(r"(?<=\d) ?(?:to|比) ?1$"), lambda m: ":1"),
    (re.compile(r"^(?:minus|negative|neg\.?|负的)\s*(?=\d)"), lambda m: "-"),
)  # fmt: skip
# Words that may stand before a number without changing it.
LEADING = re.compile(
    r"(?:答案|结果|应该|大约|大概|大致|差不多|将近|接近|约等于|等于|约为|约|是|为|在|打|共|一共|总共|"
    r"会是|算出来|算得|得出|得到|得|i think|i guess|i got|i'd say|should be|would be|"
    r"it is|it's|it\b|the answer is|answer|about|approx\.?|approximately|around|roughly|nearly|≈|~|:|了|by\b)\s*"
)
FELL = (
    r"下降|下跌|下滑|降低|降幅|跌幅|减少|减|降|跌|亏损|亏|down|fell|dropped|decreased|declined|loss of|"
    r"(?:an? )?(?:decrease|drop|decline|fall) of"
)
ROSE = r"赚|上升|上涨|增幅|涨幅|增长|增加|提升|提高|升|涨|增|up|rose|grew|increased|increase of"
MOVED = re.compile(rf"(?:同比|环比)?(?:(?P<fell>{FELL})|(?:{ROSE}))(?:了|by\b)?\s*")
MOVED_AFTER = re.compile(
    r"\s*(?:的)?(?:(?P<fell>下降|降幅|跌幅|减少|down|lower|less|decrease|drop)|增长|增幅|涨幅|up|higher|increase|gain)$"
)
# A prompt that asks how much something fell, and not for a change that may be either way.
FALLING = re.compile(rf"{FELL}|\b(?:fall|fell|drop|decrease|decline)", re.IGNORECASE)
EITHER_WAY = re.compile(r"增长|变化|负|growth|change|negative", re.IGNORECASE)
AROUND = re.compile(r"\s*(?:左右|上下|差不多|or so|approximately|approx|i think|i guess|roughly|about)$")
SUBJECT = re.compile(r"(?P<subject>[^\d<>≤≥=]{0,30}?)(?:等于|是|为|:|\bis\b|\bequals\b)\s*(?P<rest>\S.*)")
COMPARED = re.compile(
    r"[<>≤≥≠]|大于|小于|多于|少于|高于|低于|超过|不到|不足|以上|以下|以内|至少|至多|最多|最少|"
    r"\b(?:at least|at most|more than|less than|over|under|above|below|or|to)\b|或"
)
PLACE = "[百千万亿]"
HAN_NUMBER = re.compile(rf"{HAN_NUMERAL}+(?:点[{''.join(DIGITS)}]+)?")
PLAIN = re.compile(r"(?:\d{1,3}(?:[,'_ ]\d{3})+|\d+)(?:\.\d+)?|\.\d+")
COMMA = re.compile(r"(?:\d+,\d{1,2}|0,\d+)(?![\d,.])")  # 12,5 as half of Europe writes it
TO_ONE = re.compile(r"(?:1:(?P<one>\d+\.\d+|\d)|(?P<other>\d+(?:\.\d+)?):1)(?![\d.:])")
COMPOSED = re.compile(
    r"(?:(\d+) ?(?:个?小时|钟头|h(?:ours?|rs?)?),? ?(?:and )?)?(?:(\d+) ?(?:分钟?|m(?:in(?:ute)?s?)?),? ?(?:and )?)?"
    r"(?:(\d+(?:\.\d+)?) ?(?:秒钟?|s(?:ec(?:ond)?s?)?))?"
)
WORKING = re.compile(r"[-+*/x×÷^]")
BRACKETED = re.compile(r"\s*\([^()]*\)?$")
INITIALS = re.compile(r"(?!RMB|CNY|USD|EUR|GBP|HKD)[A-Z]{2,6}(?:/[A-Z]{2,6})?[\s:]*(?=[\d¥$.-])")
POWER = re.compile(r"(\d+(?:\.\d+)?)e\+?(-?\d{1,2})(?![\w.])")
COMPOUND = re.compile(r"(?:\d+(?:\.\d+)?[百千万亿]+零?)+\d+(?:\.\d+)?[百千万亿]*(?![\d.])")
RATIO = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})(?![\d.,])")
HAN_RATIO = re.compile(rf"({HAN_NUMERAL}+)分之({HAN_NUMERAL}+)")
TENTHS = re.compile(rf"([{''.join(DIGITS)}]|\d+(?:\.\d+)?)成([{''.join(DIGITS)}半\d])?")
OWN_UNIT = re.compile(r"[^\W\d_a-z]{1,4}(?<!率)|[a-z]+(?: [a-z]+)?")
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
    comparison, a unit nobody knows. 下降5% is −5, and 5 as well where the `prompt` asks for a fall. What the prompt
    calls things may stand before and behind the number.
    """
    asked = " ".join(getattr(prompt, lang) for lang in prompt.langs) if prompt is not None else ""
    found = readings(text, asked, ratios=True)
    each = [converted(one.value, one.unit, number.unit) for one in found]
    if not any(values is not None for values in each):
        return None
    values = [value for some in each for value in some or ()]
    if any(one.fell for one in found) and FALLING.search(asked) and not EITHER_WAY.search(asked):
        values += [-value for value in values]
    return values


def is_plainly(text: str, value: float, number: Number) -> bool:
    """Return whether a text is a number in digits as it stands, with nothing but the unit that was asked for."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(DASHES)
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))|\s", "", plain)
    for name in [] if number.unit is None else [getattr(number.unit, lang) for lang in number.unit.langs]:
        plain = plain.removesuffix(re.sub(r"\s", "", name.casefold()))
    found = re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)", plain)
    return found is not None and math.isclose(float(found[0]), value, rel_tol=1e-9, abs_tol=1e-9)


SQUARE = re.compile(r"(?<![A-Za-z])(c?m)[2²](?!\d)|㎡")
FORTNIGHT = re.compile(r"\b(?:a |one )?fortnight\b", re.IGNORECASE)


def quantities(text: str) -> list[Reading]:
    """Return what a text may be that is a number and nothing more: with a unit, which may be one that isn't known if it
    is short, or with none."""
    text = FORTNIGHT.sub("2 weeks", text).replace("↓", "-").replace("↑", "+")
    text = SQUARE.sub(lambda found: f"sq{found[1] or 'm'}", text)
    return [found for found in readings(text) if is_known(found) or OWN_UNIT.fullmatch(found.unit)]


def is_known(reading: Reading) -> bool:
    """Return whether a quantity has a unit that is known, or none."""
    return not reading.unit or bool(meanings(reading.unit))


def same_quantity(one: Reading, other: Reading) -> bool | None:
    """Return whether two quantities come to the same: 5% and 0.05, 7天 and 一周.

    None where only one has a unit, and the number before it is the same.
    """
    ours, theirs = _by_kind(one), _by_kind(other)
    if any(math.isclose(ours[kind], theirs[kind], rel_tol=1e-9) for kind in ours.keys() & theirs.keys()):
        return True
    return None if bool(one.unit) != bool(other.unit) and one.value == other.value else False


def _by_kind(reading: Reading) -> dict[str, float]:
    """Return what a reading comes to by kinds of unit; a bare number may be a share. A unit that isn't known is its own
    kind."""
    if not reading.unit:
        return {"": reading.value, SHARE: reading.value}
    if not is_known(reading):
        return {reading.unit.rstrip("s"): reading.value}
    return {kind: reading.value * size for kind, size in meanings(reading.unit).items()}


def read_number(text: str) -> Reading | None:
    """Return the one number of a text and the unit with it, by its likeliest reading; None where there is none."""
    return next(iter(readings(text)), None)


def readings(text: str, prompt: str = "", *, ratios: bool = False) -> list[Reading]:
    """Return how a text may be read as one number with its unit, the likeliest first: 5m as five million, or as 5 with
    the unit m. Empty where there is no number, or more than one, or it is only a bound.

    With `ratios`, 1:5.4 is 5.4 times.
    What only leads up to it (大约, 答案是, 退货率=), 左右 behind it, and what the prompt says too is passed over.
    """
    if len(text) > LONGEST:
        return []
    text = unicodedata.normalize("NFKC", text).strip()
    if (found := INITIALS.match(text)) is not None:
        text = text[found.end() :]
    text = text.casefold()
    prompt = _folded(prompt)
    text = text.translate(SIMPLE).translate(DASHES)
    text = re.sub(r"[\s.。!?~,;吧呢啊呀哦嘛了]+$", "", text).strip(" \t\n'\"“”‘’「」()[]")
    text = re.sub(r"(?<=\d)\s*w(?:an)?(?![a-z])", "万", english_in_digits(text))
    text = re.sub(rf"(?<={PLACE}) (?=\d)|(?<=\d) (?={PLACE})", "", text)
    for shape, written in HALVES:
        text = shape.sub(written, text)
    if COMPARED.search(AROUND.sub("", text)):
        return []
    head, equals, tail = text.rpartition("=")
    if equals and negations(head):
        return []
    # The working may stand behind the result: 1540=1100*1.4.
    if equals and WORKING.search(tail.lstrip(" -+")) and not WORKING.search(head.lstrip(" -+")):
        tail = head
    text = tail.strip()
    while (found := SUBJECT.fullmatch(text)) is not None:
        if negations(found["subject"]):
            return []
        text = found["rest"]
    if (found := BRACKETED.search(text)) is not None and found.start() and WORKING.search(found[0]):
        text = text[: found.start()]
    text = _without_lead(text, prompt)
    if ratios and (found := TO_ONE.fullmatch(text)) is not None:
        text = f"{found['one'] or found['other']}倍"
    return _read(text, prompt)


def _folded(text: str) -> str:
    """Return a text in NFKC and small letters, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold().translate(SIMPLE))


def _without_lead(text: str, prompt: str) -> str:
    """Return a text without the words before its number that the prompt has too: K因子1.1."""
    found = re.match(r"[^\d¥$€£.+-]+", text)
    lead = _folded(found[0]).rstrip(":") if found is not None else ""
    named = len(lead) > 1 and lead in prompt and HAN_NUMBER.search(lead) is None and MOVED.search(lead) is None
    return text[found.end() :] if found is not None and named and not negations(lead) else text


def _read(text: str, prompt: str) -> list[Reading]:
    """Return the readings of a number with what may stand before it: signs, currencies, words of rising and falling."""
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
    if not unit and (seconds := _composed(text)) is not None:
        return [Reading(-seconds if minus else seconds, "s", fell)]
    number = _number(text)
    if number is None:
        return []
    value, rest = number
    rest = AROUND.sub("", rest)
    if (after := MOVED_AFTER.search(rest)) is not None:
        fell, rest = fell or bool(after["fell"]), rest[: after.start()]
    rest = AROUND.sub("", rest).strip()
    # 5m is five million, or five minutes.
    scaled = dict.fromkeys([_scaled(value, rest), *([(value, rest)] if rest == "m" else [])])
    made = (_with_unit(one, behind, unit, prompt) for one, behind in scaled)
    return [Reading(-abs(value) if minus or fell else value, name, fell) for value, name in filter(None, made)]


def _with_unit(value: float, rest: str, unit: str, prompt: str) -> tuple[float, str] | None:
    """Return a value with its unit: the one before it, or what is left behind it; None where these make no sense."""
    if not math.isfinite(value) or re.search(r"\d", rest):
        return None
    rest = _unit_in(rest, prompt)
    if unit and rest:
        if not set(meanings(unit)) & set(meanings(rest)):
            return None
        unit = rest
    # 75折 is written for 7.5折.
    return value / 10 if rest == "折" and value >= 10 else value, unit or rest


def _unit_in(rest: str, prompt: str) -> str:
    """Return the unit that the text behind a number begins or, in English, ends with, where the prompt has the rest of
    it: 位独立访客, page views. The whole text where that is none."""
    if not rest or meanings(rest):
        return rest
    plain = _folded(rest)
    if plain in prompt:
        return next((word for word in (rest.split()[-1], plain[-2:]) if meanings(word)), "")
    for end in range(len(rest) - 1, 0, -1):
        if meanings(rest[:end]) and _folded(rest[end:]) in prompt:
            return rest[:end].strip()
    return rest


def _composed(text: str) -> float | None:
    """Return the seconds of a time in several units, such as 1小时30分 or 1 min 47 s; None for any other text."""
    found = COMPOSED.fullmatch(text)
    parts = found.groups() if found is not None else ()
    if sum(part is not None for part in parts) < 2:
        return None
    return sum(float(part or 0) * size for part, size in zip(parts, (3600, 60, 1), strict=True))


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
    if (match := COMMA.match(text)) is not None:
        return float(match[0].replace(",", ".")), text[match.end() :].strip()
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
