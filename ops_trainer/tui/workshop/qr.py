"""A QR code in half blocks: two modules a character, dark on light whatever the theme, so that every phone reads it."""

from __future__ import annotations

from functools import lru_cache

import segno
from textual.content import Content

INK = "#000000 on #ffffff"
QUIET = 2  # modules of light around it; the standard asks for four, cameras are content with two on a bright ground
HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


@lru_cache(maxsize=8)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a code, True for dark, without the light around it: the smallest that holds the text.

    An address is tried in capitals too, which a code holds in fewer modules: scheme and host are the same in both. Its
    path must then be of digits.
    """
    codes = [segno.make(said, error="l", micro=False) for said in (text, _capitals(text))]
    smallest = min(codes, key=lambda code: int(code.version))
    return tuple(tuple(bool(module) for module in row) for row in smallest.matrix)


def lines(text: str, quiet: int = QUIET) -> list[str]:
    """Return the code as lines of characters, each as wide as the code with the light around it."""
    rows = modules(text)
    side = len(rows) + 2 * quiet
    blank = (False,) * side
    padded = [blank] * quiet + [(False,) * quiet + row + (False,) * quiet for row in rows] + [blank] * quiet
    if len(padded) % 2:
        padded.append(blank)
    return [
        "".join(HALVES[top, bottom] for top, bottom in zip(padded[at], padded[at + 1], strict=True))
        for at in range(0, len(padded), 2)
    ]


def large(text: str) -> list[str]:
    """Return the same at twice the size: a module is a line high and two characters wide."""
    rows = modules(text)
    side = "  " * (len(rows) + 2 * QUIET)
    edge = "  " * QUIET
    body = [edge + "".join("██" if module else "  " for module in row) + edge for row in rows]
    return [side] * QUIET + body + [side] * QUIET


def fitting(text: str, width: int, height: int) -> list[str]:
    """Return the largest code that fits, with as much light around it as fits, two modules at most; else no lines."""
    made = large(text)
    if len(made[0]) <= width and len(made) <= height:
        return made
    for quiet in range(QUIET, -1, -1):
        made = lines(text, quiet)
        if len(made[0]) <= width and len(made) <= height:
            return made
    return []


def drawn(rows: list[str]) -> Content:
    """Return lines of a code in their colours."""
    return Content("\n").join(Content.styled(row, INK) for row in rows)


def _capitals(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    if not mark or (path and not path.isdigit()):
        return text
    return f"{scheme.upper()}://{host.upper()}{slash}{path}"
