"""Custom study in the app: from Home, from a deck and from Browse, counting or as practice."""

from __future__ import annotations

from typing import Any

from ops_trainer.memory import Rating
from tests.tui.cuts import cuts


def meet(learner: Any, count: int) -> list[str]:
    session = learner.study(new_limit=100)
    cards = []
    for place in range(count):
        cards.append(session.card.id)
        session.grade(Rating.AGAIN if place == 0 else Rating.GOOD)
    return cards


async def test_todays_misses_are_practised_from_home_and_nothing_is_written(sit: Any, learner: Any) -> None:
    missed, *_ = meet(learner, 3)
    events = len(list(learner.export_journal()))
    async with sit(60, 20) as seat:
        await seat.press("s")
        assert seat.place == "Choose"
        assert "今天答错的（1 张）" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("1")
        assert "1 张卡片，怎么学？" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("2")
        assert seat.place == "Study"
        assert seat.app.screen.shown.card.id == missed
        assert "练习，不改复习安排" in seat.text
        await seat.press("space", "2")
        assert seat.place == "Finish"
    assert len(list(learner.export_journal())) == events


async def test_a_pick_without_cards_says_so(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("９", "2")
        assert seat.place == "Home"
        assert "没有符合的卡片" in seat.text


async def test_a_deck_and_what_was_found_are_studied_before_they_are_due(sit: Any, learner: Any) -> None:
    cards = meet(learner, 2)
    async with sit() as seat:
        await seat.press("b", *"is:new", "down", "down", "p")
        assert "怎么学？" in seat.text
        await seat.press("1", "space", "2")
        assert seat.app.screen.session.progress.graded == 1
        await seat.press("escape", "escape", "d", "s", "5")
        assert f"{len(cards) + 1} 张卡片，怎么学？" in seat.text
