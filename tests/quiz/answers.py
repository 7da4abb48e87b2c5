"""The table of typed answers, and what marking makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.text import Text

FILE = Path(__file__).with_name("answers.yaml")
RIGHT = frozenset({"right", "script", "slip", "synonym", "unlisted"})
WRONG = frozenset({"wrong", "negated"})


@dataclass(frozen=True)
class Case:
    """One answer, of a kind, to a question."""

    question: Question
    kind: str
    answer: str

    @property
    def band(self) -> Band:
        """How it is marked."""
        return mark_answer(self.question, Answer(text=self.answer)).band


@cache
def cases() -> tuple[Case, ...]:
    """All answers of the table."""
    found = []
    for raw in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        question = _question(raw)
        for kind in (*sorted(RIGHT), "almost", *sorted(WRONG)):
            found += [Case(question, kind, str(answer)) for answer in raw.get(kind, ())]
    return tuple(found)


def _question(raw: dict[str, Any]) -> Question:
    def names(key: str) -> list[Text]:
        return [Text(**{lang: str(name)}) for lang, listed in raw.get(key, {}).items() for name in listed]

    accepted, rivals = names("accepted"), names("rivals")
    options = tuple(Option(text, False, f"d/rival{at}") for at, text in enumerate(rivals))
    prompt = Text(zh="？", en="?")
    aspect = raw.get("facet", "term")
    return Question(
        f"d/n/{aspect}:typed@0", "d/n", f"d/n/{aspect}", Type.TYPED, prompt, prompt, accepted=tuple(accepted),
        rivals=options, aspect=aspect,
    )  # fmt: skip


def figures(table: Sequence[Case]) -> dict[str, float]:
    """Precision and recall of RIGHT over a table; recall_judged counts those put before the learner as found."""
    bands = [(case.kind, case.band) for case in table]
    said = [kind in RIGHT for kind, band in bands if band is Band.RIGHT]
    right = [band for kind, band in bands if kind in RIGHT]
    wrong = [band for kind, band in bands if kind in WRONG]
    return {
        "answers": len(bands),
        "precision": sum(said) / len(said),
        "recall": sum(band is Band.RIGHT for band in right) / len(right),
        "recall_judged": sum(band is not Band.WRONG for band in right) / len(right),
        "wrong_judged": sum(band is Band.JUDGE for band in wrong) / len(wrong),
    }
