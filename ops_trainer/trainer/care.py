"""Looking after a home: taking the journal out and in, backups, finding and mending faults."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ops_trainer.locale import Complaint, Lang, say
from ops_trainer.memory.day import date_of, local_day
from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import in_force
from ops_trainer.store import checks
from ops_trainer.store import decks as deck_rows
from ops_trainer.store.backup import check, copy_of
from ops_trainer.store.backup import restore as restore_store
from ops_trainer.store.database import FILE
from ops_trainer.store.rows import event_from_json, event_json

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context

Level = Literal["fine", "note", "fault"]
CLOCK_SLACK_MS = 36 * 3_600_000  # a clock may be off by its time zone before it counts as wrong


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the doctor found; a fault makes `doctor` end with status 1 unless it was put right."""

    key: str
    level: Level = "fault"
    params: dict[str, object] = field(default_factory=dict)
    repaired: bool = False

    def in_lang(self, lang: Lang) -> str:
        """The line in a language."""
        return say(self.key, lang, **self.params)


def export_journal(context: Context) -> Iterator[dict[str, object]]:
    """The learner's journal as plain JSON objects."""
    with context.database.reading() as connection:
        for _, event in context.journal.events(connection):
            yield event_json(event)


def import_journal(context: Context, lines: Iterable[str]) -> int:
    """Merge exported lines into the learner's journal; all of them or none."""
    events: list[Event] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            events.append(replace(event_from_json(json.loads(line)), learner=context.learner))
        except (ValueError, KeyError, TypeError):
            raise Complaint("trainer.bad_event", line=number) from None
    with context.database.reading() as connection:
        before = checks.count_events(connection, context.learner)
    context.journal.append(events)
    context.forget()
    with context.database.reading() as connection:
        return checks.count_events(connection, context.learner) - before


def backup(context: Context, path: Path | None) -> Path:
    """A whole copy of the store."""
    if path is None:
        now = context.clock()
        path = context.home / "backups" / f"trainer-{now:%Y-%m-%d-%H%M%S}.db"
    return copy_of(context.database.path, path)


def restore(home: Path, source: Path) -> Path:
    """Replace a home's store by a backup, after checking it; where the old one is kept."""
    return restore_store(home, source)


def check_backup(path: Path) -> None:
    """Whether a backup can be restored. Raises Complaint when it can't."""
    check(path)


def doctor(context: Context, *, repair: bool) -> list[Finding]:
    """What is wrong with a home, and with `repair` what was put right."""
    found = [*_file(context), *_clock(context, repair), *_cache(context, repair), *_decks(context)]
    return found or [Finding("doctor.fine", "fine", {"home": str(context.home)})]


def _file(context: Context) -> list[Finding]:
    with context.database.reading() as connection:
        broken = checks.integrity(connection)
    return [Finding("doctor.broken_file", params={"what": line, "file": FILE}) for line in broken[:5]]


def _clock(context: Context, repair: bool) -> list[Finding]:
    """Events from days yet to come; mended ones happen now."""
    at, offset, _ = context.now()
    today = local_day(at, offset, int(context.settings.rollover))
    with context.database.reading() as connection:
        ahead = [
            event
            for event in in_force(event for _, event in context.journal.events(connection))
            if event.at > at + CLOCK_SLACK_MS
        ]
    if not ahead:
        return []
    if repair:
        redates = [replace(context.event(Kind.REDATE, event.card, undoes=event.id), local_day=today) for event in ahead]
        context.journal.append(redates)
        context.forget()
    latest = date_of(max(event.local_day for event in ahead))
    return [Finding("doctor.clock_ahead", params={"n": len(ahead), "latest": latest.isoformat()}, repaired=repair)]


def _cache(context: Context, repair: bool) -> list[Finding]:
    """Card memory must be what the journal says."""
    with context.database.reading() as connection:
        wrong = checks.differing_states(connection, context.journal)
    if not wrong:
        return []
    if repair:
        context.journal.replay()
    return [Finding("doctor.cache", params={"n": len(wrong)}, repaired=repair)]


def _decks(context: Context) -> list[Finding]:
    """Deck files left out, and memories of cards that no deck holds now."""
    with context.database.reading() as connection:
        files = deck_rows.problems(connection)
        orphans = checks.cards_without_deck(connection, context.learner)
    found = [Finding("doctor.deck", "note", {"file": Path(path).name, "n": len(problems)}) for path, problems in files]
    if orphans:
        found.append(Finding("doctor.orphans", "note", {"n": orphans}))
    return found
