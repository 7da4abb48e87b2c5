"""Two notes that were taken for each other, as a row of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.widgets.text import wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.quizzes.views import MixupLine


def pair_row(pair: MixupLine, lang: Lang, say: Say, width: int) -> Content:
    """A pair: its names, how often, how far it is told apart, and the difference."""
    one, other = (spaced(term.in_lang(lang)) for term in (pair.one_term, pair.other_term))
    glyph = ("✓ ", "$success bold") if pair.settled else ("⇄ ", "$warning bold")
    says = "quiz_screen.pair_settled" if pair.settled else "quiz_screen.pair"
    parts = [Content.styled(f"{one} ⇄ {other}", "bold")]
    parts.append(Content.styled(say(says, n=pair.times, days=pair.days_apart), "$text-muted"))
    if pair.contrast is not None:
        parts.append(Content(spaced(pair.contrast.in_lang(lang))))
    lines = [line for part in parts for line in wrapped(part, max(width - 2, 2)).split("\n")]
    return Content("\n").join(Content.assemble(glyph if place == 0 else "  ", line) for place, line in enumerate(lines))
