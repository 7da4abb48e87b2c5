"""Studying at size, beside Anki's own engine: open the store to the first card, next card, grade, memory.

Both sides run on this machine in the same run, each in a process of its own, on a store of the same size with half
of the cards learnt, on WAL and synchronous=FULL. Anki comes into an environment of its own (`--anki PYTHON` names one
that has it, else one is made).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.benchmarks.report import peak_mb, percentile, show, table

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))
NOTES_A_DECK = 10_000
NEW_LIMIT, REVIEW_LIMIT = 100, 2_000  # a day's, the same on both sides


def build(home: Path, cards: int, due: int) -> dict[str, float]:
    """A home of so many cards, half of them with a memory, so many due; and how long a replay takes."""
    import ops_trainer
    from ops_trainer.memory.events import Event, Kind, Rating, Source, uuid7

    folder = home / "decks"
    folder.mkdir(parents=True)
    for number in range(0, cards, NOTES_A_DECK):
        lines = [f"id: bench-{number // NOTES_A_DECK:03}", "title: bench", "language: en", "notes:"]
        for n in range(number, min(number + NOTES_A_DECK, cards)):
            lines += [f"  - id: n{n}", "    kind: qa", f"    front: front of card number {n}"]
            lines += [f"    back: back of card number {n}"]
        (folder / f"bench-{number // NOTES_A_DECK:03}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    start = time.perf_counter()
    with ops_trainer.open(home, clock=lambda: NOW) as trainer:
        parse = time.perf_counter() - start
        trainer.change(new_limit=NEW_LIMIT, review_limit=REVIEW_LIMIT)
        day, at = trainer.day(), int(NOW.timestamp() * 1000)
        events = []
        for n, card in enumerate(trainer.cards()[: cards // 2]):
            last = 12 + n % 7 if n < due else 1 + n % 5
            for reps, ago in enumerate((last + 20, last + 10, last)):
                moment = at - ago * 86_400_000 + n
                rating = Rating.AGAIN if reps == 2 and n < due else Rating.GOOD
                made = (uuid7(moment, n.to_bytes(10, "big")), trainer.learner, "bench", Kind.REVIEW, card.id)
                events.append(Event(*made, moment, 480, day - ago, rating, 5000, Source.IMPORT))
        trainer.context.journal.append_events(events)
        start = time.perf_counter()
        trainer.context.journal.replay()
        replay = time.perf_counter() - start
    return {"parse_s": parse, "replay_s": replay, "replayed": len(events)}


def measure(home: Path, grades: int) -> None:
    """One run of ours; prints JSON."""
    import ops_trainer
    from ops_trainer.memory import Rating
    from ops_trainer.trainer import Trainer  # noqa: F401  (loaded before the clock starts, as Anki's is)

    found: dict[str, list[float]] = {"open": [], "next": [], "grade": []}
    start = time.perf_counter()
    trainer = ops_trainer.open(home, clock=lambda: NOW)
    session = trainer.study(new_limit=NEW_LIMIT, review_limit=REVIEW_LIMIT)
    assert session.card is not None
    found["open"].append(time.perf_counter() - start)
    for _ in range(grades):
        start = time.perf_counter()
        session.show()
        session.previews()
        session.rest()  # as the app does while a card is read
        found["next"].append(time.perf_counter() - start)
        start = time.perf_counter()
        session.grade(Rating.GOOD, 4000)
        found["grade"].append(time.perf_counter() - start)
    with trainer.context.database.reading() as connection:
        settings = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    trainer.close()
    print(json.dumps({**found, "settings": settings, "peak_mb": peak_mb()}))


def run(command: list[str]) -> dict[str, list[float]]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[:3]} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}


def anki_python(folder: Path) -> str:
    """A Python with Anki's engine, in an environment of its own."""
    subprocess.run(["uv", "venv", "-q", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    subprocess.run(["uv", "pip", "install", "-q", "--python", python, "anki"], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--due", type=int)
    parser.add_argument("--grades", type=int, default=1000)
    parser.add_argument("--opens", type=int, default=7)
    parser.add_argument("--anki", help="a Python that has the anki package")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(Path(options.measure), options.grades)
        return
    due = options.due or options.cards // 10
    with tempfile.TemporaryDirectory() as folder:
        home, peer = Path(folder) / "home", Path(folder) / "anki"
        peer.mkdir()
        built = build(home, options.cards, due)
        python = options.anki or anki_python(Path(folder) / "env")
        sizes = [str(options.cards), str(due)]
        script = str(Path(__file__).with_name("anki_peer.py"))
        run([python, script, str(peer), *sizes, "0"])
        ours: list[dict[str, list[float]]] = []
        theirs: list[dict[str, list[float]]] = []
        for turn in range(options.opens):
            grades = options.grades if turn == options.opens - 1 else 1
            me = [sys.executable, "-m", "tests.benchmarks.study", "--measure", str(home), "--grades", str(grades)]
            ours.append(run(me))
            theirs.append(run([python, script, str(peer), *sizes, str(grades)]))
    document, rows = compare(ours, theirs)
    document |= {"cards": options.cards, "due": due, "grades": options.grades, **built}
    text = table(["step", "ops-trainer p50", "p99", "Anki p50", "p99", "ratio p50"], rows)
    text += f"\n\nReplay of {built['replayed']} events: {built['replay_s']:.1f} s"
    show(document, text, as_json=options.json)


def compare(
    ours: list[dict[str, list[float]]], theirs: list[dict[str, list[float]]]
) -> tuple[dict[str, object], list[list[str]]]:
    """The figures of both sides, as a document and as rows."""
    document: dict[str, object] = {"settings": {"ours": ours[-1]["settings"], "anki": theirs[-1]["settings"]}}
    rows = []
    for step, name in (("open", "open to first card"), ("next", "next card"), ("grade", "grade")):
        mine = [value * 1000 for run_ in ours for value in run_[step]]
        other = [value * 1000 for run_ in theirs for value in run_[step]]
        figures = [percentile(mine, 0.5), percentile(mine, 0.99), percentile(other, 0.5), percentile(other, 0.99)]
        document[step] = dict(zip(("ours_p50_ms", "ours_p99_ms", "anki_p50_ms", "anki_p99_ms"), figures, strict=True))
        rows.append([name, *(f"{value:.2f} ms" for value in figures), f"{figures[0] / figures[2]:.2f}"])
    mine_mb, other_mb = float(ours[-1]["peak_mb"]), float(theirs[-1]["peak_mb"])  # type: ignore[arg-type]
    document["peak_mb"] = {"ours": mine_mb, "anki": other_mb}
    rows.append(["memory, peak", f"{mine_mb:.0f} MB", "", f"{other_mb:.0f} MB", "", f"{mine_mb / other_mb:.2f}"])
    return document, rows


if __name__ == "__main__":
    main()
