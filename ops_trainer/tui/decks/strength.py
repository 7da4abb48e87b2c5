"""How solid a note is, as a row; a deck as a heading over its notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.decks.note_rows import GLYPH_STYLES, GLYPHS
from ops_trainer.tui.widgets.text import fit, right, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.views import NoteLine

NUMBERS = 6 + 6  # " 100%" and " 12/12", in cells
WIDE = 64  # cells from which on the bar is long


def bar_cells(width: int) -> int:
    """How long the bar is."""
    return 10 if width >= WIDE else 5


def deck_head(title: str, notes: Sequence[NoteLine], say: Say, width: int) -> Content:
    """The deck's title, and how many of its notes are solid."""
    solid = sum(note.standing == "mastered" for note in notes)
    counts = say("stats.solid", solid=solid, n=len(notes))
    room = width - cell_len(counts) - 1
    if cell_len(title) <= room:
        return Content.assemble((fit(title, room), "$accent bold"), (f" {counts}", "$text-muted"))
    return Content.assemble(
        wrapped(Content.styled(title, "$accent bold"), width), ("\n" + right(counts, width), "$text-muted")
    )


def note_strength(note: NoteLine, lang: Lang, width: int) -> Content:
    """Glyph, term, predicted recall as a bar and in numbers, cards mastered of all."""
    recall = note.recall or 0.0
    style = GLYPH_STYLES[note.standing]
    cells = bar_cells(width)
    filled, tail_cells = round(recall * cells), cells + NUMBERS
    tail = Content.assemble(
        ("━" * filled, style),
        ("─" * (cells - filled), "$border-blurred"),
        right(f"{recall:.0%}", 6),
        (right(f"{note.mastered}/{note.cards}", 6), "$text-muted"),
    )
    glyph = (GLYPHS[note.standing] + " ", style)
    term, room = spaced(note.term.in_lang(lang)), width - 2 - tail_cells
    if cell_len(term) < room:
        return Content.assemble(glyph, fit(term, room), tail)
    body = Content("\n  ").join(wrapped(Content(term), width - 2).split("\n"))
    return Content.assemble(glyph, body, "\n", " " * max(width - tail_cells, 0), tail)
