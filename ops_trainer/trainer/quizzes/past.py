"""Quizzes that were put aside, and those that were done."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

from ops_trainer.quiz.run import Mode
from ops_trainer.store import learners
from ops_trainer.trainer.quizzes.quiz import KIND, SCORE
from ops_trainer.trainer.quizzes.views import Past, Stopped, Trend

LATEST = 5


def stopped(connection: Connection, learner: str) -> list[Stopped]:
    """Quizzes under way, the latest first."""
    return [
        Stopped(
            key,
            at,
            Mode(body["run"]["mode"]),
            tuple(body["decks"]),
            len(body["run"]["steps"]),
            len(body["run"]["questions"]),
        )
        for key, at, body in learners.kept(connection, learner, KIND)
        if not body["done"]
    ]


def history(connection: Connection, learner: str, limit: int) -> list[Past]:
    """Quizzes done, the latest first."""
    whole = learners.kept_ids(connection, learner, KIND)
    return [
        Past(
            id=key,
            at=at,
            day=body["day"],
            mode=Mode(body["mode"]),
            decks=tuple(body["decks"]),
            score=body["score"],
            questions=body["questions"],
            answered=body["answered"],
            right=body["right"],
            took_ms=body["took_ms"],
            whole=key in whole,
        )
        for key, at, body in learners.kept(connection, learner, SCORE)[:limit]
    ]


def trend(found: Sequence[Past]) -> Trend:
    """The mean score of the latest quizzes, and of as many before them."""
    scores = [one.score for one in found if one.mode is Mode.QUIZ]
    latest, before = scores[:LATEST], scores[LATEST : 2 * LATEST]
    return Trend(sum(latest) / len(latest) if latest else None, sum(before) / len(before) if before else None)
