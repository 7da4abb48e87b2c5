"""Members and decks as a table: a row a member, a bar a deck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.team.calendar import title_of
from ops_trainer.team.course import Course, Row, course_of
from ops_trainer.team.report import GLYPHS
from ops_trainer.tui.team.team_rows import STYLES, gauge
from ops_trainer.tui.widgets.text import fit, right
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.team import wire

LEAST, MOST = 8, 16  # cells of a deck's column
READY = 5
LAST = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """How a width is shared out: cells of the name, cells of a deck, the decks from `first` to before `end`."""

    name: int
    deck: int
    first: int
    end: int


def columns(width: int, decks: int, first: int) -> Columns:
    """The columns at a width; as many decks as have room, beginning with `first`."""
    name = min(max(width // 4, 10), 20)
    room = width - 2 - name - READY - LAST - 2
    shown = max(min(room // (LEAST + 1), decks), 1)
    first = max(min(first, decks - shown), 0)
    return Columns(name, min(max(room // shown - 1, 3), MOST), first, min(first + shown, decks))


def head(decks: Sequence[wire.DeckRef], first: int, say: Say, lang: Lang, width: int) -> Content:
    """What stands above the table."""
    at = columns(width, len(decks), first)
    names = " ".join(fit(spaced(title_of(deck, lang)), at.deck) for deck in decks[at.first : at.end])
    more = "‹ " if at.first else "  "
    text = f"{more}{fit(say('team_report.name'), at.name)} {right(say('team_screen.column_ready'), READY)} {names}"
    last = ("›" if at.end < len(decks) else " ") + right(say("team_screen.column_last"), LAST - 1)
    return Content.styled(fit(text, width - LAST) + last, "$text-muted")


def member_row(row: Row, decks: Sequence[wire.DeckRef], first: int, day: date, width: int) -> Content:
    """A member: how it goes, name, share ready, a bar a deck with its own sign, last day of study."""
    at = columns(width, len(decks), first)
    course = row.course or Course.UNTOUCHED
    parts: list[Content | str | tuple[str, str]] = [
        (f"{GLYPHS[course]} ", STYLES[course]),
        fit(row.name, at.name),
        " ",
        right("–" if row.ready is None else f"{row.ready:.0%}", READY),
    ]
    for deck in decks[at.first : at.end]:
        line = row.lines.get(deck.id)
        parts.append(" ")
        if line is None:
            parts.append(" " * at.deck)
            continue
        own = course_of(line, day)
        parts += [(GLYPHS[own], STYLES[own]), gauge(line.ready, line.goal, at.deck - 1, STYLES[own].split()[0])]
    made = Content.assemble(*parts)
    last = "–" if row.last_day is None else f"{row.last_day:%m-%d}"
    gap = width - made.cell_length
    return Content.assemble(made, (right(last, gap), "$text-muted"))
