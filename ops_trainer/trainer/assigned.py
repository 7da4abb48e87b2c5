"""What teams have assigned that is due on a day ahead, and the new cards that it asks for a day.

It stands apart from `teams` so that study loads nothing of them but the pacing, and that once a day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.memory.day import day_of
from ops_trainer.memory.events import CardState
from ops_trainer.memory.forecast import minutes_for
from ops_trainer.store import candidates, learners, mastery_counts
from ops_trainer.store import decks as rows

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.store.candidates import Scope
    from ops_trainer.team.pacing import Plan, Target
    from ops_trainer.trainer.context import Context

# Kinds of documents in the store; the first two are written by `teams.membership`.
TASKS = "team-tasks"
CURSOR = "team-cursor"
REMOVED = "team.unknown_token"  # what the server says to somebody who is no longer in the team
PACES = "team-paces"  # by day, with all that they were worked out from
HORIZON = 366  # days that are planned at most: what is due later is planned as if it were due then


@dataclass(frozen=True, slots=True)
class OpenAssignment:
    """An assignment whose due day is ahead, with those of its decks that are in use and in no sooner assignment."""

    id: str
    decks: tuple[str, ...]
    due_day: int
    goal: float

    def within(self, decks: Sequence[str]) -> tuple[str, ...]:
        """Return those of its decks that are among some decks (all when none is named)."""
        return tuple(deck for deck in self.decks if not decks or deck in decks)


@dataclass(frozen=True, slots=True)
class Share:
    """New cards that a day asks for at least: `least` of them on that day still, at a pace of `a_day`."""

    assignment: OpenAssignment
    a_day: int
    least: int


def open_assignments(connection: Connection, learner: str, day: int) -> list[OpenAssignment]:
    """Return the learner's assignments whose due day is after a day, the soonest due first; each deck is in the first
    that has it. Those of a team that the learner was removed from are left out."""
    found: list[OpenAssignment] = []
    tasks = learners.documents(connection, learner, TASKS)
    if not tasks:
        return []
    removed = {
        team for team, _, body in learners.documents(connection, learner, CURSOR) if body.get("error") == REMOVED
    }
    listed = [task for team, _, body in tasks if team not in removed for task in body.get("assignments", ())]
    dated = [(date.fromisoformat(task["due"]), task) for task in listed if task.get("mine") and task.get("due")]
    taken: set[str] = set()
    for due, task in sorted(dated, key=lambda one: (one[0], one[1]["id"])):
        ids = dict.fromkeys(deck["id"] for deck in task.get("decks", ()))
        decks = tuple(deck for deck in ids if deck not in taken and rows.is_used(connection, deck))
        if day_of(due) > day and decks:
            taken.update(decks)
            found.append(OpenAssignment(task["id"], decks, day_of(due), float(task["goal"])))
    return found


def shares(context: Context, day: int) -> list[Share]:
    """Return what a day, today or tomorrow, asks of each assignment, the soonest due first, after what was met
    on it."""
    scope = replace(context.scope(), day=day)
    with context.database.reading() as connection:
        found = open_assignments(connection, context.learner, day)
        if not found:
            return []
        introduced = candidates.introduced_by_deck(connection, scope)
    paces = _paces(context, found, day)
    made = []
    with context.database.reading() as connection:
        for one in found:
            rest = max(paces[one.id] - sum(introduced.get(deck, 0) for deck in one.decks), 0)
            there = candidates.count_new(connection, replace(scope, decks=one.decks), rest) if rest else 0
            made.append(Share(one, paces[one.id], there))
    return made


def planned(
    context: Context, found: Sequence[OpenAssignment], day: int, make: Callable[[Target], Plan]
) -> dict[str, tuple[Target, Plan]]:
    """Return the target and the plan of each assignment, by its id, from what was known as the day began.

    Those due sooner come first, and the minutes they take are not there for the later ones.
    """
    from ops_trainer.team.pacing import Target

    scope = replace(context.scope(), day=day)
    pace = context.pace(day)
    taken = _elsewhere(context, {deck for one in found for deck in one.decks}, scope, pace)
    made: dict[str, tuple[Target, Plan]] = {}
    for one in found:
        cards, states = _at_dawn(context, one.decks, day)
        target = Target(
            cards=cards,
            states=states,
            today=day,
            due_day=min(one.due_day, day + HORIZON),
            goal=one.goal,
            minutes=context.settings.minutes,
            pace_ms=round(pace, -2),
            taken=taken,
        )
        made[one.id] = target, (plan := make(target))
        spent = plan.future.minutes
        taken = [
            (taken[at] if at < len(taken) else 0.0) + (spent[at] if at < len(spent) else 0.0)
            for at in range(max(len(taken), len(spent)))
        ]
    return made


def _paces(context: Context, found: Sequence[OpenAssignment], day: int) -> dict[str, int]:
    """Return the new cards a day of each assignment, by its id, worked out once for a day so that they stay all day.

    They are worked out anew when the assignments, their decks, the settings or the journal of the days before change.
    """
    scope = replace(context.scope(), day=day)
    with context.database.reading() as connection:
        sizes = [len(candidates.card_ids(connection, deck)) for one in found for deck in one.decks]
        asked = [(one.id, one.decks, one.due_day, one.goal) for one in found]
        latest = candidates.last_event_before(connection, scope)
        origin = json.dumps([asked, sizes, latest, context.settings.minutes, context.scheduler.key])
        stored = learners.document(connection, context.learner, PACES, str(day))
    if stored is None or stored["origin"] != origin:
        from ops_trainer.team.pacing import outline

        made = planned(context, found, day, lambda target: outline(target, context.scheduler))
        stored = {"origin": origin, "paces": {id_: plan.new_a_day for id_, (_, plan) in made.items()}}
        _store_paces(context, day, stored)
    return {one.id: int(stored["paces"][one.id]) for one in found}


def _store_paces(context: Context, day: int, body: dict[str, object]) -> None:
    at, _, today = context.now()
    try:
        with context.database.writing() as connection:
            for old in learners.document_ids(connection, context.learner, PACES):
                if int(old) < today:
                    learners.delete_document(connection, context.learner, PACES, old)
            learners.put_document(connection, context.learner, PACES, str(day), at, body)
    except Complaint:
        pass  # a home that can't be written is looked at all the same; the paces are worked out again


def _at_dawn(context: Context, decks: Sequence[str], day: int) -> tuple[list[str], dict[str, CardState]]:
    """Return the cards of some decks in the learning order, and the memories that they had as a day began."""
    cards: list[str] = []
    states: dict[str, CardState] = {}
    journal, scheduler = context.journal, context.scheduler
    with context.database.reading() as connection:
        for deck in decks:
            cards += candidates.card_ids(connection, deck)
            for state in mastery_counts.states(connection, context.learner, deck=deck):
                if state.last_day is not None and state.last_day >= day:
                    earlier = [event for event in journal.history(connection, state.card) if event.local_day < day]
                    state = replace(scheduler.fold_events(state.card, earlier), suspended=state.suspended)
                states[state.card] = state
    return cards, states


def _elsewhere(context: Context, assigned: set[str], scope: Scope, pace: float) -> list[float]:
    """Return the minutes on each day, from the scope's on, that reviews of other decks take, within the review
    limit."""
    with context.database.reading() as connection:
        others = tuple(info.id for info in rows.decks(connection) if info.id not in assigned)
        by_day = candidates.load_at_dawn(connection, replace(scope, decks=others)) if others else {}
    limit, day = context.settings.review_limit, scope.day
    waiting, minutes = sum(count for on, count in by_day.items() if on < day), []
    for on in range(day, min(max(by_day, default=day), day + 120) + 1):
        waiting += by_day.get(on, 0)
        minutes.append(float(minutes_for(min(waiting, limit), pace)))
        waiting -= min(waiting, limit)
    return minutes
