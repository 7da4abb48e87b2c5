"""What a lead's trainer does over several parts: findings for the report, a workshop's misses back to members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops_trainer.locale import Lang
from ops_trainer.store import decks as rows
from ops_trainer.team import limits, wire
from ops_trainer.team.report import Findings
from ops_trainer.trainer.workshops.claims import events_of
from ops_trainer.workshop.phones import claim_document

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event
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


@dataclass(frozen=True, slots=True)
class Brought:
    """The players whose misses come to them by sync, by name; the names that nobody has in a team of the host's."""

    matched: tuple[str, ...]
    unknown: tuple[str, ...]


def bring_home(trainer: Trainer, workshop: str) -> Brought | None:
    """Send every player's misses to the teams that the host leads (network); None where there is no such team.

    Sent again, nothing comes twice. Raises Complaint when a server can't be reached or there is no such workshop.
    """
    led = [one for one in trainer.teams.memberships() if one.leads]
    if not led:
        return None
    state = trainer.workshops.room(workshop)
    missed: list[tuple[str, list[Event]]] = []
    for player in state.players.values():
        events = events_of(trainer.context, claim_document(state, player.id))
        if events:
            missed.append((player.name, events[: limits.MISSES]))
    matched: set[str] = set()
    for team in led:
        with trainer.teams.leading(team.team) as lead:
            for start in range(0, len(missed), limits.PLAYERS):
                matched.update(lead.send_misses(missed[start : start + limits.PLAYERS]).matched)
    names = [name for name, _ in missed]
    return Brought(
        tuple(name for name in names if name in matched), tuple(name for name in names if name not in matched)
    )
