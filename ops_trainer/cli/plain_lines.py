"""What happened in a workshop, as the JSON documents that `workshop host --plain` prints."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ops_trainer.content.questions.json_form import dump_text
from ops_trainer.workshop.lead import Lead
from ops_trainer.workshop.log import Entry, Kind
from ops_trainer.workshop.outcome import team_name
from ops_trainer.workshop.phones import question_document, reveal_document

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.workshop.room import Room

TOP = 10


class Told(enum.StrEnum):
    """The events by name."""

    OPEN = "open"
    QUESTION = "question"
    ANSWERS = "answers"
    REVEAL = "reveal"
    STANDINGS = "standings"
    SKIPPED = "skipped"
    END = "end"
    ERROR = "error"
    SAVED = "saved"


WHO = {
    Kind.JOINED: "joined",
    Kind.LEFT: "left",
    Kind.RETURNED: "returned",
    Kind.KICKED: "kicked",
}
PLAIN = {
    Kind.LOCKED: "locked",
    Kind.UNLOCKED: "unlocked",
    Kind.CLOSED: "closed",
    Kind.DISCUSSED: "discuss",
    Kind.PAUSED: "paused",
    Kind.WENT_ON: "went_on",
    Kind.RESUMED: "resumed",
    Kind.ADMITTED: "granted",
    Kind.TURNED_AWAY: "refused",
}


def opening(hosting: Hosting, urls: tuple[str, ...]) -> dict[str, Any]:
    """The first line: how one comes in."""
    with hosting.reading():
        room = hosting.room
        return {
            "event": Told.OPEN,
            "id": room.id,
            "pin": room.pin,
            "url": urls[0] if urls else None,
            "urls": list(urls),
            "join": f"{urls[0]}/{room.pin}" if urls else None,
            "title": room.title,
            "questions": len(room.items),
            "rules": room.rules.dump(),
        }


def line_of(entry: Entry, hosting: Hosting) -> dict[str, Any] | None:
    """An entry of the log as a document; None for what nobody needs to be told."""
    with hosting.reading():
        return _line(entry, hosting.room, hosting)


def _line(entry: Entry, room: Room, hosting: Hosting) -> dict[str, Any] | None:
    kind, data = entry.kind, entry.data
    if kind in WHO:
        return {"event": WHO[kind], "name": room.players[data["player"]].name, "here": room.here}
    if kind in PLAIN:
        return {"event": PLAIN[kind]}
    match kind:
        case Kind.KNOCKED:
            return {"event": "asks_for_name", "name": room.players[data["player"]].name}
        case Kind.MORE:
            return {"event": "more", "seconds": data["ms"] // 1000}
        case Kind.INSERTED:
            return {"event": "inserted", "count": len(room.items)}
        case Kind.WORDED:
            return {"event": "phones", "text": data["text"]}
        case Kind.ASKED | Kind.VOTED_AGAIN:
            return _question(room)
        case Kind.ANSWERED:
            return _answers(room, data, hosting.now())
        case Kind.REVEALED:
            return _reveal(room)
        case Kind.RULED:
            return {"event": "ruled", "text": data["text"], "right": data["right"]}
        case Kind.RANKED:
            return {"event": Told.STANDINGS, **ranking(hosting.view())}
        case Kind.PASSED:
            return {"event": Told.SKIPPED, "number": len(room.runs)}
        case Kind.ENDED:
            return {"event": Told.END, **ranking(hosting.view())}
    return None


def _question(room: Room) -> dict[str, Any]:
    run = room.runs[-1]
    return {
        "event": Told.QUESTION,
        "number": run.number,
        "count": len(room.items),
        "ballot": run.ballot.number,
        "seconds": run.ballot.limit // 1000 or None,
        **question_document(run),
    }


def _answers(room: Room, data: Mapping[str, Any], now: int) -> dict[str, Any]:
    """How many have answered, of those who can be reached; not what, and not who."""
    ballot = room.runs[data["run"] - 1].ballots[data["ballot"] - 1]
    return {"event": Told.ANSWERS, "number": data["run"], "answered": len(ballot.replies), "here": room.expected(now)}


def _reveal(room: Room) -> dict[str, Any]:
    run = room.runs[-1]
    return {
        "event": Told.REVEAL,
        "number": run.number,
        "note": run.item.question.note,
        "question": dump_text(run.item.question.prompt),
        **reveal_document(run),
    }


def ranking(lead: Lead) -> dict[str, Any]:
    """The first ranks and the teams."""
    return {
        "top": [{"rank": place.rank, "name": place.name, "points": place.points} for place in lead.places[:TOP]],
        "teams": [
            {"rank": team.rank, "team": team_name(team.team), "points": team.points, "players": team.members}
            for team in lead.teams
        ],
    }
