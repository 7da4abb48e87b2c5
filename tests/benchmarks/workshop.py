"""A whole workshop at size: how long until everyone has the question, until every answer is acknowledged, none lost.

The server runs in a process of its own, as `workshop host` runs it; the players are raw connections in this process, an
event stream and a connection for answers each, as a browser has them. Both share this machine. Each question is sent
out at one moment; each player answers at a random moment in the two seconds after it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from typing import Any

from tests.benchmarks.report import peak_mb, percentile, show, table

SIZES = (10, 30, 100, 300, 1000, 2000)
WINDOW_S = 2.0
WHOLE_S = 60.0


# the server's side


def serve(players: int, questions: int) -> None:
    """Host a workshop: reads commands from stdin, a line each, and answers each with a line of JSON."""
    import ops_trainer
    from ops_trainer.content.questions.question import Type
    from ops_trainer.web.workshop.server import RoomServing
    from ops_trainer.workshop.rules import Rules

    with tempfile.TemporaryDirectory() as home, ops_trainer.open(home, learner="bench") as trainer:
        items = trainer.workshops.items(["ops-roles"], count=questions, seed=1, types={Type.SINGLE})
        hosting = trainer.workshops.host(items, Rules(seconds=600, max_players=players), "bench")
        serving = RoomServing(hosting, "127.0.0.1", 0)
        print(json.dumps({"port": serving.port, "pin": hosting.pin}), flush=True)
        for line in sys.stdin:
            at = time.monotonic()
            if line.strip() == "next":
                hosting.next()
            elif line.strip() == "stop":
                break
            print(json.dumps({"at": at, "took": time.monotonic() - at}), flush=True)
        serving.stop()
        hosting.close()
        kept = [sum(len(ballot.replies) for ballot in run.ballots) for run in trainer.workshops.room(hosting.id).runs]
        print(json.dumps({"kept": kept, "mb": peak_mb()}), flush=True)


# the players' side


class Talk(asyncio.Protocol):
    """A connection for requests, one after another."""

    def __init__(self) -> None:
        self.buffer = b""
        self.waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self.transport: Any = None
        self.closed = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(rest) >= length and self.waiting is not None and not self.waiting.done():
            self.buffer = rest[length:]
            self.waiting.set_result((int(head[9:12]), rest[:length]))

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("closed"))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting


class Listener(asyncio.Protocol):
    """An event stream; notes when each question came, by its run."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.tail = b""
        self.came: dict[int, float] = {}
        self.ready: asyncio.Event = asyncio.Event()
        self.changed: asyncio.Event = asyncio.Event()

    def connection_made(self, transport: Any) -> None:
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        text = self.tail + data
        self.ready.set()
        place = text.find(b'"question":{"run":')
        if place >= 0:
            run = int(text[place + 18 :].partition(b",")[0] or b"0")
            if run not in self.came:
                self.came[run] = now
                self.changed.set()
        self.tail = text[-64:]


