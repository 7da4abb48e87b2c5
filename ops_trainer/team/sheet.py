"""The team's progress as a table for a spreadsheet (CSV, RFC 4180), no cell of which can run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ops_trainer.locale import Lang
from ops_trainer.team import wire
from ops_trainer.team.calendar import title_of
from ops_trainer.team.course import course_of
from ops_trainer.workshop.sheet import BOM, safe

COLUMNS = (
    "member", "name", "role", "joined", "assignment", "deck", "title", "cards", "introduced", "mastered",
    "ready_today", "ready_on_due_day", "due", "goal", "last_day_of_study", "behind", "status",
)  # fmt: skip


def sheet(progress: wire.Progress, lang: Lang) -> str:
    """A line for each member and each deck of each assignment of theirs."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows(progress, lang):
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _rows(progress: wire.Progress, lang: Lang) -> Iterator[tuple[object, ...]]:
    titles = {deck.id: title_of(deck, lang) for deck in progress.decks}
    for report in progress.members:
        for line in report.lines:
            yield (
                report.member,
                report.name,
                report.role.value,
                report.joined.isoformat(),
                line.assignment,
                line.deck,
                titles.get(line.deck, line.deck),
                line.cards,
                line.introduced,
                line.mastered,
                line.ready,
                "" if line.ready_due is None else line.ready_due,
                "" if line.due is None else line.due.isoformat(),
                line.goal,
                "" if line.last_day is None else line.last_day.isoformat(),
                int(line.behind),
                course_of(line, progress.day).value,
            )
