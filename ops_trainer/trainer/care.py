"""Looking after a home: taking the journal out and in, backups, finding and mending faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ops_trainer import private_files
from ops_trainer.content.encodings import decoded
from ops_trainer.locale import Complaint, Lang, say
from ops_trainer.memory.clocks import SLACK_MS, right_times, too_early
from ops_trainer.memory.day import DAY_MS, date_of, day_of, local_day, stamp, steady_day
from ops_trainer.memory.events import Event, Kind
from ops_trainer.memory.journal import in_force, ways
from ops_trainer.memory.lines import as_json, event_of_line
from ops_trainer.store import decks as deck_rows
from ops_trainer.store import history, journal, learners, shared_folder
from ops_trainer.store.backup import BACKUPS, save
from ops_trainer.store.database import FILE, Database, unused
from ops_trainer.store.journal import SqlJournal
from ops_trainer.store.restoring import restore as restore_store
from ops_trainer.store.union import Healed, accept_losses, lacking, read_copy, unite
from ops_trainer.trainer.context import scheduler_of, twins_of
from ops_trainer.trainer.settings import Settings

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ops_trainer.trainer.context import Context

Level = Literal["fine", "note", "fault"]
SQLITE = b"SQLite format 3\0"  # how a store's file begins
RELEASED = date(2026, 11, 1)  # no right clock stands before the program itself
RELEASED_MS = day_of(RELEASED) * DAY_MS


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the doctor found; a fault makes `doctor` end with status 1 unless it was put right."""

    key: str
    level: Level = "fault"
    params: dict[str, object] = field(default_factory=dict)
    repaired: bool = False

    def in_lang(self, lang: Lang) -> str:
        """Return the line in a language."""
        return say(self.key, lang, **self.params)


def export_journal(context: Context) -> Iterator[dict[str, object]]:
    """Yield the learner's journal as plain JSON objects, in the order in which it came."""
    with context.database.reading() as connection:
        for _, event in context.journal.events(connection):
            yield {**as_json(event), "learner": event.learner}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: how many events were new; the way by which those of other devices came, "" without any.

    `void` counts the events of the files that are out of force, by the way that is.
    """

    events: int
    via: str
    void: dict[str, int]


def import_journal(context: Context, sources: Iterable[Path | Iterable[str]]) -> Imported:
    """Merge files and lines into the learner's journal, all of them or nothing.

    Raises Complaint for a file that can't be read, a line that is no event, a store of several people none of whom has
    the learner's id or name.
    """
    via = f"import:{context.clock():%Y%m%d-%H%M%S}"
    events = {
        event.id: event if event.via is not None or event.device == context.device else replace(event, via=via)
        for source in sources
        for event in _events_in(context, source)
    }
    with context.database.writing() as connection:
        added = context.journal.add_in(connection, events.values())
        rows = connection.execute("SELECT id, via, device, at FROM event WHERE learner = ?", (context.learner,))
        there = [row[1:] for row in rows if row[0] in events]
        void = {
            one.via: sum(one.via in ways(came, device) and at >= one.since for came, device, at in there)
            for one in context.journal.voids(connection)
        }
    context.catch_up()
    marked = any(came == via for came, _, _ in there)
    return Imported(added, via if marked else "", {way: n for way, n in void.items() if n})


def _events_in(context: Context, source: Path | Iterable[str]) -> Iterator[Event]:
    if not isinstance(source, Path):
        yield from _events_of(context, source, "-")
        return
    try:
        data = source.read_bytes()
    except OSError as error:
        raise Complaint("trainer.cannot_read", path=str(source), error=error.strerror or str(error)) from None
    if data.startswith(SQLITE):
        yield from _events_of_store(context, source)
    else:
        yield from _events_of(context, decoded(data).splitlines(), source.name)


def _events_of(context: Context, lines: Iterable[str], file: str) -> Iterator[Event]:
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff")
        if not text:
            continue
        try:
            yield event_of_line(text, context.learner)
        except ValueError:
            raise Complaint("trainer.bad_event", line=number, file=file) from None


def _events_of_store(context: Context, path: Path) -> Iterator[Event]:
    """Yield the events of one person's in a store: the learner by id, else by name, else the only one there is."""
    copy = read_copy(path)
    names = [name for name, events in copy.events.items() if events]
    wanted = [name for name in names if copy.ids.get(name) == context.learner_id]
    wanted = wanted or [name for name in names if name == context.learner] or names
    if len(wanted) > 1:
        raise Complaint("trainer.import_who", file=path.name, known=", ".join(names))
    for name in wanted:
        for event in copy.events[name]:
            yield replace(event, learner=context.learner)


