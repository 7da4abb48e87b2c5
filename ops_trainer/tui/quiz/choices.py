"""A form of rows, each with a choice that is turned to the next or the one before."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.tui.widgets.text import fit


def choice_row(label: str, value: str, labels: Sequence[str], width: int) -> Content:
    """One row: what it is about, in a column as wide as the longest of all labels, and what it stands at."""
    room = max(map(cell_len, labels)) + 2
    return Content.assemble((fit(label, room), "$text-muted"), fit(f"‹ {value} ›", max(width - room, 4)))


def turned(choices: Sequence[int], now: int, step: int) -> int:
    """The next choice or the one before, round and round; from a number that is none of them, the nearest."""
    if now not in choices:
        return min(choices, key=lambda choice: abs(choice - now))
    return choices[(choices.index(now) + step) % len(choices)]
