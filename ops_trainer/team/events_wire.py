"""Journal events as JSON objects on the wire, loss-free but for the learner, who follows from the token."""

from __future__ import annotations

import json
import re
import zlib
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
IMPORT = re.compile(r"import:[A-Za-z0-9._-]{1,64}")
WAY = re.compile(r"(device|lead|import):[^\s\x00-\x1f\x7f]{1,64}")
OF_LEARNER = re.compile(r"-[0-9a-f]{8}$")
MOST_WAYS = 4  # of one event
DEEPEST = 16  # lists and objects within each other in an event: readers of JSON give up somewhere beyond a hundred


class BadEvent(ValueError):
    """Not an event; `key` is a catalogue key for why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def to_wire(event: Event) -> dict[str, Any]:
    """Return an event as plain JSON values; what is empty is left out. Of how it came to this home only an import is
    told, so that it can be taken back on every device: of what teams one is in, and of whose devices, nothing."""
    told = [way for way in (event.via or "").split() if matches(IMPORT, way)]
    return as_json(replace(event, via=told[0] if told else None))


def device_of(journals: str, learner: str) -> str:
    """Return the id by which a device joins a team, of its id in journals: two learners in one home are two devices."""
    return f"{journals}-{zlib.crc32(learner.encode()):08x}"


def in_journals(device: str) -> str:
    """Return the id in journals of a device that joined a team, see `device_of`."""
    return OF_LEARNER.sub("", device) or device


def brought(by: str, raw: Mapping[str, Any]) -> str:
    """Return by which ways an event came to the server: `device:ID` that brought it or `lead:ID`, and the import that
    it tells of."""
    told = raw.get("via")
    return f"{by} {told}" if matches(IMPORT, told) else by


def ways_told(raw: Mapping[str, Any]) -> list[str]:
    """Return by which ways a server tells that an event came to it; a device's own events need no telling."""
    via, own = raw.get("via"), f"device:{raw.get('device')}"
    told = via.split() if isinstance(via, str) else []
    return [way for way in told[:MOST_WAYS] if matches(WAY, way) and way != own]


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
    """Return an event as the text that is stored and sent on, without how it came, which is stored beside it.

    Raises BadEvent when it is too large or too deep, or no text can hold it.
    """
    fields = {key: value for key, value in raw.items() if key not in ("learner", "via")}
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


def passed_on(body: str, via: str) -> str:
    """Return what `packed` gave with the ways by which the event came."""
    return f'{body[:-1]},"via":{json.dumps(via, ensure_ascii=False)}}}' if via else body


def _is_flat(value: object, deepest: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return deepest > 0 and all(_is_flat(one, deepest - 1) for one in inner if isinstance(one, dict | list))
