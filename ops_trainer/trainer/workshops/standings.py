"""Whose place a terminal holds in which room, so that a window that was closed is no place lost."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops_trainer import private_files

FILE = "workshop-places.json"
MOST = 20  # rooms remembered, the latest


@dataclass(frozen=True, slots=True)
class Seat:
    """A name in a room, and the token that shows that it is one's own."""

    name: str
    token: str


class Places:
    """A small file in the home, readable by its owner alone. That it can't be read or written is no harm."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE

    def seat(self, room: str, name: str | None) -> Seat | None:
        """The place held in a room (address and PIN): under this name, or under any when none is given."""
        found = self._all().get(room)
        if not isinstance(found, dict):
            return None
        seat = Seat(str(found.get("name", "")), str(found.get("token", "")))
        return seat if seat.token and (name is None or name.strip().casefold() == seat.name.casefold()) else None

    def keep(self, room: str, seat: Seat) -> None:
        """Remember a place."""
        kept = {key: value for key, value in self._all().items() if key != room}
        kept[room] = {"name": seat.name, "token": seat.token}
        latest = dict(list(kept.items())[-MOST:])
        with suppress(OSError):
            private_files.make_folder(self._path.parent)
            private_files.write_whole(self._path, json.dumps(latest, ensure_ascii=False).encode())

    def _all(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        return {}
