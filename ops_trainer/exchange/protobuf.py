"""The wire format of protocol buffers, as far as Anki's packages need it."""

from __future__ import annotations

from collections.abc import Iterator


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a message by number: an integer, or bytes. Raises ValueError for what is no message."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, place = _varint(data, place)
            yield number, value
            continue
        if kind == 2:
            size, place = _varint(data, place)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError("no message")
        if place + size > len(data):
            raise ValueError("cut off")
        yield number, data[place : place + size]
        place += size


def first_bytes(data: bytes, wanted: int) -> bytes:
    """Return the first field of a number that is bytes, b"" without one."""
    return next((value for number, value in fields(data) if number == wanted and isinstance(value, bytes)), b"")


def first_number(data: bytes, wanted: int) -> int:
    """Return the first field of a number that is an integer, 0 without one."""
    return next((value for number, value in fields(data) if number == wanted and isinstance(value, int)), 0)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(data) or shift > 63:
            raise ValueError("cut off")
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
