"""No screen dies at any size of the terminal, however small."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ops_trainer.trainer.workshops import Plan
from ops_trainer.workshop.rules import Rules
from tests.tui.hosting import Network, ask
from tests.tui.seat import Seat
from tests.tui.test_tui_layout import second_tour, tour
from tests.workshop.rooms import SINGLE

USUAL = (80, 24)
IN_A_SOAK = 40
HANDFUL = ((1, 1), (10, 24), (10, 3), (27, 45), (130, 2))
ALONE = ("browse", "stats", "settings", "keys", "quiz", "quiz_history", "mixups", "workshops", "workshop_history",
         "team", "team_join", "welcome")  # fmt: skip


def every_size() -> list[tuple[int, int]]:
    """All widths at a few heights and all heights at a few widths."""
    wide = [(width, height) for width in range(1, 131) for height in (1, 3, 10, 24, 45)]
    return wide + [(width, height) for height in range(1, 46) for width in (1, 10, 27, 60, 130)]


@pytest.fixture
def sizes(request: pytest.FixtureRequest, soak: bool, chance: int) -> list[tuple[int, int]]:
    """A handful; in a soak others as well, by its seed, and with --soak-full every size."""
    if request.config.getoption("--soak-full"):
        return every_size()
    return [*HANDFUL, *random.Random(chance).sample(every_size(), IN_A_SOAK if soak else 0)]


async def survives(seat: Seat, sizes: list[tuple[int, int]]) -> None:
    """Give the terminal each of the sizes; the seat raises what an app dies of, and where it comes to no rest."""
    place = seat.place
    for size in sizes:
        await seat.resize(*size)
        assert seat.app.is_running, (place, size)
        assert seat.place == place, size
    await seat.resize(*USUAL)


async def test_study_lives_at_any_size(sit: Any, learner: Any, sizes: list[tuple[int, int]]) -> None:
    async with sit() as seat:
        async for _ in tour(seat):
            await survives(seat, sizes)


@pytest.mark.soak(only=True)
async def test_looking_and_settling_live_at_any_size(sit: Any, learner: Any, sizes: list[tuple[int, int]]) -> None:
    async with sit() as seat:
        async for _ in second_tour(seat):
            await survives(seat, sizes)


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
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch, sizes: list[tuple[int, int]]
) -> None:
    async with sit() as seat:
        for key in ("z", "w", "m"):
            await seat.press(key)
            await survives(seat, sizes)
            await seat.press("escape")
    ask(monkeypatch, SINGLE)
    plan = Plan(rules=Rules(seconds=0), local=True, seats=2)
    async with sit(start=("hotseat", {"plan": plan})) as seat:
        await survives(seat, sizes)
        for keys in (("space",), ("space",), ("enter",), ("a", "y")):
            await seat.press(*keys)
            await survives(seat, sizes)
    async with sit(serve=Network().serve) as seat:
        await seat.press("w", "space")
        assert seat.place == "Host"
        await survives(seat, sizes)
