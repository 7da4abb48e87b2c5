"""The log of what leads did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, insert, select

from ops_trainer.team_server.tables.rows import AuditRow

AUDIT = cast(Table, AuditRow.__table__)  # type: ignore[attr-defined]
LATEST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done: when (UTC ms), by whom (a name), a catalogue key, about which member, with what."""

    at: int
    by: str
    did: str
    about: str | None
    params: dict[str, Any]


def add(connection: Connection, team: int, entry: Entry) -> None:
    """Write an entry, in the transaction of what it is about."""
    params = json.dumps(entry.params, ensure_ascii=False)
    values = {"team": team, "at": entry.at, "by": entry.by, "did": entry.did, "about": entry.about, "params": params}
    connection.execute(insert(AUDIT).values(**values))


def latest(connection: Connection, team: int, about: str | None = None) -> list[Entry]:
    """The latest entries of a team (only those about a member), the newest first."""
    a = AUDIT.c
    found = select(a.at, a.by, a.did, a.about, a.params).where(a.team == team).order_by(a.key.desc()).limit(LATEST)
    rows = connection.execute(found if about is None else found.where(a.about == about))
    return [Entry(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]


def forget(connection: Connection, team: int, about: str) -> None:
    """Delete the entries about a member who leaves."""
    connection.execute(delete(AUDIT).where(AUDIT.c.team == team, AUDIT.c.about == about))
