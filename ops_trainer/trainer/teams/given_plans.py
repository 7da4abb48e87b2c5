"""The plans that the learner was given for their assignments, by which they are behind or not.

A plan says how many cards are met by the end of each day. A new one takes its place each morning as long as the learner
keeps up with it; who does not is held to the one they were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.store import learners
from ops_trainer.team.course import GivenPlan
from ops_trainer.trainer.team_documents import PLANS

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.trainer.context import Context


def given_plans(connection: Connection, learner: str) -> dict[str, GivenPlan]:
    """Return the plans that hold, by assignment."""
    found = learners.documents(connection, learner, PLANS)
    return {key: GivenPlan(body["due"], body["begin"], tuple(body["met"])) for key, _, body in found}


def give_plans(context: Context, made: Iterable[tuple[str, int, int, Sequence[int]]]) -> None:
    """Keep the plans of today for those assignments with which the learner keeps up.

    `made` has, for each assignment: its id, its due day, how many of its cards are met now, and how many by the plan at
    the end of each day from today on.
    """
    today = context.day()
    with context.database.reading() as connection:
        before = given_plans(connection, context.learner)
    fresh = []
    for key, due, met, coming in made:
        plan = before.get(key)
        if plan is None or plan.due != due or (plan.begin < today and met >= plan.wanted(today - 1)):
            fresh.append((key, {"due": due, "begin": today, "met": list(coming)}))
    if not fresh:
        return
    try:
        with context.database.writing() as connection:
            for key, body in fresh:
                learners.put_document(connection, context.learner, PLANS, key, context.now()[0], body)
    except Complaint:
        pass  # a home that can't be written is looked at all the same
