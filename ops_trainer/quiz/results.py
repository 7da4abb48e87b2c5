"""What a quiz came to: the score, by topic, and every mistake with what was chosen and what that really is."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.content.compute import shown
from ops_trainer.content.questions.marking.mark import Band
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.content.text import Text
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
class Chosen:
    """Something wrong that was chosen: its text, and what it really is where that is known. `place` is the left-hand
    text that it was put to in a match."""

    text: Text
    what: Text | None
    note: str | None = None
    place: Text | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """An answer that was wrong, or not wholly right."""

    step: Step
    chosen: tuple[Chosen, ...]
    right: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The outcome. `score` is the mean over all questions, those not answered counting nothing, 0 to 1; `topics` the
    weakest first; `mistakes` those that the learner had felt sure of first."""

    score: float
    questions: int
    answered: int
    right: int
    took_ms: int
    topics: tuple[TopicScore, ...]
    mistakes: tuple[Mistake, ...]


def results(run: Run) -> Results:
    """The outcome of a quiz as it stands. With questions left, what was not asked yet counts as not answered."""
    topics: dict[str, tuple[float, int]] = {}
    for step in run.steps:
        score, count = topics.get(topic_of(step.question), (0.0, 0))
        topics[topic_of(step.question)] = (score + step.mark.score, count + 1)
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
        mistakes=tuple(Mistake(step, tuple(chosen_wrongly(step)), right_answer(step.question)) for step in wrong),
    )


def topic_of(question: Question) -> str:
    """The note that a question is really about: for a scenario the one that its right answer applies."""
    if question.type is Type.SINGLE:
        return next((option.note for option in question.options if option.correct and option.note), question.note)
    return question.note


def right_answer(question: Question) -> tuple[Text, ...]:
    """The right answer as texts: the right options, in their order for an order, by the left-hand rows for a match."""
    match question.type:
        case Type.MATCH:
            return tuple(question.options[place].text for _, place in question.pairs)
        case Type.ORDER:
            return tuple(question.options[place].text for place in question.sequence)
        case Type.TYPED:
            return question.accepted[:1]
        case Type.NUMERIC:
            return (number_text(question),) if question.number is not None else ()
    return tuple(option.text for option in question.options if option.correct)


def number_text(question: Question) -> Text:
    """The number of a numeric question as it is written, with its unit."""
    number = question.number
    if number is None:
        raise ValueError(question.id)
    return shown(number)


def chosen_wrongly(step: Step) -> list[Chosen]:
    """What was chosen that is not right; empty for an answer that chose nothing wrong, such as too few."""
    question, answer = step.question, step.answer
    match question.type:
        case Type.TYPED | Type.NUMERIC:
            if not answer.text.strip():
                return []
            rival = next((one for one in question.rivals if one.note in step.mark.taken_for), None)
            typed = Text(zh=answer.text, en=answer.text)
            return [Chosen(typed, rival.why if rival else None, rival.note if rival else None)]
        case Type.MATCH:
            return [
                Chosen(question.options[place].text, question.options[place].why, question.options[place].note, left)
                for (left, right), place in zip(question.pairs, answer.chosen, strict=False)
                if place != right and 0 <= place < len(question.options)
            ]
        case Type.ORDER:
            return [Chosen(question.options[p].text, None) for p in answer.chosen if 0 <= p < len(question.options)]
    wrong = [question.options[p] for p in dict.fromkeys(answer.chosen) if 0 <= p < len(question.options)]
    return [Chosen(option.text, option.why, option.note) for option in wrong if not option.correct]
