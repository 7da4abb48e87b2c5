"""One quiz through the door: every answer is on disk, with what it does to memory, before the next question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.types import WRITTEN, of
from ops_trainer.content.questions.types.base import Form
from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.day import stamp
from ops_trainer.memory.events import CardState, Event, Kind, Rating, Source
from ops_trainer.quiz import run as runs
from ops_trainer.quiz.results import Results, results
from ops_trainer.quiz.run import Mode, Phase, Rules, Run, Step
from ops_trainer.store import decks as deck_rows
from ops_trainer.store import learners, mastery_counts

if TYPE_CHECKING:
    from ops_trainer.content.questions.question import Question
    from ops_trainer.trainer.context import Context
    from ops_trainer.trainer.quizzes.placing import Plan

T = TypeVar("T")
KIND = "quiz"  # whole runs, under way and the latest done
SCORE = "quiz-score"  # what each quiz that was done came to, kept for good
WHOLE = 30  # quizzes done that are kept whole, to look at their mistakes again


class Quiz:
    """A quiz under way, or done.

    `phase` says what it waits for: ASK an answer to `question`, JUDGE the learner's verdict on `judging`, DONE
    nothing. Each method that changes it writes before it returns and raises Complaint when it can't (nothing has
    changed then): a full disk, or the same quiz having gone on in another window. It may be dropped at any time and
    taken up again with `trainer.quizzes.resume(quiz.id)`.
    """

    def __init__(
        self,
        context: Context,
        key: str,
        run: Run,
        decks: tuple[str, ...],
        *,
        begun: int,
        revision: int = 0,
        plan: Plan | None = None,
    ) -> None:
        self._context = context
        self.id = key
        self.run = run
        self.decks = decks
        self.begun = begun  # UTC milliseconds
        self._revision = revision
        self._plan = plan
        self._shown_at = stamp(context.clock())[0]

    @property
    def mode(self) -> Mode:
        """Return what the quiz is for."""
        return self.run.mode

    @property
    def rules(self) -> Rules:
        """Return how the quiz goes."""
        return self.run.rules

    @property
    def phase(self) -> Phase:
        """Return what it waits for."""
        return self.run.phase

    @property
    def question(self) -> Question | None:
        """Return the question to be answered now; None when a verdict is wanted first, or the quiz is done."""
        return self.run.question

    @property
    def judging(self) -> Step | None:
        """Return the answer that the learner must judge now."""
        return self.run.judging

    @property
    def place(self) -> int:
        """Return how many questions were answered: the number, from 0, of the one shown."""
        return len(self.run.steps)

    def __len__(self) -> int:
        """Return how many questions there are; in a placement quiz, as far as is known by now."""
        return len(self.run.questions)

    @property
    def left_ms(self) -> int | None:
        """Return what was left of the time limit when the question shown was shown; None without a limit."""
        return self.run.left_ms

    def shown(self) -> None:
        """Note that the question is on the screen now: time spent looking at what was wrong before it does not
        count."""
        self._shown_at = stamp(self._context.clock())[0]

    def answer(self, answer: Answer, took_ms: int | None = None, lang: Lang | None = None) -> Step:
        """Answer the question; the step with its mark. On disk before this returns.

        `took_ms` is counted from when the question was shown where it isn't given; `lang` is the language it was
        shown in. With the mark JUDGE, `judge` must follow before the answer counts (at the end, where right and wrong
        are told at the end). Raises IndexError when no answer is wanted, and Complaint for a number that can't be read:
        the question stands, and nothing is counted.
        """
        if self.question is not None and not of(self.question).can_be_read(self.question, answer):
            raise Complaint("quiz.no_number")
        if took_ms is None:
            took_ms = max(stamp(self._context.clock())[0] - self._shown_at, 0)
        return self._change(lambda run: run.answer(answer, took_ms, lang))

    def judge(self, right: bool) -> Step:
        """Write the learner's own verdict on `judging`; return the step as it stands now. Raises IndexError when none
        is wanted."""
        return self._change(lambda run: run.judge(right))

    def spend(self, ms: int) -> None:
        """Count time that went by without an answer, such as before the quiz was put aside."""
        self._change(lambda run: run.spend(ms))

    def end(self) -> None:
        """Ask nothing more: the time is up, or the learner has had enough. Unanswered questions count nothing."""
        self._change(lambda run: run.end())

    def results(self) -> Results:
        """Return the outcome as it stands."""
        return results(self.run)

    def missed_cards(self) -> list[str]:
        """Return the cards behind the mistakes, those of the surely wrong first: for *study the mistakes now*."""
        return list(dict.fromkeys(mistake.question.card for mistake in self.results().mistakes))

    def missed_notes(self) -> tuple[set[str], set[str]]:
        """Return the notes (`deck/note`) of wrong answers: those whose cards come back today, and those that the
        learner has not met, which come in their turn."""
        with self._context.database.reading() as connection:
            return missed_notes(self._context, connection, self.run.steps)

    def save(self, connection: Connection) -> None:
        """Put the quiz where it is kept. Raises Complaint when it went on elsewhere meanwhile."""
        stored = learners.document(connection, self._context.learner, KIND, self.id)
        if (stored is None) != (self._revision == 0) or (stored is not None and stored["revision"] != self._revision):
            raise Complaint("quiz.elsewhere")
        at = stamp(self._context.clock())[0]
        body = {
            "revision": self._revision + 1,
            "begun": self.begun,
            "decks": list(self.decks),
            "done": self.run.phase is Phase.DONE,
            "run": runs.dump(self.run),
            "plan": [] if self._plan is None else self._plan.notes,
        }
        learners.put_document(connection, self._context.learner, KIND, self.id, at, body)
        if body["done"]:
            learners.put_document(connection, self._context.learner, SCORE, self.id, at, self._score())
            _delete_old(connection, self._context.learner)
        self._revision += 1

    def _change(self, change: Callable[[Run], T]) -> T:
        """Change the run, and write it together with what follows from the change; all or nothing."""
        run, revision = copy_of(self.run), self._revision
        judged = {step.place for step in run.steps if step.mark.band is not Band.JUDGE}
        before, self.run = self.run, run
        try:
            result = change(run)
            if self._plan is not None:
                self._plan.grow(run)
            with self._context.database.writing() as connection:
                events = [
                    event
                    for step in run.steps
                    if step.mark.band is not Band.JUDGE and step.place not in judged
                    for event in events_of(self._context, connection, self.id, run.mode, step)
                ]
                if self._plan is not None and run.phase is Phase.DONE and before.phase is not Phase.DONE:
                    events += self._plan.finish(connection, run, self.id)
                self._context.journal.append_events_in(connection, events)
                self.save(connection)
        except BaseException:
            self.run, self._revision = before, revision
            raise
        self.shown()
        return result

    def _score(self) -> dict[str, Any]:
        outcome = self.results()
        return {
            "mode": self.run.mode.value,
            "decks": list(self.decks),
            "begun": self.begun,
            "day": self._context.day(),
            "score": round(outcome.score, 4),
            "questions": outcome.questions,
            "answered": outcome.answered,
            "right": outcome.right,
            "took_ms": outcome.took_ms,
        }


def copy_of(run: Run) -> Run:
    """Return a run that can be changed without touching the other; what it holds is never changed in place."""
    return Run(list(run.questions), run.rules, run.mode, list(run.steps), run.spent_ms, run.over)


def _delete_old(connection: Connection, learner: str) -> None:
    """Delete all but the latest of the quizzes that are done; their scores stay."""
    done = [key for key, _, body in learners.documents(connection, learner, KIND) if body["done"]]
    for key in done[WHOLE:]:
        learners.delete_document(connection, learner, KIND, key)


def events_of(context: Context, connection: Connection, quiz: str, mode: Mode, step: Step) -> list[Event]:
    """Return the events of one marked answer.

    Always one that records it. A wrong answer brings the card back today; a right one that was recalled (typed, a
    number) counts as remembered where the card is due; a right one that was only recognised moves nothing. A wrong
    answer about a note that was never met is recorded and no more: the note is new, comes in its turn, and what was
    taken for it is no mix-up. So is every wrong one of a placement quiz.
    """
    question = step.question
    card = question.card if question.card in deck_rows.cards_by_id(connection, [question.card]) else None
    missed = list(_missed(connection, step)) if step.mark.band is Band.WRONG else []
    about = {card.rpartition("/")[0] for card in missed} | {own for own, _ in step.mark.mixed}
    known = mastery_counts.in_memory(connection, context.learner, about)
    data = _data(quiz, mode, step, known)
    found = [context.new_event(Kind.ANSWER, card or question.note, took_ms=step.took_ms, source=Source.QUIZ, data=data)]
    if mode is not Mode.PLACEMENT:
        for one in missed:
            if one.rpartition("/")[0] in known:
                found.append(context.new_event(Kind.BRING_BACK, one, source=Source.QUIZ))
    recalled = step.mark.band is Band.RIGHT and question.type in WRITTEN
    if recalled and card is not None and _is_due(context.journal.state(connection, card), context.day()):
        found.append(context.new_event(Kind.REVIEW, card, rating=Rating.GOOD, source=Source.QUIZ))
    return found


def missed_notes(context: Context, connection: Connection, steps: Iterable[Step]) -> tuple[set[str], set[str]]:
    """Return the notes that wrong answers are about: those whose cards they brought back, and those still to be met."""
    wrong = [step for step in steps if step.mark.band is Band.WRONG]
    notes = {card.rpartition("/")[0] for step in wrong for card in _missed(connection, step)}
    known = mastery_counts.in_memory(connection, context.learner, notes)
    return known, notes - known


def _data(quiz: str, mode: Mode, step: Step, known: Collection[str]) -> dict[str, object]:
    question, mark = step.question, step.mark
    chosen = [question.options[place].note for place in step.answer.chosen if 0 <= place < len(question.options)]
    data: dict[str, object] = {
        "question": question.id,
        "type": question.type.value,
        "score": round(mark.score, 4),
        "band": mark.band.value,
        "chosen": [note for note in chosen if note] if of(question).form is not Form.SEQUENCE else [],
        "mixed": [[own, other] for own, other in mark.mixed if own in known],
        "quiz": quiz,
        "mode": mode.value,
    }
    if step.answer.sure is not None:
        data["sure"] = step.answer.sure
    if mode is Mode.CONTRAST:
        data["pair"] = [question.note, *(one.note for one in question.options if one.note != question.note)]
    return data


def _missed(connection: Connection, step: Step) -> Iterable[str]:
    """Return the cards that a wrong answer is about, those still in use: in a match those of the rows that were
    wrong."""
    question = step.question
    cards = [question.card]
    if of(question).form is Form.PAIRS:
        face = question.card.rpartition("/")[2]
        notes = [question.options[place].note for place in _wrong_rows(step)]
        cards = [f"{note}/{face}" for note in dict.fromkeys(notes) if note]
    there = deck_rows.cards_by_id(connection, cards)
    return [one for one in cards if one in there]


def _wrong_rows(step: Step) -> list[int]:
    """Return the right options of the rows of a match that got another one, or none."""
    given = [*step.answer.chosen, *[-1] * len(step.question.pairs)]
    return [right for (_, right), chosen in zip(step.question.pairs, given, strict=False) if chosen != right]


def _is_due(state: CardState, day: int) -> bool:
    """Return whether a card has a memory and is due; one that was missed in a quiz today waits for its own review."""
    if state.is_new or state.due_day is None or state.suspended or day in (state.buried_day, state.summoned):
        return False
    return state.due_day <= day
