"""What a learner waits for, in one table: `python -m tests.benchmarks.figures`, three minutes on a quiet machine.

Every row is measured now, beside what it is compared with in the same run and in turn: Anki's own engine (in an
environment and processes of its own), a bare Textual app, or `--before DIR`, a checkout of an earlier commit. The table
has medians; a ratio above its goal is said to be missed. The load of the machine stands below it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import keys, start, study
from tests.benchmarks.report import percentile, show, table
from tests.benchmarks.terminal import surroundings

ROOT = Path(__file__).parents[2]
FIRST = 100  # grades after the store was opened, while its log grows
NOTES = 5_000
ADD, LIST, FRESH = "own deck of 5,000 notes: add", "own deck of 5,000 notes: list", "fresh home: first command"


@dataclass(frozen=True)
class Row:
    """A figure, what it stands beside, and the ratio or value wanted."""

    name: str
    ours: float
    unit: str
    beside: str = ""
    other: float | None = None
    most_ratio: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times what stands beside it."""
        return None if not self.other else self.ours / self.other

    @property
    def cells(self) -> list[str]:
        """A line of the table."""
        ratio = self.ratio
        goal = f"≤ {self.most:g} {self.unit}" if self.most is not None else ""
        goal = f"≤ {self.most_ratio:g} ×" if self.most_ratio is not None else goal
        missed = (self.most_ratio is not None and ratio is not None and round(ratio, 2) > self.most_ratio) or (
            self.most is not None and self.ours > self.most
        )
        beside = "" if self.other is None else f"{self.beside} {self.other:.3g} {self.unit}"
        said = "" if ratio is None else f"{ratio:.2f} ×"
        return [self.name, f"{self.ours:.3g} {self.unit}", beside, said, goal, "missed" if missed else ""]


def median(values: list[float]) -> float:
    return statistics.median(values)


