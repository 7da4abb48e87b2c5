"""Placement through the door: which notes are asked about, what is taken as known, and how it is taken back."""

from __future__ import annotations

import random
from collections.abc import Collection
from sqlite3 import Connection
from typing import TYPE_CHECKING

from ops_trainer.content.questions.answer import Band
from ops_trainer.content.questions.types import TYPES, WRITTEN
from ops_trainer.memory.events import Event, Kind, Source
from ops_trainer.quiz import placement
from ops_trainer.store import decks, history, mastery_counts
from ops_trainer.trainer.quizzes.views import Skipped

if TYPE_CHECKING:
    from ops_trainer.content.questions.generator import Generator
    from ops_trainer.content.questions.question import Question
    from ops_trainer.quiz.run import Run
    from ops_trainer.trainer.context import Context

PLACING = frozenset(type_ for type_, one in TYPES.items() if one.placing)


TYPED_BY_CHANCE = 0.02  # a guess that is typed


def new_notes(context: Context, wanted: Collection[str]) -> list[str]:
    """Return those of some notes of which no card was met yet, in learning order."""
    with context.database.reading() as connection:
        order = decks.learning_order(connection)
        counts = mastery_counts.counts(connection, context.learner, context.day(), by="note")
    return [ref for ref in order if ref in wanted and ref in counts and counts[ref].new == counts[ref].cards]


class Plan:
    """How a placement quiz goes on: the next question by the answers so far, and what they show at the end."""

    def __init__(self, context: Context, generator: Generator, notes: list[str], seed: int) -> None:
        self._context = context
        self._generator = generator
        self.notes = notes
        self._seed = seed
        self._skipped: set[str] = set()

    def grow(self, run: Run) -> None:
        """Put the next question behind the others, where there is one and the last one was answered and judged."""
        if run.over or len(run.steps) < len(run.questions) or run.unjudged:
            return
        asked = self._asked(run)
        while (ref := placement.next_note(self.notes, asked, frozenset(self._skipped))) is not None:
            if (question := self._question(ref)) is not None:
                run.extend([question])
                return
            self._skipped.add(ref)

    def finish(self, connection: Connection, run: Run, quiz: str) -> list[Event]:
        """Return the events that take as known what was shown to be known, where cards have no memory yet."""
        known = placement.known(self.notes, self._asked(run), frozenset(self._skipped))
        found = []
        for ref, days in known.items():
            for card in decks.cards(connection, note=ref):
                state = self._context.journal.state(connection, card.id)
                if state.is_new and state.due_day is None and not state.suspended:
                    data = {"stability": days, "quiz": quiz}
                    found.append(self._context.new_event(Kind.CREDIT, card.id, source=Source.QUIZ, data=data))
        return found

    def _question(self, ref: str) -> Question | None:
        """Return a question on what a note is; on one of its parts only where there is no other."""
        made = [one for one in self._generator.questions(ref, self._seed) if one.type in PLACING]
        whole = [one for one in made if not one.aspect.startswith("part.")]
        return random.Random(f"{ref} {self._seed}").choice(whole or made) if made else None

    def _asked(self, run: Run) -> dict[str, placement.Shown]:
        return {
            step.question.note: placement.Shown(
                step.mark.band is Band.RIGHT, step.question.type in WRITTEN, _chance(step.question)
            )
            for step in run.steps
        }


def _chance(question: Question) -> float:
    """Return the chance that a guess is right."""
    if question.type in WRITTEN:
        return TYPED_BY_CHANCE
    return 1 / max(len(question.options), 2)


def skipped(context: Context) -> list[Skipped]:
    """Return notes with cards that were placed and not reviewed since, in learning order."""
    with context.database.reading() as connection:
        events = placed(connection, context)
        answered = {
            str((event.data or {}).get("question", "")).partition("@")[0].rpartition("/")[0]
            for event in history.answers(connection, context.learner)
            if (event.data or {}).get("mode") == "placement"
        }
        terms = {info.ref: info.term for info in decks.notes(connection)}
        order = {ref: place for place, ref in enumerate(decks.learning_order(connection))}
    by_note: dict[str, list[Event]] = {}
    for event in events:
        by_note.setdefault(event.card.rpartition("/")[0], []).append(event)
    return [
        Skipped(
            note=ref,
            term=terms[ref],
            days=float(str((found[0].data or {}).get("stability", 0))),
            day=found[0].local_day,
            asked=ref in answered,
            cards=len(found),
        )
        for ref, found in sorted(by_note.items(), key=lambda one: order.get(one[0], 0))
        if ref in terms
    ]


def take_back(context: Context, notes: Collection[str] | None) -> list[Event]:
    """Undo the placing of the cards of some notes, or of all."""
    with context.database.writing() as connection:
        undos = [
            context.new_event(Kind.UNDO, event.card, undoes=event.id)
            for event in placed(connection, context)
            if notes is None or event.card.rpartition("/")[0] in notes
        ]
        context.journal.append_events_in(connection, undos)
    return undos


def placed(connection: Connection, context: Context) -> list[Event]:
    """Return the placings that still hold: of cards in use that were not reviewed since."""
    states = {state.card: state for state in mastery_counts.states(connection, context.learner)}
    return [
        event
        for event in history.placings(connection, context.learner)
        if (state := states.get(event.card)) is not None and state.placed and not state.reps
    ]
