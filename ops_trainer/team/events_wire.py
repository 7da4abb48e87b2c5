"""Journal events as JSON objects on the wire, loss-free but for the learner, who follows from the token."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ops_trainer.memory.day import local_day
from ops_trainer.memory.events import Event, Kind, Source
from ops_trainer.memory.lines import CARD, DEVICE, ID, LATEST, NEEDS_TARGET, RATINGS, as_json, is_number, matches
from ops_trainer.team import limits

KINDS = {kind.value: kind for kind in Kind if kind is not Kind.VOID}  # a void stays with the learner
SOURCES = {source.value: source for source in Source}
SETTING = re.compile(r"[a-z_]{1,64}")
DEEPEST = 16  # lists and objects within each other in an event: readers of JSON give up somewhere beyond a hundred


class BadEvent(ValueError):
    """Not an event; `key` is a catalogue key for why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def to_wire(event: Event) -> dict[str, Any]:
    """Return an event as plain JSON values; what is empty is left out, and how it came to this home is nobody's."""
    return as_json(replace(event, via=None))


def is_newer(raw: Mapping[str, Any]) -> bool:
    """Return whether an event is of a kind, or from a source, that only a newer version of the program knows."""
    kind, source = raw.get("kind"), raw.get("source", "study")
    return isinstance(kind, str) and isinstance(source, str) and (kind not in KINDS or source not in SOURCES)


def from_wire(raw: Mapping[str, Any], learner: str) -> Event:
    """Return the event of a learner. Raises BadEvent when it can't be one; see `is_newer` for unknown kinds."""
    check_frame(raw)
    kind, source = KINDS.get(raw["kind"]), SOURCES.get(raw.get("source", "study"))
    rating, data = raw.get("rating"), raw.get("data")
    if kind is None or source is None or not (rating is None or (type(rating) is int and rating in RATINGS)):
        raise BadEvent("team.event_odd")
    if not (data is None or isinstance(data, dict)) or (kind is Kind.REVIEW and rating is None):
        raise BadEvent("team.event_odd")
    if kind is Kind.SETTING and not matches(SETTING, (data or {}).get("name")):
        raise BadEvent("team.event_odd")
    if kind in NEEDS_TARGET and raw.get("undoes") is None:
        raise BadEvent("team.event_odd")
    if kind is Kind.CREDIT and not is_number((data or {}).get("stability", 14.0)):
        raise BadEvent("team.event_odd")
    return Event(
        raw["id"], learner, raw["device"], kind, raw["card"], raw["at"], raw["utc_offset"], raw["local_day"],
        None if rating is None else RATINGS[rating], raw.get("took_ms"), source, raw.get("undoes"), data,
    )  # fmt: skip


def check_frame(raw: Mapping[str, Any]) -> None:
    """Check what every event has, of whatever kind. Raises BadEvent.

    The local day must be that of the moment, give or take the hour at which a learner's day begins and a flight.
    """
    at, offset, day, undoes = raw.get("at"), raw.get("utc_offset"), raw.get("local_day"), raw.get("undoes")
    took = raw.get("took_ms")
    if not (matches(ID, raw.get("id")) and matches(DEVICE, raw.get("device"))):
        raise BadEvent("team.event_odd")
    if not (raw.get("card") == "" if raw.get("kind") == Kind.SETTING else matches(CARD, raw.get("card"))):
        raise BadEvent("team.event_odd")
    if not isinstance(raw.get("kind"), str) or not (undoes is None or matches(ID, undoes)):
        raise BadEvent("team.event_odd")
    if type(at) is not int or type(offset) is not int or type(day) is not int:
        raise BadEvent("team.event_odd")
    if not (took is None or (type(took) is int and 0 <= took < LATEST)):
        raise BadEvent("team.event_odd")
    if not 0 <= at < LATEST or not -1080 <= offset <= 1080:
        raise BadEvent("team.event_day")
    if abs(day - local_day(at, offset)) > 1:
        raise BadEvent("team.event_day")


def packed(raw: Mapping[str, Any]) -> str:
    """Return an event as the text that is stored and sent on.

    Raises BadEvent when it is too large or too deep, or no text can hold it.
    """
    fields = {key: value for key, value in raw.items() if key != "learner"}
    if not _is_flat(fields, DEEPEST):
        raise BadEvent("team.event_odd")
    try:
        text = json.dumps(fields, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
        size = len(text.encode())  # half a character can't be stored
    except (ValueError, TypeError, RecursionError):
        raise BadEvent("team.event_odd") from None
    if size > limits.EVENT_BYTES:
        raise BadEvent("team.event_large")
    return text


def _is_flat(value: object, deepest: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return deepest > 0 and all(_is_flat(one, deepest - 1) for one in inner if isinstance(one, dict | list))
