"""What is shown of decks, notes and cards, and the statistics over them."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from ops_trainer.memory.events import CardState, Kind
from ops_trainer.memory.mastery import Trial, retention, trials
from ops_trainer.memory.streaks import longest_streak, streak
from ops_trainer.store import decks as rows
from ops_trainer.store import history, mastery_counts
from ops_trainer.store.history import answers_by_day
from ops_trainer.store.mastery_counts import Count
from ops_trainer.trainer.library import note_of
from ops_trainer.trainer.plan import forecast, skipped
from ops_trainer.trainer.views import CardMemory, DeckLine, HistoryLine, NoteLine, RetentionLine, Standing, Stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from ops_trainer.content.card import Card
    from ops_trainer.trainer.context import Context

CURVE_DAYS = 30
HEAT_DAYS = 371  # 53 weeks
FORECAST_DAYS = 30
SPANS = (7, 30, 365)


def decks(context: Context) -> list[DeckLine]:
    """Return the decks in use, in learning order."""
    with context.database.reading() as connection:
        infos = rows.decks(connection)
        counts = mastery_counts.counts(connection, context.learner, context.day(), by="deck")
        notes = rows.counts(connection)
    order = {deck: place for deck, (_, _, place) in notes.items()}
    infos.sort(key=lambda info: (order.get(info.id, 1 << 30), info.id))
    lines = []
    for info in infos:
        count = counts.get(info.id, Count(info.id, 0, 0, 0, 0, 0, 0, 0, 0))
        note_count, questions, _ = notes.get(info.id, (0, None, 0))
        lines.append(
            DeckLine(
                id=info.id,
                title=info.title,
                summary=info.summary,
                notes=note_count,
                cards=count.cards,
                questions=questions,
                new=count.new,
                learning=count.learning,
                mastered=count.mastered,
                faded=count.faded,
                due=count.due,
                suspended=count.suspended,
                own=info.own,
                path=info.path,
                new_limit=context.deck_limits.get(info.id),
            )
        )
    return lines


def notes(context: Context, deck: str | None) -> list[NoteLine]:
    """Return the notes of a deck (of all when None) with how far their cards have come."""
    day = context.day()
    with context.database.reading() as connection:
        infos = rows.notes(connection, deck)
        counts = mastery_counts.counts(connection, context.learner, day, by="note", deck=deck)
        states = mastery_counts.states(connection, context.learner, deck=deck)
    recalls: dict[str, list[float]] = {}
    for state in states:
        if (recall := context.scheduler.retrievability(state, day)) is not None:
            recalls.setdefault(note_of_card(state), []).append(recall)
    lines = []
    for info in infos:
        count = counts.get(info.ref, Count(info.ref, 0, 0, 0, 0, 0, 0, 0, 0))
        known = recalls.get(info.ref)
        lines.append(
            NoteLine(
                ref=info.ref,
                kind=info.kind,
                term=info.term,
                standing=_standing(count),
                cards=count.cards,
                mastered=count.mastered,
                due=count.due,
                suspended=count.suspended,
                flagged=bool(count.flagged),
                recall=sum(known) / len(known) if known else None,
            )
        )
    return lines


def note_of_card(state: CardState) -> str:
    """Return the `deck/note` of a card's memory."""
    return state.card.rpartition("/")[0]


def _standing(count: Count) -> Standing:
    """Return how far a note has come: mastered when all its cards are, faded when all were and some are no more, new
    when none was met, suspended when all are."""
    if count.cards and count.suspended == count.cards:
        return Standing.SUSPENDED
    if count.cards and count.mastered + count.suspended == count.cards:
        return Standing.MASTERED
    if count.cards and count.mastered + count.faded + count.suspended == count.cards:
        return Standing.FADED
    if count.new + count.suspended == count.cards:
        return Standing.NEW
    return Standing.LEARNING


def count_questions(context: Context, go_on: Callable[[], bool]) -> None:
    """Count the questions of the notes that were not counted since their deck changed, a deck at a time, while `go_on`
    says so before each note.

    A note's questions hang a little on other decks too, which lend it wrong options: that is let be until its own
    changes.
    """
    from ops_trainer.content.questions.generator import Generator

    with context.database.reading() as connection:
        missing = rows.uncounted(connection)
        bodies = rows.bodies(connection) if missing else {}
    if not missing:
        return
    generator = Generator({ref: note_of(ref, body) for ref, body in bodies.items()})
    for _, refs in groupby(missing, lambda ref: ref.partition("/")[0]):
        counts = {}
        for ref in refs:
            if not go_on():
                return
            counts[ref] = generator.count(ref)
        with context.database.caching() as connection:
            rows.put_questions(connection, counts)


def stats(context: Context) -> Stats:
    """Return the statistics over all decks."""
    day = context.day()
    with context.database.reading() as connection:
        by_day = answers_by_day(connection, context.learner)
        counts = mastery_counts.counts(connection, context.learner, day, by="deck")
        reviews = history.reviews(connection, context.learner)
        days = set(by_day)
        skips = skipped(context, connection, day)
        row, longest = streak(days, day, skips), longest_streak(days, skips)
    tried = trials(context.scheduler, reviews)
    met = [line for line in notes(context, None) if line.recall is not None]
    total = Counter[Standing]()
    for count in counts.values():
        for name in Standing:
            total[name] += int(getattr(count, name.value))
    return Stats(
        day=day,
        heat={on: answers for on, (answers, _) in by_day.items() if day - HEAT_DAYS < on <= day},
        retention=_retention(tried, day),
        forecast=forecast(context, (), FORECAST_DAYS),
        standing=dict(total),
        notes=tuple(sorted(met, key=lambda line: line.recall or 0.0)),
        minutes_by_day={on: ms / 60_000 for on, (_, ms) in by_day.items() if day - HEAT_DAYS < on <= day},
        minutes_total=sum(ms for _, ms in by_day.values()) / 60_000,
        days_studied=len(days),
        streak=row,
        longest_streak=longest,
        reviews_total=sum(answers for answers, _ in by_day.values()),
    )


def _retention(tried: list[Trial], day: int) -> tuple[RetentionLine, ...]:
    lines = []
    for span in SPANS:
        found = retention(trial for trial in tried if trial.day > day - span)
        lines.append(RetentionLine(str(span), found.reviews, found.recalled, found.predicted))
    return tuple(lines)


def memory(context: Context, card: Card) -> CardMemory:
    """Return a card's memory: each review with the interval it led to, and predicted recall over the coming days."""
    scheduler, day = context.scheduler, context.day()
    with context.database.reading() as connection:
        events = context.journal.history(connection, card.id)
    state = CardState(card.id)
    lines = []
    for event in events:
        before, state = state, scheduler.apply_event(state, event)
        if event.kind == Kind.REVIEW and event.rating is not None:
            elapsed = 0 if before.last_day is None else max(event.local_day - before.last_day, 0)
            interval = (state.due_day or event.local_day) - (state.last_day or event.local_day)
            lines.append(
                HistoryLine(
                    event.local_day, event.at, event.rating, event.source.value, event.took_ms, elapsed, interval
                )
            )
    recall = scheduler.retrievability(state, day)
    curve = (
        ()
        if recall is None
        else tuple(scheduler.retrievability(state, day + ahead) or 0.0 for ahead in range(CURVE_DAYS))
    )
    return CardMemory(card, state, recall, tuple(lines), curve, state.is_leech())
