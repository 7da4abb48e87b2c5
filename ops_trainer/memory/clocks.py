"""Events that a wrong clock dated too early, and when they happened as near as can be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ops_trainer.memory.day import DAY_MS
from ops_trainer.memory.events import CARDLESS, Event, Kind, Source

SLACK_MS = 36 * 3_600_000  # a clock may be off by its time zone before it counts as wrong
# The key, in an event's data, of the id of an event that its device had written before and that is dated well after it.
# Only who writes an event knows this: in what order events arrive in a store says little once backups were united.
AFTER = "after"
UNDATED = frozenset({Kind.UNDO, Kind.REDATE, *CARDLESS})  # when these happened moves no card


def imported(event: Event) -> bool:
    """Return whether an event came from another program or journal, with whatever dates it had."""
    return event.source is Source.IMPORT or any(way.startswith("import:") for way in (event.via or "").split())


def too_early(
    arrived: Iterable[Event], times: Mapping[str, int], released: int, now: int, *, by_arrival: bool = False
) -> list[Event]:
    """Return the events dated before the release, or well before one that the same device had written, which they name
    (see `AFTER`).

    `times` are those of the events that count, mended ones as they were mended; `released` and `now` are moments. All
    are UTC in milliseconds. What is dated well after now is for others to judge.

    With `by_arrival` what a device wrote is taken to have arrived in that order, which tells the events of programs
    that name none, and is wrong of stores that were put together from backups.
    """
    found = []
    latest: dict[str, int] = {}  # by device
    for event in arrived:
        at = times.get(event.id)
        if at is None or at > now + SLACK_MS or event.kind in UNDATED or imported(event):
            continue
        before = times.get(str((event.data or {}).get(AFTER)), 0)
        if by_arrival and event.via is None:
            before = max(before, latest.get(event.device, 0))
            latest[event.device] = max(at, before)
        if at < released - SLACK_MS or at + SLACK_MS < before <= now + SLACK_MS:
            found.append(event)
    return found


def right_times(
    arrived: Sequence[Event], times: Mapping[str, int], wrong: Iterable[str], released: int, now: int
) -> dict[str, int]:
    """Return when events that were dated too early happened, by id.

    What one clock wrote keeps its distances: it is moved by whole days, as late as it can be before what the same
    device wrote next with a right clock (or now), and never before what it had written.
    """
    wrong = set(wrong)
    by_device: dict[str, list[Event]] = {}
    for event in arrived:
        if event.id in times and event.kind not in UNDATED and not imported(event) and times[event.id] <= now:
            by_device.setdefault(event.device, []).append(event)
    found: dict[str, int] = {}
    for events in by_device.values():
        before: list[int] = []  # for each, the latest right time of those written earlier
        latest = released - SLACK_MS
        for event in events:
            before.append(latest)
            if event.id not in wrong:
                latest = max(latest, times[event.id])
        then, shift = now, 0
        for event, least in zip(reversed(events), reversed(before), strict=True):
            at = times[event.id]
            if event.id not in wrong:
                then, shift = min(at, then), 0
                continue
            if not shift or not least <= at + shift <= then:  # another clock, or the first of this one
                shift = max((then - at) // DAY_MS, 0) * DAY_MS
            then = found[event.id] = max(at + shift, least)
    return found
