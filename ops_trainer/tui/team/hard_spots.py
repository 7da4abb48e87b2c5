"""What the team finds hard: what it mixes up, and the notes of each deck, the weakest first. Nobody is named."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.team.calendar import title_of
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.team.team_rows import note_row, pair_row
from ops_trainer.tui.widgets.text import Fluid, Prose, wrapped

if TYPE_CHECKING:
    from ops_trainer.team.report import Findings
    from ops_trainer.trainer import Trainer


class TeamHard(BaseScreen[None]):
    """A list; enter reads the note."""

    CSS_PATH = "hard_spots.tcss"
    AREA_TITLE = "team_screen.hard_title"
    TOPIC = "team"
    AUTO_FOCUS = "#hard"
    LIST_ACTION = "lesson"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,r", "lesson", "team_screen.key_lesson", "team_screen.tip_lesson", id="team_hard.lesson")
    ]

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team
        self.refs: list[str] = []

    def body(self) -> Iterable[Widget]:
        """Yield what it is, the list."""
        yield Static(Prose(self.say("team_screen.asking")), id="about", markup=False)
        yield OptionList(id="hard", markup=False)

    def load(self) -> None:
        """Ask the server."""
        team, lang = self.team, self.lang

        def work(trainer: Trainer) -> Findings:
            with trainer.teams.leading(team) as lead:
                return lead.findings(lang)

        self.ask(work, self.show)

    def show(self, found: Findings) -> None:
        """Fill the screen."""
        options: list[Option] = []
        self.refs = []

        def put(row: Fluid, ref: str | None = None) -> None:
            options.append(Option(row, disabled=ref is None))
            self.refs.append(ref or "")

        if found.mixups.mixups:
            put(Fluid(partial(_head, self.say("team_screen.mixups"))))
            for pair in found.mixups.mixups:
                asked, taken = (found.terms.get(ref, ref) for ref in (pair.asked, pair.taken))
                put(Fluid(partial(pair_row, asked, taken, pair, self.say)), pair.asked)
        titles = {deck.id: title_of(deck, self.lang) for deck in found.progress.decks}
        for one in found.notes:
            if not any(note.ready for note in one.notes):
                continue  # nobody has begun it, or too few have it
            put(Fluid(partial(_head, self.say("team_screen.hard_deck", title=titles[one.deck], n=one.learners))))
            for note in sorted(one.notes, key=lambda note: (note.ready, note.note)):
                put(Fluid(partial(note_row, note, self.lang)), note.note)
        hard = self.query_one("#hard", OptionList)
        hard.set_options(options)
        hard.display = bool(options)
        hard.highlighted = 1 if options else None
        says = "team_screen.hard_about" if options else "team_screen.hard_none"
        self.query_one("#about", Static).update(Prose(self.say(says)))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow reading only where there is a note."""
        return bool(self.refs) if action == "lesson" else True

    def action_lesson(self) -> None:
        """Read the highlighted note, where it is in use here."""
        at = self.query_one("#hard", OptionList).highlighted
        if at is not None and self.refs[at]:
            self.app.go("lesson", ref=self.refs[at])


def _head(said: str, width: int) -> Content:
    return wrapped(Content.styled(spaced(said), "$accent bold"), width)
