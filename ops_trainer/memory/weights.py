"""Personal weights: five of FSRS-6's 21 fitted to a learner's own answers, by Fisher scoring with a prior.

The five are the logarithms of w0 and w2 (stability after a first miss and a first recall), w8 (growth at a recall), the
logarithm of w11 (stability after a miss) and w20 (how the curve falls). Each look at a card on a day on which it had
a memory is a trial of recall R. What is minimised is the log loss of all trials plus that of a normal prior around the
published defaults. A step solves I · step = gradient, with the Fisher information I = sum of ∇R · ∇R' / (R (1 - R)), as
in https://en.wikipedia.org/wiki/Scoring_algorithm; a step that makes it worse is halved. The derivatives of log
stability by the five are carried along each card's history. Difficulty hangs on none of them and is worked out once.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ops_trainer.memory.events import CardState, Event, Kind, Rating
from ops_trainer.memory.fsrs6 import HIGHEST, LEAST_STABILITY, LOWEST
from ops_trainer.memory.fsrs6 import WEIGHTS as DEFAULTS
from ops_trainer.memory.schedule import Scheduler

NEEDED = 200  # graded answers
LATEST = 5  # what is fitted is tried on the latest fifth of the trials
FITTED = (0, 2, 8, 11, 20)  # the numbers of the weights
LOGS = (0, 2, 11)  # those of them that are fitted by their logarithm
SPREAD = (1.0, 0.8, 0.39, 0.35, 0.1)  # standard deviations of the prior
DIGITS = 6
LEAST_DOUBT = 1e-7  # no prediction is surer than this
ENOUGH, ENOUGH_A_TRIAL = 0.05, 1e-5  # a step that gains less in log likelihood than the greater is the last
STEPS, HALVINGS = 20, 12
BEYOND_CHANCE = 2  # Akaike's criterion asks for 1; by 2, of 300 learners 1 is worse off instead of 9
SAMPLE = 15_000  # answers of a long journal that are fitted first, so that few steps are taken over all
# How the first stability moves with the two that are fitted, by rating: hard lies between missed and good as by the
# defaults, easy is as many times good.
HARD_SHARE = math.log(DEFAULTS[1] / DEFAULTS[0]) / math.log(DEFAULTS[2] / DEFAULTS[0])
EASY_TIMES = DEFAULTS[3] / DEFAULTS[2]
FIRST = {1: (1.0, 0.0), 2: (1 - HARD_SHARE, HARD_SHARE), 3: (0.0, 1.0), 4: (0.0, 1.0)}
# The typical course that memories are compared by: when due, recalled three times, missed, recalled twice.
COURSE = (Rating.GOOD,) * 3 + (Rating.AGAIN,) + (Rating.GOOD,) * 2

Vector = tuple[float, ...]
# One step of a card's history, worked out as far as it hangs on no fitted weight: what it is, whole days since the step
# before, a factor (a rating at a FIRST_LOOK, days of stability at a GIVEN), local day.
Step = tuple[int, int, float, int]
FIRST_LOOK, GIVEN, RECALLED_AGAIN, MISSED_AGAIN, RECALLED, MISSED = range(6)


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights fitted to a learner's answers.

    `loss` is the log loss a trial of the latest fifth, by what the others alone gave; `before` is that of the weights
    they were compared with. `weights` are fitted to all; `gain` is by how much they tell all more likely than these, in
    logarithms, and `numbers` how many numbers were fitted: a number on which the answers say little counts little.
    """

    weights: Vector
    answers: int
    loss: float
    before: float
    gain: float
    numbers: float

    @property
    def is_better(self) -> bool:
        """Return whether what was fitted told the latest answers better than the weights it was compared with, and all
        of them by more than fitting to mere chance gives."""
        return self.loss < self.before and self.gain > BEYOND_CHANCE * self.numbers


