"""Quizzes at size: the first question over a deck of 10,000 notes, a thousand questions, memory; and how well typed
answers are marked, over the table of answers kept with the tests."""

from __future__ import annotations

import argparse
import random
import time
from typing import Any

from tests.benchmarks.report import peak_mb, percentile, show, table
from tests.quiz.answers import cases, figures

WORDS = "stock order buyer price page visit shop item launch report budget channel review target signal season"


def deck(count: int) -> dict[str, Any]:
    """So many notes of three kinds in one deck, by `deck/note`."""
    from ops_trainer.content.kinds import Definition, Metric, Role

    rng = random.Random(7)

    def text(words: int) -> dict[str, str]:
        drawn = [rng.choice(WORDS.split()) for _ in range(words)]
        return {"en": " ".join(drawn), "zh": "".join(chr(0x4E00 + rng.randrange(2000)) for _ in range(words * 2))}

    notes: dict[str, Any] = {}
    for number in range(count):
        name = f"n{number}"
        raw: dict[str, Any] = {"id": name, "term": text(3)}
        if number % 3 == 0:
            note: Any = Definition(**raw, meaning=text(12))
        elif number % 3 == 1:
            note = Role(**raw, mission=text(12), duties={"one": text(8), "two": text(8)})
        else:
            note = Metric(**raw, meaning=text(12), formula=text(6))
        notes[f"bench/{name}"] = note
    return notes


def measure(count: int, questions: int) -> dict[str, Any]:
    """One run: seconds to load, to the first question, and for so many; memory after each thousand."""
    from ops_trainer.content.questions.generator import Generator

    notes = deck(count)
    refs = list(notes)
    Generator(deck(50)).pick(list(deck(50)), 5, 0)  # what is imported when first needed is there
    start = time.perf_counter()
    generator = Generator(notes)
    load = time.perf_counter() - start
    start = time.perf_counter()
    generator.pick(refs, 1, 1)
    first = time.perf_counter() - start
    spans, memory = [], [peak_mb()]
    for seed in range(5):
        start = time.perf_counter()
        made = generator.pick(refs, questions, seed)
        spans.append(time.perf_counter() - start)
        memory.append(peak_mb())
        assert len(made) == questions
    return {
        "notes": count,
        "questions": questions,
        "load_s": round(load, 4),
        "first_ms": round(first * 1000, 2),
        "thousand_s": round(percentile(spans, 0.5) * 1000 / questions, 3),
        "memory_mb": [round(mb, 1) for mb in memory],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    speed = measure(options.notes, options.questions)
    marking = figures(cases())
    rows = [
        ("first question over the deck, ms", f"{speed['first_ms']:.1f}", "≤ 100"),
        ("1,000 questions, s", f"{speed['thousand_s']:.2f}", "≤ 2"),
        ("peak memory after 0, 1, … 5 quizzes, MB", " ".join(map(str, speed["memory_mb"])), "flat"),
        ("answers marked", str(marking["answers"]), "≥ 300"),
        ("precision of RIGHT", f"{marking['precision']:.3f}", "1"),
        ("recall: right answers marked RIGHT", f"{marking['recall']:.3f}", ""),
        ("recall with those put before the learner", f"{marking['recall_judged']:.3f}", ""),
        ("wrong answers put before the learner", f"{marking['wrong_judged']:.3f}", ""),
    ]
    show({"speed": speed, "marking": marking}, table(("measure", "value", "goal"), rows), as_json=options.json)


if __name__ == "__main__":
    main()
