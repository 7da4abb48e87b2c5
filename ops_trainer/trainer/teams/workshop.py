"""A workshop of a team's lead: what members missed comes back to their own cards by sync, without claiming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops_trainer.team import limits
from ops_trainer.trainer.workshops.claims import events_of
from ops_trainer.workshop.misses import claim_document

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event
    from ops_trainer.trainer import Trainer


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
