"""When to synchronise next: soon while something waits, seldom when nothing does, ever later while it fails."""

from __future__ import annotations

import zlib

QUIET_S = 300  # between looks for news
WAITING_S = 20  # after which what was learnt goes out
FIRST_S = 15  # after the first failure, doubled with each
LONGEST_S = 1_800


def pause(failures: int, *, waiting: bool, salt: str = "") -> float:
    """Seconds from the latest try to the next.

    `failures` in a row; `waiting` whether there is something to push. `salt` spreads a room full of learners whose
    server comes back: up to a quarter longer, by the salt alone.
    """
    if not failures:
        return WAITING_S if waiting else QUIET_S
    spread = 1 + zlib.crc32(f"{salt} {failures}".encode()) % 256 / 1024
    return min(FIRST_S * 2.0 ** min(failures - 1, 16), LONGEST_S) * spread
