"""What a player missed, for them to take home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ops_trainer.workshop.runs import Reply, Run
from ops_trainer.workshop.standings import score
from ops_trainer.workshop.state import State


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that a player was there for and did not get wholly right; `reply` is None when they left it open."""

    run: Run
    reply: Reply | None
    score: float


def misses(room: State, player: str) -> list[Miss]:
    """A player's misses, in the order asked."""
    found = []
    for run in room.runs:
        worth = score(run, player) or 0.0
        if run.counts and player in run.members and worth < 1:
            found.append(Miss(run, run.reply(player), worth))
    return found


def claim_document(room: State, player: str) -> dict[str, Any]:
    """A player's misses as JSON values: what `workshop claim` turns into due cards.

    `at` is when the question was answered, or closed, in UTC milliseconds.
    """
    lines = []
    for miss in misses(room, player):
        question, reply = miss.run.item.question, miss.reply
        line: dict[str, Any] = {
            "run": miss.run.number,
            "question": question.id,
            "type": question.type.value,
            "card": question.card,
            "note": question.note,
            "score": round(miss.score, 4),
            "at": reply.at if reply is not None else miss.run.ballot.closed,
        }
        if reply is not None and reply.answer.sure is not None:
            line["sure"] = reply.answer.sure
        if reply is not None and reply.mark is not None and reply.mark.taken_for:
            line["taken_for"] = list(reply.mark.taken_for)
        lines.append(line)
    return {"workshop": room.id, "title": room.title, "player": room.players[player].name, "misses": lines}
