"""Starting the app in a pseudo-terminal: time to first paint and to Home with real numbers, beside a bare Textual app.

Both are started in turn in the same run, each in a process of its own; the table has the medians. `--version`, which
loads none of this, stands beside a Python that does nothing. Bytecode is compiled before the first run that counts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.homes import big_home
from tests.benchmarks.report import percentile, show, table
from tests.benchmarks.terminal import Terminal, surroundings

BARE = """
from textual.app import App
from textual.widgets import Static


class Bare(App):
    def compose(self):
        yield Static("a bare app")


Bare().run()
"""
FIRST_PAINT, NUMBERS, BARE_PAINT = "learn operations", "cards today", "a bare app"
GOALS = {"first_paint": 1.2, "real_numbers": 1.9}


def bare() -> float:
    """Seconds until a Textual app with one line of text has painted it."""
    with Terminal([sys.executable, "-c", BARE], surroundings()) as terminal:
        return terminal.wait_for(BARE_PAINT)


def ours(home: Path) -> tuple[float, float]:
    """Seconds until our app has painted, and until it shows today's numbers."""
    command = [sys.executable, "-m", "ops_trainer", "--home", str(home), "--lang", "en"]
    with Terminal(command, surroundings()) as terminal:
        return terminal.wait_for(FIRST_PAINT), terminal.wait_for(NUMBERS)


def command(*words: str) -> float:
    """Seconds that a command takes to its end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=surroundings())
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--home", help="a folder for the home, to be used again")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found: dict[str, list[float]] = {name: [] for name in ("bare", "first_paint", "real_numbers", "python", "version")}
    with big_home(options.cards, options.home) as home:
        for run in range(options.runs + 1):
            paint, (first, numbers) = bare(), ours(home)
            python, version = command("-c", "pass"), command("-m", "ops_trainer", "--version")
            if run:  # the first one compiles and warms the disk
                for name, value in zip(found, (paint, first, numbers, python, version), strict=True):
                    found[name].append(value)
    medians = {name: percentile(values, 0.5) * 1000 for name, values in found.items()}
    document = {
        "cards": options.cards,
        "runs": options.runs,
        **{f"{name}_ms": value for name, value in medians.items()},
        "first_paint_ratio": medians["first_paint"] / medians["bare"],
        "real_numbers_ratio": medians["real_numbers"] / medians["bare"],
        "goals": GOALS,
    }
    rows = [["bare Textual app, first paint", f"{medians['bare']:.0f} ms", "1.00", ""]]
    for name, said in (("first_paint", "first paint"), ("real_numbers", "Home with real numbers")):
        ratio = medians[name] / medians["bare"]
        rows.append([f"ops-trainer, {said}", f"{medians[name]:.0f} ms", f"{ratio:.2f}", f"≤ {GOALS[name]}"])
    rows.append(["python -c pass", f"{medians['python']:.0f} ms", "", ""])
    rows.append(["ops-trainer --version", f"{medians['version']:.0f} ms", "", ""])
    text = table(["step", "median", "× bare", "goal"], rows)
    show(document, f"{text}\n\n{options.cards} cards, {options.runs} runs in turn", as_json=options.json)


if __name__ == "__main__":
    main()
