"""No screen dies at any size of the terminal, however small."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.content.questions.question import Type
from ops_trainer.trainer.workshops import Plan
from ops_trainer.workshop.rules import Rules
from ops_trainer.workshop.state import Phase
from tests.pictures import with_own_deck
from tests.teamwork import World, deck_file, few_decks, study, world
from tests.tui import test_tui_host as hosts
from tests.tui import test_tui_quiz as quizzes
from tests.tui.hosting import Network, ask, plan
from tests.tui.seat import Seat
from tests.tui.test_team_screens import assign, sit_at
from tests.tui.test_tui_layout import second_tour, tour
from tests.tui.test_tui_player import KEYS, Played, played
from tests.workshop.rooms import EVERY, SINGLE

__all__ = ["few_decks", "played", "world"]

USUAL = (80, 24)
IN_A_SOAK = 40
AT_A_STOP = 4
Turns = Iterator[list[tuple[int, int]]]
HANDFUL = ((1, 1), (10, 3))
MORE = ((10, 24), (27, 45), (130, 2))
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
    return [*HANDFUL, *((*MORE, *random.Random(chance).sample(every_size(), IN_A_SOAK)) if soak else ())]


@pytest.fixture
def turns(request: pytest.FixtureRequest, sizes: list[tuple[int, int]]) -> Turns:
    """For one stop of a long way after another the handful and a few of the others, with --soak-full all of them."""
    if request.config.getoption("--soak-full"):
        return itertools.repeat(sizes)
    others = itertools.cycle(sizes[len(HANDFUL) :] or HANDFUL)
    return ([*HANDFUL[:2], *itertools.islice(others, AT_A_STOP)] for _ in itertools.count())


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


@pytest.mark.parametrize("width", [1, pytest.param(10, marks=pytest.mark.soak(only=True))])
async def test_a_screen_may_open_at_any_size(sit: Any, learner: Any, width: int) -> None:
    async with sit(width, 24) as seat:
        for screen in ALONE:
            seat.app.go(screen)
            await seat.settle()
            assert seat.app.is_running, screen
            seat.app.go_home()
            await seat.settle()


@pytest.mark.soak(only=True)
@pytest.mark.soak(only=True)
async def test_writing_lives_at_any_size(
    sit: Any, learner: Any, home: Path, tmp_path: Path, sizes: list[tuple[int, int]]
) -> None:
    with_own_deck(home)
    article = tmp_path / "a.md"
    article.write_text("# 岗位\n\n售前：回答买家关于商品和活动的各种问题。\n售后：处理退款和投诉。\n", encoding="utf-8")
    learner.refresh()
    async with sit() as seat:
        for name, given in (
            ("note_form", {"deck": "shop", "note": "refund"}),
            ("note_form", {"deck": "shop", "kind": "metric"}),
            ("review", {"path": str(article)}),
            ("new_deck", {}),
        ):
            seat.app.go(name, **given)
            await seat.settle()
            await survives(seat, sizes)
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


@pytest.mark.soak(only=True)
async def test_each_phase_of_a_workshop_lives_at_any_size(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch, turns: Turns
) -> None:
    ask(monkeypatch)
    async with sit(start=("host", {"plan": plan()}), serve=Network().serve) as seat:
        async for _ in hosts.tour(seat):
            await survives(seat, next(turns))
    async with sit() as seat:
        await seat.press("w", "h")
        for keys in ("enter", "escape"):
            await survives(seat, next(turns))
            await seat.press(keys)


@pytest.mark.soak(only=True)
async def test_a_quiz_lives_at_any_size_whatever_it_asks(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch, turns: Turns
) -> None:
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: quizzes.DECKS)
    learner.refresh()
    async with sit() as seat:
        for type_ in Type:
            await quizzes.play(seat, types={type_})
            await survives(seat, next(turns))
            await quizzes.answer(seat, right=False)
            await survives(seat, next(turns))
            await seat.press("enter")
            assert seat.place == "QuizResult"
            await survives(seat, next(turns))
            await seat.press("space")
        await seat.press("z", "h")
        await survives(seat, next(turns))


@pytest.mark.soak(only=True)
async def test_who_plays_in_a_terminal_lives_at_any_size(played: Any, turns: Turns) -> None:
    room: Played = played(*EVERY, seconds=0)
    hosting = room.hosting
    async with room.sit() as seat:
        await survives(seat, next(turns))
    async with room.sit(name="Zoë") as seat:
        await seat.shows("You're in")
        await survives(seat, next(turns))
        while hosting.room.phase is not Phase.END:
            hosting.next()
            if hosting.room.phase is Phase.QUESTION:
                question = hosting.room.runs[-1].item.question
                await seat.until(seat.app.screen.may_answer)
                await survives(seat, next(turns))
                await seat.press(*KEYS[question.type.value])
                await seat.shows("I'm sure")
                await survives(seat, next(turns))
                await seat.press("y")
                await seat.shows("Your answer is in.")
            elif hosting.room.phase is Phase.REVEAL:
                await seat.until(lambda: "✓" in seat.text or "✗" in seat.text)
            await survives(seat, next(turns))


@pytest.mark.soak(only=True)
async def test_teams_live_at_any_size(world: World, turns: Turns) -> None:
    lead = world.begin()
    deck_file(world.home("li") / "decks", "long", 10)
    lead.refresh()
    assign(world, lead, "shop", "long", due=world.day(9), note="a note")
    for name in ("ana", "bo", "somebody with a long name"):
        trainer = world.join(name)
        study(trainer, 4, decks=("shop", "long"))
        trainer.teams.sync()
    seen = set()
    ways = {
        "li": ["m", "enter", "escape h", "escape a", "n", "escape enter", "escape escape i", "enter", "escape e",
               "escape o"],
        "ana": ["", "m", "n", "escape v", "escape j", "escape x", "escape k", "escape d"],
    }  # fmt: skip
    for name, places in ways.items():
        async with sit_at(world, name) as seat:
            for keys in places:
                await seat.press(*keys.split())
                seen.add(seat.place)
                await survives(seat, next(turns))
    assert seen >= {"Team", "TeamLead", "TeamMember", "TeamHard", "TeamTasks", "TeamAssign", "TeamInvite", "TeamExport"}
    assert seen >= {"TeamNews", "TeamPreview", "TeamJoin"}
