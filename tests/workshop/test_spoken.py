"""Answers typed as lines, and when a workshop that leads itself goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.cli.plain_player import understood
from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Type
from ops_trainer.locale import Complaint
from ops_trainer.workshop.lead import GATHER_MS, LONGEST_MS, READ_FROM_MS, READ_TO_MS, lead, stays, step
from ops_trainer.workshop.phones import room_document
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.rules import poll_of
from tests.examples import any_text
from tests.workshop.rooms import RIGHT, SINGLE, Table


@pytest.mark.parametrize(
    ("line", "type_", "answer"),
    [
        ("b", Type.SINGLE, Answer((1,))),
        (" B! ", Type.SINGLE, Answer((1,), sure=True)),
        ("2?", Type.TRUE_FALSE, Answer((1,), sure=False)),
        ("b！", Type.SINGLE, Answer((1,), sure=True)),
        ("a c", Type.MULTIPLE, Answer((0, 2))),
        ("Ａ　ｃ", Type.MULTIPLE, Answer((0, 2))),
        ("Ｂ！", Type.SINGLE, Answer((1,), sure=True)),
        ("３１２４", Type.ORDER, Answer((2, 0, 1, 3))),
        ("ac", Type.MULTIPLE, Answer((0, 2))),
        ("1，3", Type.MULTIPLE, Answer((0, 2))),
        ("c > a > b > d", Type.ORDER, Answer((2, 0, 1, 3))),
        ("3124", Type.ORDER, Answer((2, 0, 1, 3))),
        ("b - a", Type.MATCH, Answer((1, -1, 0))),
        ("浏览量", Type.TYPED, Answer(text="浏览量")),
        ("PV ?", Type.TYPED, Answer(text="PV", sure=False)),
        ("5.0%", Type.NUMERIC, Answer(text="5.0%")),
    ],
)
def test_a_line_is_understood(line: str, type_: Type, answer: Answer) -> None:
    assert understood(line, type_, 4, 3) == answer


@pytest.mark.parametrize(
    ("line", "type_"),
    [
        ("", Type.SINGLE),
        ("!", Type.TYPED),
        ("a b", Type.SINGLE),
        ("e", Type.SINGLE),
        ("-", Type.SINGLE),
        ("5", Type.SINGLE),
        ("²", Type.SINGLE),
        ("a a", Type.MULTIPLE),
        ("a b c", Type.ORDER),
        ("a b b d", Type.ORDER),
        ("a b", Type.MATCH),
        ("hello", Type.MULTIPLE),
    ],
)
def test_what_gives_no_answer_is_none(line: str, type_: Type) -> None:
    assert understood(line, type_, 4, 3) is None


@given(any_text(max_size=12), st.sampled_from(list(Type)), st.integers(2, 12), st.integers(1, 6))
def test_no_line_breaks_it_and_what_it_gives_fits(line: str, type_: Type, options: int, rows: int) -> None:
    answer = understood(line, type_, options, rows)
    if answer is not None and type_ not in (Type.TYPED, Type.NUMERIC):
        assert all(-1 <= place < options for place in answer.chosen)
        assert answer.chosen


def test_it_waits_for_the_first_player_then_goes_on_step_by_step() -> None:
    table = Table(SINGLE, SINGLE, seconds=30)
    assert stays(lead(table.room, table.now), "zh") is None
    player = table.join("小明")[0]
    assert stays(lead(table.room, table.now), "zh") == GATHER_MS
    table.next()
    asking = lead(table.room, table.now)
    assert stays(asking, "zh") is None  # the vote has its own clock
    table.answer(player, RIGHT[SINGLE.type])
    table.room.tick(table.now)
    closed = lead(table.room, table.now)
    assert step(closed) != step(asking)
    assert stays(closed, "zh") is not None
    table.next()
    reading = stays(lead(table.room, table.now), "zh")
    assert reading is not None
    assert READ_FROM_MS <= reading <= READ_TO_MS
    table.next(times=3)
    table.next()
    assert stays(lead(table.room, table.now), "zh") is None


def test_without_a_limit_it_does_not_wait_for_ever_and_a_pause_holds_it() -> None:
    table = Table(SINGLE, seconds=0)
    table.join("小明")
    table.next()
    assert stays(lead(table.room, table.now), "zh") == LONGEST_MS
    table.room.pause(table.now)
    assert stays(lead(table.room, table.now), "zh") is None


def test_a_poll_is_typed_as_one_line() -> None:
    item = poll_of(" 节奏 怎么样？｜太快 | 正好 ", "p1", "zh")
    assert item.poll
    assert item.question.prompt.zh == "节奏 怎么样？"
    assert [option.text.zh for option in item.question.options] == ["太快", "正好"]
    for line in ("", "only this", "q | one", "q | one |", "| a | b", "q" + "| x" * 9):
        with pytest.raises(Complaint):
            poll_of(line, "p1", "en")


def test_questions_go_onto_phones_and_off_again() -> None:
    table = Table(SINGLE)
    assert room_document(table.room)["text"] is False
    table.room.show_text(table.now, True)
    assert room_document(table.room)["text"] is True
    assert Room.replay(table.log).rules.text is True
    table.room.show_text(table.now, False)
    assert room_document(Room.replay(table.log))["text"] is False
