"""The text of bytes from files and pipes, in whatever encoding an editor or a program wrote them."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


# A character of GB18030 that is not ASCII; the group is set for one of two bytes that GB 2312 does not have.
BEYOND_ASCII = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]|[\xa1-\xfe][\xa1-\xfe]|([\x81-\xfe][\x40-\x7e\x80-\xfe])")
RARE = 8  # one in so many at most is such a one in Chinese; where Big5 or a Western encoding is read so, half are


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


def text_of(data: bytes) -> str:
    """Return the text of bytes without its byte order mark, for what must not be taken for something else.

    Raises UnicodeDecodeError, at the first byte in doubt, for what is no character or in an unknown encoding.
    """
    name = encoding_of(data)
    if name == "gb18030":
        with suppress(UnicodeDecodeError):
            if _is_chinese(data):
                return data.decode(name)
        name = "utf-8"
    return data.decode(name).removeprefix("\ufeff")


def encoded(text: str, like: bytes) -> bytes:
    """Return a text in the encoding that other bytes are in, behind the byte order mark that they begin with."""
    name = encoding_of(like)
    mark = next((mark for mark, _ in MARKS if like.startswith(mark)), b"")
    return mark + text.encode(name)


def _is_chinese(data: bytes) -> bool:
    """Return whether GB18030 is what these bytes are in, rather than any other encoding that it can be taken for."""
    found = [match.lastindex for match in BEYOND_ASCII.finditer(data)]
    return found.count(1) * RARE <= len(found)


def _wide(data: bytes) -> str:
    """Return the kind of UTF-16 by the zero bytes of line ends and Latin letters, "" where it is none."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) * 16 < len(data) or min(even, odd) * 2 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
