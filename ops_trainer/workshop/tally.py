"""What was answered in a vote, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ops_trainer.content.questions.answer import Band
from ops_trainer.content.questions.marking.signs import counted_as
from ops_trainer.content.questions.types import ARRANGED, CHOICE
from ops_trainer.workshop.runs import Ballot, Run

MOST_TEXTS = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A typed answer as it was first written, how many gave it, and what it counts as (None in a poll)."""

    text: str
    count: int
    band: Band | None


@dataclass(frozen=True, slots=True)
class Tally:
    """A vote counted.

    `options`: how many chose each option (choices and polls); `rows`: for each left-hand row of a match, or each place
    of an order, how many put each option there; `texts`: what was typed, the most frequent first; `right`, `partly`,
    `wrong`: how many answers came out so; `sure` and `sure_wrong`: how many were sure, and of them not right.
    """

    answered: int
    options: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    texts: tuple[Said, ...]
    right: int
    partly: int
    wrong: int
    sure: int
    sure_wrong: int


def tally(run: Run, ballot: Ballot) -> Tally:
    """Count a vote, with the facilitator's rulings on typed answers."""
    question = run.item.question
    count = len(question.options)
    options, texts = [0] * count, Counter[str]()
    places = len(question.pairs) or count
    rows = [[0] * count for _ in range(places)] if question.type in ARRANGED else []
    first: dict[str, tuple[str, Band | None]] = {}
    right = partly = wrong = sure = sure_wrong = 0
    for reply in ballot.replies.values():
        chosen, text = reply.answer.chosen, reply.answer.text
        worth = None if reply.mark is None else reply.mark.score
        band = None if reply.mark is None else reply.mark.band
        if question.type in CHOICE:
            for place in chosen:
                options[place] += 1
        elif rows:
            for row, place in enumerate(chosen):
                if place >= 0:
                    rows[row][place] += 1
        else:
            key = counted_as(text)
            if key in run.ruled and worth is not None:
                worth, band = float(run.ruled[key]), Band.RIGHT if run.ruled[key] else Band.WRONG
            texts[key] += 1
            first.setdefault(key, (text, band))
        if worth is not None:
            right += worth >= 1
            partly += 0 < worth < 1
            wrong += worth <= 0
        sure += reply.answer.sure is True
        sure_wrong += reply.answer.sure is True and worth is not None and worth < 1
    said = tuple(Said(first[key][0], number, first[key][1]) for key, number in texts.most_common(MOST_TEXTS))
    return Tally(
        len(ballot.replies), tuple(options), tuple(map(tuple, rows)), said, right, partly, wrong, sure, sure_wrong
    )
