"""From the key press that grades a card to the next card painted, in a pseudo-terminal, at size.

The grade is on disk before the next card shows (WAL, synchronous=FULL), so a write is part of every figure.
"""

from __future__ import annotations

import argparse
import sys

from tests.benchmarks.homes import big_home
from tests.benchmarks.report import percentile, show, table
from tests.benchmarks.terminal import Terminal, surroundings

NUMBERS, FRONT, BACK = "cards today", r"front of card number \d+", r"back of card number \d+"
GOAL = 50.0  # ms, p99


def measure(home: str, presses: int) -> dict[str, list[float]]:
    """Seconds from each key to what it shows: the answer, the next card."""
    command = [sys.executable, "-m", "ops_trainer", "--home", home, "--lang", "en"]
    found: dict[str, list[float]] = {"reveal": [], "next": []}
    with Terminal(command, surroundings()) as terminal:
        terminal.wait_for(NUMBERS)
        terminal.rest()
        terminal.press(b" ")
        terminal.wait_for(FRONT)
        terminal.rest(0.3)
        for press in range(presses + 5):
            terminal.press(b" ")
            reveal = terminal.wait_for(BACK)
            terminal.rest()
            terminal.press(b"2")
            following = terminal.wait_for(FRONT)
            terminal.rest()
            if press >= 5:  # the first ones load what is loaded but once
                found["reveal"].append(reveal)
                found["next"].append(following)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--home", help="a folder for the home, to be used again")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with big_home(options.cards, options.home) as home:
        found = measure(str(home), options.presses)
    document: dict[str, object] = {"cards": options.cards, "presses": options.presses, "goal_p99_ms": GOAL}
    rows = []
    for name, said in (("reveal", "space to the answer"), ("next", "grade to the next card")):
        p50, p99 = (percentile(found[name], share) * 1000 for share in (0.5, 0.99))
        document |= {f"{name}_p50_ms": p50, f"{name}_p99_ms": p99}
        rows.append([said, f"{p50:.1f} ms", f"{p99:.1f} ms", f"≤ {GOAL:.0f} ms" if name == "next" else ""])
    text = table(["key press to paint", "p50", "p99", "goal p99"], rows)
    show(document, f"{text}\n\n{options.cards} cards, {options.presses} presses", as_json=options.json)


if __name__ == "__main__":
    main()
