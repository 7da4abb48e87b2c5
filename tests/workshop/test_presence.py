"""Who is waited for: phones that are away hold no vote up, and count as nobody who left a question open."""

from __future__ import annotations

import pytest

from ops_trainer.content.questions.question import Type
from ops_trainer.workshop.lead import lead
from ops_trainer.workshop.log import Kind
from ops_trainer.workshop.phones import misses
from ops_trainer.workshop.results import outcome
from ops_trainer.workshop.room import AWAY_MS, Presence, Room
from ops_trainer.workshop.scoring import Mode
from ops_trainer.workshop.state import Player
from tests.workshop.rooms import POLL, RIGHT, SINGLE, WRONG, Table


class Phones(Table):
    """A room with phones that are all connected at first."""

    def __init__(self, *questions: object, players: int = 5, **rules: object) -> None:
        super().__init__(*questions, **{"seconds": 0, **rules})  # type: ignore[arg-type]
        self.phones = self.room.presence = Presence(self.now)
        self.players = self.join(*"甲乙丙丁戊"[:players])
        for player in self.players:
            self.phones.connect(player.id, self.now)
        self.next()

    def lose(self, *players: Player) -> None:
        for player in players:
            self.phones.disconnect(player.id, self.now)

    def back(self, player: Player) -> None:
        self.phones.connect(player.id, self.now)

    def closes(self) -> bool:
        return self.room.tick(self.now) is not None

    @property
    def counts(self) -> tuple[int, int, int]:
        view = lead(self.room, self.now)
        return view.answered, view.expected, view.away


@pytest.mark.parametrize("mode", [Mode.ACCURACY, Mode.SPEED])
@pytest.mark.parametrize("asked", [SINGLE, POLL], ids=["single", "poll"])
def test_the_vote_closes_when_all_who_can_be_reached_have_answered(mode: Mode, asked: object) -> None:
    table = Phones(asked, SINGLE, mode=mode, seconds=600)
    one, two, three, four, five = table.players
    table.answer(one, RIGHT[Type.SINGLE])
    table.answer(two, RIGHT[Type.SINGLE])
    table.lose(four, five)
    table.later(AWAY_MS - 1)
    assert table.counts == (2, 5, 0)
    table.later(1)
    assert table.counts == (2, 3, 2)
    assert not table.closes()
    table.answer(three, WRONG[Type.SINGLE])
    assert table.closes()
    assert table.counts == (3, 3, 2)


def test_the_vote_closes_when_the_last_one_waited_for_goes() -> None:
    table = Phones(players=2)
    table.answer(table.players[0], RIGHT[Type.SINGLE])
    table.lose(table.players[1])
    table.later(AWAY_MS - 1)
    assert not table.closes()
    table.later(1)
    assert table.closes()


def test_who_comes_back_in_time_answers_and_later_changes_nothing() -> None:
    table = Phones(players=3)
    one, two, three = table.players
    table.lose(two, three)
    table.answer(one, RIGHT[Type.SINGLE], after=AWAY_MS - 1)
    table.back(two)
    table.later(AWAY_MS)
    assert not table.closes()
    table.answer(two, RIGHT[Type.SINGLE])
    assert table.closes()
    closed = table.room.runs[-1].ballot.closed
    table.back(three)
    assert not table.closes()
    assert not table.room.is_open
    assert table.room.runs[-1].ballot.closed == closed


def test_where_nobody_can_be_reached_the_vote_stays_open_for_its_time() -> None:
    table = Phones(players=3, seconds=120)
    table.answer(table.players[0], RIGHT[Type.SINGLE])
    table.lose(*table.players)
    table.later(AWAY_MS * 2)
    assert not table.closes()
    assert table.counts == (1, 1, 2)
    table.later(120_000)
    assert table.closes()


def test_a_phone_that_is_away_when_the_question_comes_is_not_waited_for() -> None:
    table = Phones(players=2)
    table.next(2)
    table.lose(table.players[1])
    table.later(AWAY_MS)
    table.next()
    assert table.counts == (0, 1, 1)
    table.answer(table.players[0], RIGHT[Type.MULTIPLE])
    assert table.closes()


