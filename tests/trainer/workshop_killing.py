"""Run by test_workshop_kill: for each phase a child hosts a room, serves it, leads it there while players answer over
HTTP, and is killed; another child resumes it. `workshop_killing.py HOME PHASE…` prints a line of JSON for each.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from ops_trainer.content.questions.question import Type
from ops_trainer.store.database import FILE, Database
from ops_trainer.trainer.workshops import Hosting
from ops_trainer.web.workshop.server import RoomServing
from tests.trainer.hosted import hosted, workshops
from tests.workshop.rooms import MULTIPLE, RIGHT, SINGLE, WRONG

PLAYERS = 12
ANSWER = {number: (RIGHT if number % 3 else WRONG) for number in range(PLAYERS)}


def clock() -> datetime:
    return datetime.now().astimezone()


class Phone:
    """A player over HTTP."""

    def __init__(self, port: int, pin: str, number: int) -> None:
        self.port, self.pin, self.number = port, pin, number
        self.head = {"Content-Type": "application/json"}
        self.token = str(self.ask("players", {"name": f"player {number}", "carry": "header"})["token"])
        self.head["Authorization"] = f"Bearer {self.token}"

    def ask(self, what: str, body: object) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", f"/api/rooms/{self.pin}/{what}", json.dumps(body), self.head)
        reply = connection.getresponse()
        document = json.loads(reply.read())
        assert reply.status < 300, document
        return dict(document)

    def answer(self, run: int, ballot: int, type_: Type) -> list[int]:
        given = ANSWER[self.number][type_]
        return list(
            self.ask("answers", {"run": run, "ballot": ballot, "chosen": list(given.chosen)})["answer"]["chosen"]
        )


def host(home: Path, phase: str, out: int) -> None:
    """Host a room to a phase and stay there, with half of the players answering without end where they can."""

    def say(**what: object) -> None:
        os.write(out, (json.dumps(what) + "\n").encode())

    hosting = hosted(home, clock, SINGLE, MULTIPLE, seconds=600)
    serving = RoomServing(hosting, "127.0.0.1", 0)
    phones = [Phone(serving.port, hosting.pin, number) for number in range(PLAYERS)]
    say(pin=hosting.pin, id=hosting.id, tokens=[phone.token for phone in phones])

    def vote(run: int, ballot: int, type_: Type, among: list[Phone]) -> None:
        def one(phone: Phone) -> None:
            say(run=run, ballot=ballot, player=phone.number, chosen=phone.answer(run, ballot, type_))

        threads = [threading.Thread(target=one, args=(phone,)) for phone in among]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    for step in STEPS[phase]:
        if step == "vote":
            vote(hosting.view().number, hosting.view().ballot, ITEM[hosting.view().number], phones[:-1])
        elif step == "stream":
            say(ready=True)
            vote(hosting.view().number, hosting.view().ballot, ITEM[hosting.view().number], phones)
        else:
            act: Callable[[], object] = getattr(hosting, step)
            act()
    view = hosting.view()
    say(ready=True, phase=view.phase.value, points={place.name: place.points for place in view.places})
    threading.Event().wait()


ITEM = {1: Type.SINGLE, 2: Type.MULTIPLE}
STEPS = {
    "lobby": [],
    "question": ["next", "stream"],
    "paused": ["next", "vote", "pause"],
    "closed": ["next", "vote", "close_vote"],
    "discuss": ["next", "vote", "discuss"],
    "second vote": ["next", "vote", "discuss", "next", "stream"],
    "reveal": ["next", "vote", "next"],
    "standings": ["next", "vote", "next", "next"],
    "second question": ["next", "vote", "next", "next", "next", "stream"],
    "end": ["next", "vote", "next", "next", "next", "vote", "next", "next"],
}


def killed(home: Path, phase: str, after: int) -> list[dict[str, Any]]:
    """What a child said until it was killed, so many lines after it was ready."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            host(home, phase, writing)
        finally:
            os._exit(3)
    os.close(writing)
    said: list[dict[str, Any]] = []
    with os.fdopen(reading, "rb") as lines:
        left = after
        for line in lines:
            said.append(json.loads(line))
            if any("ready" in one for one in said):
                if left == 0:
                    break
                left -= 1
        os.kill(child, signal.SIGKILL)
        said += [json.loads(line) for line in lines if line.endswith(b"\n")]
    os.waitpid(child, 0)
    return said


def resumed(home: Path, phase: str, said: list[dict[str, Any]]) -> dict[str, Any]:
    """What the room is after it was resumed, beside what was said before."""
    hosting: Hosting = workshops(home, clock).resume(str(said[0]["id"]))
    view = hosting.view()
    kept = {
        (run.number, ballot.number, player): list(reply.answer.chosen)
        for run in hosting.room.runs
        for ballot in run.ballots
        for player, reply in ballot.replies.items()
    }
    names = [hosting.who(token).name for token in said[0]["tokens"]]
    acknowledged = [one for one in said if "chosen" in one]
    lost = [
        one for one in acknowledged if kept.get((one["run"], one["ballot"], f"p{one['player'] + 1}")) != one["chosen"]
    ]
    document = {
        "wanted": phase,
        "pin": [said[0]["pin"], view.pin],
        "phase": view.phase.value,
        "paused": view.paused,
        "open": view.open,
        "number": view.number,
        "ballot": view.ballot,
        "names": names,
        "acknowledged": len(acknowledged),
        "lost": lost,
        "kept": len(kept),
        "before": next((one["points"] for one in said if "points" in one), None),
        "points": {place.name: place.points for place in view.places},
    }
    if view.open:
        hosting.pause()
        hosting.next()
    hosting.close()
    return document


def main() -> None:
    home = Path(sys.argv[1])
    Database.open(home / FILE).close()
    for phase in sys.argv[2:]:
        said = killed(home, phase, 5 if STEPS[phase][-1:] == ["stream"] else 0)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                print(json.dumps(resumed(home, phase, said)), flush=True)
                status = 0
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    main()