@dataclass(frozen=True, slots=True)
class Origin:
    """One way by which events came into a journal: `team:ID`, `import:ID`, `device:ID` that wrote or brought them,
    `lead:ID` who put them into a team's server. An event that came by several counts for each.

    `latest` is the local day of the latest; `void` whether what came this way is out of force.
    """

    via: str
    events: int
    answers: int
    latest: int
    void: bool


def origins(context: Context) -> list[Origin]:
    """Return the ways by which the learner's events came, the fullest first."""
    with context.database.reading() as connection:
        voided = {one.via for one in context.journal.voids(connection)}
        found = _by_way(connection, context.learner)
    origins = [Origin(way, *counts, way in voided) for way, counts in found.items()]
    return sorted(origins, key=lambda one: (-one.events, one.via))


def _by_way(connection: Connection, learner: str, since: int = 0) -> dict[str, tuple[int, int, int]]:
    """Return, for each way, how many events of cards came by it from a moment (UTC in milliseconds) on, how many of
    them are answers, and the latest local day."""
    found: dict[str, tuple[int, int, int]] = {}
    rows = connection.execute(
        "SELECT via, device, count(*), sum(kind IN ('review', 'answer')), max(local_day) FROM event"
        " WHERE learner = ? AND card <> '' AND at >= ? GROUP BY via, device",
        (learner, since),
    )
    for via, device, events, answers, latest in rows:
        for way in ways(via, device):
            before = found.get(way, (0, 0, latest))
            found[way] = (before[0] + events, before[1] + answers, max(before[2], latest))
    return found


def void(context: Context, via: str, since: int = 0) -> int:
    """Take what came one way out of force, from a moment (UTC in milliseconds) on; return how many answers that are.

    `lift` brings it back. Raises Complaint when nothing came that way.
    """
    _check_origin(context, via)
    context.journal.append_events([context.new_event(Kind.VOID, "", data={"via": via, "since": since})])
    context.catch_up()
    with context.database.reading() as connection:
        return _by_way(connection, context.learner, since).get(via, (0, 0, 0))[1]


def lift(context: Context, via: str) -> None:
    """Put what came one way into force again. Raises Complaint when nothing came that way."""
    _check_origin(context, via)
    with context.database.reading() as connection:
        events = in_force(journal.cardless(connection, context.learner))
    voids = [event for event in events if event.kind is Kind.VOID and (event.data or {}).get("via") == via]
    context.journal.append_events([context.new_event(Kind.UNDO, "", undoes=event.id) for event in voids])
    context.catch_up()


def _check_origin(context: Context, via: str) -> None:
    known = [origin.via for origin in origins(context)]
    if via not in known:
        raise Complaint("trainer.no_origin", via=via, known=", ".join(known))


def backup(context: Context, path: Path | None) -> Path:
    """Copy the store whole; return where the copy is."""
    why = context.only_looking
    if why is not None and path is None:
        raise why
    if path is None:
        now = context.clock()
        path = unused(context.home / BACKUPS / f"trainer-{now:%Y-%m-%d-%H%M%S}.db")
    return save(context.database, path)


def restore(home: Path, source: Path, now: datetime, *, replace: bool) -> Path | None:
    """Bring a backup back into a home, after checking it; return where the store before it is kept, None without one.

    Card memory follows from the journal, so that a program that has the home open shows what is true now.
    """
    before = restore_store(home, source, now, replace=replace)
    database = Database.open(home / FILE)
    try:
        with database.reading() as connection:
            names = learners.learners(connection)
            settings = {name: Settings.stored(learners.settings(connection, name)) for name in names}
        for name, found in settings.items():
            SqlJournal(database, name, scheduler_of(tuple(found.parameters), found.retention)).replay()
    finally:
        database.close()
    return before


def said_of(healed: Healed) -> list[Complaint]:
    """Return what a person should know of what an opening brought back, and of what it could not."""
    told = []
    if healed.set_aside is not None:
        told.append(Complaint("trainer.set_aside", path=str(healed.set_aside)))
    if healed.events:
        n, sources = healed.answers or healed.events, ", ".join(healed.sources[:3])
        told.append(Complaint("trainer.healed", n=n, files=sources))
    if healed.lacking:
        told.append(Complaint("trainer.lacking", n=healed.lacking))
    return told


def twins(context: Context) -> list[str]:
    """Return the other learners whose names differ from this one's in case, width and spaces alone."""
    with context.database.reading() as connection:
        return twins_of(context.learner, learners.learners(connection))


