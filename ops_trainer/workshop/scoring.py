"""Modes of scoring, points and ranks."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

WHOLE = 100  # for a right answer by accuracy
FASTEST = 1000  # for a right answer at once by speed
STREAK = 50  # for each right answer in a row after the first, where streaks count
LONGEST_STREAK = 5


class Mode(enum.StrEnum):
    """What brings points: what was known, or that and how fast."""

    ACCURACY = "accuracy"
    SPEED = "speed"


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a mode is: `points` for a score of 0 to 1, the milliseconds taken and those there were (0 for no limit),
    and message keys: its `name` (in the set-up and in the report), and why it can't be played without a time limit or
    by turns at one keyboard (None where it can)."""

    points: Callable[[float, int, int], int]
    name: str
    untimed: str | None = None
    by_turns: str | None = None


def _by_accuracy(score: float, took_ms: int, limit_ms: int) -> int:
    """Return the score's share of 100."""
    return round(score * WHOLE)


def _by_speed(score: float, took_ms: int, limit_ms: int) -> int:
    """Return the score's share of round((1 − t/2T) × 1000); without a limit, what accuracy brings."""
    if limit_ms <= 0:
        return _by_accuracy(score, took_ms, limit_ms)
    share = min(max(took_ms, 0), limit_ms) / (2 * limit_ms)
    return round(score * round((1 - share) * FASTEST))


MODES = {
    Mode.ACCURACY: Scoring(_by_accuracy, "report.mode_accuracy"),
    Mode.SPEED: Scoring(_by_speed, "report.mode_speed", "workshop.speed_needs_time", "cli_workshop.speed_alone"),
}


def points(mode: Mode, score: float, took_ms: int, limit_ms: int, *, before: int = 0, streaks: bool = False) -> int:
    """Return what an answer brings: the points of its mode, and those for right answers in a row where they count.

    `score` is 0 to 1; `took_ms` the time taken by the server's clock, `limit_ms` the time there was; `before` is how
    many answers in a row were right just before.
    """
    if score <= 0:
        return 0
    extra = STREAK * min(before, LONGEST_STREAK) if streaks and score >= 1 else 0
    return MODES[mode].points(score, took_ms, limit_ms) + extra


def ranks(totals: Mapping[str, float]) -> dict[str, int]:
    """Return the rank of each, from 1: ties share a rank, and the next one counts all before it (1, 1, 3)."""
    ordered = sorted(totals.values(), reverse=True)
    first: dict[float, int] = {}
    for place, total in enumerate(ordered, 1):
        first.setdefault(total, place)
    return {who: first[total] for who, total in totals.items()}


def mean(values: Iterable[float]) -> float:
    """Return the mean; 0 of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0