class Player:
    """A phone."""

    def __init__(self, number: int, port: int, pin: str) -> None:
        self.number, self.port, self.pin = number, port, pin
        self.head = f"Host: 127.0.0.1:{port}\r\n"

    async def connect(self) -> None:
        _, self.talk = await asyncio.get_running_loop().create_connection(Talk, "127.0.0.1", self.port)

    async def join(self) -> None:
        loop = asyncio.get_running_loop()
        await self.connect()
        body = json.dumps({"name": f"player {self.number}", "carry": "header"})
        while True:
            status, reply = await self.talk.ask(self.post("players", body))
            if status == 201:
                break
            assert status == 429, reply
            await asyncio.sleep(0.5)
        self.head += f"Authorization: Bearer {json.loads(reply)['token']}\r\n"
        request = f"GET /api/rooms/{self.pin}/events HTTP/1.1\r\n{self.head}\r\n".encode()
        _, self.listener = await loop.create_connection(lambda: Listener(request), "127.0.0.1", self.port)
        await self.listener.ready.wait()

    def post(self, what: str, body: str) -> bytes:
        return (
            f"POST /api/rooms/{self.pin}/{what} HTTP/1.1\r\n{self.head}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    async def answer(self, run: int, after: float) -> float:
        """Seconds until the answer was acknowledged."""
        await asyncio.sleep(after)
        body = json.dumps({"run": run, "chosen": [self.number % 3]})
        start = time.monotonic()
        while True:  # a connection that was idle for half a minute is closed: phones open another one and send again
            try:
                if self.talk.closed:
                    await self.connect()
                status, reply = await self.talk.ask(self.post("answers", body))
                break
            except ConnectionError:
                continue
        took = time.monotonic() - start
        assert status == 200, reply
        assert json.loads(reply)["answer"]["chosen"] == [self.number % 3]
        return took


async def play(players: int, questions: int, server: subprocess.Popen[str]) -> dict[str, Any]:
    """One whole quiz; what was measured, in milliseconds."""
    loop = asyncio.get_running_loop()

    async def command(line: str) -> dict[str, Any]:
        server.stdin.write(line + "\n")
        server.stdin.flush()
        return dict(json.loads(await loop.run_in_executor(None, server.stdout.readline)))

    first = json.loads(await loop.run_in_executor(None, server.stdout.readline))
    phones = [Player(number, first["port"], first["pin"]) for number in range(players)]
    gate = asyncio.Semaphore(50)

    async def enter(phone: Player) -> None:
        async with gate:
            await phone.join()

    await asyncio.gather(*(enter(phone) for phone in phones))
    await asyncio.sleep(1.5)  # the crowd is told of at most a second later
    rng = random.Random(players)
    fan_out: list[float] = []
    answered: list[float] = []
    for run in range(1, questions + 1):
        sent = (await command("next"))["at"]
        async with asyncio.timeout(WHOLE_S):
            for phone in phones:
                while run not in phone.listener.came:
                    phone.listener.changed.clear()
                    await phone.listener.changed.wait()
        fan_out += [(phone.listener.came[run] - sent) * 1000 for phone in phones]
        times = await asyncio.gather(*(phone.answer(run, rng.random() * WINDOW_S) for phone in phones))
        answered += [took * 1000 for took in times]
        await command("next")
        if run < questions:
            await command("next")
        await asyncio.sleep(0.5)
    last = await command("stop")
    return {
        "players": players,
        "questions": questions,
        "question_p50_ms": percentile(fan_out, 0.5),
        "question_p99_ms": percentile(fan_out, 0.99),
        "answer_p50_ms": percentile(answered, 0.5),
        "answer_p99_ms": percentile(answered, 0.99),
        "lost": players * questions - sum(last["kept"]),
        "memory_mb": last["mb"],
    }


def measure(players: int, questions: int) -> dict[str, Any]:
    """A quiz with so many players, its server in a process of its own."""
    words = [sys.executable, "-m", "tests.benchmarks.workshop", "--serve", "--players", str(players)]
    with subprocess.Popen(
        [*words, "--questions", str(questions)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            return asyncio.run(play(players, questions, server))
        finally:
            server.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--players", type=int, help="one size instead of the table")
    parser.add_argument("--questions", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.players, given.questions)
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    found = [measure(size, given.questions) for size in ([given.players] if given.players else SIZES)]
    head = ["players", "question p50 / p99", "answer p50 / p99", "lost", "memory"]
    rows = [
        [
            f"{one['players']:,}",
            f"{one['question_p50_ms']:.0f} / {one['question_p99_ms']:.0f} ms",
            f"{one['answer_p50_ms']:.0f} / {one['answer_p99_ms']:.0f} ms",
            str(one["lost"]),
            f"{one['memory_mb']:.0f} MB",
        ]
        for one in found
    ]
    show({"runs": found}, table(head, rows), as_json=given.json)


if __name__ == "__main__":
    main()
