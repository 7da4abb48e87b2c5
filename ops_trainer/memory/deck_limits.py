"""How many new cards a day some decks may have, as it is kept: `ops-roles=5 ops-metrics=0`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ops_trainer.locale import Complaint
from ops_trainer.memory.by_deck import NOTHING, entries

ENTRY = re.compile(r"([a-z0-9-]{1,64})[=:](\d{1,3})")
HIGHEST = 200  # new cards a day


def normalised(text: str) -> str:
    """Return limits by deck in the form in which they are kept, "" for none. Raises ValueError for what is none."""
    limits = {deck: int(limit) for deck, limit in entries(text, ENTRY)}
    if any(limit > HIGHEST for limit in limits.values()):
        raise ValueError(text)
    return written(limits)


def read(kept: str) -> dict[str, int]:
    """Return the limit of each deck that has one."""
    return {found[1]: int(found[2]) for found in ENTRY.finditer(kept)}


def written(by_deck: Mapping[str, int]) -> str:
    """Return limits in the form in which they are kept."""
    return " ".join(f"{deck}={by_deck[deck]}" for deck in sorted(by_deck))


def limit_from(typed: str) -> int | None:
    """Return a limit of new cards a day as a person types it, None for `none`. Raises Complaint for anything else."""
    text = unicodedata.normalize("NFKC", typed).strip().casefold()
    if text in NOTHING:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST:
        raise Complaint("setting.bad_limit", typed=typed.strip()[:20], most=HIGHEST)
    return int(text)