def steps_of(events: Iterable[Event], weights: Sequence[float] = DEFAULTS) -> list[Step]:
    """Return the steps of one card's memory, from its events in force in reading order.

    Of the weights those count that difficulty hangs on, and those that only say what a rating is worth.
    """
    at_first = [weights[4] - math.exp(weights[5] * (rating - 1)) + 1 for rating in (1, *Rating)]
    found: list[Step] = []
    difficulty, last, reviewed = 0.0, None, False
    for event in events:
        if event.kind is Kind.RESET:
            last, reviewed = None, False
        elif event.kind is Kind.CREDIT and not reviewed:
            state = Scheduler().apply_event(CardState(event.card), event)
            difficulty, last = state.difficulty or 0.0, event.local_day
            found.append((GIVEN, 0, state.stability or LEAST_STABILITY, last))
        if event.kind is not Kind.REVIEW:
            continue
        rating, reviewed = int(event.rating or Rating.AGAIN), True
        if last is None:
            difficulty, last = _within(at_first[rating]), event.local_day
            found.append((FIRST_LOOK, 0, rating, last))
            continue
        day = max(event.local_day, last)
        if day == last:
            what = MISSED_AGAIN if rating == Rating.AGAIN else RECALLED_AGAIN
            factor = math.exp(weights[17] * (rating - 3 + weights[18]))
        elif rating == Rating.AGAIN:
            what, factor = MISSED, difficulty ** -weights[12]
        else:
            what, factor = RECALLED, (11 - difficulty) * {2: weights[15], 4: weights[16]}.get(rating, 1.0)
        found.append((what, day - last, factor, day))
        moved = difficulty - weights[6] * (rating - 3) * (10 - difficulty) / 9
        difficulty, last = _within(weights[7] * at_first[4] + (1 - weights[7]) * moved), day
    return found


def answers_in(histories: Iterable[Sequence[Step]]) -> int:
    """Return how many graded answers some histories hold."""
    return sum(step[0] != GIVEN for steps in histories for step in steps)


def weights_at(point: Sequence[float]) -> Vector:
    """Return all 21 weights for values of the five, each within FSRS's bounds."""
    weights = list(DEFAULTS)
    for number, value in zip(FITTED, point, strict=True):
        weights[number] = math.exp(value) if number in LOGS else value
    weights[1] = weights[0] ** (1 - HARD_SHARE) * weights[2] ** HARD_SHARE
    weights[3] = weights[2] * EASY_TIMES
    return tuple(min(max(one, low), high) for one, low, high in zip(weights, LOWEST, HIGHEST, strict=True))


def point_of(weights: Sequence[float]) -> Vector:
    """Return the values of the five that some weights have."""
    return tuple(math.log(weights[number]) if number in LOGS else weights[number] for number in FITTED)


MEAN, LEAST, MOST = point_of(DEFAULTS), point_of(LOWEST), point_of(HIGHEST)


@dataclass(slots=True)
class Sums:
    """Over some trials: how many, their log loss, its gradient by the five, and the Fisher information by rows."""

    trials: int = 0
    loss: float = 0.0
    gradient: list[float] = field(default_factory=lambda: [0.0] * 5)
    information: list[list[float]] = field(default_factory=lambda: [[0.0] * 5 for _ in range(5)])

    def __add__(self, other: Sums) -> Sums:
        rows = zip(self.information, other.information, strict=True)
        return Sums(
            self.trials + other.trials,
            self.loss + other.loss,
            list(map(operator.add, self.gradient, other.gradient)),
            [list(map(operator.add, mine, theirs)) for mine, theirs in rows],
        )


def sums_over(
    histories: Iterable[Sequence[Step]], weights: Sequence[float], latest: float = math.inf
) -> tuple[Sums, Sums]:
    """Return the sums over the trials of before a local day, and over those from it on."""
    early, late = _trials(histories, weights, latest)
    return _summed(early), _summed(late)


