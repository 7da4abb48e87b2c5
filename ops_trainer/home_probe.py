"""What can be known of a home before the store is loaded: where it is, its language, its decks.

Loading the store takes over half a second; a help page, a line of completion and the first paint don't wait for it. So
this reads the file with SQLite alone, changes nothing, and knows nothing where the file can't be read.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from ops_trainer.locale import Lang

FILE = "trainer.db"


def folder(place: str | os.PathLike[str] | None = None) -> Path:
    """Return the home: the one named, OPS_TRAINER_HOME, or the platform's data folder."""
    if place is None:
        place = os.environ.get("OPS_TRAINER_HOME") or None
    if place is not None:
        return Path(place).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("ops-trainer", appauthor=False)


def language(place: str | os.PathLike[str] | None = None, learner: str | None = None) -> Lang | None:
    """Return the language that a learner chose (the one who was here last when none is named); None when none is
    known."""
    rows = _read(
        place,
        "SELECT value FROM setting WHERE name = 'language' AND learner ="
        " coalesce(?, (SELECT name FROM learner ORDER BY used DESC, name LIMIT 1))",
        learner,
    )
    found = json.loads(rows[0][0]) if rows else None
    return "zh" if found == "zh" else "en" if found == "en" else None


def decks(place: str | os.PathLike[str] | None = None) -> list[str]:
    """Return the ids of the decks in use, as far as they were read before."""
    query = "SELECT deck FROM deck_file WHERE deck IS NOT NULL AND problems = '[]' ORDER BY deck"
    return [str(row[0]) for row in _read(place, query)]


def deck_paths(place: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """Return the deck of each deck file as it was last read, by path."""
    return dict(_read(place, "SELECT path, deck FROM deck_file WHERE deck IS NOT NULL"))


def learnt(place: str | os.PathLike[str] | None = None) -> dict[str, set[str]]:
    """Return the cards that were learnt in this home, as `note/face` by deck."""
    found: dict[str, set[str]] = {}
    for (card,) in _read(place, "SELECT DISTINCT card FROM card_state WHERE reps > 0"):
        deck, _, rest = card.partition("/")
        found.setdefault(deck, set()).add(rest)
    return found


def tags(place: str | os.PathLike[str] | None = None) -> list[str]:
    """Return the tags of notes in use, as far as they were read before."""
    return [str(row[0]) for row in _read(place, "SELECT min(name) FROM tag GROUP BY key ORDER BY key")]


def _read(place: str | os.PathLike[str] | None, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query; none where there is no store or it can't be read."""
    file = folder(place) / FILE
    with suppress(sqlite3.Error, OSError, ValueError):
        if file.is_file():
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
                return connection.execute(query, values).fetchall()
    return []
