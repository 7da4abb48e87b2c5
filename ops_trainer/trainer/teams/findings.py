"""All that a lead can know of a team, gathered for the report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ops_trainer.locale import Lang
from ops_trainer.store import decks as rows
from ops_trainer.team import wire
from ops_trainer.team.report import Findings

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams.leading import Leading


def gather(trainer: Trainer, lead: Leading, lang: Lang) -> Findings:
    """Progress, notes by deck, mix-ups, and what the notes are called (network). Raises Complaint."""
    progress = lead.progress()
    notes = [lead.notes(deck.id) for deck in progress.decks]
    return Findings(progress, notes, lead.mixups(), terms(trainer, lang) | _told(notes, lang))


def terms(trainer: Trainer, lang: Lang) -> dict[str, str]:
    """The terms of all notes in use here, by `deck/note`."""
    with trainer.context.database.reading() as connection:
        return {info.ref: info.term.in_lang(lang) for info in rows.notes(connection)}


def _told(notes: Iterable[wire.Notes], lang: Lang) -> dict[str, str]:
    lines = (line for one in notes for line in one.notes)
    return {line.note: line.term.get(lang) or next(iter(line.term.values()), line.note) for line in lines}
