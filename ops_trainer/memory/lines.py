"""An event as a line of JSON: what journal files hold, and what `journal export` writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ops_trainer.memory.day import TRAVEL, local_day
from ops_trainer.memory.events import CARDLESS, Event, Kind, Rating, Source

KNOWN = frozenset(Kind)
RATINGS = {int(rating): rating for rating in Rating}
ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
DEVICE = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")
CARD = re.compile(r"[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]{0,63}(/[^\s/\x00-\x1f\x7f]{1,160})?")
LATEST = 253_402_300_800_000  # the end of the year 9999
NEEDS_TARGET = frozenset({Kind.UNDO, Kind.REDATE})
FURTHEST = TRAVEL + 1  # days between a local day and that of its moment: a flight, and the hour a day begins at


def as_json(event: Event) -> dict[str, Any]:
    """Return an event as plain JSON values, the learner left out; what is empty is left out too."""
    found: dict[str, Any] = {
        "id": event.id, "device": event.device, "kind": event.kind.value, "card": event.card, "at": event.at,
        "utc_offset": event.utc_offset, "local_day": event.local_day, "source": event.source.value,
    }  # fmt: skip
    if event.rating is not None:
        found["rating"] = int(event.rating)
    if event.took_ms is not None:
        found["took_ms"] = event.took_ms
    if event.undoes is not None:
        found["undoes"] = event.undoes
    if event.data is not None:
        found["data"] = dict(event.data)
    if event.via is not None:
        found["via"] = event.via
    return found


def line_of(event: Event) -> str:
    """Return an event as one line of JSON, without its line break."""
    return json.dumps(as_json(event), ensure_ascii=False, separators=(",", ":"))


def event_of_line(line: str, learner: str) -> Event:
    """Return the event that a line of a learner's own journal holds. Raises ValueError when it holds none.

    Kinds and sources of a later version are kept as they are.
    """
    try:
        raw = json.loads(line)
    except RecursionError:
        raise ValueError(line[:40]) from None
    if not isinstance(raw, dict):
        raise ValueError(line[:40])
    return event_of_json(raw, learner)


def event_of_json(raw: Mapping[str, Any], learner: str) -> Event:
    """Return the event that JSON values of a learner's own journal tell. Raises ValueError when they tell none."""
    kind, source, card = Kind(_text(raw, "kind")), Source(raw.get("source", Source.STUDY.value)), raw.get("card")
    rating, data, via, undoes = raw.get("rating"), raw.get("data"), raw.get("via"), raw.get("undoes")
    at, offset, day = _whole(raw, "at", 0, LATEST), _whole(raw, "utc_offset", -1080, 1080), raw.get("local_day")
    took = None if raw.get("took_ms") is None else _whole(raw, "took_ms", 0, LATEST)
    # An event of no card is a setting, a void, what takes one back, or of a later version.
    free = card == "" and (kind in (*CARDLESS, Kind.UNDO) or kind not in KNOWN)
    whole = (
        (free or (matches(CARD, card) and kind not in CARDLESS))
        and matches(ID, raw.get("id"))
        and matches(DEVICE, raw.get("device"))
        and type(day) is int
        and abs(day - local_day(at, offset)) <= FURTHEST
        and (rating is None or (type(rating) is int and rating in RATINGS))
        and not (kind is Kind.REVIEW and rating is None)
        and (data is None or isinstance(data, dict))
        and (via is None or isinstance(via, str))
        and (kind not in NEEDS_TARGET if undoes is None else matches(ID, undoes))
        and (kind is not Kind.CREDIT or is_number((data or {}).get("stability", 14.0)))
    )
    if not whole:
        raise ValueError(raw.get("id"))
    return Event(
        raw["id"], learner, raw["device"], kind, raw["card"], at, offset, raw["local_day"],
        None if rating is None else RATINGS[rating], took, source, undoes, data, via,
    )  # fmt: skip


def matches(pattern: re.Pattern[str], value: object) -> bool:
    """Return whether a value is a text of a pattern."""
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def is_number(value: object) -> bool:
    """Return whether a value can be read as a number."""
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str):
        raise ValueError(key)
    return value


def _whole(raw: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = raw.get(key)
    if type(value) is not int or not least <= value <= most:
        raise ValueError(key)
    return value
