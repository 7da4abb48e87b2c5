"""Writing into an own deck of 5,000 notes: from form to preview, opening the deck, saving a note.

Times of the processor, so that what else runs does not count.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import process_time

import ops_trainer
from ops_trainer.content.forms import fields_of, filled, written
from tests.benchmarks.report import percentile, show, table

GOAL = 50.0  # ms, p99 of a preview


def deck(notes: int) -> str:
    """A deck of so many notes."""
    lines = [
        f"  - id: n{n}\n    kind: definition\n    term: 术语{n}号\n    meaning: 第{n}个说法，用来说明第{n % 97}种做法\n"
        f"    parts:\n      a: 甲{n}\n      b: 乙{n}\n"
        for n in range(notes)
    ]
    return "id: big\ntitle: b\nnotes:\n" + "".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=5_000)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        decks = Path(folder) / "decks"
        decks.mkdir()
        (decks / "big.yaml").write_text(deck(options.notes), encoding="utf-8")
        with ops_trainer.open(folder) as trainer:
            begun = process_time()
            opened = trainer.authoring.open("big")
            opening = process_time() - begun
            note = f"n{options.notes // 2}"
            old = opened.file.raws[note]
            form = filled(fields_of("definition"), old, opened.language)
            previews = []
            for _ in range(options.keys):
                form["meaning"]["zh"] += "字"
                begun = process_time()
                made = written("definition", form, opened.language, old)
                trainer.authoring.preview(opened, made.raw, note)
                previews.append(process_time() - begun)
            begun = process_time()
            trainer.authoring.save(opened, made.raw, note)
            saving = process_time() - begun
    p50, p99 = (percentile(previews, share) * 1000 for share in (0.5, 0.99))
    rows = [
        ["preview", f"{p50:.1f} ms", f"{p99:.1f} ms", f"≤ {GOAL:.0f} ms"],
        ["open the deck", f"{opening:.2f} s", "", ""],
        ["save a note", f"{saving:.2f} s", "", ""],
    ]
    document = {
        "notes": options.notes, "preview_p50_ms": p50, "preview_p99_ms": p99, "goal_p99_ms": GOAL, "open_s": opening,
        "save_s": saving,
    }  # fmt: skip
    show(document, table(["processor time", "p50", "p99", "goal p99"], rows), as_json=options.json)


if __name__ == "__main__":
    main()
