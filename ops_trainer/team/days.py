"""Days as people write them: 14, 14天, 两周后, 2026/12/31, 12月31日, 明天, 下周五, next friday, Dec 31, 月底."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from ops_trainer.content.numerals import DIGITS, in_digits

LONGEST = 40  # characters; nothing longer is a day
NAMED = {
    "today": 0, "今天": 0, "tomorrow": 1, "明天": 1, "明日": 1, "day after tomorrow": 2, "后天": 2, "後天": 2,
    "大后天": 3, "大後天": 3,
}  # fmt: skip
HAN_WEEKDAYS = {char: DIGITS[char] - 1 for char in "一二三四五六"} | {"日": 6, "天": 6}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEK = re.compile(r"(这|本|下下|下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
ENGLISH_WEEK = re.compile(r"(?:(this|next|on)\s+)?([a-z]{3,9})")
WHOLE = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?")
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
HAN_MONTH = re.compile(r"(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?")
SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})")
ENGLISH_MONTH = re.compile(
    r"(?:([a-z]{3,9})\.?\s+(\d{1,2})|(\d{1,2})\s+([a-z]{3,9})\.?)(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?"
)
AHEAD = re.compile(
    r"(?:in\s+)?(\d{1,4})\s?(?:个)?\s?(天|日|周|星期|礼拜|月|days?|weeks?|months?)?\s?(?:之?[后内後]|以后|以内)?"
)
MONTH_END = {
    "月底": 0, "本月底": 0, "这个月底": 0, "end of month": 0, "end of the month": 0,
    "下月底": 1, "下个月底": 1, "end of next month": 1,
}  # fmt: skip


def read_day(typed: str, today: date) -> date | None:
    """Return the day that a text names, seen from today; None when it names none.

    A number is that many days from today; a day without a year is the next such day, today included. `下周五` and
    `next friday` are in the week after this one, which begins on Monday; `周五` and `friday` are the next one.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
    if not text or len(text) > LONGEST or any(c.isdigit() and not c.isascii() for c in text):
        return None
    try:
        return _read(text, today)
    except (ValueError, OverflowError):
        return None


def _read(text: str, today: date) -> date | None:
    """Raises ValueError or OverflowError for a day that there isn't."""
    if text in NAMED:
        return today + timedelta(days=NAMED[text])
    if text in MONTH_END:
        return _months_on(today, MONTH_END[text], day=31)
    monday = today - timedelta(days=today.weekday())
    if found := WEEK.fullmatch(text):
        return _in_week(found[1] or "", HAN_WEEKDAYS[found[2]], monday, today)
    if (found := ENGLISH_WEEK.fullmatch(text)) and (day := _place(found[2], WEEKDAYS)) is not None:
        return _in_week({"this": "本", "next": "下"}.get(found[1] or "", ""), day, monday, today)
    text = in_digits(text)
    for shape in (WHOLE, TOGETHER):
        if found := shape.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    if found := HAN_MONTH.fullmatch(text):
        return _next(int(found[1]), int(found[2]), today)
    if found := SHORT.fullmatch(text):
        month, day = int(found[1]), int(found[2])
        if month != day and month <= 12 and day <= 12:
            return None  # 3/4 is in March for some and in April for others
        return _next(min(month, day) if max(month, day) > 12 else month, max(month, day), today)
    found = ENGLISH_MONTH.fullmatch(text)
    if found is not None and (place := _place(found[1] or found[4], MONTHS)) is not None:
        day = int(found[2] or found[3])
        return date(int(found[5]), place + 1, day) if found[5] else _next(place + 1, day, today)
    if found := AHEAD.fullmatch(text):
        count, unit = int(found[1]), found[2] or "天"
        if unit.startswith(("月", "month")):
            return _months_on(today, count, day=today.day)
        return today + timedelta(days=count * (1 if unit[0] in "天日d" else 7))
    return None


def _place(word: str, names: tuple[str, ...]) -> int | None:
    """Return which of some names a word is, or begins in at least three letters."""
    return next((place for place, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def _in_week(which: str, weekday: int, monday: date, today: date) -> date:
    if not which:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return monday + timedelta(days=7 * {"这": 0, "本": 0, "下": 1, "下下": 2}[which] + weekday)


def _next(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year + 9):
        if not 1 <= day <= monthrange(year, month)[1]:
            continue  # 29 February is not in every year
        if (found := date(year, month, day)) >= today:
            return found
    raise ValueError(day)


def _months_on(today: date, months: int, *, day: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))
