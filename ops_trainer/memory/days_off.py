"""Days off as people write them: `sat sun 2026-12-24..2027-01-02`, `周六 周日`, `周末`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, timedelta

from ops_trainer.memory.day import day_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HAN = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
WEEKEND = frozenset({"周末", "weekend", "weekends"})
HAN_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
LONGEST = 366  # days of one span
MOST = 400  # characters
HABIT_WEEKS = 4  # looked back for weekdays without study
CHANCE = 50


def normalised(text: str) -> str:
    """Return days off in the form in which they are kept, "" for none. Raises ValueError for what is none."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if len(plain) > MOST:
        raise ValueError(text)
    plain = re.sub(r"\s*(\.\.+|~|—|–|至|到)\s*", "..", plain)
    weekly: set[int] = set()
    spans: set[tuple[date, date]] = set()
    for word in re.split(r"[\s,;、，；]+", plain):
        if not word or word in ("none", "-", "无"):
            continue
        if word in WEEKEND:
            weekly |= {5, 6}
        elif found := HAN_WEEKDAY.fullmatch(word):
            weekly.add(HAN[found[1]])
        elif len(word) >= 3 and word[:3] in WEEKDAYS and word.isalpha():
            weekly.add(WEEKDAYS.index(word[:3]))
        else:
            first, _, last = word.partition("..")
            begin, end = _date(first), _date(last or first)
            if not timedelta() <= end - begin < timedelta(days=LONGEST):
                raise ValueError(word)
            spans.add((begin, end))
    if len(weekly) == len(WEEKDAYS):
        raise ValueError(text)
    single = [f"{begin}" if begin == end else f"{begin}..{end}" for begin, end in sorted(spans)]
    return " ".join([*(WEEKDAYS[number] for number in sorted(weekly)), *single])


def read(kept: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return weekdays (0 is Monday) and single local days of days off as they are kept."""
    weekly, single = set(), set()
    for word in kept.split():
        if word in WEEKDAYS:
            weekly.add(WEEKDAYS.index(word))
            continue
        first, _, last = word.partition("..")
        begin, end = day_of(_date(first)), day_of(_date(last or first))
        single |= set(range(begin, end + 1))
    return frozenset(weekly), frozenset(single)


def _date(text: str) -> date:
    found = DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def habit(studied: Collection[int], day: int) -> frozenset[int]:
    """Return the weekdays (0 is Monday) on which, by the local days before a day, somebody never studies.

    A weekday is one when nothing was studied on it in the latest weeks, twice at least, and that would be chance less
    than one time in CHANCE for somebody who leaves out days as often as this one did on the other weekdays.
    """
    begin = max(min(studied, default=day), day - 7 * HABIT_WEEKS)
    by_weekday: dict[int, list[bool]] = {}
    for on in range(begin, day):
        by_weekday.setdefault((on + 3) % 7, []).append(on in studied)
    never = {weekday for weekday, there in by_weekday.items() if len(there) >= 2 and not any(there)}
    others = [there for weekday, days in by_weekday.items() if weekday not in never for there in days]
    left_out = (others.count(False) + 0.5) / (len(others) + 1)
    return frozenset(one for one in never if left_out ** len(by_weekday[one]) * CHANCE <= 1)
