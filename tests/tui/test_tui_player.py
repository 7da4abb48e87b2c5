"""A player in the terminal, in a room that is really served: coming in, answering every type, what is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.typography import spaced
from ops_trainer.trainer.workshops.remote import Remote
from ops_trainer.tui.workshop.player import PlayerApp
from ops_trainer.web.workshop.server import RoomServing
from ops_trainer.workshop.rules import Item
from ops_trainer.workshop.state import Phase
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.tui.cuts import cuts
from tests.tui.seat import Seat, seated
from tests.workshop.rooms import EVERY, NUMERIC, POLL, SINGLE, TYPED

KEYS = {
    "single": ["b"],
    "true-false": ["b"],
    "multiple": ["a", "c", "enter"],
    "match": ["b", "a", "c", "enter"],
    "order": ["b", "c", "a", "d", "enter"],
    "typed": [*"PV", "enter"],
    "numeric": [*"5", "enter"],
}


class Played:
    """A room, its server, and players who sit down at a terminal."""

    def __init__(self, hosting: Any, serving: RoomServing, home: Path) -> None:
        self.hosting, self.serving, self.home = hosting, serving, home

    @asynccontextmanager
    async def sit(self, width: int = 80, height: int = 24, **given: Any) -> AsyncIterator[Seat]:
        remote = Remote(self.serving.addresses[0], self.hosting.pin)
        app = PlayerApp(remote, home=self.home / "player", lang=given.pop("lang", "en"), **given)
        try:
            async with seated(app, width, height) as seat:
                yield seat
        finally:
            remote.close()


@pytest.fixture
def played(home: Path, clock: Clock) -> Iterator[Callable[..., Played]]:
    running: list[Played] = []

    def start(*items: Any, **rules: Any) -> Played:
        hosting = hosted(home, clock, *items, **rules)
        room = Played(hosting, RoomServing(hosting, "127.0.0.1", 0), home)
        running.append(room)
        return room

    yield start
    for room in running:
        room.serving.stop()
        room.hosting.close()


@pytest.mark.looks
async def test_every_type_from_the_question_to_the_misses(played: Any, width: int, height: int, lang: str) -> None:
    room = played(*EVERY, seconds=60)
    hosting = room.hosting
    zh = lang == "zh"
    async with room.sit(width, height, name="Zoë", lang=lang) as seat:
        await seat.shows("Zoë", "已经进来了" if zh else "You're in")
        while hosting.room.phase is not Phase.END:
            hosting.next()
            match hosting.room.phase:
                case Phase.QUESTION:
                    question = hosting.room.runs[-1].item.question
                    prompt = spaced(question.prompt.in_lang(lang))[:12]
                    await seat.until(lambda: seat.app.screen.may_answer() and prompt in seat.text)  # noqa: B023
                    await seat.shows("秒" if zh else " s")
                    await seat.until(lambda: not cuts(seat.app.screen))
                    await seat.press(*KEYS[question.type.value])
                    await seat.shows("有把握" if zh else "I'm sure")
                    assert len(hosting.room.runs[-1].ballot.replies) == 0
                    await seat.press("y")
                    await seat.shows("答案已收到" if zh else "Your answer is in.")
                    assert hosting.room.runs[-1].reply("p1").answer.sure is True
                case Phase.REVEAL:
                    wrong = hosting.room.runs[-1].item.question.id == SINGLE.id
                    await seat.shows("✗" if wrong else "✓")
                    if wrong:
                        await seat.shows("让人留下" if zh else "It keeps people")
                    await seat.until(lambda: not cuts(seat.app.screen))
                case Phase.STANDINGS:
                    await seat.shows("第 1 名" if zh else "Place 1 of 1")
        await seat.shows("ops-trainer workshop claim", hosting.room.players["p1"].claim[:4])
        await seat.shows("谁改功能" if zh else "Who changes features")
        assert hosting.room.standings.places[0].right == len(EVERY) - 1


async def test_letters_count_with_an_input_method_or_caps_lock_on(played: Any) -> None:
    room = played(SINGLE)
    async with room.sit(name="Zoë") as seat:
        await seat.shows("You're in")
        room.hosting.next()
        await seat.until(lambda: seat.app.screen.may_answer())
        await seat.press("Ｂ")
        await seat.shows("I'm sure")
        await seat.press("Y")
        await seat.shows("Your answer is in.")
        assert room.hosting.room.runs[-1].reply("p1").answer == Answer(chosen=(1,), sure=True)


async def test_a_number_that_can_not_be_read_is_asked_for_again(played: Any) -> None:
    room = played(NUMERIC)
    hosting = room.hosting
    async with room.sit(name="Zoë") as seat:
        await seat.shows("You're in")
        hosting.next()
        await seat.until(lambda: seat.app.screen.may_answer())
        await seat.press(*"lots", "enter")
        await seat.shows("I'm sure")
        await seat.press("y")
        await seat.until(lambda: seat.app.screen.may_answer())
        assert not hosting.room.runs[-1].ballot.replies
        await seat.press(*["backspace"] * 4, *"5", "enter")
        await seat.shows("I'm sure")
        await seat.press("y")
        await seat.shows("Your answer is in.")
        assert hosting.room.runs[-1].reply("p1").mark.score == 1


async def test_a_taken_name_is_asked_for_and_given_back(played: Any) -> None:
    room = played(SINGLE)
    hosting = room.hosting
    hosting.join("Zoë", "en")
    async with room.sit() as seat:
        await seat.press(*"Zoe", "enter")
        await seat.shows("is taken", "That's me")
        await seat.press("tab", "enter")
        await seat.until(lambda: hosting.room.knocks)
        await seat.shows("The facilitator is asked")
        hosting.admit(next(iter(hosting.room.knocks)))
        await seat.shows("You're in as Zoë")
        assert "is taken" not in seat.text


async def test_an_open_poll_a_second_vote_and_being_sent_out(played: Any) -> None:
    room = played(POLL, Item(TYPED))
    hosting = room.hosting
    async with room.sit(name="Zoë") as seat:
        await seat.shows("You're in")
        hosting.next()
        await seat.until(lambda: seat.app.screen.may_answer())
        assert "no right or wrong" in seat.text
        await seat.press("a", "enter")
        await seat.shows("Your answer is in.")
        hosting.next()
        await seat.shows("What the room thinks", "Fine: 1")
        hosting.next()
        await seat.until(lambda: seat.app.screen.may_answer())
        await seat.press(*"x", "enter", "n")
        await seat.shows("Your answer is in.")
        if hosting.room.is_open:
            hosting.close_vote()
        hosting.discuss()
        await seat.shows("Talk it over")
        hosting.next()
        await seat.until(lambda: seat.app.screen.may_answer())
        await seat.press(*"PV", "enter", "enter")
        await seat.until(lambda: len(hosting.room.runs[-1].ballots[1].replies) == 1)
        assert [ballot.replies["p1"].answer.text for ballot in hosting.room.runs[-1].ballots] == ["x", "PV"]
        hosting.kick("p1")
        await seat.shows("taken you out")


async def test_the_line_breaks_and_holds_again(played: Any) -> None:
    room = played(SINGLE)
    async with room.sit(name="Zoë") as seat:
        await seat.shows("You're in")
        room.serving.stop()
        await seat.shows("Connection lost")
        room.serving = RoomServing(room.hosting, "127.0.0.1", room.serving.port)
        room.hosting.next()
        await seat.until(lambda: seat.app.screen.may_answer() and "Connection lost" not in seat.text)
        await seat.press("escape")
    assert seat.app.return_value == 0
