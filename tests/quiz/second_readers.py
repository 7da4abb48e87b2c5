"""What marking makes of answers that second readers typed and judged: `python3 -m tests.quiz.second_readers` prints it.

A set in [data](data/) is written and judged by people or models who saw a sheet with prompts and the answers on the
cards, never the code, and never what the decks accept. One is not: `authors` was written by those who wrote the
marking, says nothing of what learners type, and guards what was reached. A line of a set: `question` (its id in the
built-in decks or in [other-decks.yaml](decks/other-decks.yaml)), or `number` (value, decimals, unit, prompt); `lang`,
`typed`, `label` (the writer's) and `judge` (another reader's, who saw no label): right, almost or wrong. Where these
two disagree about right and wrong, the answer is set apart and counts nowhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ops_trainer.content.files import builtin_folder, deck_files
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Number, Question, Type
from ops_trainer.content.questions.types import mark_answer, of
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang

DATA = Path(__file__).with_name("data")
OTHER_DECKS = Path(__file__).with_name("decks") / "other-decks.yaml"


@dataclass(frozen=True)
class Typed:
    """An answer as somebody typed it, and what the second readers say of it: "" where they disagree."""

    question: Question
    lang: Lang
    text: str
    label: str

    @property
    def band(self) -> Band | None:
        """How it is marked; None where a number is asked for again, which costs nothing."""
        answer = Answer(text=self.text)
        if not of(self.question).can_be_read(self.question, answer):
            return None
        return mark_answer(self.question, answer, self.lang).band


@cache
def generator() -> Generator:
    """Make questions of the built-in decks and of the cards that other decks might have."""
    notes: dict[str, BaseNote] = {}
    for file in (*deck_files(builtin_folder()), OTHER_DECKS):
        deck = read_deck(file).deck
        assert deck is not None, file
        notes |= {f"{deck.id}/{note.id}": note for note in deck.notes}
    return Generator(notes)


def answers(name: str) -> Iterator[Typed]:
    """Yield the answers of a set; one whose question is no longer there is left out."""
    for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        question = _number(raw["number"]) if "number" in raw else generator().question(raw["question"])
        if question is not None:
            yield Typed(question, raw["lang"], raw["typed"], _agreed(raw))


def _number(raw: dict[str, Any]) -> Question:
    unit = None if raw["unit"] is None else Text(**raw["unit"])
    number = Number(raw["value"], 0.5 * 10.0 ** -raw["decimals"], raw["decimals"], unit)
    prompt = Text(**{raw["lang"]: raw["prompt"]})
    return Question("d/n/compute:numeric@0", "d/n", "d/n/compute", Type.NUMERIC, prompt, prompt, number=number)


def _agreed(raw: dict[str, Any]) -> str:
    """Return the label that both readers gave; one that only one of them calls almost is almost."""
    label, judge = raw["label"], raw.get("judge", raw["label"])
    if label == judge:
        return str(label)
    return "" if {label, judge} == {"right", "wrong"} else "almost" if "number" not in raw else ""


@dataclass(frozen=True)
class Figures:
    """A set in figures; shares are 0 to 1. `waved` counts wrong answers that were marked right."""

    answers: int
    apart: int
    waved: int
    precision: float
    at_once: float
    found: float
    wrong_asked: float

    @classmethod
    def of(cls, typed: Sequence[Typed]) -> Figures:
        """Count a set."""
        seen = Counter((one.label, one.band) for one in typed if one.label)

        def count(label: str, *bands: Band | None) -> int:
            return sum(seen[label, band] for band in bands or (*Band, None))

        marked = sum(count(label, Band.RIGHT) for label in ("right", "almost", "wrong"))
        return cls(
            sum(seen.values()),
            sum(not one.label for one in typed),
            count("wrong", Band.RIGHT),
            1 - count("wrong", Band.RIGHT) / max(marked, 1),
            count("right", Band.RIGHT) / max(count("right"), 1),
            count("right", Band.RIGHT, Band.JUDGE, None) / max(count("right"), 1),
            count("wrong", Band.JUDGE) / max(count("wrong"), 1),
        )


def parts(name: str) -> dict[str, list[Typed]]:
    """Return a set by what was asked for: words in Chinese, words in English, numbers."""
    found: dict[str, list[Typed]] = {"zh": [], "en": [], "numbers": []}
    for one in answers(name):
        found["numbers" if one.question.type is Type.NUMERIC else one.lang].append(one)
    return found


def main() -> None:
    """Print the table of all sets."""
    print("set          part     answers apart  waved  precision  at once  at once or asked  wrong asked")
    for file in sorted(DATA.glob("*.jsonl")):
        for part, typed in parts(file.stem).items():
            if typed:
                one = Figures.of(typed)
                print(
                    f"{file.stem:12} {part:8} {one.answers:7} {one.apart:5} {one.waved:6} {one.precision:10.3f} "
                    f"{one.at_once:8.3f} {one.found:17.3f} {one.wrong_asked:12.3f}"
                )


if __name__ == "__main__":
    main()
