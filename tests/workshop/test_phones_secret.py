"""Nothing that phones get before the reveal tells which answer is right: not a byte of it depends on that."""

from __future__ import annotations

import json

import pytest

from ops_trainer.content.questions.question import Question, Type
from ops_trainer.workshop.phones import own_document, room_document
from ops_trainer.workshop.state import Phase
from tests.workshop.rooms import EVERY, RIGHT, SINGLE, TYPED, WRONG, Table, otherwise


def told(question: Question) -> dict[str, bytes]:
    """Everything that phones are told, by step: who answered what is the same whatever is right."""
    table = Table(SINGLE, question, seconds=20)
    one, two = table.join("甲", "乙")
    found: dict[str, bytes] = {}

    def note(step: str) -> None:
        documents = [room_document(table.room), own_document(table.room, one.id), own_document(table.room, two.id)]
        found[step] = json.dumps(documents).encode()

    note("lobby")
    table.next(2)
    table.room.skip(table.now)
    note("asked")
    table.answer(one, RIGHT[question.type], after=1_000)
    note("one answered")
    table.room.pause(table.now)
    note("paused")
    table.room.pause(table.now)
    table.room.more(table.now)
    table.room.close(table.now)
    note("closed")
    table.room.discuss(table.now)
    note("discussed")
    table.next()
    note("asked again")
    table.answer(two, WRONG[question.type], after=1_000)
    table.answer(one, WRONG[question.type])
    table.room.tick(table.now)
    note("all answered")
    table.next()
    note("revealed")
    assert table.room.phase is Phase.REVEAL
    return found


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.type.value)
def test_not_a_byte_depends_on_what_is_right(question: Question) -> None:
    this, that = told(question), told(otherwise(question))
    for step in this.keys() - {"revealed"}:
        assert this[step] == that[step], step
    assert this["revealed"] != that["revealed"]


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.type.value)
def test_ids_notes_explanations_and_answers_stay_here_until_the_reveal(question: Question) -> None:
    found = told(question)
    secrets = [question.id, question.note, "flow/", "因为获取", "Because people"]
    secrets += [option.why.en or "" for option in (*question.options, *question.rivals) if option.why is not None]
    if question is TYPED:
        secrets += ["page views", "visitors", "flow/uv"]
    for step in found.keys() - {"revealed"}:
        text = json.loads(found[step])
        said = json.dumps(text, ensure_ascii=False)
        for secret in secrets:
            assert secret not in said, (step, secret)
    assert "因为获取" in json.dumps(json.loads(found["revealed"]), ensure_ascii=False)


def test_options_of_an_order_are_sent_as_drawn_not_as_right() -> None:
    order = next(question for question in EVERY if question.type is Type.ORDER)
    table = Table(order)
    table.next()
    sent = room_document(table.room)["question"]["options"]
    assert [one["en"] for one in sent] == [option.text.en for option in order.options]
