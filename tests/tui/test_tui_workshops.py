"""Around the facilitator's screen: setting a workshop up, the hot seat, those that were held, what came out."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.trainer.workshops import Plan
from ops_trainer.tui.workshop.setup import WorkshopOptions
from ops_trainer.workshop.rules import Rules
from ops_trainer.workshop.scoring import Mode
from ops_trainer.workshop.state import Phase
from tests.tui.cuts import cuts
from tests.tui.hosting import Network, answer, ask, hosting_of, join, plan, type_in
from tests.workshop.rooms import EVERY, ORDER, SINGLE, TYPED


@pytest.mark.parametrize(("width", "height", "lang"), [(60, 20, "en"), (80, 24, "zh")])
async def test_a_workshop_is_set_up_and_opened(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch, width: int, height: int, lang: str
) -> None:
    ask(monkeypatch, SINGLE)
    learner.change(language=lang)
    network = Network()
    async with sit(width, height, serve=network.serve) as seat:
        await seat.press("w")
        assert seat.place == "Workshops"
        assert not cuts(seat.app.screen)
        await seat.press("down")
        await type_in(seat, *("down", "right") * 5)
        setup = seat.app.screen.options
        assert setup == WorkshopOptions(count=15, seconds=45, mode=Mode.SPEED, teams=2, phones=True)
        assert not cuts(seat.app.screen)
        await seat.press("space")
        assert seat.place == "Host"
        rules = hosting_of(seat).room.rules
        assert rules == Rules(Mode.SPEED, seconds=45, teams=2, text=True)
    assert network.started == [("0.0.0.0", None)]


async def test_decks_are_ticked(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("w", "down", "right")
        assert seat.place == "Pick"
        await seat.press("1", "s")
        assert len(seat.app.screen.options.decks) == 1


def test_speed_and_teams_mean_something_else_at_one_keyboard() -> None:
    made = WorkshopOptions(mode=Mode.SPEED, teams=3, local=True).plan()
    assert (made.rules.mode, made.rules.seconds, made.rules.teams, made.seats) == (Mode.ACCURACY, 0, 0, 3)


@pytest.fixture
def hotseat(sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    def start(*items: Any, seats: int = 2, width: int = 80, height: int = 24) -> Any:
        ask(monkeypatch, *items)
        made = Plan(rules=Rules(seconds=0), local=True, seats=seats)
        return sit(width, height, start=("hotseat", {"plan": made}))

    return start


@pytest.mark.soak(only=True)
async def test_the_keyboard_goes_round_and_nothing_of_an_answer_stays(hotseat: Any) -> None:
    async with hotseat(SINGLE) as seat:
        hosting = hosting_of(seat)
        assert [player.name for player in hosting.room.active] == ["第 1 队", "第 2 队"]
        await seat.press("space")
        before = seat.lines
        assert "轮到第 1 队" in seat.text
        await seat.press("space")
        assert seat.place == "Seat"
        assert "其他人请先别看" in seat.text
        assert "谁改功能" not in seat.text
        await seat.press("enter")
        assert "谁改功能" in seat.text
        await seat.press("a", "y")
        assert seat.place == "HotSeat"
        told = [line for line in seat.lines if "已答" not in line]
        assert told == [line.replace("第 1 队", "第 2 队") for line in before if "已答" not in line]
        assert hosting.room.runs[0].reply("p1").answer.sure is True
        await seat.press("space", "escape")
        assert "轮到第 2 队" in seat.text
        await seat.press("space", "enter", "b", "enter")
        assert "都答了" in seat.text
        await seat.press("space")
        assert hosting.room.phase is Phase.REVEAL
        assert "2 人中 1 人答对" in seat.text


async def test_every_type_is_answered_at_the_keyboard(hotseat: Any) -> None:
    keys = {
        "multiple": ["a", "c"],
        "match": ["b", "a", "c"],
        "order": ["b", "c", "a", "d"],
        "typed": [*"PV"],
    }
    asked = [question for question in EVERY if question.type.value in keys]
    async with hotseat(*asked, seats=1, width=60, height=20) as seat:
        hosting = hosting_of(seat)
        for _ in asked:
            await seat.press("space")
            kind = hosting.room.runs[-1].item.question.type.value
            await seat.press("space", "enter")
            assert not cuts(seat.app.screen)
            await type_in(seat, *keys[kind])
            await seat.press("enter", "n", "space", "space")
        assert hosting.room.phase is Phase.END
        assert hosting.room.standings.places[0].right == len(asked)
        assert "手机" not in seat.text


async def test_seats_are_added_by_name(hotseat: Any) -> None:
    async with hotseat(SINGLE, seats=0) as seat:
        await seat.press("space")
        assert seat.place == "OneLine"
        await type_in(seat, *"Team", "enter")
        await seat.press("n")
        await type_in(seat, *"Team", "enter")
        assert [player.name for player in hosting_of(seat).room.active] == ["Team"]
        assert "Team" in seat.notice


def held(learner: Any, monkeypatch: pytest.MonkeyPatch, *, over: bool, players: int = 11) -> str:
    """A workshop that was held; its id."""
    ask(monkeypatch, SINGLE, ORDER, TYPED)
    hosting = learner.workshops.open(plan(), "zh")
    ids = join(hosting, *(f"甲{number}" for number in range(10, 10 + players)))
    while hosting.room.phase is not Phase.END:
        hosting.next()
        if hosting.room.phase is Phase.QUESTION:
            answer(hosting, ids, 4 if hosting.room.runs[-1].number == 1 else 8, sure=True)
        if not over and hosting.room.phase is Phase.REVEAL:
            break
    hosting.close()
    return hosting.id


@pytest.mark.parametrize(("width", "height", "lang"), [(60, 20, "en"), (80, 24, "zh")])
async def test_what_was_held_and_what_came_out(
    sit: Any, learner: Any, home: Path, monkeypatch: pytest.MonkeyPatch, width: int, height: int, lang: str
) -> None:
    workshop = held(learner, monkeypatch, over=True)
    learner.change(language=lang)
    async with sit(width, height) as seat:
        await seat.press("w", "h")
        assert seat.place == "WorkshopHistory"
        assert "运营岗位" in seat.text.replace(" ", "")
        assert not cuts(seat.app.screen)
        await seat.press("enter")
        assert seat.place == "WorkshopResults"
        assert not cuts(seat.app.screen)
        assert ("4/11" if lang == "zh" else "4 of 11") in seat.text
        assert ("7 人选了 B" if lang == "zh" else "7 chose B") in seat.text
        assert "甲" not in seat.text
        await seat.press("w", "c")
    report = (home / "workshops" / f"{workshop}.html").read_text(encoding="utf-8")
    assert "甲1" not in report
    table = (home / "workshops" / f"{workshop}.csv").read_text(encoding="utf-8-sig")
    assert [row["right"] for row in csv.DictReader(table.splitlines())] == ["4", "8", "8"]


@pytest.mark.soak(only=True)
async def test_an_unfinished_one_is_taken_up_or_deleted(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = held(learner, monkeypatch, over=False)
    async with sit(serve=Network().serve) as seat:
        await seat.press("w", "h")
        assert "没结束" in seat.text
        await seat.press("o")
        assert hosting_of(seat).id == workshop
        assert hosting_of(seat).room.phase is Phase.REVEAL
        await seat.press("escape", "2", "delete", "1")
        assert "没结束" in seat.text
        await seat.press("delete", "2")
        assert learner.workshops.list() == []
        assert seat.app.screen.held == []
        assert not cuts(seat.app.screen)


async def test_the_palette_leads_to_workshops(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("ctrl+p")
        await type_in(seat, *"现场", "enter")
        assert seat.place == "Workshops"


async def test_a_workshop_keeps_to_tags(sit: Any, learner: Any) -> None:
    (learner.home / "decks").mkdir(exist_ok=True)
    (learner.home / "decks" / "tagged.yaml").write_text(
        "id: tagged\ntitle: t\nnotes:\n  - {id: one, kind: qa, front: 问, back: 答, tags: [拉新]}\n", encoding="utf-8"
    )
    network = Network()
    async with sit(serve=network.serve) as seat:
        await seat.press("w", "down", "down", "right")
        assert seat.place == "Pick"
        await seat.press("1", "s")
        assert seat.app.screen.options.tags == ("拉新",)
        await seat.press("space")
        assert seat.place == "Host"
        assert {item.question.note for item in hosting_of(seat).room.items} == {"tagged/one"}
