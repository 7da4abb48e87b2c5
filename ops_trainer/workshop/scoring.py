"""Points and ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ops_trainer.workshop.rules import Mode

WHOLE = 100  # for a right answer by accuracy
FASTEST = 1000  # for a right answer at once by speed
STREAK = 50  # for each right answer in a row after the first, where streaks count
LONGEST_STREAK = 5


def points(mode: Mode, score: float, took_ms: int, limit_ms: int, *, before: int = 0, streaks: bool = False) -> int:
    """What an answer brings: by accuracy its share of 100; by speed its share of round((1 − t/2T) × 1000).

    `score` is 0 to 1; `took_ms` the time taken by the server's clock, `limit_ms` the time there was; `before` is how
    many answers in a row were right just before.
    """
    if score <= 0:
        return 0
    extra = STREAK * min(before, LONGEST_STREAK) if streaks and score >= 1 else 0
    if mode is Mode.ACCURACY or limit_ms <= 0:
        return round(score * WHOLE) + extra
    share = min(max(took_ms, 0), limit_ms) / (2 * limit_ms)
    return round(score * round((1 - share) * FASTEST)) + extra


def ranks(totals: Mapping[str, float]) -> dict[str, int]:
    """The rank of each, from 1: ties share a rank, and the next one counts all before it (1, 1, 3)."""
    ordered = sorted(totals.values(), reverse=True)
    first: dict[float, int] = {}
    for place, total in enumerate(ordered, 1):
        first.setdefault(total, place)
    return {who: first[total] for who, total in totals.items()}


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0
