"""What a quiz came to: the score, by topic, and every mistake."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.content.questions.answer import Band
from ops_trainer.content.questions.types import of
from ops_trainer.quiz.run import Run, Step


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How the questions on one note (`deck/note`) came out: the sum of their scores, and how many there were."""

    note: str
    score: float
    count: int

    @property
    def share(self) -> float:
        """The mean score, 0 to 1."""
        return self.score / self.count


@dataclass(frozen=True, slots=True)
class Results:
    """The outcome. `score` is the mean over all questions, those not answered counting nothing, 0 to 1; `topics` the
    weakest first; `mistakes` the answers that were not wholly right, those that the learner had felt sure of first."""

    score: float
    questions: int
    answered: int
    right: int
    took_ms: int
    topics: tuple[TopicScore, ...]
    mistakes: tuple[Step, ...]


def results(run: Run) -> Results:
    """Return the outcome of a quiz as it stands. With questions left, what was not asked yet counts as not answered."""
    topics: dict[str, tuple[float, int]] = {}
    for step in run.steps:
        note = of(step.question).about(step.question)
        score, count = topics.get(note, (0.0, 0))
        topics[note] = (score + step.mark.score, count + 1)
    wrong = [step for step in run.steps if step.mark.band is not Band.RIGHT]
    wrong.sort(key=lambda step: (not step.sure_but_wrong, step.mark.score, step.place))
    total = sum(step.mark.score for step in run.steps)
    return Results(
        score=total / len(run.questions) if run.questions else 0.0,
        questions=len(run.questions),
        answered=len(run.steps),
        right=sum(step.mark.band is Band.RIGHT for step in run.steps),
        took_ms=sum(step.took_ms for step in run.steps),
        topics=tuple(
            sorted((TopicScore(note, *sums) for note, sums in topics.items()), key=lambda one: (one.share, one.note))
        ),
        mistakes=tuple(wrong),
    )
