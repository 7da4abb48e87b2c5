"""FSRS-6's arithmetic over whole days: what a review does to stability and difficulty.

The formulas are those of https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm, worked out in the
order in which py-fsrs does, so that every result is the same to the last bit (a test holds them together); what a
weight alone decides is worked out once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

# The published defaults, by their number in the formulas: w0 to w20.
WEIGHTS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
# Their bounds, as in py-fsrs.
LOWEST = (
    0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001,
    0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1,
)  # fmt: skip
HIGHEST = (
    100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5,
    5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8,
)  # fmt: skip
AGAIN, HARD, GOOD, EASY = range(1, 5)
PLACES = (AGAIN, AGAIN, HARD, GOOD, EASY)  # of a list that ratings are the numbers of: no rating is 0
LEAST_STABILITY = 0.001  # days
EASIEST, HARDEST = 1.0, 10.0  # the ends of the scale of difficulty
# From stability (None before the first review), difficulty, whole days since the latest review and rating to the
# stability and difficulty after it.
Step = Callable[[float | None, float, int, int], tuple[float, float]]


def curve(weights: Sequence[float]) -> tuple[float, float]:
    """Return decay and factor of the forgetting curve: recall after t days is (1 + factor · t / stability) ^ decay."""
    decay = -weights[20]
    return decay, 0.9 ** (1 / decay) - 1


def check(weights: Sequence[float]) -> None:
    """Raise ValueError unless these are as many weights as FSRS-6 has, each within its bounds."""
    for number, (low, weight, high) in enumerate(zip(LOWEST, weights, HIGHEST, strict=True)):
        if not low <= weight <= high:
            raise ValueError(f"w{number} is {weight}, not from {low} to {high}")


@lru_cache(maxsize=64)
def step_of(weights: tuple[float, ...]) -> Step:
    """Return the step that a memory takes at a review, by some weights. Raises ValueError as `check`."""
    check(weights)
    w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16, w17, w18, w19 = weights[4:20]
    e = math.e
    decay, factor = curve(weights)

    at_first = [w4 - e ** (w5 * (rating - 1)) + 1 for rating in PLACES]
    first = [
        (max(weights[rating - 1], LEAST_STABILITY), min(max(at_first[rating], EASIEST), HARDEST)) for rating in PLACES
    ]
    same_day = [e ** (w17 * (rating - 3 + w18)) for rating in PLACES]
    harder = [-(w6 * (rating - 3)) for rating in PLACES]
    bonus = [{HARD: w15, EASY: w16}.get(rating, 1.0) for rating in PLACES]
    growth, most_kept = e**w8, e ** (w17 * w18)
    easy, rest = w7 * at_first[EASY], 1 - w7
    less9, less12, less19 = -w9, -w12, -w19

    def step(stability: float | None, difficulty: float, days: int, rating: int) -> tuple[float, float]:
        if stability is None:
            return first[rating]
        if days < 1:
            change = same_day[rating] * stability**less19
            after = stability * (change if rating == AGAIN else max(change, 1.0))
        else:
            recall = (1 + factor * days / stability) ** decay
            if rating == AGAIN:
                forgot = w11 * difficulty**less12 * ((stability + 1) ** w13 - 1) * e ** ((1 - recall) * w14)
                after = min(forgot, stability / most_kept)
            else:
                strengthened = e ** ((1 - recall) * w10) - 1
                after = stability * (1 + growth * (11 - difficulty) * stability**less9 * strengthened * bonus[rating])
        new = easy + rest * (difficulty + (HARDEST - difficulty) * harder[rating] / 9.0)
        return (  # `min` and `max` would take a sixth of the time
            after if after > LEAST_STABILITY else LEAST_STABILITY,
            HARDEST if new > HARDEST else new if new > EASIEST else EASIEST,
        )

    return step
