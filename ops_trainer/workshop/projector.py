"""What a projector page is told: the room as phones know it, and what the facilitator's screen shows beside that."""

from __future__ import annotations

from typing import Any

from ops_trainer.content.questions.json_form import dump_text
from ops_trainer.content.questions.types import ARRANGED, of
from ops_trainer.workshop.phones import room_document
from ops_trainer.workshop.qr import modules
from ops_trainer.workshop.results import most_tempting
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.runs import Run
from ops_trainer.workshop.state import Phase
from ops_trainer.workshop.tally import Tally, tally

TOP = 10  # places of the standings
MOST_NAMES = 60
MOST_TEXTS = 5  # typed answers, as many as the facilitator's screen shows


def screen_document(room: Room, now: int, address: str) -> dict[str, Any]:
    """Return what a projector page shows, as JSON values. Before the reveal it holds nothing that tells what is right,
    and of the answers only how many there are. `now` is the server's time; `address` where phones come in, empty where
    they can't."""
    document = room_document(room) | {"now": now, "pin": room.pin, "locked": room.locked, "address": address}
    run = room.run
    match room.phase:
        case Phase.LOBBY:
            names = [player.name for player in reversed(room.active)]
            document["names"] = names[:MOST_NAMES]
            document["code"] = _code(f"{address}/{room.pin}") if address else []
        case Phase.QUESTION | Phase.DISCUSS | Phase.REVEAL:
            assert run is not None
            answered = len(run.ballot.replies)
            document["answered"] = answered
            document["expected"] = room.expected(now)
            document["away"] = sum(
                player.id not in run.ballot.replies and not room.is_here(player.id, now) for player in room.active
            )
            if room.phase is Phase.REVEAL:
                document["reveal"] |= _reveal(run)
        case Phase.STANDINGS | Phase.END:
            shown = [place for place in room.standings.places if place.asked or place.points]
            document["top"] = [[place.rank, place.name, place.points, place.gained] for place in shown[:TOP]]
            document["more"] = max(len(shown) - TOP, 0)
    return document


def _code(text: str) -> list[str]:
    return ["".join("1" if module else "0" for module in row) for row in modules(text)]


def _reveal(run: Run) -> dict[str, Any]:
    """Return what the facilitator's screen adds to the reveal: how many had each row right, what was typed, how many
    were sure but wrong, and what the most chosen wrong option really is."""
    question, now = run.item.question, tally(run, run.ballot)
    document: dict[str, Any] = {}
    if question.type in ARRANGED:
        document["rows"] = _rows(run, now)
    if now.texts:
        document["texts"] = [
            [said.text, said.count, None if said.band is None else said.band.value] for said in now.texts[:MOST_TEXTS]
        ]
    if run.item.poll:
        return document
    document["sure_wrong"] = now.sure_wrong
    place = most_tempting(question, now.options)
    why = None if place is None else question.options[place].why
    if why is not None and why != question.explanation:
        document["tempting"] = [place, dump_text(why)]
    return document


def _rows(run: Run, now: Tally) -> list[int]:
    wanted = of(run.item.question).right_choice(run.item.question)
    return [now.rows[row][place] for row, place in enumerate(wanted)]
