"""What an answer is worth: how much of it is right, and which note was taken for which."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass


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
