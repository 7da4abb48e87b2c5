"""Which notes are solid and which are not, deck by deck, the weakest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.tui.decks.strength import deck_head, note_strength
from ops_trainer.tui.stats.panel import Panel
from ops_trainer.tui.widgets.text import Fluid, Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import DeckLine, NoteLine, Stats

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
        """The notes with the titles of their decks."""
        return Strengths(stats.notes, trainer.decks())

    def compose(self) -> Iterable[Widget]:
        """The sum, then the list."""
        yield Static(id="sum", markup=False)
        yield OptionList(id="notes", markup=False)

    def on_mount(self) -> None:
        """The list scrolls, not the page."""
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
        """A heading for each deck, then its notes."""
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
