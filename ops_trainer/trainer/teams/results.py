"""What came of the learner's own due days: worked out once they are over, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.memory.day import day_of
from ops_trainer.memory.mastery import readiness
from ops_trainer.store import candidates, learners
from ops_trainer.team import wire
from ops_trainer.team.course import FINAL_AFTER
from ops_trainer.team.memories import REWRITES
from ops_trainer.trainer.team_documents import RESULTS

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context

EVER = 10**7  # a local day after all others


@dataclass(frozen=True, slots=True)
class Result:
    """The share of each deck's cards expected to be recalled on the due day by the answers until then, and the local
    day since which that stays, None as long as answers may come in late from another computer."""

    ready: Mapping[str, float]
    final: int | None


def result_of(
    context: Context, team: str, assignment: wire.Assignment, cards: Mapping[str, Sequence[str]]
) -> Result | None:
    """Return what came of an assignment's due day over its decks that are in use, given with their cards; None before
    it is over. The result is kept from then on, and no longer made anew once it is final."""
    today = context.day()
    if assignment.due is None or (due := day_of(assignment.due)) >= today:
        return None
    with context.database.reading() as connection:
        stored = learners.document(connection, context.learner, RESULTS, assignment.id)
        latest = candidates.last_event_before(connection, replace(context.scope(), day=EVER))
    if stored is not None and stored["due"] == due:
        kept = Result(stored["ready"], stored["final"])
        if kept.final is not None or (stored["latest"] == latest and today <= due + FINAL_AFTER):
            return kept
    made = Result(
        {deck: _ready(context, names, due) for deck, names in cards.items()},
        due + FINAL_AFTER if today > due + FINAL_AFTER else None,
    )
    body = {"team": team, "due": due, "ready": dict(made.ready), "final": made.final, "latest": latest}
    try:
        with context.database.writing() as connection:
            learners.put_document(connection, context.learner, RESULTS, assignment.id, context.now()[0], body)
    except Complaint:
        pass  # a home that can't be written is looked at all the same
    return made


def _ready(context: Context, cards: Sequence[str], due: int) -> float:
    scheduler, journal = context.scheduler, context.journal
    with context.database.reading() as connection:
        histories = [(card, journal.history(connection, card)) for card in cards]
    states = [
        scheduler.fold_events(card, [event for event in events if event.local_day <= due or event.kind in REWRITES])
        for card, events in histories
        if events
    ]
    return readiness(states, len(cards), scheduler, due)
