"""Statistics: what each page shows, and the drawings they are made of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ops_trainer.locale import say as said_in
from ops_trainer.memory.day import date_of, day_of
from ops_trainer.memory.events import Rating
from ops_trainer.trainer.views import RetentionLine
from ops_trainer.tui.stats.calendar import LEVELS, heat, level, much_of
from ops_trainer.tui.stats.retention import cards, forecast, verdict


def say(key: str, **params: object) -> str:
    return said_in(key, "en", **params)


def study(learner: Any, clock: Any, days: int, miss: int = 0) -> None:
    """Study for so many days, up to yesterday, every `miss`-th answer wrong."""
    answers = 0
    for _ in range(days):
        session = learner.study(new_limit=4)
        while session.card:
            answers += 1
            session.grade(Rating.AGAIN if miss and answers % miss == 0 else Rating.GOOD, 5000)
        clock.forward(days=1)


async def test_without_study_it_says_what_will_be_there_and_starts(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("t")
        assert seat.place == "Stats"
        assert "还没有学过" in seat.text
        assert "2 记忆" not in seat.text, "no tabs either"
        await seat.press("space")
        assert seat.place == "Study"
        await seat.press("space", "2", "escape")
        assert seat.place == "Stats"
        assert "最近 53 周答了 1 次" in seat.text, "it is there as soon as one comes back"


async def test_the_pages_show_the_year_the_memory_and_the_notes(sit: Any, learner: Any, clock: Any) -> None:
    study(learner, clock, 6)
    found = learner.stats()
    async with sit() as seat:
        await seat.press("t")
        assert f"最近 53 周答了 {found.reviews_total} 次" in seat.text
        assert f"最长连续 {found.longest_streak} 天" in seat.text
        assert f"共学过 {found.days_studied} 天" in seat.text
        assert "█" in seat.text
        await seat.press("right")
        line = found.retention[0]
        assert f"答了 {line.reviews} 次" in seat.text
        assert f"{line.recalled / line.reviews:.0%}" in seat.text
        assert f"{line.predicted:.0%}" in seat.text
        assert f"全部 {sum(found.standing.values())} 张卡" in seat.text
        await seat.press("3")
        assert f"学过 {len(found.notes)} 个知识点" in seat.text
        assert "用户运营" in seat.text
        await seat.press("enter")
        assert seat.place == "Lesson"
        await seat.press("escape")
        assert "学过" in seat.text, "it comes back to the same page"
        await seat.press(*["left"] * len(seat.app.screen.panels))
        assert "学过" in seat.text
        await seat.press("1", "escape")
        assert seat.place == "Home"


async def test_the_tabs_can_be_clicked(sit: Any, learner: Any, clock: Any) -> None:
    from ops_trainer.tui.widgets.flow import Chip

    study(learner, clock, 1)
    async with sit() as seat:
        await seat.press("t")
        await seat.click(list(seat.app.screen.query(Chip))[1])
        assert "还没有卡片隔天再来过" in seat.text


async def test_more_notes_than_the_list_holds_are_said(sit: Any, learner: Any, clock: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ops_trainer.tui.stats.mastery.MOST", 1)
    study(learner, clock, 2)
    async with sit() as seat:
        await seat.press("t", "3")
        assert "只列最弱的1条" in "".join(seat.text.split())


# drawings


@given(
    st.dictionaries(st.integers(-400, 5), st.integers(0, 500), max_size=60),
    st.integers(18_000, 30_000),
    st.integers(6, 120),
    st.sampled_from(["zh", "en"]),
)
def test_the_year_fits_its_width_and_has_a_mark_for_each_day(
    ago: dict[int, int], day: int, width: int, lang: Any
) -> None:
    counts = {day + place: count for place, count in ago.items()}
    lines = heat(counts, day, say, lang, width).plain.split("\n")
    assert len(lines) == 10
    assert all(cell_len(line) <= width for line in lines[:9])
    weeks = min(53, width - 3)
    marks = "".join(line[2 if lang == "zh" else 3 :].strip() for line in lines[2:9])
    assert len(marks) == (weeks - 1) * 7 + date_of(day).weekday() + 1
    first = day - date_of(day).weekday() - (weeks - 1) * 7
    studied = sum(count > 0 for on, count in counts.items() if first <= on <= day)
    assert sum(mark != LEVELS[0] for mark in marks) == studied


def test_the_month_stands_over_the_week_it_begins_in() -> None:
    day = day_of(date(2026, 11, 23))
    lines = heat({}, day, say, "en", 80).plain.split("\n")
    week_of_november = 52 - (day - day_of(date(2026, 11, 1)) + 6 - date(2026, 11, 23).weekday()) // 7
    assert lines[1].index("Nov") == 3 + week_of_november


@pytest.mark.parametrize(("count", "shade"), [(0, 0), (1, 1), (10, 1), (11, 2), (25, 3), (40, 4), (400, 4)])
def test_shades_are_quarters_of_what_is_much(count: int, shade: int) -> None:
    assert level(count, 40) == shade


def test_one_wild_day_does_not_make_the_others_pale() -> None:
    assert much_of({**dict.fromkeys(range(20), 20), 99: 500}) == 20
    assert much_of({}) == 0


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([("7", 10, 10, 0.9)], "stats.few"),
        ([("7", 10, 0, 0.9), ("30", 100, 91, 0.9)], "stats.as_predicted"),
        ([("7", 100, 99, 0.9)], "stats.better"),
        ([("7", 100, 80, 0.9)], "stats.worse"),
        ([("7", 0, 0, None)], "stats.few"),
    ],
)
def test_the_verdict_needs_enough_answers(lines: list[Any], says: str) -> None:
    assert verdict([RetentionLine(*line) for line in lines]) == says


def test_a_forecast_for_which_a_part_of_the_cards_stood_is_marked(learner: Any, clock: Any) -> None:
    study(learner, clock, 3)
    found = learner.stats()
    assert "≈" not in forecast(found, say, 60).plain
    sampled = found._replace(forecast=found.forecast._replace(approximate=True))
    assert forecast(sampled, say, 60).plain.startswith("≈ ")


def test_faded_cards_stand_beside_mastered_ones_with_a_pattern_of_their_own(learner: Any, clock: Any) -> None:
    for _ in range(4):
        study(learner, clock, 1)
        clock.forward(days=20)
    mastered = learner.stats().standing["mastered"]
    clock.forward(days=700)
    found = learner.stats()
    faded = found.standing["faded"]
    assert faded >= max(mastered, 1)
    assert f"{found.standing['mastered']} mastered · {faded} faded" in cards(found, say, 60).plain
    assert "──" in cards(found, say, 60).plain
    line = next(line for line in learner.decks() if line.faded)
    assert line.new + line.learning + line.mastered + line.faded + line.suspended == line.cards
    assert {card.standing for card in learner.search(f"deck:{line.id} is:faded").lines} == {"faded"}
