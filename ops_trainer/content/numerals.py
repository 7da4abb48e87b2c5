"""Numbers written in words: Chinese numerals (一万二, 4万2千) and English ones (twenty-five, three hundred)."""

from __future__ import annotations

import re

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
PLACES = {"十": 10, "百": 100, "千": 1000}
HAN_NUMERAL = f"[{''.join(DIGITS)}{''.join(PLACES)}万亿]"
TRADITIONAL = str.maketrans("萬億兩", "万亿两")
SMALL = str.maketrans({char: str(value) for char, value in DIGITS.items()} | {"兩": "2"})
ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
ENGLISH_PLACES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_UNIT, _PLACE = "|".join(sorted(ENGLISH, key=len, reverse=True)), "|".join(ENGLISH_PLACES)
ENGLISH_NUMERAL = re.compile(rf"\b(?:an?\s+(?:{_PLACE})|(?:{_UNIT}))(?:[\s-]+(?:and\s+)?(?:{_UNIT}|{_PLACE}))*\b")


def in_digits(text: str) -> str:
    """Return the text with its small Chinese numbers written in digits: 七日 as 7日, 三十天 as 30天."""
    return re.sub(r"(\d)?十(\d)?", lambda m: f"{m[1] or '1'}{m[2] or '0'}", text.translate(SMALL))


def english_in_digits(text: str) -> str:
    """Return a text in small letters with its English numbers written in digits: twenty-five percent as 25 percent."""
    return ENGLISH_NUMERAL.sub(lambda found: str(_english(found[0])), text)


def _english(text: str) -> int:
    total, part = 0, 0
    for word in re.findall(r"[a-z]+", text):
        if word in ENGLISH:
            part += ENGLISH[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in ENGLISH_PLACES:
            total, part = total + max(part, 1) * ENGLISH_PLACES[word], 0
    return total + part


def han_number(text: str) -> float | None:
    """Return the value of a number written in Chinese characters, or in digits with some of them between:
    三百二十, 一万二, 4万2千; None where it is none."""
    whole, _, decimals = text.translate(TRADITIONAL).partition("点")
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
