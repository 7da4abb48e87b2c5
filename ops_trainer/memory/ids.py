"""Event ids."""

from __future__ import annotations

import uuid


def uuid7(at: int, random: bytes) -> str:
    """A UUID of version 7 (RFC 9562): its text sorts by `at`, UTC in milliseconds. `random` gives ten bytes."""
    value = (at & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(random[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
