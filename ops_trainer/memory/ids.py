"""Event ids."""

from __future__ import annotations

RANDOM_BITS = 74
LOW_BITS = 62


def uuid7(at: int, random: bytes) -> str:
    """A UUID of version 7 (RFC 9562): its text sorts by `at`, UTC in milliseconds. `random` gives ten bytes."""
    return _made(at, int.from_bytes(random[:10], "big") & (1 << RANDOM_BITS) - 1)


def next_id(previous: str, at: int, random: bytes) -> str:
    """An id after the previous one of the same writer, so that what it writes within a millisecond keeps its order."""
    fresh = uuid7(at, random)
    if fresh > previous or previous[:13] > fresh[:13]:
        return fresh
    value = int(previous.replace("-", ""), 16)
    number = (value >> 64 & 0xFFF) << LOW_BITS | value & (1 << LOW_BITS) - 1
    return _made(at, number + 1)


def _made(at: int, number: int) -> str:
    """Time, version, the upper twelve random bits, variant, the lower sixty-two."""
    high = (at & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (number >> LOW_BITS & 0xFFF) << 64
    text = f"{high | 0x2 << LOW_BITS | number & (1 << LOW_BITS) - 1:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
