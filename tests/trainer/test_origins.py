"""What came one way can be taken out of force, as if it had never come, and put back."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ops_trainer
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import Void, in_force, voids
from ops_trainer.trainer import Trainer
from tests.conftest import Clock

DECK = "id: d\ntitle: d\nlanguage: en\nnotes:\n" + "".join(
    f"  - {{id: n{n}, kind: qa, front: front {n}, back: back {n}}}\n" for n in range(30)
)


@pytest.fixture
def trainer(home: Path, clock: Clock) -> Trainer:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "d.yaml").write_text(DECK, encoding="utf-8")
    return ops_trainer.open(home, clock=clock)


def learn(trainer: Trainer, clock: Clock, days: int) -> None:
    rng = random.Random(days)
    for _ in range(days):
        session = trainer.study(["d"])
        while session.card is not None:
            session.grade(rng.choice([Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.GOOD]))
        clock.forward(days=1)


def shown(trainer: Trainer) -> tuple[object, ...]:
    """What statistics and the schedule say, and the memory of every card."""
    with trainer._context.database.reading() as connection:
        states = connection.execute("SELECT * FROM card_state WHERE reps > 0 ORDER BY card").fetchall()
    stats = trainer.stats()
    return (
        states,
        stats.reviews_total,
        stats.minutes_total,
        stats.streak,
        trainer.today().due,
        [line.mastered for line in trainer.decks()],
    )


def test_what_another_device_wrote_is_as_if_it_had_never_been(trainer: Trainer, clock: Clock) -> None:
    learn(trainer, clock, 4)
    before = shown(trainer)
    lines = [
        json.dumps({**event, "id": f"stolen-{n}", "device": "stolen", "rating": 1})
        for n, event in enumerate(trainer.export_journal())
        if event["kind"] == "review"
    ]
    trainer.import_journal(lines)
    hurt = shown(trainer)
    assert hurt != before
    assert trainer.origins()[0].answers == len(lines)
    via = next(one.via for one in trainer.origins() if one.via != f"device:{trainer._context.device}")
    trainer.void(via)
    assert shown(trainer) == before
    assert {one.via: one.void for one in trainer.origins()}[via]
    assert trainer.doctor()[0].level == "fine"
    trainer.lift(via)
    assert shown(trainer) == hurt
    trainer.lift(via)
    trainer.void(via)
    learn(trainer, clock, 1)
    assert trainer.doctor()[0].level == "fine"
    with pytest.raises(Complaint, match="Nothing came by team:x"):
        trainer.void("team:x")


def test_a_device_is_void_from_a_moment_on(trainer: Trainer, clock: Clock) -> None:
    learn(trainer, clock, 2)
    before, lost = shown(trainer)[0], int(clock().timestamp() * 1000)
    learn(trainer, clock, 2)
    trainer.void(f"device:{trainer._context.device}", lost)
    assert shown(trainer)[0] == before


EVENT = Event("e", "me", "a", Kind.REVIEW, "d/n/answer", 0, 0, 0, Rating.GOOD)


VIAS = [None, "team:t", "import:i", "team:t import:i", "team:t device:a", "team:t lead:l import:i", "team:tt"]
WAYS = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(VIAS), st.integers(0, 9))


@given(st.lists(WAYS), st.sampled_from(["team:t", "import:i", "device:a", "lead:l"]), st.integers(0, 9))
def test_a_void_takes_out_what_it_names_and_nothing_else(
    told: list[tuple[str, str | None, int]], via: str, since: int
) -> None:
    events = [replace(EVENT, id=f"e{n}", device=d, via=v, at=at) for n, (d, v, at) in enumerate(told)]
    left = in_force(events, [Void(via, since)])
    assert {event.id for event in left} == {
        event.id
        for event in events
        if not ((via in (event.via or "").split() or via == f"device:{event.device}") and event.at >= since)
    }


def test_a_void_can_be_taken_back_and_that_again() -> None:
    void = replace(EVENT, id="v", kind=Kind.VOID, card="", data={"via": "team:t"})
    undo = replace(EVENT, id="w", kind=Kind.UNDO, card="", undoes="v")
    assert voids([void]) == [Void("team:t")]
    assert voids([void, undo]) == []
    assert voids([void, undo, replace(undo, id="x", undoes="w")]) == [Void("team:t")]
