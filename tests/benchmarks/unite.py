"""Opening a home whose store was lost: the union of what its journal files hold, with card memory made anew; and what
opening costs beyond that of a small home when nothing changed.

Goals: 100,000 events in six seconds; 20 ms when nothing changed. Times of the processor stand beside those of the
clock: on a machine that does other things as well, only they can be compared.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.benchmarks.replay import journal
from tests.benchmarks.report import percentile, show, table

GOALS = {"after_loss_s": 6.0, "unchanged_more_ms": 20.0}


def build(home: Path, count: int) -> None:
    """A home with so many events, closed, its journal files written and without backups."""
    import ops_trainer
    from ops_trainer.store.journal import PUT_EVENT, event_values

    with ops_trainer.open(home, learner="mei", clock=now) as trainer:
        with trainer.context.database.writing() as connection:
            connection.executemany(PUT_EVENT, map(event_values, journal(count)))
        trainer.context.journal.replay()
    shutil.rmtree(home / "backups")
    ops_trainer.open(home, clock=now).close()


def now() -> datetime:
    return datetime.now().astimezone()


def opening(home: Path) -> tuple[float, float]:
    """Seconds that opening takes, by the clock and of the processor."""
    import ops_trainer

    start, busy = time.perf_counter(), time.process_time()
    trainer = ops_trainer.open(home, clock=now)
    found = time.perf_counter() - start, time.process_time() - busy
    trainer.close()
    return found


def lose(home: Path) -> None:
    """Delete the store and every backup."""
    for path in home.glob("trainer.db*"):
        path.unlink()
    shutil.rmtree(home / "backups")


def measure(count: int, runs: int) -> dict[str, object]:
    """Times of the two openings; the journal files are as large afterwards as before."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        build(small, 10)
        build(large, count)
        for home in (small, large):
            opening(home)
        unchanged = [(opening(small), opening(large)) for _ in range(runs)]
        size = written(large)
        lost = []
        for _ in range(max(runs // 5, 1)):
            lose(large)
            lost.append(opening(large))
        assert written(large) == size
    return {
        "events": count,
        "after_loss_s": percentile([one[0] for one in lost], 0.5),
        "after_loss_cpu_s": percentile([one[1] for one in lost], 0.5),
        "unchanged_ms": percentile([large[0] for _, large in unchanged], 0.5) * 1000,
        "unchanged_more_ms": percentile([large[0] - small[0] for small, large in unchanged], 0.5) * 1000,
        "unchanged_more_cpu_ms": percentile([large[1] - small[1] for small, large in unchanged], 0.5) * 1000,
        "goals": GOALS,
    }


def written(home: Path) -> int:
    """Bytes in the journal files."""
    return sum(path.stat().st_size for path in (home / "journal").rglob("*.jsonl"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.events, options.runs)
    rows = [
        [
            "store and backups lost",
            f"{found['after_loss_s']:.2f} s",
            f"{found['after_loss_cpu_s']:.2f} s",
            f"≤ {GOALS['after_loss_s']:.0f} s",
        ],
        [
            "nothing changed, beyond a small home",
            f"{found['unchanged_more_ms']:.0f} ms",
            f"{found['unchanged_more_cpu_ms']:.0f} ms",
            f"≤ {GOALS['unchanged_more_ms']:.0f} ms",
        ],
        ["nothing changed, whole", f"{found['unchanged_ms']:.0f} ms", "", ""],
    ]
    text = table([f"opening with {found['events']} events", "median", "processor", "goal"], rows)
    show(found, text, as_json=options.json)


if __name__ == "__main__":
    main()
