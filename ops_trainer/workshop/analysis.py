"""How well each question did its work: Moodle's question statistics, and how many were sure and wrong.

The definitions are those of the Moodle documentation, "Quiz statistics calculations"
(https://docs.moodle.org/dev/Quiz_statistics_calculations), with every question worth from 0 to 1:

- facility index: the mean score;
- standard deviation: of the scores, as a sample (divided by S − 1);
- discrimination index: the correlation of the score with the score in the rest of the quiz;
- discriminative efficiency: the covariance of the two, divided by the greatest it could be with the same scores, which
  is that of both put in order.

As there, a question left open counts 0. A player who was not in the room for a question is left out of it, and their
rest is the mean over the questions that they were there for; where everybody was there for everything this is Moodle's
own sum but for a factor, which both statistics do not depend on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 10  # players below which the numbers would say more about chance than about the question

Scores = Mapping[str, float]
"""The score of each player who was in the room, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of one question: facility and deviation from 0 to 1, discrimination from −1 to 1, efficiency at most 1.

    The latter two are None where all scores, or all rests, are the same.
    """

    facility: float
    deviation: float
    discrimination: float | None
    efficiency: float | None


@dataclass(frozen=True, slots=True)
class Confidence:
    """How many players were sure or unsure, and right or not; `unsaid` said nothing of it, right or not."""

    sure_right: int = 0
    sure_wrong: int = 0
    unsure_right: int = 0
    unsure_wrong: int = 0
    unsaid: int = 0

    @property
    def said(self) -> int:
        """How many said how sure they were."""
        return self.sure_right + self.sure_wrong + self.unsure_right + self.unsure_wrong


def analyse(questions: Sequence[Scores]) -> list[Statistics | None]:
    """Return the statistics of each question of a quiz; None for those that fewer than ten players were there for."""
    return [
        _statistics(scores, _rests(questions, place)) if len(scores) >= FEWEST else None
        for place, scores in enumerate(questions)
    ]


def confidence(given: Iterable[tuple[bool | None, bool]]) -> Confidence:
    """Counts pairs of what a player said (sure, unsure, None: nothing) and whether they were right."""
    counts: dict[tuple[bool | None, bool], int] = {}
    for pair in given:
        counts[pair] = counts.get(pair, 0) + 1
    return Confidence(
        sure_right=counts.get((True, True), 0),
        sure_wrong=counts.get((True, False), 0),
        unsure_right=counts.get((False, True), 0),
        unsure_wrong=counts.get((False, False), 0),
        unsaid=counts.get((None, True), 0) + counts.get((None, False), 0),
    )


def _rests(questions: Sequence[Scores], place: int) -> dict[str, float]:
    """For each player in a question, their mean score over the others they were there for, if there were any."""
    found: dict[str, float] = {}
    for player in questions[place]:
        others = [scores[player] for at, scores in enumerate(questions) if at != place and player in scores]
        if others:
            found[player] = math.fsum(others) / len(others)
    return found


def _statistics(scores: Scores, rests: Scores) -> Statistics:
    values = list(scores.values())
    both = [(score, rests[player]) for player, score in scores.items() if player in rests]
    discrimination = efficiency = None
    if len(both) >= FEWEST:
        mine, rest = [pair[0] for pair in both], [pair[1] for pair in both]
        spread = math.sqrt(_covariance(mine, mine) * _covariance(rest, rest))
        most = _covariance(sorted(mine), sorted(rest))
        # A spread this small is what is left of equal numbers after rounding.
        if spread > 1e-12 and most > 1e-12:
            covariance = _covariance(mine, rest)
            discrimination = max(min(covariance / spread, 1.0), -1.0)
            efficiency = min(covariance / most, 1.0)
    return Statistics(
        facility=math.fsum(values) / len(values),
        deviation=math.sqrt(max(_covariance(values, values), 0.0)),
        discrimination=discrimination,
        efficiency=efficiency,
    )


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the covariance of a sample."""
    mean_one, mean_other = math.fsum(one) / len(one), math.fsum(other) / len(other)
    products = ((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    return math.fsum(products) / (len(one) - 1)
