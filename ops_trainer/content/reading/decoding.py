"""The text of bytes that people bring along, in whatever encoding their programs write."""

from __future__ import annotations

import codecs

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def encoding_of(data: bytes) -> str:
    """Return the name of the encoding that bytes are in: as a byte order mark says, else UTF-8 where they are that,
    else UTF-16 where every other byte of a plain text is zero, else GB18030, which Chinese Windows writes."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return _wide(data) or "gb18030"
    return (b"\0" in data and _wide(data)) or "utf-8"


def decoded(data: bytes) -> str:
    """Return the text of bytes without its byte order mark; what is no character becomes U+FFFD. Never raises."""
    return data.decode(encoding_of(data), errors="replace").removeprefix("\ufeff")


def _wide(data: bytes) -> str:
    """Return the kind of UTF-16 by the zero bytes of line ends and Latin letters, "" where it is none."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) * 16 < len(data) or min(even, odd) * 2 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