def fit(histories: Iterable[Iterable[Event]], compared: Sequence[float] = ()) -> Fit | None:
    """Return weights fitted to cards' histories, each one's events in force in reading order; None while there are
    fewer than NEEDED graded answers, or no trials.

    `compared` are the weights that those fitted without the latest fifth are held against, the defaults where empty.
    """
    cards = [list(events) for events in histories]
    stepwise = [steps_of(events) for events in cards]
    answers = answers_in(stepwise)
    days = sorted(step[3] for steps in stepwise for step in steps if step[0] in (RECALLED, MISSED))
    if answers < NEEDED or not days:
        return None
    latest = days[len(days) * (LATEST - 1) // LATEST]  # a day's trials stay together
    start: Vector = MEAN
    if answers > 2 * SAMPLE:
        start, *_ = _least(stepwise[:: answers // SAMPLE], latest, start)
    point, early, late = _least(stepwise, latest, start)
    against = tuple(compared) or DEFAULTS
    compared_steps = [steps_of(events, against) for events in cards] if compared else stepwise
    before, before_late = sums_over(compared_steps, against, latest)
    whole, sums, _ = _least(stepwise, math.inf, point, (early + late, Sums()))
    return Fit(
        weights=tuple(round(weight, DIGITS) for weight in weights_at(whole)),
        answers=answers,
        loss=late.loss / late.trials,
        before=before_late.loss / late.trials,
        gain=before.loss + before_late.loss - sums.loss,
        numbers=_numbers_in(sums.information),
    )


def holds(weights: Sequence[float]) -> float:
    """Return how many times as long as by the defaults a typical card stays away over its first answers."""
    return _course(tuple(weights)) / _course(())


def _course(weights: Vector) -> int:
    scheduler, state, day = Scheduler(weights), CardState(""), 0
    for rating in COURSE:
        state = scheduler.reviewed(state, rating, day)
        day = max(state.due_day or 0, day + 1)
    return day


def _least(
    histories: Sequence[Sequence[Step]], latest: float, start: Vector, known: tuple[Sums, Sums] | None = None
) -> tuple[Vector, Sums, Sums]:
    """Return the point at which the trials of before a local day, with the prior, lose least, and there the sums over
    them and over the later ones; those of the start may be known."""
    point = start
    early, late = known or sums_over(histories, weights_at(point), latest)
    loss, enough = early.loss + _prior(point), max(ENOUGH, ENOUGH_A_TRIAL * early.trials)
    for _ in range(STEPS):
        gradient, information = list(early.gradient), [list(row) for row in early.information]
        for number, sd in enumerate(SPREAD):
            gradient[number] += (point[number] - MEAN[number]) / sd**2
            information[number][number] += 1 / sd**2
            if (gradient[number] > 0 and point[number] <= LEAST[number]) or (
                gradient[number] < 0 and point[number] >= MOST[number]
            ):  # it would leave its bounds: the others are fitted without it
                gradient[number] = 0.0
                for other in range(len(SPREAD)):
                    information[number][other] = information[other][number] = float(number == other)
        step = _solved(information, gradient)
        if sum(map(operator.mul, gradient, step)) < 2 * enough:
            break
        for halving in range(HALVINGS):
            tried = _within_bounds([at - by / 2**halving for at, by in zip(point, step, strict=True)])
            sums = sums_over(histories, weights_at(tried), latest)
            if (found := sums[0].loss + _prior(tried)) < loss:
                break
        else:
            break
        point, loss, gained, (early, late) = tried, found, loss - found, sums
        if gained < enough:
            break
    return point, early, late


def _numbers_in(information: Sequence[Sequence[float]]) -> float:
    """Return how many numbers are fitted, each counted by the share of what is known of it that the trials tell."""
    told = [list(row) for row in information]
    for number, sd in enumerate(SPREAD):
        told[number][number] += 1 / sd**2
    return sum(_solved(told, row)[number] for number, row in enumerate(information))


def _prior(point: Sequence[float]) -> float:
    return sum(((at - mean) / sd) ** 2 for at, mean, sd in zip(point, MEAN, SPREAD, strict=True)) / 2


def _within_bounds(point: Sequence[float]) -> Vector:
    return tuple(min(max(at, low), high) for at, low, high in zip(point, LEAST, MOST, strict=True))


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return the solution of equations whose matrix is symmetric and positive definite, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for number, row in enumerate(rows):
        for other in rows[number + 1 :]:
            share = other[number] / row[number]
            for place in range(number, len(row)):
                other[place] -= share * row[place]
    found: list[float] = []
    for number in reversed(range(len(rows))):
        known = sum(map(operator.mul, rows[number][number + 1 : -1], found))
        found.insert(0, (rows[number][-1] - known) / rows[number][number])
    return found


def _within(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)


def _summed(trials: Sequence[tuple[float, ...]]) -> Sums:
    if not trials:
        return Sums()
    losses, slopes, odds, *by = zip(*trials, strict=True)
    multiply = operator.mul
    weighted = [list(map(multiply, odds, one)) for one in by]
    information = [[0.0] * len(by) for _ in by]
    for number, mine in enumerate(weighted):
        for other in range(number, len(by)):
            information[number][other] = information[other][number] = sum(map(multiply, mine, by[other]))
    return Sums(len(losses), sum(losses), [sum(map(multiply, slopes, one)) for one in by], information)


def _trials(
    histories: Iterable[Sequence[Step]], weights: Sequence[float], latest: float
) -> tuple[list[tuple[float, ...]], list[tuple[float, ...]]]:
    """Return the trials of before a local day and those from it on.

    Of each its log loss, the slope of that by log R, the odds R / (1 - R), and the slopes of log R by the five.
    """
    early: list[tuple[float, ...]] = []
    late: list[tuple[float, ...]] = []
    exp, log, log1p = math.exp, math.log, math.log1p
    w8, w9, w10, w11, _, w13, w14 = weights[8:15]
    w17, w18, w19, decay = weights[17:21]
    rate = log(0.9) / decay
    factor = exp(-rate) - 1
    bend = -exp(-rate) * rate / decay / factor  # the slope of log factor by decay, the other way round
    least, lost = log(LEAST_STABILITY), w17 * w18
    firsts = {rating: (log(max(weights[rating - 1], LEAST_STABILITY)), *FIRST[rating]) for rating in FIRST}
    for steps in histories:
        s = a = b = c = d = e = 0.0  # log stability and its slopes by the five
        for what, days, known, day in steps:
            if what >= RECALLED:
                x = factor * days * exp(-s)
                falls, by = log1p(x), decay * x / (1 + x)
                recall = exp(-decay * falls)
                doubt = max(1 - recall, LEAST_DOUBT)
                odds = recall / doubt
                qa, qb, qc, qd, qe = by * a, by * b, by * c, by * d, by * (e + bend) - falls
                trials = early if day < latest else late
                if what == RECALLED:
                    trials.append((decay * falls, -1.0, odds, qa, qb, qc, qd, qe))
                    grown = exp((1 - recall) * w10)
                    base = known * exp(w8 - w9 * s)
                    more = base * (grown - 1)
                    whole = 1 + more
                    s += log(whole)
                    keeps = 1 - w9 * more / whole
                    turns = -base * grown * w10 * recall / whole
                    a = keeps * a + turns * qa
                    b = keeps * b + turns * qb
                    c = keeps * c + turns * qc + more / whole
                    d = keeps * d + turns * qd
                    e = keeps * e + turns * qe
                else:
                    trials.append((-log(doubt), odds, odds, qa, qb, qc, qd, qe))
                    before = exp(s)
                    raised = exp(w13 * log1p(before))
                    forgot = log(w11 * known * (raised - 1)) + (1 - recall) * w14
                    if forgot < s - lost:
                        s = forgot
                        keeps = w13 * raised * before / ((1 + before) * (raised - 1))
                        turns = -w14 * recall
                        a = keeps * a + turns * qa
                        b = keeps * b + turns * qb
                        c = keeps * c + turns * qc
                        d = keeps * d + turns * qd + 1
                        e = keeps * e + turns * qe
                    else:
                        s -= lost
            elif what == FIRST_LOOK:
                s, a, b = firsts[int(known)]
                c = d = e = 0.0
            elif what == GIVEN:
                s = log(known)
                a = b = c = d = e = 0.0
            else:
                change = log(known) - w19 * s
                if what == MISSED_AGAIN or change > 0:
                    s += change
                    keeps = 1 - w19
                    a, b, c, d, e = keeps * a, keeps * b, keeps * c, keeps * d, keeps * e
            if s < least:
                s = least
                a = b = c = d = e = 0.0
    return early, late
