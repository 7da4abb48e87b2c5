"""A QR code in half blocks: two modules a character, dark on light whatever the theme, so that every phone reads it."""

from __future__ import annotations

from textual.content import Content

from ops_trainer.workshop.qr import modules

INK = "#000000 on #ffffff"
QUIET = 2  # modules of light around it; the standard asks for four, cameras are content with two on a bright ground
HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


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
