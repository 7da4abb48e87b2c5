"""One's own due days, as they are kept: `ops-roles=2026-12-12 ops-metrics=2026-12-20`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ops_trainer.memory.by_deck import entries

ENTRY = re.compile(r"([a-z0-9-]{1,64})[=:](\d{4}-\d{2}-\d{2})")


def normalised(text: str) -> str:
    """Return due days of decks in the form in which they are kept, "" for none. Raises ValueError for what is none."""
    return written({deck: date.fromisoformat(due) for deck, due in entries(text, ENTRY)})


def read(kept: str) -> dict[str, date]:
    """Return the due day of each deck. Raises ValueError for a date that there isn't."""
    return {found[1]: date.fromisoformat(found[2]) for found in ENTRY.finditer(kept)}


def written(by_deck: Mapping[str, date]) -> str:
    """Return due days in the form in which they are kept."""
    return " ".join(f"{deck}={by_deck[deck]}" for deck in sorted(by_deck))
