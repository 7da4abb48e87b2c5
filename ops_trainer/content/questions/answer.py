"""What a learner answered, whatever the type of question, and what it is worth."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ops_trainer.content.questions.fold import fold

WHITE = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"  # control characters that part words
LONGEST = 1_000  # characters of a typed answer that are kept
MOST = 64  # options chosen that are kept


GIVEN_UP = frozenset(
    {"不知道", "不会", "忘了", "不懂", "不清楚", "idontknow", "idk", "dontknow", "dunno", "noidea", "forgot"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. Anything may stand in it; marking copes.

    `chosen` by type: single, true-false: the index of one option; multiple: those ticked; match: for each left-hand
    row the index of its option, -1 for none; order: the options in the learner's order. `text` is what was typed.
    `sure` is whether the learner felt sure (None: not asked). `judged` is the learner's own verdict on an answer that
    the program could not decide (None: not judged yet).
    """

    chosen: tuple[int, ...] = ()
    text: str = ""
    sure: bool | None = None
    judged: bool | None = None


def gives_up(text: str) -> bool:
    """Return whether what was typed says no more than *I don't know*, or nothing."""
    folded = fold(text).replace(" ", "")
    return not text.strip() or folded in GIVEN_UP


def tidy(answer: Answer) -> Answer:
    """Return an answer fit to be kept: no control characters or broken ones, nothing beyond bounds, not judged yet."""
    kept = (" " if char in WHITE else char for char in answer.text[:LONGEST])
    text = "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cs"))
    return replace(answer, text=text, chosen=answer.chosen[:MOST], judged=None)


def dump(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON values; what is empty is left out."""
    made = {"chosen": list(answer.chosen), "text": answer.text, "sure": answer.sure, "judged": answer.judged}
    return {name: value for name, value in made.items() if value not in (None, [], "")}


def load(raw: dict[str, Any]) -> Answer:
    """Return an answer from what `dump` gave. Raises TypeError or ValueError for anything else."""
    sure, judged = raw.get("sure"), raw.get("judged")
    return Answer(
        tuple(int(place) for place in raw.get("chosen", ())),
        str(raw.get("text", "")),
        None if sure is None else bool(sure),
        None if judged is None else bool(judged),
    )


class Band(enum.StrEnum):
    """How an answer came out. JUDGE: near enough that the learner must say; only typed answers have it."""

    RIGHT = "right"
    JUDGE = "judge"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer is worth.

    `score` is 0 to 1 (0 for a JUDGE that the learner has not judged yet); `band` is RIGHT only for a whole answer;
    `taken_for` are the notes (`deck/note`) whose option was wrongly chosen; `mixed` says which note each of these was
    taken for: pairs of the note asked about and the one chosen in its place.
    """

    score: float
    band: Band
    taken_for: tuple[str, ...] = ()
    mixed: tuple[tuple[str, str], ...] = ()


def marked(score: float, mixed: Sequence[tuple[str, str]] = ()) -> Mark:
    """Return the mark for a score of 0 to 1: RIGHT from 1 on, else WRONG; a note mixed up with itself is left out."""
    pairs = tuple(dict.fromkeys(pair for pair in mixed if pair[0] != pair[1]))
    band = Band.RIGHT if score >= 1 else Band.WRONG
    return Mark(score, band, tuple(dict.fromkeys(other for _, other in pairs)), pairs)