def merge_learner(context: Context, name: str) -> None:
    """Make a twin and this learner the same person. Raises Complaint for who is none."""
    if name not in (known := twins(context)):
        raise Complaint("trainer.no_twin", name=name, learner=context.learner, known=", ".join(known) or "-")
    shared_folder.merge(context.database, context.home, name, context.learner)
    context.forget()
    context.journal.replay()


def doctor(context: Context, *, repair: bool, by_arrival: bool = False) -> list[Finding]:
    """Return what is wrong with a home; with `repair`, what can be put right is. For `by_arrival` see `too_early`."""
    if context.only_looking is not None:
        if repair:
            raise context.only_looking
        why = Finding("doctor.only_looking", params={"why": context.only_looking})
        clock = _clock(context, repair=False, by_arrival=by_arrival)
        return [why, *_file(context), *clock, *_cache(context, repair=False), *_decks(context)]
    found = [*_file(context), *_clock(context, repair, by_arrival), *_cache(context, repair), *_decks(context)]
    healed = unite(context.database, context.home)
    if healed.events:
        context.journal.replay()
        context.forget()
    healed.lacking = 0
    told = replace(context.healed, lacking=lacking(context.database, context.home))
    for said in (*said_of(healed), *said_of(told)):
        lost = said.key == "trainer.lacking"
        if lost and repair:
            accept_losses(context.database, context.home)
        found.append(Finding(said.key, "fault" if lost else "note", said.params, repaired=lost and repair))
    found += _modes(context)
    found += [Finding("trainer.twin", "note", {"twin": name, "learner": context.learner}) for name in twins(context)]
    if context.no_backup is not None:
        found.append(Finding("doctor.no_backup", params={"why": context.no_backup}))
    if context.no_journal is not None:
        found.append(Finding("doctor.no_journal", params={"why": context.no_journal}))
    return found or [Finding("doctor.fine", "fine", {"home": str(context.home)})]


def _modes(context: Context) -> list[Finding]:
    """Return what in the home others can read, after closing what can be closed."""
    private_files.mend_home(context.home)
    left = private_files.open_to_others(context.home)
    return [Finding("doctor.not_private", "note", {"n": len(left), "file": left[0].name})] if left else []


def _file(context: Context) -> list[Finding]:
    with context.database.reading() as connection:
        broken = journal.integrity(connection)
    return [Finding("doctor.broken_file", params={"what": line, "file": FILE}) for line in broken[:5]]


def _clock(context: Context, repair: bool, by_arrival: bool) -> list[Finding]:
    """Return events from days yet to come, which a repair brings back, and events that came in with an earlier time."""
    at, offset, _ = context.now()
    if local_day(at, offset) < day_of(RELEASED):
        # With a clock that is certainly wrong no event can be called wrong.
        return [Finding("doctor.clock_wrong", params={"today": date_of(local_day(at, offset)).isoformat()})]
    with context.database.reading() as connection:
        arrived = [event for _, event in context.journal.events(connection)]
        voided = context.journal.voids(connection)
    counting = in_force(arrived, voided)
    ahead = [event for event in counting if event.at > at + SLACK_MS]
    found = []
    if ahead:
        if repair:
            context.journal.append_events(_redates(context, arrived, ahead, at))
            context.forget()
        latest = date_of(max(event.local_day for event in ahead)).isoformat()
        found.append(Finding("doctor.clock_ahead", params={"n": len(ahead), "latest": latest}, repaired=repair))
    if early := wrongly_dated(context, by_arrival=by_arrival):
        if repair:
            redate(context, by_arrival=by_arrival)
        earliest = date_of(min(event.local_day for event in early)).isoformat()
        found.append(Finding("doctor.clock_behind", params={"n": len(early), "earliest": earliest}, repaired=repair))
    return found


def clock_is_wrong(context: Context) -> bool:
    """Return whether the clock of now stands before the program itself: then no date can be called wrong."""
    at, offset, _ = context.now()
    return local_day(at, offset) < day_of(RELEASED)


