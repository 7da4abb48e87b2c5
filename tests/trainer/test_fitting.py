"""The learner's own weights through the door: when they are fitted, adopted, told, switched off, and who else gets
them."""

from __future__ import annotations

import json
import random
import signal
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.memory import Kind, Rating, fsrs6
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.store import learners
from ops_trainer.store.journal import differing_states
from ops_trainer.trainer import Trainer
from tests.conftest import Clock

NOTES = "".join(
    f"  - id: n{n}\n    kind: definition\n    term: term {n}\n    meaning: meaning {n}\n" for n in range(400)
)
DECK = f"id: small\ntitle: small\nlanguage: en\nnotes:\n{NOTES}"
BRIEF = (0.05, 0.2, 0.5, 2.0, *fsrs6.WEIGHTS[4:8], 1.2, *fsrs6.WEIGHTS[9:11], 0.7, *fsrs6.WEIGHTS[12:20], 0.2)


def opened(home: Path, clock: Clock, learner: str = "mei") -> Trainer:
    (home / "decks").mkdir(parents=True, exist_ok=True)
    (home / "decks" / "small.yaml").write_text(DECK, encoding="utf-8")
    return ops_trainer.open(home, learner=learner, clock=clock)


def studied(trainer: Trainer, clock: Clock, answers: int) -> None:
    """Answer so often, day after day, as someone of brief memory would: 20 new cards a day, the others when due."""
    true, shown, rng = Scheduler(BRIEF), trainer.context.scheduler, random.Random(3)
    with trainer.context.database.reading() as connection:
        states = trainer.context.journal.states(connection, (f"small/n{n}/meaning" for n in range(400)))
    memory, events = dict(states), []
    while True:
        today = [card for card, state in states.items() if state.due_day is not None and state.due_day <= trainer.day()]
        today += [card for card, state in states.items() if state.is_new][:20]
        for card in today:
            chance = true.retrievability(memory[card], trainer.day())
            right = rng.random() < (0.5 if chance is None else chance)
            for rating in (Rating.GOOD,) if right else (Rating.AGAIN, Rating.GOOD):
                events.append(trainer.context.new_event(Kind.REVIEW, card, rating=rating, took_ms=4_000))
                states[card] = shown.apply_event(states[card], events[-1])
                memory[card] = true.apply_event(memory[card], events[-1])
        if len(events) >= answers:
            trainer.context.journal.append_events(events)
            return
        clock.forward(hours=24)


def keys(trainer: Trainer) -> tuple[str, str]:
    """The scheduler that is asked for, and the one by which card memory was made."""
    with trainer.context.database.reading() as connection:
        return trainer.context.scheduler.key, learners.scheduler(connection, trainer.learner)


def is_whole(trainer: Trainer) -> bool:
    """Whether card memory is what the journal gives by the scheduler in force."""
    with trainer.context.database.reading() as connection:
        return keys(trainer)[0] == keys(trainer)[1] and not differing_states(connection, trainer.context.journal)


def fitted(home: Path, clock: Clock, answers: int = 500) -> Trainer:
    """Someone whose weights were fitted in the evening; the next day has come."""
    trainer = opened(home, clock)
    studied(trainer, clock, answers)
    trainer.fit_weights(wait=True)
    clock.forward(hours=24)
    return trainer


def test_weights_are_fitted_adopted_the_next_day_told_and_switched_off(home: Path, clock: Clock) -> None:
    with opened(home, clock) as trainer:
        assert "200" in trainer.own_weights().in_lang("en")
        trainer.fit_weights(wait=True)
        studied(trainer, clock, 500)
        trainer.fit_weights(wait=True)
        trainer.refresh()  # a card was answered today
        assert trainer.settings.parameters == []
        clock.forward(hours=24)
        trainer.refresh()
        now = trainer.own_weights()
        assert now.fitted is not None
        assert trainer.settings.parameters == list(now.fitted.weights)
        assert now.fitted.answers >= 500
        assert now.fitted.holds == "shorter"
        assert "shorter" in now.in_lang("en")
        assert is_whole(trainer)
        personal = trainer.context.scheduler.key
        session = trainer.study(["small"])
        session.grade(Rating.GOOD)
        session.undo()
        assert is_whole(trainer)
        trainer.change(own_weights=False)
        assert is_whole(trainer)
        assert keys(trainer)[0] == Scheduler().key
        assert trainer.own_weights().on is False
        trainer.change(own_weights=True)
        assert keys(trainer) == (personal, personal)
        told = list(trainer.export_journal())
    with opened(home.with_name("other"), clock) as other:  # another home takes the journal in
        other.import_journal([json.dumps(event) for event in told])
        assert keys(other)[0] == personal
        assert is_whole(other)
        assert other.own_weights().fitted == now.fitted


