"""The learner's own days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
EPOCH = date(1970, 1, 1)
EPOCH_ORDINAL = EPOCH.toordinal()
TRAVEL = 2  # days: 26 hours lie between the first and the last time zone, and a day may begin in between


def stamp(now: datetime) -> tuple[int, int]:
    """Return an aware time as UTC milliseconds and UTC offset in minutes. Raises ValueError for a naive time."""
    offset = now.utcoffset()
    if offset is None:
        raise ValueError("the clock must give an aware datetime")
    # In whole numbers, without making a time and a span anew: a grade takes two stamps.
    seconds = (now.toordinal() - EPOCH_ORDINAL) * 86_400 + now.hour * 3_600 + now.minute * 60 + now.second
    away = offset.days * 86_400 + offset.seconds
    microseconds = now.microsecond - offset.microseconds
    return (seconds - away) * 1_000 + microseconds // 1_000, away // 60


def local_day(at: int, utc_offset: int, rollover: int = 4) -> int:
    """Return the learner's day of a moment: days since 1970-01-01 by their own clock, a day beginning at `rollover`
    o'clock.

    `at` in UTC milliseconds, `utc_offset` in minutes.
    """
    return (at + utc_offset * 60_000 - rollover * HOUR_MS) // DAY_MS


def steady_day(computed: int, latest: int | None) -> int:
    """Return today, given the latest day in the journal: who flies west over midnight is not given a day twice.

    As far back as travel can lead is travel, and stays on the latest day; more is a clock that was wrong, and the
    clock of now is believed.
    """
    return latest if latest is not None and 0 < latest - computed <= TRAVEL else computed


def date_of(day: int) -> date:
    """Return the calendar date that a local day begins on."""
    return EPOCH + timedelta(days=day)


def day_of(on: date) -> int:
    """Return the local day that begins on a calendar date."""
    return (on - EPOCH).days
