"""What the program reads from and writes to its standard streams never ends it because of an encoding."""

from __future__ import annotations

import io
import os
import sys
from typing import IO, TextIO, cast

from ops_trainer.content.encodings import decoded, encoding_of


def prepare() -> None:
    """Set up the standard streams of the process, once, before anything is read or printed.

    What is written to a file or a pipe is UTF-8, whatever the environment says, and goes out line by line; a terminal
    keeps its encoding, and shows a question mark for what that does not hold. What comes from a file or a pipe is read
    as `Lines` tells.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # where the program was started without a console
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it stays for the whole run
        elif isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                # Line by line: whoever reads a server's address or a question waits for it, and the program for them.
                stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    if isinstance(sys.stdin, io.TextIOWrapper):
        if sys.stdin.isatty():
            sys.stdin.reconfigure(errors="replace")
        else:
            sys.stdin = cast(TextIO, Lines(sys.stdin))
    elif sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - it stays for the whole run


class Lines(io.TextIOBase):
    """Text from a file or a pipe, line by line as it comes, in the encoding that it turns out to have: as a byte order
    mark says, UTF-16 where the first line shows it, UTF-8, and from the first line on that is not UTF-8, GB18030."""

    def __init__(self, below: io.TextIOWrapper) -> None:
        self._below = below  # which would close the file if nothing held it
        self._buffer = cast(IO[bytes], below.buffer)
        self._encoding: str | None = None  # not known before the first line

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Return the encoding as far as it is known."""
        return self._encoding or "utf-8"

    def readable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return whether a person types there."""
        return self._buffer.isatty()

    def fileno(self) -> int:
        """Return the number of the file below."""
        return self._buffer.fileno()

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """Return the next line with its end as `\n`, "" after the last; lines are given whole, whatever the `size`."""
        raw = self._buffer.readline()
        if self._encoding is None and raw:
            self._encoding = encoding_of(raw)
            text = decoded(self._whole(raw))
        else:
            text = self._text(self._whole(raw))
        return text.replace("\r\n", "\n")

    def read(self, size: int | None = -1, /) -> str:
        """Return all that is left; whatever the `size`."""
        return "".join(self)

    def _whole(self, raw: bytes) -> bytes:
        """Read a line of UTF-16 whole: the byte of a line end also stands within other characters."""
        if self._encoding not in ("utf-16-le", "utf-16-be"):
            return raw
        end = "\n".encode(self._encoding)
        while raw:
            raw += self._buffer.read(len(raw) % 2)
            if raw.endswith(end) or not (more := self._buffer.readline()):
                break
            raw += more
        return raw

    def _text(self, raw: bytes) -> str:
        if self._encoding == "utf-8":
            try:
                return raw.decode("utf-8")
            except UnicodeDecodeError:
                self._encoding = "gb18030" if _is_gb18030(raw) else "utf-8"
        return raw.decode(self._encoding or "utf-8", errors="replace")


def _is_gb18030(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True
