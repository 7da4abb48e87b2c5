"""A quiz: what it asks about; under way, its answers so far and what comes next. Time comes in as a number."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ops_trainer.content.questions import answer as answers
from ops_trainer.content.questions import json_form as wire
from ops_trainer.content.questions.answer import Answer, Band, Mark
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.questions.view import RevealView
from ops_trainer.locale import Lang


class Scope(enum.StrEnum):
    """Which notes a quiz draws from. A note was met once one of its cards was reviewed."""

    MET = "met"
    ALL = "all"
    AHEAD = "ahead"


def within(refs: Iterable[str], scope: Scope, met: Collection[str]) -> list[str]:
    """Return the notes (`deck/note`) of a scope, in their order; `met` are those that the learner has met."""
    if scope is Scope.ALL:
        return list(refs)
    return [ref for ref in refs if (ref in met) is (scope is Scope.MET)]


class Mode(enum.StrEnum):
    """What a quiz is for."""

    QUIZ = "quiz"
    CONTRAST = "contrast"  # pairs that were mixed up, side by side
    PLACEMENT = "placement"  # what is known already


class Phase(enum.StrEnum):
    """What a quiz waits for: an answer, the learner's own verdict on one, or nothing more."""

    ASK = "ask"
    JUDGE = "judge"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a quiz goes.

    `at_once` is whether right and wrong are told after each answer or only at the end; `limit_ms` the time for the
    whole quiz, None for any; `ask_sure` whether the learner is asked how sure they are.
    """

    at_once: bool = True
    limit_ms: int | None = None
    ask_sure: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A question that was answered. `place` counts from 0 in the quiz."""

    place: int
    question: Question
    answer: Answer
    mark: Mark
    took_ms: int

    @property
    def sure_but_wrong(self) -> bool:
        """Whether the learner felt sure and was wrong."""
        return self.answer.sure is True and self.mark.band is Band.WRONG

    def view(self, lang: Lang) -> RevealView:
        """Return how it came out, as it is shown in a language."""
        return RevealView.of(self.question, lang, self.answer, self.mark)


@dataclass
class Run:
    """A quiz that can be stopped at any moment and taken up again by `dump` and `load`.

    The questions are held whole, so that nothing that happens to their notes meanwhile touches it. Once the time is
    up, or the learner ended it, `over` is set and what was not answered stays so.
    """

    questions: list[Question]
    rules: Rules = Rules()
    mode: Mode = Mode.QUIZ
    steps: list[Step] = field(default_factory=list)
    spent_ms: int = 0
    over: bool = False

    @property
    def phase(self) -> Phase:
        """What comes next. Verdicts are asked for as soon as right and wrong may be told."""
        if self.unjudged and (self.rules.at_once or not self._more):
            return Phase.JUDGE
        return Phase.ASK if self._more else Phase.DONE

    @property
    def question(self) -> Question | None:
        """The question to be answered now; None when a verdict is wanted first, or nothing more."""
        return self.questions[len(self.steps)] if self.phase is Phase.ASK else None

    @property
    def unjudged(self) -> list[Step]:
        """Answers that the learner must judge, in their order."""
        return [step for step in self.steps if step.mark.band is Band.JUDGE]

    @property
    def judging(self) -> Step | None:
        """The answer whose verdict is wanted now."""
        return self.unjudged[0] if self.phase is Phase.JUDGE else None

    @property
    def left_ms(self) -> int | None:
        """What is left of the time limit; None without one."""
        return None if self.rules.limit_ms is None else max(self.rules.limit_ms - self.spent_ms, 0)

    @property
    def _more(self) -> bool:
        return not self.over and len(self.steps) < len(self.questions)

    def answer(self, given: Answer, took_ms: int = 0, lang: Lang | None = None) -> Step:
        """Answer the question; the step, whose mark may be JUDGE. Raises IndexError when no answer is wanted."""
        question = self.question
        if question is None:
            raise IndexError("no answer is wanted now")
        given = answers.tidy(given)
        step = Step(len(self.steps), question, given, mark_answer(question, given, lang), max(took_ms, 0))
        self.steps.append(step)
        self.spend(took_ms)
        return step

    def judge(self, right: bool) -> Step:
        """Take the learner's own verdict on the answer `judging`; return its step. Raises IndexError when none is
        wanted."""
        step = self.judging
        if step is None:
            raise IndexError("no verdict is wanted now")
        given = replace(step.answer, judged=right)
        judged = replace(step, answer=given, mark=mark_answer(step.question, given))
        self.steps[step.place] = judged
        return judged

    def spend(self, ms: int) -> None:
        """Time went by; with a limit, the quiz is over when it is used up."""
        self.spent_ms += max(ms, 0)
        if self.rules.limit_ms is not None and self.spent_ms >= self.rules.limit_ms:
            self.over = True

    def end(self) -> None:
        """Ask nothing more."""
        self.over = True

    def extend(self, questions: Sequence[Question]) -> None:
        """More questions, behind the others."""
        self.questions.extend(questions)


def dump(run: Run) -> dict[str, Any]:
    """Return a run as JSON values."""
    return {
        "questions": [wire.dump(question) for question in run.questions],
        "rules": {"at_once": run.rules.at_once, "limit_ms": run.rules.limit_ms, "ask_sure": run.rules.ask_sure},
        "mode": run.mode.value,
        "steps": [_step(step) for step in run.steps],
        "spent_ms": run.spent_ms,
        "over": run.over,
    }


def load(raw: dict[str, Any]) -> Run:
    """Return a run from what `dump` gave. Raises KeyError, TypeError or ValueError for anything else."""
    questions = [wire.load(one) for one in raw["questions"]]
    rules = raw["rules"]
    limit = rules["limit_ms"]
    steps = [
        Step(
            place,
            questions[place],
            answers.load(one["answer"]),
            Mark(
                float(one["score"]),
                Band(one["band"]),
                tuple(one["taken_for"]),
                tuple((str(own), str(other)) for own, other in one["mixed"]),
            ),
            int(one["took_ms"]),
        )
        for place, one in enumerate(raw["steps"][: len(questions)])
    ]
    return Run(
        questions,
        Rules(bool(rules["at_once"]), None if limit is None else int(limit), bool(rules["ask_sure"])),
        Mode(raw["mode"]),
        steps,
        int(raw["spent_ms"]),
        bool(raw["over"]),
    )


def _step(step: Step) -> dict[str, Any]:
    return {
        "answer": answers.dump(step.answer),
        "score": step.mark.score,
        "band": step.mark.band.value,
        "taken_for": list(step.mark.taken_for),
        "mixed": [list(pair) for pair in step.mark.mixed],
        "took_ms": step.took_ms,
    }
