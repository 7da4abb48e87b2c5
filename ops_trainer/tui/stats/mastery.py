"""Which notes are solid and which are not, deck by deck, the weakest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.decks.deck_rows import GLYPH_STYLES, GLYPHS
from ops_trainer.tui.stats.panel import Panel
from ops_trainer.tui.widgets.text import Fluid, Prose, fit, right, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import DeckLine, NoteLine, Stats

NUMBERS = 6 + 6  # " 100%" and " 12/12", in cells
WIDE = 64  # cells from which on the bar is long


def bar_cells(width: int) -> int:
    """Return how long the bar is."""
    return 10 if width >= WIDE else 5


def deck_head(title: str, notes: Sequence[NoteLine], say: Say, width: int) -> Content:
    """Return the deck's title, and how many of its notes are solid."""
    solid = sum(note.standing == "mastered" for note in notes)
    counts = say("stats.solid", solid=solid, n=len(notes))
    room = width - cell_len(counts) - 1
    if cell_len(title) <= room:
        return Content.assemble((fit(title, room), "$accent bold"), (f" {counts}", "$text-muted"))
    return Content.assemble(
        wrapped(Content.styled(title, "$accent bold"), width), ("\n" + right(counts, width), "$text-muted")
    )


def note_strength(note: NoteLine, lang: Lang, width: int) -> Content:
    """Return glyph, term, predicted recall as a bar and in numbers, cards mastered of all."""
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


MOST = 300  # notes in the list, the weakest


@dataclass(frozen=True, slots=True)
class Strengths:
    """The notes met, the weakest first, and the decks."""

    notes: tuple[NoteLine, ...]
    decks: list[DeckLine]


class Mastery(Panel):
    """A list; enter reads the note's lesson."""

    TITLE = "stats.tab_mastery"
    DEFAULT_CSS = """
    Mastery { overflow-y: hidden; }
    Mastery OptionList { height: 1fr; }
    """

    @classmethod
    def look(cls, trainer: Trainer, stats: Stats) -> Strengths:
        """Return the notes with the titles of their decks."""
        return Strengths(stats.notes, trainer.decks())

    def compose(self) -> Iterable[Widget]:
        """Yield the sum, then the list."""
        yield Static(id="sum", markup=False)
        yield OptionList(id="notes", markup=False)

    def on_mount(self) -> None:
        """Let the list scroll, not the page."""
        self.can_focus = False

    def show(self, found: Strengths) -> None:
        """List the notes under their decks."""
        solid = sum(note.standing == "mastered" for note in found.notes)
        said = self.say("stats.mastery", n=len(found.notes), solid=solid, shaky=len(found.notes) - solid)
        if len(found.notes) > MOST:
            said += self.say("stats.mastery_cut", n=MOST)
        self.query_one("#sum", Static).update(Prose(said))
        listed = self.query_one("#notes", OptionList)
        was = listed.highlighted_option.id if listed.highlighted_option else None
        listed.set_options(self.options(found))
        ids = [option.id for option in listed.options]
        listed.highlighted = ids.index(was) if was and was in ids else 1 if len(ids) > 1 else None

    def options(self, found: Strengths) -> Iterable[Option]:
        """Return a heading for each deck, then its notes."""
        shown = found.notes[:MOST]
        for deck in found.decks:
            notes = [note for note in shown if note.ref.partition("/")[0] == deck.id]
            if notes:
                title = spaced(deck.title.in_lang(self.lang))
                yield Option(Fluid(partial(deck_head, title, notes, self.say)), disabled=True)
                for note in notes:
                    yield Option(Fluid(partial(note_strength, note, self.lang)), note.ref)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read the lesson of the note chosen."""
        event.stop()
        if event.option_id is not None:
            self.app.go("lesson", ref=event.option_id)
