"""The statistics of one learner."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ops_trainer.memory.forecast import longest_streak, streak
from ops_trainer.memory.retention import Trial, retention, trials
from ops_trainer.store import history
from ops_trainer.store import mastery_counts as standing
from ops_trainer.store.history import answers_by_day
from ops_trainer.trainer.overview import notes
from ops_trainer.trainer.plan import asked
from ops_trainer.trainer.today import ahead
from ops_trainer.trainer.views import RetentionLine, Standing, Stats

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context

HEAT_DAYS = 371  # 53 weeks
FORECAST_DAYS = 30
SPANS = (7, 30, 365)


def stats(context: Context) -> Stats:
    """Everything on the statistics screen."""
    day = context.day()
    with context.database.reading() as connection:
        by_day = answers_by_day(connection, context.learner)
        counts = standing.counts(connection, context.learner, day, by="deck")
        reviews = history.reviews(connection, context.learner)
    days = set(by_day)
    coming = ahead(context, (), asked(context, (), day), FORECAST_DAYS)
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
        forecast=coming.cards,
        forecast_new=coming.new,
        standing=dict(total),
        notes=tuple(sorted(met, key=lambda line: line.recall or 0.0)),
        minutes_by_day={on: ms / 60_000 for on, (_, ms) in by_day.items() if day - HEAT_DAYS < on <= day},
        minutes_total=sum(ms for _, ms in by_day.values()) / 60_000,
        days_studied=len(days),
        streak=streak(days, day),
        longest_streak=longest_streak(days),
        reviews_total=sum(answers for answers, _ in by_day.values()),
    )


def _retention(tried: list[Trial], day: int) -> tuple[RetentionLine, ...]:
    lines = []
    for span in SPANS:
        found = retention(trial for trial in tried if trial.day > day - span)
        lines.append(RetentionLine(str(span), found.reviews, found.recalled, found.predicted))
    return tuple(lines)