def grades(home: Path, peer: Path, python: str, cards: int, count: int, rounds: int) -> list[Row]:
    """Rows of grading and of memory, beside Anki: both sides in turn, each round a process of its own."""
    script = str(Path(__file__).with_name("anki_peer.py"))
    ours, theirs = [], []
    for _ in range(rounds):
        mine = [sys.executable, "-m", "tests.benchmarks.study", "--measure", str(home), "--grades", str(count)]
        ours.append(study.run(mine))
        theirs.append(study.run([python, script, str(peer), str(cards), str(cards // 10), str(count)]))

    def both(step: str, value: Callable[[list[float]], float]) -> tuple[float, float]:
        mine, other = (median([value(one[step]) for one in side]) for side in (ours, theirs))
        return mine * 1000, other * 1000

    def row(name: str, step: str, value: Callable[[list[float]], float], most: float | None) -> Row:
        mine, other = both(step, value)
        return Row(name, mine, "ms", "Anki", other, most_ratio=most)

    peaks = [median([float(one["peak_mb"]) for one in side]) for side in (ours, theirs)]  # type: ignore[arg-type]
    return [
        row("grade, on disk, p50", "grade", lambda values: percentile(values, 0.5), 1.0),
        row("grade, on disk, p99", "grade", lambda values: percentile(values, 0.99), 1.0),
        row(f"the first {FIRST} grades, p50", "grade", lambda values: percentile(values[:FIRST], 0.5), 1.0),
        row("next card, p50", "next", lambda values: percentile(values, 0.5), None),
        row("open to first card", "open", lambda values: values[0], None),
        Row("memory, peak", peaks[0], "MB", "Anki", peaks[1], most_ratio=0.25),
    ]


def starts(home: Path, runs: int) -> list[Row]:
    """Rows of the start, beside a bare Textual app."""
    start.bare(), start.ours(home)
    bare, ours = [], []
    for _ in range(runs):
        bare.append(start.bare())
        ours.append(start.ours(home))
    other = median(bare) * 1000
    paint, home_ = (median([one[place] for one in ours]) * 1000 for place in (0, 1))
    return [
        Row("first paint", paint, "ms", "bare", other, most_ratio=start.GOALS["first_paint"]),
        Row("Home with numbers", home_, "ms", "bare", other, most_ratio=start.GOALS["real_numbers"]),
    ]


def command(home: Path, *words: str, code: Path = ROOT) -> float:
    """Seconds that a command takes to its end."""
    line = [sys.executable, "-m", "ops_trainer", "--home", str(home), "--lang", "en", *words]
    began = time.perf_counter()
    subprocess.run(line, check=True, capture_output=True, cwd=code, env={**surroundings(), "PYTHONPATH": str(code)})
    return time.perf_counter() - began


def own_deck(file: Path) -> None:
    """Write a deck of many notes in both languages."""
    lines = ["id: mine", "title: {zh: 我的, en: Mine}", "notes:"]
    for number in range(NOTES):
        lines += [f"  - id: n{number}", "    kind: definition", "    term:", f"      zh: 指标{number}"]
        lines += [f"      en: measure {number}", "    meaning:", f"      zh: 第{number}天还回来的人占多少。"]
        lines += [f"      en: What share of people came back on day {number}."]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def commands(folder: Path, code: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of the first command in a fresh home, of adding a large deck to it, and of listing decks then."""
    found: dict[str, list[float]] = {FRESH: [], ADD: [], LIST: []}
    deck = folder / "mine.yaml"
    own_deck(deck)
    for turn in range(runs):
        home = folder / f"fresh-{code.name}-{turn}"
        found[FRESH].append(command(home, "decks", "list", code=code))
        found[ADD].append(command(home, "decks", "add", str(deck), code=code))
        found[LIST].append(command(home, "decks", "list", "--json", code=code))
    return found


def moved_decks(folder: Path, home: Path) -> float:
    """Seconds that a list of decks takes in a home whose built-in decks were read from another checkout before."""
    other = folder / "checkout"
    shutil.copytree(ROOT / "ops_trainer", other / "ops_trainer", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "decks", other / "decks")
    shutil.copy(ROOT / "pyproject.toml", other)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(other)], check=True)
    command(home, "decks", "list", code=other)
    return command(home, "decks", "list")


def replayed(code: Path, events: int, runs: int) -> float:
    """Seconds of a replay, by the benchmark of a checkout."""
    line = [sys.executable, "-m", "tests.benchmarks.replay", "--events", str(events), "--runs", str(runs), "--json"]
    done = subprocess.run(line, check=True, capture_output=True, cwd=code, env={**os.environ, "PYTHONPATH": str(code)})
    return float(json.loads(done.stdout)["replay_p50_s"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--grades", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presses", type=int, default=50)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--anki", help="a Python that has the anki package")
    parser.add_argument("--before", type=Path, help="a checkout of an earlier commit, to compare commands with")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home, peer = folder / "home", folder / "anki"
        peer.mkdir()
        study.build(home, options.cards, options.cards // 10)
        with_settings(home)
        python = options.anki or study.anki_python(folder / "env")
        script = str(Path(__file__).with_name("anki_peer.py"))
        study.run([python, script, str(peer), str(options.cards), str(options.cards // 10), "0"])
        rows = grades(home, peer, python, options.cards, options.grades, options.rounds)
        rows += starts(home, 2 * options.rounds + 1)
        pressed = keys.measure(str(home), options.presses)["next"]
        rows.append(Row("key to next card painted, p99", percentile(pressed, 0.99) * 1000, "ms", most=16))
        rows += others(folder, options)
    text = table(["figure", "ops-trainer", "beside", "ratio", "goal", ""], [row.cells for row in rows])
    text += f"\n\n{options.cards:,} cards, medians of {options.rounds} rounds, load {load:.1f} at the start"
    document = {row.name: {"ours": row.ours, "unit": row.unit, "other": row.other, "ratio": row.ratio} for row in rows}
    show({**document, "load": load}, text, as_json=options.json)


def with_settings(home: Path) -> None:
    """Let the learner of a home have passed the welcome."""
    import ops_trainer

    with ops_trainer.open(home) as trainer:
        trainer.change(welcomed=True, language="en", theme="dark")


def others(folder: Path, options: argparse.Namespace) -> list[Row]:
    """Rows of commands and of a replay, beside an earlier commit where one is given."""
    sides = [ROOT, *([options.before.resolve()] if options.before else [])]
    replays: list[list[float]] = [[] for _ in sides]
    timed: list[dict[str, list[float]]] = [{FRESH: [], ADD: [], LIST: []} for _ in sides]
    for turn in range(options.rounds):
        for place, code in enumerate(sides):
            place_ = folder / f"turn-{turn}-{place}"
            place_.mkdir()
            for step, values in commands(place_, code, 1).items():
                timed[place][step] += values
            replays[place].append(replayed(code, options.events, 1))
    before = len(sides) > 1
    rows = [
        Row(
            f"replay of {options.events:,} events", median(replays[0]), "s", "before",
            median(replays[1]) if before else None, most=0.5,
        )
    ]  # fmt: skip
    for step, most in ((FRESH, 0.4), (ADD, 2.0), (LIST, 0.3)):
        other = median(timed[1][step]) if before else None
        rows.append(Row(step, median(timed[0][step]), "s", "before", other, most=most))
    elsewhere = moved_decks(folder, folder / "moved")
    beside = median([command(folder / "moved", "decks", "list") for _ in range(options.rounds)])
    rows.append(Row("built-in decks at another path", elsewhere, "s", "unmoved", beside, most_ratio=1.3))
    return rows


if __name__ == "__main__":
    main()
