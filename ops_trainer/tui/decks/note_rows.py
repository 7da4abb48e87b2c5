"""A note as a row of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.widgets.text import right, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.views import NoteLine

GLYPHS = {"new": "○", "learning": "◐", "mastered": "●", "suspended": "■"}
GLYPH_STYLES = {"new": "$text-muted", "learning": "$primary", "mastered": "$success", "suspended": "$warning"}


def note_legend(say: Say, width: int) -> Content:
    """What the glyphs mean."""
    names = {
        "mastered": say("app.standing_mastered"),
        "learning": say("app.standing_learning"),
        "new": say("app.standing_new"),
        "suspended": say("app.standing_suspended"),
    }
    parts = [Content.assemble((GLYPHS[name], GLYPH_STYLES[name]), f" {said}") for name, said in names.items()]
    return Content("  ").join(parts)


def note_figures(note: NoteLine, say: Say) -> str:
    """Cards mastered of all, predicted recall, what is due."""
    parts = [
        "⚑" if note.flagged else "",
        say("deckscreen.due", n=note.due) if note.due else "",
        say("deckscreen.recall", percent=f"{note.recall:.0%}") if note.recall is not None else "",
        f"{note.mastered}/{note.cards}",
    ]
    return " · ".join(part for part in parts if part)


def note_row(note: NoteLine, say: Say, lang: Lang, width: int) -> Content:
    """Glyph, term and figures on one line where they fit; the figures below where they don't."""
    glyph = (GLYPHS[note.standing] + " ", GLYPH_STYLES[note.standing])
    term, figures = spaced(note.term.in_lang(lang)), note_figures(note, say)
    room = width - 2
    if cell_len(term) + 2 + cell_len(figures) <= room:
        rest = right(figures, room - cell_len(term))
        return Content.assemble(glyph, term, (rest, "$text-muted"))
    lines = wrapped(Content(term), room).split("\n")
    body = Content("\n  ").join(lines)
    return Content.assemble(glyph, body, "\n", (right(figures, width), "$text-muted"))
