"""Days, intervals and times in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang, say

Say = Callable[..., str]
"""`say(key, **params)` of a screen: its language, spaced for display."""

DAYS_IN_MONTH, DAYS_IN_YEAR = 30.4, 365.25


def other_lang(lang: Lang) -> Lang:
    """Return the other one of the two languages."""
    return "en" if lang == "zh" else "zh"


def weekday(on: date, lang: Lang) -> str:
    """Return the day of the week in two cells: 五, Fr."""
    return say("home.weekdays", lang).split(" ")[on.weekday()]


def day_name(on: date, lang: Lang) -> str:
    """Return a date as it is said: 10月3日 周五, Fri 3 Oct."""
    month = say("home.months", lang).split(" ")[on.month - 1]
    day = say("home.weekday_names", lang).split(" ")[on.weekday()]
    return spaced(say("home.date", lang, month=month, day=on.day, weekday=day))


def until(days: int, say: Say) -> str:
    """Return when a card comes back: in this session, tomorrow, in days, months or years."""
    if days <= 0:
        return say("study.again_now")
    if days == 1:
        return say("study.in_1_day")
    if days < 60:
        return say("study.in_days", n=days)
    if days < DAYS_IN_YEAR:
        return say("study.in_months", n=f"{days / DAYS_IN_MONTH:.0f}")
    return say("study.in_years", n=f"{days / DAYS_IN_YEAR:.1f}")


def took(ms: int, say: Say) -> str:
    """Return a length of time: 45 秒, 6 分 12 秒."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    return say("study.took_minutes", minutes=minutes, seconds=seconds) if minutes else say("study.took", n=seconds)


def hours(minutes: float, say: Say) -> str:
    """Return a length of study: 不到 1 分钟, 40 分钟, 3 小时, 3 小时 20 分钟."""
    whole, rest = divmod(round(minutes), 60)
    if not whole:
        return say("stats.minutes", n=rest) if rest or not minutes else say("stats.under_a_minute")
    return say("stats.hours_minutes", hours=whole, minutes=rest) if rest else say("stats.hours", hours=whole)
