"""300 phones lose their connection in the middle of a question, all at once: each is back with its answer and points.

They are back within three seconds on two cores (the benchmark measures); here a deadline stands that a machine under
heavy load meets too.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from ops_trainer.content.questions.question import Type
from tests.web.workshop.served import DEADLINE_S, Served
from tests.workshop.rooms import RIGHT, SINGLE, TRUE_FALSE

PHONES = 300


class Phone:
    """A raw connection for events, another for requests."""

    def __init__(self, room: Served, number: int, token: str) -> None:
        self.room, self.number = room, number
        self.port = room.serving.port
        self.head = f"Host: localhost\r\nAuthorization: Bearer {token}\r\n"
        self.events: asyncio.StreamWriter | None = None

    async def listen(self) -> None:
        reader, self.events = await asyncio.open_connection("127.0.0.1", self.port)
        self.events.write(f"GET {self.room.room}/events HTTP/1.1\r\n{self.head}\r\n".encode())
        await reader.readuntil(b"event: room\ndata: ")

    async def ask(self, what: str, body: str = "") -> dict[str, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        verb = "POST" if body else "GET"
        writer.write(
            f"{verb} {self.room.room}/{what} HTTP/1.1\r\n{self.head}{kind}Connection: close\r\n\r\n{body}".encode()
        )
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        assert b" 200 " in head.partition(b"\r\n")[0], head
        return dict(json.loads(rest))

    def cut(self) -> None:
        assert self.events is not None
        self.events.transport.abort()

    async def back(self) -> dict[str, Any]:
        state = await self.ask("state")
        await self.listen()
        return state


async def test_all_come_back_with_answer_and_points(serve: Callable[..., Served]) -> None:
    room = serve(SINGLE, TRUE_FALSE, seconds=600, max_players=PHONES + 1)
    hosting = room.hosting
    phones = [Phone(room, number, hosting.join(f"phone {number}", "en").token) for number in range(PHONES)]
    hosting.join("late", "en")
    hosting.next()
    for phone in phones[::2]:
        hosting.accept_vote(f"p{phone.number + 1}", 1, 1, RIGHT[Type.SINGLE])
    for _ in range(3):
        await asyncio.to_thread(hosting.next)
    await asyncio.gather(*(phone.listen() for phone in phones))
    chosen = json.dumps({"run": 2, "chosen": [1]})
    await asyncio.gather(*(phone.ask("answers", chosen) for phone in phones[::3]))
    for phone in phones:
        phone.cut()
    async with asyncio.timeout(DEADLINE_S):
        states = await asyncio.gather(*(phone.back() for phone in phones))
    for phone, state in zip(phones, states, strict=True):
        own = state["me"]
        assert (state["room"]["phase"], own["run"]) == ("question", 2)
        assert own["answers"] == [{"chosen": [1], "text": "", "sure": None} if phone.number % 3 == 0 else None]
        assert own["points"] == (100 if phone.number % 2 == 0 else 0)
    async with asyncio.timeout(DEADLINE_S):
        while sum(line.connected for line in hosting.view().players) != PHONES:
            await asyncio.to_thread(hosting.wait, hosting.revision, 0.05)
    for phone in phones:
        phone.cut()
