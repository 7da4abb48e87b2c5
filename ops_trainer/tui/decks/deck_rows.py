"""Decks and notes as rows of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.widgets.text import PATTERNS, STYLES, bar, fit, right, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.views import DeckLine, NoteLine

GLYPHS = {"new": "○", "learning": "◐", "mastered": "●", "faded": "◎", "suspended": "■"}
GLYPH_STYLES = {
    "new": "$text-muted",
    "learning": "$primary",
    "mastered": "$success",
    "faded": "$success",
    "suspended": "$warning",
}


def note_legend(say: Say, width: int) -> Content:
    """Return what the glyphs mean."""
    names = {
        "mastered": say("app.standing_mastered"),
        "faded": say("app.standing_faded"),
        "learning": say("app.standing_learning"),
        "new": say("app.standing_new"),
        "suspended": say("app.standing_suspended"),
    }
    parts = [Content.assemble((GLYPHS[name], GLYPH_STYLES[name]), f" {said}") for name, said in names.items()]
    return Content("  ").join(parts)


def note_figures(note: NoteLine, say: Say) -> str:
    """Return cards mastered of all, predicted recall, what is due."""
    parts = [
        "⚑" if note.flagged else "",
        say("deckscreen.due", n=note.due) if note.due else "",
        say("deckscreen.recall", percent=f"{note.recall:.0%}") if note.recall is not None else "",
        f"{note.mastered}/{note.cards}",
    ]
    return " · ".join(part for part in parts if part)


def note_row(note: NoteLine, say: Say, lang: Lang, width: int) -> Content:
    """Return glyph, term and figures on one line where they fit; the figures below where they don't."""
    glyph = (GLYPHS[note.standing] + " ", GLYPH_STYLES[note.standing])
    term, figures = spaced(note.term.in_lang(lang)), note_figures(note, say)
    room = width - 2
    if cell_len(term) + 2 + cell_len(figures) <= room:
        rest = right(figures, room - cell_len(term))
        return Content.assemble(glyph, term, (rest, "$text-muted"))
    lines = wrapped(Content(term), room).split("\n")
    body = Content("\n  ").join(lines)
    return Content.assemble(glyph, body, "\n", (right(figures, width), "$text-muted"))


BAR, SHORT_BAR = 20, 8  # cells, in the one-line form: at best, and at least


def legend(say: Say) -> Content:
    """Return what the patterns of the bars mean."""
    names = {
        "mastered": say("app.standing_mastered"),
        "faded": say("app.standing_faded"),
        "learning": say("app.standing_learning"),
        "new": say("app.standing_new"),
    }
    parts = [Content.assemble((PATTERNS[name] * 2, STYLES[name]), f" {said}") for name, said in names.items()]
    return Content.assemble((say("home.decks"), "bold"), "   ", Content("  ").join(parts))


def waiting(line: DeckLine, say: Say) -> str:
    """Return what waits in a deck, in a few words."""
    parts = [
        say("home.row_due", n=line.due) if line.due else "",
        say("home.row_new", n=line.new) if line.new else "",
    ]
    return " · ".join(part for part in parts if part) or say("home.row_nothing")


def deck_row(line: DeckLine, say: Say, lang: Lang, longest: int, width: int) -> Content:
    """Return one line where title, bar and counts fit side by side, else two.

    `longest` are the cells of the longest title in the list, so that all bars begin and end at the same place.
    """
    title = spaced(line.title.in_lang(lang))
    counts = waiting(line, say)
    learnt = line.mastered + line.faded  # after an absence too: the bar tells the two apart
    share = f"{learnt * 100 // line.cards if line.cards else 0:>3}%"
    tail = 4 + 2 + 22
    cells = min(BAR, width - longest - tail - 2)
    room = width - cells - tail - 2
    if cells >= SHORT_BAR and cell_len(counts) <= 22:
        return Content.assemble(
            fit(title, room),
            " ",
            bar(line.mastered, line.faded, line.learning, line.new, cells),
            f" {share} ",
            (right(counts, 22), "$text-muted"),
        )
    head = wrapped(Content(title), width)
    last = head.plain.rpartition("\n")[2]
    gap = width - cell_len(last) - cell_len(counts)
    side: tuple[str, str] = (
        (" " * gap + counts, "$text-muted") if gap >= 2 else ("\n" + right(counts, width), "$text-muted")
    )
    below = Content.assemble(bar(line.mastered, line.faded, line.learning, line.new, width - 5), f" {share}")
    return Content.assemble(head, side, "\n", below)
