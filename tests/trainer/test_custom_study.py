"""Custom study: what is offered by name, what a search finds, and practice that leaves the schedule alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.trainer.custom_study import PICKS, chosen_cards, counts
from tests.conftest import Clock


@pytest.fixture
def met(home: Path, clock: Clock) -> Iterator[Any]:
    """A trainer who has met three cards, missed the first and flagged the second."""
    with ops_trainer.open(home, clock=clock) as trainer:
        yield prepared(trainer)


def prepared(trainer: Any) -> Any:
    session = trainer.study(new_limit=3)
    cards = []
    for place in range(3):
        cards.append(session.card.id)
        if place == 1:
            session.flag("again")
        session.grade(Rating.AGAIN if place == 0 else Rating.GOOD)
    trainer.met = cards
    return trainer


def test_each_pick_finds_what_it_says(met: Any) -> None:
    found = counts(met)
    assert list(found) == list(PICKS)
    assert found["missed"] == [met.met[0]]
    assert found["flagged"] == [met.met[1]]
    assert found["leeches"] == []
    assert sorted(found["met"]) == sorted(met.met)
    assert chosen_cards(met, "due:0") == [met.met[0]]
    assert sorted(chosen_cards(met, "due:9999")) == sorted(met.met)


def test_a_miss_that_was_taken_back_or_is_of_yesterday_is_none_of_today(met: Any, clock: Any) -> None:
    session = met.study_cards([met.met[2]])
    session.grade(Rating.AGAIN)
    assert chosen_cards(met, PICKS["missed"]) == sorted([met.met[0], met.met[2]], key=met.met.index)
    session.undo()
    assert chosen_cards(met, PICKS["missed"]) == [met.met[0]]
    clock.forward(days=1)
    assert chosen_cards(met, PICKS["missed"]) == []
    assert chosen_cards(met, "is:missed") == [met.met[0]]


def test_suspended_cards_and_other_decks_stay_out(met: Any) -> None:
    met.suspend(met.met[2])
    assert met.met[2] not in chosen_cards(met, PICKS["met"])
    deck = met.met[0].partition("/")[0]
    assert chosen_cards(met, PICKS["met"], [deck])
    others = [line.id for line in met.decks() if line.id != deck]
    assert chosen_cards(met, PICKS["missed"], others) == []
    with pytest.raises(Complaint):
        chosen_cards(met, "due:soon")


def test_practice_writes_nothing_and_asks_a_missed_card_again(met: Any) -> None:
    before = [event["id"] for event in met.export_journal()], {card: met.memory(card) for card in met.met}
    session = met.study_cards(met.met, practice=True)
    first = session.card.id
    session.grade(Rating.AGAIN)
    for _ in range(len(met.met) - 1):
        session.grade(Rating.GOOD)
    assert session.card.id == first
    assert session.undo() is not None
    assert session.progress.graded == len(met.met) - 1
    session.grade(Rating.GOOD)
    session.grade(Rating.GOOD)
    assert session.card is None
    assert session.summary().cards == len(met.met)
    assert ([event["id"] for event in met.export_journal()], {card: met.memory(card) for card in met.met}) == before


def test_what_is_put_aside_in_practice_stays_so_until_it_is_taken_back(met: Any) -> None:
    session = met.study_cards(met.met, practice=True)
    card = session.card.id
    session.grade(Rating.GOOD)
    second = session.card.id
    session.suspend()
    assert second not in chosen_cards(met, PICKS["met"])
    assert session.undo() == second
    assert second in chosen_cards(met, PICKS["met"])
    assert session.undo() == card
