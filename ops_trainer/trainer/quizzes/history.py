"""What is kept of earlier quizzes: those put aside, those done, and the answers given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from ops_trainer.memory.events import Event
from ops_trainer.quiz.run import Mode
from ops_trainer.store import decks, learners
from ops_trainer.store.history import answers as stored_answers
from ops_trainer.trainer.quizzes.quiz import KIND, SCORE
from ops_trainer.trainer.quizzes.views import Past, Stopped, Trend

LATEST = 5
REFS = ("chosen", "pair")  # keys of an answer's data that list notes


def stopped(connection: Connection, learner: str) -> list[Stopped]:
    """Return the quizzes under way, the latest first."""
    return [
        Stopped(
            key,
            at,
            Mode(body["run"]["mode"]),
            tuple(body["decks"]),
            len(body["run"]["steps"]),
            len(body["run"]["questions"]),
        )
        for key, at, body in learners.documents(connection, learner, KIND)
        if not body["done"]
    ]


def done(connection: Connection, learner: str, limit: int) -> list[Past]:
    """Return the quizzes done, the latest first."""
    whole = learners.document_ids(connection, learner, KIND)
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
        for key, at, body in learners.documents(connection, learner, SCORE)[:limit]
    ]


def trend(found: Sequence[Past]) -> Trend:
    """Return the mean score of the latest quizzes, and of as many before them."""
    scores = [one.score for one in found if one.mode is Mode.QUIZ]
    latest, before = scores[:LATEST], scores[LATEST : 2 * LATEST]
    return Trend(sum(latest) / len(latest) if latest else None, sum(before) / len(before) if before else None)


def answers(connection: Connection, learner: str) -> list[Event]:
    """Return all answers, in reading order; what a note was called before (`formerly`) is said by its name of today."""
    found = stored_answers(connection, learner)
    names = decks.aliases(connection)
    return [_renamed(event, names) for event in found] if names else found


def _renamed(event: Event, names: Mapping[str, str]) -> Event:
    data: dict[str, Any] = dict(event.data or {})
    for key in REFS:
        if isinstance(data.get(key), list):
            data[key] = [_today(ref, names) for ref in data[key]]
    if isinstance(data.get("mixed"), list):
        data["mixed"] = [[_today(ref, names) for ref in pair] for pair in data["mixed"] if isinstance(pair, list)]
    if isinstance(data.get("question"), str):
        data["question"] = _today(data["question"], names)
    return replace(event, card=_today(event.card, names), data=data)


def _today(name: str, names: Mapping[str, str]) -> str:
    """A reference that begins with a note, with that note's name of today."""
    deck, note, *rest = (*str(name).split("/", 2), "")[:3]
    ref, passed = f"{deck}/{note}", set[str]()
    while ref in names and ref not in passed:
        passed.add(ref)
        ref = names[ref]
    if not passed:
        return name
    return "/".join((ref, *(part for part in rest if part)))