def compare_clock(context: Context, server: datetime | None) -> None:
    """Keep what a server's time tells of this computer's clock: a day or more apart, one of the two is wrong."""
    if server is None or server.tzinfo is None:
        return
    at, _ = stamp(context.clock())
    there, _ = stamp(server)
    off = abs(there - at) >= DAY_MS
    told = {"n": abs(there - at) // DAY_MS, "server": server.astimezone(UTC).date().isoformat()}
    context.clock_off = Complaint("trainer.clock_off_by", **told) if off else None


def wrongly_dated(context: Context, *, by_arrival: bool = False) -> list[Event]:
    """Return the events that a wrong clock dated too early and that were not mended, in the order they arrived.

    Cheap where there are none: what was looked at once is not looked at again. For `by_arrival` see `too_early`.
    """
    at, _, _ = context.now()
    if clock_is_wrong(context) or not (by_arrival or _may_be_early(context)):
        return []
    with context.database.reading() as connection:
        arrived = [event for _, event in context.journal.events(connection)]
        voided = context.journal.voids(connection)
    times = {event.id: event.at for event in in_force(arrived, voided)}
    return too_early(arrived, times, RELEASED_MS, at, by_arrival=by_arrival)


def _may_be_early(context: Context) -> bool:
    """Return whether any event was dated too early when it was written, mended or not."""
    with context.database.reading() as connection:
        arrived = journal.last_arrived(connection)
        if context.dates_seen is None or context.dates_seen[0] != arrived:
            early = history.any_too_early(connection, context.learner, RELEASED_MS - SLACK_MS)
            context.dates_seen = arrived, early
    return context.dates_seen[1]


def redate(context: Context, *, by_arrival: bool = False) -> list[Event]:
    """Put events that a wrong clock dated too early on the days on which they happened, as near as can be told.

    Returns the events that do so, which `undo_events` takes back. Does nothing while the clock is wrong.
    """
    early = {event.id: event for event in wrongly_dated(context, by_arrival=by_arrival)}
    if not early:
        return []
    at, _, _ = context.now()
    with context.database.reading() as connection:
        arrived = [event for _, event in context.journal.events(connection)]
        voided = context.journal.voids(connection)
    counting = {event.id: event for event in in_force(arrived, voided)}
    right = right_times(arrived, {id_: event.at for id_, event in counting.items()}, early, RELEASED_MS, at)
    rollover = context.settings.rollover
    redates, latest = [], None
    for event in arrived:
        if event.id in right:
            then = right[event.id]
            day = steady_day(local_day(then, event.utc_offset, rollover), latest)
            made = replace(context.new_event(Kind.REDATE, event.card, undoes=event.id), at=then, local_day=day)
            redates.append(replace(made, utc_offset=event.utc_offset))
        elif event.id in counting and event.device == context.device and event.at <= at:
            day = counting[event.id].local_day
        else:
            continue
        latest = day if latest is None else max(day, latest)
    context.journal.append_events(redates)
    context.forget()
    return redates


def redates(context: Context) -> list[Event]:
    """Return the events by which a wrong clock was made up for and that were not taken back."""
    with context.database.reading() as connection:
        arrived = [event for _, event in context.journal.events(connection)]
    taken_back = {event.undoes for event in arrived if event.kind is Kind.UNDO}
    return [event for event in arrived if event.kind is Kind.REDATE and event.id not in taken_back]


def _redates(context: Context, arrived: Sequence[Event], ahead: Sequence[Event], at: int) -> list[Event]:
    """Return events that bring those of a clock that ran ahead back by whole days, the latest of them to today.

    So their days stay as far apart as they were; none comes before what the same device wrote before the clock was
    wrong.
    """
    back = -(-(max(event.at for event in ahead) - at) // DAY_MS) * DAY_MS
    wrong = {event.id for event in ahead}
    first: dict[str, int] = {}  # by device: the latest right time before its clock was wrong
    known: dict[str, int] = {}
    for event in arrived:
        if event.id in wrong:
            first.setdefault(event.device, known.get(event.device, 0))
        else:
            known[event.device] = max(known.get(event.device, 0), event.at)
    rollover = context.settings.rollover
    redates = []
    for event in ahead:
        then = max(event.at - back, first[event.device])
        redate = context.new_event(Kind.REDATE, event.card, undoes=event.id)
        redates.append(
            replace(redate, at=then, utc_offset=event.utc_offset, local_day=local_day(then, event.utc_offset, rollover))
        )
    return redates


def _cache(context: Context, repair: bool) -> list[Finding]:
    """Return whether card memory is not what the journal says; a repair replays it."""
    with context.database.reading() as connection:
        wrong = journal.differing_states(connection, context.journal)
    if not wrong:
        return []
    if repair:
        context.journal.replay()
    return [Finding("doctor.cache", params={"n": len(wrong)}, repaired=repair)]


def _decks(context: Context) -> list[Finding]:
    """Return deck files left out, and memories of cards that no deck holds now."""
    with context.database.reading() as connection:
        files = deck_rows.problems(connection)
        orphans = journal.cards_without_deck(connection, context.learner)
    found = [Finding("doctor.deck", "note", {"file": Path(path).name, "n": len(problems)}) for path, problems in files]
    if orphans:
        found.append(Finding("doctor.orphans", "note", {"n": orphans}))
    return found
