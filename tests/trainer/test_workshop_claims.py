"""Misses of a workshop carried home: due cards, in one step, and twice does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Type
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.memory.events import Kind, Source
from ops_trainer.trainer import Trainer
from ops_trainer.workshop.phones import claim_document
from ops_trainer.workshop.rules import Rules
from tests.conftest import Clock

DECK = "id: own\ntitle: Own\nlanguage: en\nnotes:\n" + "".join(
    f"  - id: n{n}\n    kind: qa\n    front: front {n}\n    back: back {n}\n" for n in range(6)
)


@pytest.fixture
def trainer(home: Path, clock: Clock) -> Iterator[Trainer]:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "own.yaml").write_text(DECK, encoding="utf-8")
    with ops_trainer.open(home, learner="mei", clock=clock) as opened:
        yield opened


def document(*cards: str, player: str = "王", **more: Any) -> dict[str, Any]:
    lines = [
        {"run": run, "question": f"{card}@1", "type": "typed", "card": card, "score": 0.0, "at": 1_795_000_000_000}
        for run, card in enumerate(cards, 1)
    ]  # fmt: skip
    return {"workshop": "20261123-123456", "title": "Ops", "player": player, "misses": lines, **more}


def test_misses_are_due_today_and_a_second_time_nothing_happens(trainer: Trainer, clock: Clock) -> None:
    cards = [card.id for card in trainer.cards("own")]
    session = trainer.study(["own"], new_limit=1)
    assert session.card is not None
    studied = session.card.id
    session.grade(Rating.EASY)
    clock.forward(days=1)
    assert trainer.today(["own"]).due == 0
    fresh = next(card for card in cards if card != studied)
    claimed = trainer.workshops.claim(document(studied, fresh))
    assert (claimed.due, claimed.again, claimed.unknown) == ((studied, fresh), (), ())
    assert trainer.today(["own"]).due == 2
    events = list(trainer.export_journal())
    again = trainer.workshops.claim(document(studied, fresh))
    assert (again.due, again.again) == ((), (studied, fresh))
    assert list(trainer.export_journal()) == events
    clock.forward(days=3)
    assert trainer.workshops.claim(document(studied)).due == ()


def test_what_was_missed_stands_in_the_journal(trainer: Trainer) -> None:
    card = trainer.cards("own")[0].id
    lines = document(card, card)
    lines["misses"][1] |= {"score": 0.5, "sure": True, "taken_for": ["own/n3"]}
    assert trainer.workshops.claim(lines).due == (card,)
    event = [event for event in trainer.export_journal() if event["card"] == card][-1]
    assert (event["kind"], event["source"]) == (Kind.BRING_BACK.value, Source.WORKSHOP.value)
    assert event["data"] == {
        "workshop": "20261123-123456", "questions": [f"{card}@1"] * 2, "score": 0.0, "chosen": ["own/n3"], "sure": True,
    }  # fmt: skip


def test_cards_that_no_deck_here_has_are_named(trainer: Trainer) -> None:
    claimed = trainer.workshops.claim(document("elsewhere/note/back", trainer.cards("own")[0].id))
    assert claimed.unknown == ("elsewhere/note/back",)
    assert len(claimed.due) == 1


def test_two_players_are_two_claims(trainer: Trainer) -> None:
    card = trainer.cards("own")[0].id
    assert trainer.workshops.claim(document(card)).due == (card,)
    assert trainer.workshops.claim(document(card, player="李")).due == (card,)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"misses": "x"},
        document("not a card"),
        document("own/n0/../x y"),
        document("own/n0/back", title=5),
        document("own/n0/back") | {"misses": [{"run": 1}]},
        document(*["own/n0/back"] * 501),
    ],
    ids=lambda wrong: str(wrong)[:30],
)
def test_a_document_that_is_none_is_refused(trainer: Trainer, wrong: dict[str, Any]) -> None:
    with pytest.raises(Complaint, check=lambda error: error.key == "workshop.bad_claim"):
        trainer.workshops.claim(wrong)
    assert trainer.workshops.list() == []


def test_a_whole_workshop_ends_in_due_cards(trainer: Trainer) -> None:
    items = trainer.workshops.items(["own"], count=3, seed=1, types={Type.TYPED})
    assert len(items) == 3
    assert items == trainer.workshops.items(["own"], count=3, seed=1, types={Type.TYPED})
    hosting = trainer.workshops.host(items, Rules(), trainer.workshops.title(["own"], "en"))
    assert hosting.room.title == "Own"
    player = hosting.join("王", "zh").player
    for item in items:
        hosting.next()
        right = item.question.accepted[0].in_lang("en")
        hosting.accept_vote(player.id, hosting.view().number, 1, Answer(text=right if item is items[0] else "nonsense"))
        hosting.next()
        hosting.next()
    with hosting.reading():
        found = claim_document(hosting.room, player.id)
    hosting.close()
    claimed = trainer.workshops.claim(found)
    assert claimed.due == tuple(item.question.card for item in items[1:])
    assert trainer.today(["own"]).due == 2


def test_decks_that_are_not_there_are_named(trainer: Trainer) -> None:
    with pytest.raises(Complaint, check=lambda error: error.key == "trainer.no_deck"):
        trainer.workshops.items(["nowhere"])
    assert trainer.workshops.title(["nowhere"], "en") == "ops-trainer"


def test_nothing_in_a_claim_steers_a_terminal(trainer: Trainer) -> None:
    steering = "\x1b[2J\x1b]0;x\x07\u202e\n"
    raw = document("own/n0/front", title=f"Ops{steering}", player=f"王{steering}", workshop=f"w{steering}")
    raw["misses"][0]["taken_for"] = [f"own/n1{steering}"]
    claimed = trainer.workshops.claim(raw)
    assert (claimed.title, claimed.player, claimed.workshop) == ("Ops[2J]0;x", "王[2J]0;x", "w[2J]0;x")
    assert not any("\x1b" in str(event.data) for event in trainer.export_journal())
    raw["misses"][0]["taken_for"] = ["x" * 161]
    with pytest.raises(Complaint):
        trainer.workshops.claim(raw)