def test_weights_are_fitted_weekly_at_most_and_earlier_ones_shown(home: Path, clock: Clock) -> None:
    with fitted(home, clock) as trainer:
        trainer.refresh()
        first = trainer.own_weights().fitted
        assert first is not None
        studied(trainer, clock, 60)
        for days, due in ((1, False), (7, True)):
            clock.forward(hours=24 * days)
            trainer.fit_weights(wait=True)
            trainer.refresh()
            found = trainer.own_weights()
            assert (found.fitted != first) == due
        assert found.earlier == (first,)
        clock.forward(hours=-24 * 30)  # the clock was ahead: what it dated keeps nothing from being fitted
        trainer.fit_weights(wait=True)
        trainer.context.forget()
        trainer.change(retention=0.8)
        clock.forward(hours=24 * 60)
        assert trainer.settings.retention == 0.8


@pytest.mark.soak(only=True)
def test_two_computers_and_two_programs_agree(home: Path, clock: Clock, tmp_path: Path) -> None:
    shared = tmp_path / "cloud"
    shared.mkdir()
    with fitted(home, clock) as one, opened(tmp_path / "other", clock) as two:
        one.share_folder(shared)
        two.share_folder(shared, two.people_in(shared)[0].id)
        one.refresh()
        one.exchange()
        two.exchange()
        assert one.own_weights().fitted is not None
        assert two.own_weights().fitted == one.own_weights().fitted
        assert is_whole(two)
        two.fit_weights()
        assert two._fitting._process is None  # the other has just done it
        two.change(own_weights=False)
        two.exchange()
        one.exchange()
        assert keys(one) == (Scheduler().key, Scheduler().key)
        two.change(own_weights=True)
        two.void(f"device:{one.context.device}")
        assert two.settings.parameters == []
        two.lift(f"device:{one.context.device}")
        assert two.settings.parameters == one.settings.parameters
        assert is_whole(two)
    with opened(home, clock) as one, opened(home, clock) as two:
        one.change(retention=0.85)
        two.study(["small"]).grade(Rating.GOOD)  # by the retention that was
        for program in (one, two):
            program.refresh()
            assert is_whole(program)
            assert program.settings.retention == 0.85


def test_a_child_that_is_killed_or_not_there_costs_nothing(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home, clock) as trainer:
        studied(trainer, clock, 260)
        trainer.fit_weights()
        process = trainer._fitting._process
        assert process is not None
        process.send_signal(signal.SIGKILL)
        trainer._fitting.take_in(wait=True)
        trainer.fit_weights(wait=True)  # not again today
        clock.forward(hours=24)
        trainer.refresh()
        assert trainer.settings.parameters == []
        monkeypatch.setattr("sys.executable", str(home / "nothing"))
        trainer.fit_weights(wait=True)
        clock.forward(hours=24)
        monkeypatch.undo()
        trainer.fit_weights()
        process = trainer._fitting._process
        assert process is not None
    assert process.poll() is not None  # closing ends it


def test_no_fit_where_it_is_switched_off_or_a_date_is_doubtful(home: Path, clock: Clock) -> None:
    with opened(home, clock) as trainer:
        studied(trainer, clock, 260)
        trainer.change(own_weights=False)
        trainer.fit_weights()
        assert trainer._fitting._process is None
        trainer.change(own_weights=True)
        clock.forward(hours=-24 * 3000)
        trainer.fit_weights()
        assert trainer._fitting._process is None
