"""The journal: a set of events, merged by union, read in one order whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ops_trainer.memory.events import Event, Kind


def sort_key(event: Event) -> str:
    """Return the place of an event in its card's history: by time, then by id, so that every device agrees."""
    return place(event.at, event.id)


def place(at: int, id_: str) -> str:
    """Return the place of an event of a time (UTC in milliseconds) and an id in its card's history."""
    return f"{at:015d} {id_}"


@dataclass(frozen=True, slots=True)
class Void:
    """Takes out of force what came by one way, from a moment (UTC in milliseconds) on.

    `via` is one of the events' ways (`team:ID`, `import:ID`), or `device:ID` for all that a device wrote or brought.
    """

    via: str
    since: int = 0

    def holds(self, event: Event) -> bool:
        """Return whether it takes an event out of force; a void, and what takes one back, always count."""
        if event.at < self.since or event.kind is Kind.VOID or (event.kind is Kind.UNDO and not event.card):
            return False
        return self.via in ways(event.via, event.device)


def ways(via: str | None, device: str) -> list[str]:
    """Return the ways by any of which an event, with its `via` and the device that wrote it, can be taken out of
    force."""
    return [*dict.fromkeys([*(via or "").split(), f"device:{device}"])]


def voids(events: Iterable[Event]) -> list[Void]:
    """Return the voids among events that were not taken back, one for each way, the earliest since."""
    found: dict[str, int] = {}
    for event in in_force(event for event in events if not event.card):
        data = event.data or {}
        via, since = data.get("via"), data.get("since", 0)
        if event.kind is Kind.VOID and isinstance(via, str) and isinstance(since, int):
            found[via] = min(since, found.get(via, since))
    return [Void(via, since) for via, since in sorted(found.items())]


def settings_of(events: Iterable[Event], out_of_force: Sequence[Void] = ()) -> dict[str, object]:
    """Return the settings that events tell: the latest value of each name."""
    found: dict[str, object] = {}
    for event in in_force((event for event in events if not event.card), out_of_force):
        name = (event.data or {}).get("name")
        if event.kind is Kind.SETTING and isinstance(name, str):
            found[name] = (event.data or {}).get("value")
    return found


def merged(*journals: Iterable[Event]) -> list[Event]:
    """Return the union of journals by event id, in reading order."""
    by_id = {event.id: event for journal in journals for event in journal}
    return sorted(by_id.values(), key=sort_key)


def in_force(events: Iterable[Event], out_of_force: Sequence[Void] = ()) -> list[Event]:
    """Return the events that still count, in reading order: those that a void holds, undone ones and the undos
    themselves left out, redated ones on their mended day.

    An undo may itself be undone. Undos that name each other in a circle can't be written by this program; should
    they arrive all the same, none of them counts.
    """
    if out_of_force:
        events = [event for event in events if not any(void.holds(event) for void in out_of_force)]
    ordered = sorted(events, key=sort_key)
    against: dict[str, list[str]] = {}
    known = {event.id for event in ordered}
    for event in ordered:
        if event.kind == Kind.UNDO and event.undoes in known:
            against.setdefault(event.undoes, []).append(event.id)
    if not against and not any(event.kind == Kind.REDATE for event in ordered):
        return [event for event in ordered if event.kind != Kind.UNDO]
    stands: dict[str, bool] = {}
    for start in against:
        _settle(start, against, stands)
    mended = {event.undoes: event for event in ordered if event.kind == Kind.REDATE and stands.get(event.id, True)}
    return sorted(
        (
            _redated(event, mended[event.id]) if event.id in mended else event
            for event in ordered
            if stands.get(event.id, True) and event.kind not in (Kind.UNDO, Kind.REDATE)
        ),
        key=sort_key,
    )


def _redated(event: Event, redate: Event) -> Event:
    """Return an event on the day, and in the place of the order, that the mending of its clock gave it."""
    return replace(event, at=redate.at, local_day=redate.local_day)


def _settle(start: str, against: dict[str, list[str]], stands: dict[str, bool]) -> None:
    """Decide whether an event stands: it does when none of the undos against it stands. Depth without recursion."""
    path, on_path = [start], {start}
    while path:
        event = path[-1]
        open_undos = [undo for undo in against.get(event, ()) if undo not in stands and undo not in on_path]
        if open_undos:
            path.append(open_undos[0])
            on_path.add(open_undos[0])
            continue
        stands[event] = not any(stands.get(undo, False) for undo in against.get(event, ()))
        on_path.discard(path.pop())
