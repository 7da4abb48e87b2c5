"""`ops-trainer study DECK --by DAY`: the day by which decks are to be ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.cli.frame import Frame


def set_due(frame: Frame, decks: list[str], typed: str) -> None:
    """Set the day and say what is expected on it. Raises Complaint for what is no day, or without a deck."""
    from ops_trainer.team.typed import day_from

    if not decks:
        raise Complaint("cli.by_decks")
    with frame.trainer() as trainer:
        due = day_from(typed, trainer.date_of(trainer.day()))
        trainer.set_due(decks, due)
        if due is None:
            frame.note(frame.say("cli.due_gone"))
            return
        for one in trainer.due_days():
            if set(one.decks) & set(decks):
                day = trainer.date_of(one.due_day).isoformat()
                said = frame.say("cli.due_set", day=day, now=one.now, cards=one.cards, expected=one.expected)
                frame.note(said)
