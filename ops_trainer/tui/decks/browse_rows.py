"""A card as a row of the browser, and as the page beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.memory.day import date_of
from ops_trainer.tui.decks.note_rows import GLYPH_STYLES, GLYPHS
from ops_trainer.tui.widgets.text import fit, wrapped
from ops_trainer.tui.widgets.words import Say, day_name

if TYPE_CHECKING:
    from ops_trainer.trainer.views import CardLine

STANDINGS = {
    "new": "app.standing_new",
    "learning": "app.standing_learning",
    "mastered": "app.standing_mastered",
    "suspended": "app.standing_suspended",
}


def one_line(text: str) -> str:
    """A text on one line, spaced for display."""
    return spaced(" ".join(text.split()))


def card_row(line: CardLine, lang: Lang, width: int) -> Content:
    """Glyph, what the card is about, what is asked, and a flag at the end; the detail has what doesn't fit."""
    flag = " ⚑" if line.state.flag is not None else ""
    room = max(width - 2 - cell_len(flag), 2)
    subject, question = (one_line(text.in_lang(lang)) for text in (line.card.subject, line.card.question))
    glyph = (GLYPHS[line.standing] + " ", GLYPH_STYLES[line.standing])
    if not subject:
        return Content.assemble(glyph, fit(question, room), (flag, "$warning"))
    head = fit(subject, room).rstrip() if cell_len(subject) > room else subject
    rest = room - cell_len(head)
    return Content.assemble(
        glyph, head, (fit(f"  {question}", rest) if rest > 6 else " " * rest, "$text-muted"), (flag, "$warning")
    )


def detail(line: CardLine, deck: str, day: int, say: Say, lang: Lang, width: int) -> Content:
    """The whole card with its answer, its memory and its flag."""
    card, state = line.card, line.state
    subject, question, back = (spaced(text.in_lang(lang)) for text in (card.subject, card.question, card.back))
    parts = [Content.styled(subject, "$accent bold")] if subject else []
    parts += [Content(question), Content.styled("─" * width, "$border-blurred"), Content(back), Content("")]
    kind = say(f"browse.kind_{line.kind}")
    parts.append(Content.styled(f"{deck} · {kind}", "$text-muted"))
    facts = [f"{GLYPHS[line.standing]} {say(STANDINGS[line.standing])}"]
    if line.recall is not None:
        facts.append(say("deckscreen.recall", percent=f"{line.recall:.0%}"))
    parts.append(Content.styled(" · ".join(facts), GLYPH_STYLES[line.standing]))
    if state.due_day is not None and not state.suspended:
        due = say("browse.due_now") if state.due_day <= day else day_name(date_of(state.due_day), lang)
        parts.append(Content.styled(say("browse.due", date=due), "$text-muted"))
    if state.flag is not None:
        parts.append(Content.styled(f"⚑ {state.flag}".rstrip(), "$warning"))
    return Content("\n").join(part if part.plain.startswith("─") else wrapped(part, width) for part in parts)