def test_each_vote_waits_for_those_who_are_there_by_then() -> None:
    table = Phones(players=3)
    one, two, three = table.players
    for player in table.players:
        table.answer(player, WRONG[Type.SINGLE])
    assert table.closes()
    table.room.discuss(table.now)
    table.lose(three)
    table.later(AWAY_MS)
    table.next()
    table.answer(one, RIGHT[Type.SINGLE])
    assert table.counts == (1, 2, 1)
    table.answer(two, RIGHT[Type.SINGLE])
    assert table.closes()
    table.next()
    assert table.room.runs[-1].there == {"p1", "p2", "p3"}  # the first answer of the third counts


def test_a_paused_vote_waits_and_a_silent_screen_is_gone_since_it_was_heard() -> None:
    table = Phones(players=2)
    table.answer(table.players[0], RIGHT[Type.SINGLE])
    table.room.pause(table.now)
    table.later(AWAY_MS)
    table.phones.heard("p1", table.now)
    table.phones.disconnect("p2", None)
    assert not table.closes()
    table.room.pause(table.now)
    assert table.closes()


def test_without_phones_everybody_is_waited_for() -> None:
    table = Table(SINGLE, seconds=0)
    one, two = table.join("甲", "乙")
    table.next()
    table.answer(one, RIGHT[Type.SINGLE], after=AWAY_MS * 10)
    assert table.room.tick(table.now) is None
    view = lead(table.room, table.now)
    assert (view.answered, view.expected, view.away) == (1, 2, 0)
    table.answer(two, RIGHT[Type.SINGLE])
    assert table.room.tick(table.now) is not None


@pytest.mark.parametrize("end", ["tick", "next", "close", "discuss"])
def test_whoever_was_away_is_no_answer_left_open(end: str) -> None:
    table = Phones(SINGLE, SINGLE, players=4, teams=2)
    one, two, three, four = table.players
    table.lose(four)
    table.later(AWAY_MS)
    for player in (one, two, three):
        table.answer(player, RIGHT[Type.SINGLE])
    if end == "discuss":
        table.room.discuss(table.now)
        table.next()
        table.room.tick(table.now + 1)
    elif end != "next":
        getattr(table.room, end)(table.now)
    table.next()
    assert table.room.phase == "reveal"
    asked = outcome(table.room, 0).asked[0]
    assert [given.player for given in asked.given] == ["p1", "p2", "p3"]
    places = {place.player: place.asked for place in table.room.standings.places}
    assert places == {"p1": 1, "p2": 1, "p3": 1, "p4": 0}
    assert {team.points for team in table.room.standings.teams} == {100}
    assert Room.replay(table.log) == table.room


def test_more_time_lets_a_phone_that_was_away_answer_after_all() -> None:
    table = Phones(players=2, seconds=60)
    one, two = table.players
    table.lose(two)
    table.answer(one, RIGHT[Type.SINGLE], after=AWAY_MS)
    assert table.closes()
    assert table.log[-1].data == {"away": ["p2"]}
    table.back(two)
    table.room.more(table.now)
    assert not table.closes()
    table.answer(two, RIGHT[Type.SINGLE])
    assert table.closes()
    assert table.log[-1].kind is Kind.CLOSED
    assert table.room.runs[-1].there == {"p1", "p2"}


def test_who_was_away_takes_no_miss_home_and_who_left_it_open_does() -> None:
    table = Phones(SINGLE, SINGLE, players=3, seconds=600)
    one, two, three = table.players
    table.lose(two)
    table.later(AWAY_MS)
    table.answer(one, RIGHT[Type.SINGLE])
    lines = {line.name: (line.here, line.silent_ms, line.answered) for line in lead(table.room, table.now).players}
    assert lines == {"甲": (True, 0, True), "乙": (False, AWAY_MS, False), "丙": (True, 0, False)}
    table.next()
    assert [len(misses(table.room, player.id)) for player in (one, two, three)] == [0, 0, 1]
