"""The results of a workshop as one JSON document."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from typing import Any

from ops_trainer.content.questions.answer import dump
from ops_trainer.workshop.results import Asked, Figures, Results, figures, hardest

Both = dict[str, str | None]


def when(results: Results) -> datetime:
    """When the workshop began, in its own zone."""
    zone = timezone(timedelta(minutes=results.utc_offset))
    return datetime.fromtimestamp(results.at / 1000, zone)


def document(results: Results, *, names: bool = False) -> dict[str, Any]:
    """Return everything but who answered what; with `names` that too."""
    found = figures(results)
    made: dict[str, Any] = {
        "id": results.id,
        "title": results.title,
        "at": when(results).isoformat(timespec="seconds"),
        "mode": results.mode.value,
        "players": len(results.people),
        "teams": [asdict(team) for team in results.teams],
        "hardest": [one.place for one in hardest(found)],
        "questions": [_question(one) for one in found],
    }
    if names:
        made["standings"] = [asdict(person) for person in results.people]
        people = {person.id: person.name for person in results.people}
        for asked, line in zip(results.asked, made["questions"], strict=True):
            line["answers"] = _answers(asked, people)
    return made


def _question(one: Figures) -> dict[str, Any]:
    question, poll = one.question, one.asked.poll
    return {
        "place": one.place,
        "id": question.id,
        "note": question.note,
        "type": "poll" if poll else question.type.value,
        "prompt": {"zh": question.prompt.zh, "en": question.prompt.en},
        "options": [
            {
                "text": {"zh": option.text.zh, "en": option.text.en},
                "correct": None if poll else option.correct,
                "note": option.note,
            }
            for option in question.options
        ],
        "players": one.there,
        "answered": one.answered,
        "right": None if poll else one.right,
        "share_right": None if poll else one.share,
        "chosen": list(one.chosen),
        "discussed": one.asked.discussed,
        "chosen_before_discussion": list(one.chosen_first) or None,
        "right_before_discussion": one.right_first if one.chosen_first and not poll else None,
        "written": [{"text": text, "players": count} for text, count in one.written],
        "confidence": None if poll else asdict(one.confidence),
        "statistics": asdict(one.statistics) if one.statistics is not None else None,
    }


def _answers(asked: Asked, people: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "player": people.get(given.player, given.player),
            "answer": dump(given.answer) if given.answer is not None else None,
            "before_discussion": dump(given.first) if given.first is not None else None,
            "right": None if asked.poll else given.right,
            "score": None if asked.poll else given.score,
            "points": given.points,
            "took_ms": given.took_ms,
        }
        for given in asked.given
    ]
