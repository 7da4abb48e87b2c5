"""No screen dies at any size of the terminal, however small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ops_trainer.trainer.workshops import Plan
from ops_trainer.workshop.rules import Rules
from tests.tui.hosting import Network, ask
from tests.tui.seat import Seat
from tests.tui.test_tui_layout import second_tour, tour
from tests.workshop.rooms import SINGLE

USUAL = (80, 24)
HANDFUL = ((1, 1), (10, 24), (10, 3), (27, 45), (130, 2))
ALONE = ("browse", "stats", "settings", "keys", "quiz", "quiz_history", "mixups", "workshops", "workshop_history",
         "team", "team_join", "welcome")  # fmt: skip


def sizes(soak: bool) -> Iterator[tuple[int, int]]:
    """All widths at a few heights and all heights at a few widths; on an ordinary day a handful."""
    if not soak:
        yield from HANDFUL
        return
    for width in range(1, 131):
        yield from ((width, height) for height in (1, 3, 10, 24, 45))
    for height in range(1, 46):
        yield from ((width, height) for width in (1, 10, 27, 60, 130))


async def survives(seat: Seat, soak: bool) -> None:
    """Give the terminal each of the sizes; the seat raises what an app dies of, and where it comes to no rest."""
    place = seat.place
    for size in sizes(soak):
        await seat.resize(*size)
        assert seat.app.is_running, (place, size)
        assert seat.place == place, size
    await seat.resize(*USUAL)


async def test_study_lives_at_any_size(sit: Any, learner: Any, soak: bool) -> None:
    async with sit() as seat:
        async for _ in tour(seat):
            await survives(seat, soak)


@pytest.mark.soak(only=True)
async def test_looking_and_settling_live_at_any_size(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        async for _ in second_tour(seat):
            await survives(seat, True)


@pytest.mark.parametrize("width", [1, 10])
async def test_a_screen_may_open_at_any_size(sit: Any, learner: Any, width: int) -> None:
    async with sit(width, 24) as seat:
        for screen in ALONE:
            seat.app.go(screen)
            await seat.settle()
            assert seat.app.is_running, screen
            seat.app.go_home()
            await seat.settle()


async def test_quizzes_and_workshops_live_at_any_size(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch, soak: bool
) -> None:
    async with sit() as seat:
        for key in ("z", "w", "m"):
            await seat.press(key)
            await survives(seat, soak)
            await seat.press("escape")
    ask(monkeypatch, SINGLE)
    plan = Plan(rules=Rules(seconds=0), local=True, seats=2)
    async with sit(start=("hotseat", {"plan": plan})) as seat:
        await survives(seat, soak)
        for keys in (("space",), ("space",), ("enter",), ("a", "y")):
            await seat.press(*keys)
            await survives(seat, soak)
    async with sit(serve=Network().serve) as seat:
        await seat.press("w", "space")
        assert seat.place == "Host"
        await survives(seat, soak)
