"""Making all card memory anew from a journal, as after a change of settings, and bringing a whole journal in.

A learner's years: cards met one after another, each coming back when it is due, now and then forgotten, some answers
taken back. Goal: 100,000 events in five seconds.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.report import peak_mb, percentile, show, table

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event

DAY_MS = 86_400_000
START = 20_000  # the first local day
NEW_A_DAY = 20


def journal(count: int, seed: int = 1) -> list[Event]:
    """So many events in the order in which they would have been written."""
    from ops_trainer.memory.events import CardState, Event, Kind, Rating, uuid7
    from ops_trainer.memory.schedule import Scheduler

    rng, scheduler = random.Random(seed), Scheduler()
    states: dict[str, CardState] = {}
    due: dict[int, list[str]] = {}
    events: list[Event] = []
    day = START

    def write(kind: Kind, card: str, **more: object) -> Event:
        at = day * DAY_MS + len(events) % DAY_MS
        event = Event(uuid7(at, len(events).to_bytes(10, "big")), "mei", "bench", kind, card, at, 480, day)
        events.append(replace(event, **more))
        return events[-1]

    while len(events) < count:
        fresh = [f"bench/n{len(states) + number}/answer" for number in range(NEW_A_DAY)]
        for card in [*due.pop(day, []), *fresh]:
            state = states.setdefault(card, CardState(card))
            recalled = rng.random() < 0.9
            if rng.random() < 0.02:
                slip = write(Kind.REVIEW, card, rating=Rating.AGAIN, took_ms=900)
                write(Kind.UNDO, card, undoes=slip.id)
            if not recalled:
                state = scheduler.apply_event(state, write(Kind.REVIEW, card, rating=Rating.AGAIN, took_ms=9_000))
            state = scheduler.apply_event(state, write(Kind.REVIEW, card, rating=Rating.GOOD, took_ms=6_000))
            states[card] = state
            due.setdefault(state.due_day or day + 1, []).append(card)
        day += 1
    return events[:count]


def measure(events: list[Event], runs: int) -> dict[str, object]:
    """Times in seconds of bringing the journal in, of each replay, and of the arithmetic alone."""
    from ops_trainer.memory.journal import in_force
    from ops_trainer.memory.schedule import Scheduler
    from ops_trainer.store import journal, learners
    from ops_trainer.store.database import Database
    from ops_trainer.store.journal import SqlJournal

    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "trainer.db")
        with database.writing() as connection:
            learners.use(connection, "mei", 1)
        store = SqlJournal(database, "mei", Scheduler())
        start = time.perf_counter()
        store.append_events(events)
        bring_in = time.perf_counter() - start
        replays = []
        for _ in range(runs):
            start = time.perf_counter()
            cards = store.replay()
            replays.append(time.perf_counter() - start)
        with database.reading() as connection:
            assert not journal.differing_states(connection, store)
        database.close()
    by_card: dict[str, list[Event]] = {}
    for event in events:
        by_card.setdefault(event.card, []).append(event)
    start = time.perf_counter()
    for card, history in by_card.items():
        store.scheduler.fold_events(card, in_force(history))
    return {
        "events": len(events),
        "cards": cards,
        "bring_in_s": bring_in,
        "replay_p50_s": percentile(replays, 0.5),
        "replay_worst_s": max(replays),
        "fold_s": time.perf_counter() - start,
        "peak_mb": peak_mb(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(journal(options.events), options.runs)
    rows = [
        ["replay, median", f"{found['replay_p50_s']:.2f} s"],
        ["replay, slowest", f"{found['replay_worst_s']:.2f} s"],
        ["of which arithmetic", f"{found['fold_s']:.2f} s"],
        ["bringing the journal in", f"{found['bring_in_s']:.2f} s"],
        ["memory, peak", f"{found['peak_mb']:.0f} MB"],
    ]
    text = table([f"{found['events']} events on {found['cards']} cards", ""], rows)
    show(found, text, as_json=options.json)


if __name__ == "__main__":
    main()
