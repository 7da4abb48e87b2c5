"""The learner's own days: no day is counted twice or lost, wherever and whenever one studies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.day import DAY_MS, date_of, day_of, local_day, stamp, steady_day

ZONES = [
    "Pacific/Midway",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "UTC",
]
moments = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


def day_at(moment: datetime, rollover: int = 4) -> int:
    return local_day(*stamp(moment), rollover)


@given(moments, st.sampled_from(ZONES))
def test_a_day_begins_at_the_rollover_of_the_wall_clock(moment: datetime, zone: str) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    assert date_of(day_at(local)) == (local.replace(tzinfo=None) - timedelta(hours=4)).date()


@pytest.mark.parametrize(
    ("zone", "date"),
    [("Europe/Berlin", (2026, 3, 29)), ("Europe/Berlin", (2026, 10, 25)), ("America/New_York", (2026, 11, 1))],
)
def test_the_changes_of_summer_time_make_no_day_twice(zone: str, date: tuple[int, int, int]) -> None:
    start = datetime(*date, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(days=2)
    days = [day_at((start + timedelta(minutes=10 * i)).astimezone(ZoneInfo(zone))) for i in range(6 * 24 * 4)]
    assert days == sorted(days)
    assert set(days) == set(range(days[0], days[-1] + 1))
    lengths = [days.count(day) / 6 for day in sorted(set(days))[1:-1]]
    assert all(23 <= hours <= 25 for hours in lengths)


@given(moments, st.lists(st.tuples(st.sampled_from(ZONES), st.integers(0, 3000)), min_size=1, max_size=12))
def test_travel_gives_no_day_twice_and_none_that_has_not_come(moment: datetime, stops: list[tuple[str, int]]) -> None:
    latest: int | None = None
    furthest = day_at(moment.astimezone(ZoneInfo(stops[0][0])))
    for zone, minutes in stops:
        moment += timedelta(minutes=minutes)
        here = day_at(moment.astimezone(ZoneInfo(zone)))
        furthest = max(furthest, here)
        day = steady_day(here, latest)
        assert day == furthest
        latest = day


def test_from_the_first_time_zone_to_the_last_is_still_travel() -> None:
    first = datetime(2026, 5, 2, 4, 30, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    last = first.astimezone(ZoneInfo("Pacific/Midway"))
    assert day_at(last) == day_at(first) - 2
    assert steady_day(day_at(last), day_at(first)) == day_at(first)


def test_flying_west_over_midnight_stays_on_the_day() -> None:
    tokyo = datetime(2026, 5, 2, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    honolulu = (tokyo + timedelta(hours=7)).astimezone(ZoneInfo("Pacific/Honolulu"))
    assert day_at(honolulu) == day_at(tokyo) - 1
    assert steady_day(day_at(honolulu), day_at(tokyo)) == day_at(tokyo)


def test_a_clock_that_was_years_ahead_is_not_believed_any_more() -> None:
    assert steady_day(20_000, 20_900) == 20_000
    assert steady_day(20_000, None) == 20_000


@given(st.integers(0, 4_000_000_000_000), st.integers(-840, 840), st.integers(0, 12))
def test_days_are_whole_and_in_order(at: int, offset: int, rollover: int) -> None:
    day = local_day(at, offset, rollover)
    assert local_day(at + DAY_MS, offset, rollover) == day + 1
    assert local_day(at + 1, offset, rollover) in (day, day + 1)
    assert day_of(date_of(day)) == day


def test_a_naive_clock_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        stamp(datetime(2026, 1, 1))
