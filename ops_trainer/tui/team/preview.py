"""What a lead gets about the learner: in words, and the very bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.team import wire
from ops_trainer.team.calendar import title_of
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.team.team_rows import line_row
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.widgets.words import day_name

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer


class TeamPreview(BaseScreen[None]):
    """A page to read."""

    CSS_PATH = "preview.tcss"
    AREA_TITLE = "team_screen.preview_title"
    TOPIC = "privacy"
    AUTO_FOCUS = "#page"

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team
        self.titles: dict[str, str] = {}

    def body(self) -> Iterable[Widget]:
        """Words first, then the bytes."""
        with VerticalScroll(id="page"):
            yield Static(Prose(self.say("team_screen.asking")), id="intro", markup=False)
            yield Static(id="words", markup=False)
            yield Static(id="bytes-head", markup=False)
            yield Static(id="bytes", markup=False)

    def load(self) -> None:
        """Ask the server for what it would tell a lead."""
        team, lang = self.team, self.lang

        def work(trainer: Trainer) -> tuple[bytes, dict[str, str]]:
            decks = (deck for one in trainer.teams.assignments() for deck in one.assignment.decks)
            return trainer.teams.preview(team), {deck.id: title_of(deck, lang) for deck in decks}

        self.ask(work, self.show)

    def show(self, found: tuple[bytes, dict[str, str]]) -> None:
        """Show it."""
        told, self.titles = found
        report = wire.Report.model_validate_json(told)
        self.query_one("#intro", Static).update(Prose(self.say("team_screen.preview_intro")))
        self.query_one("#words", Static).update(Fluid(partial(self.words, report)))
        self.query_one("#bytes-head", Static).update(Prose(self.say("team_screen.preview_bytes", n=len(told))))
        self.query_one("#bytes", Static).update(told.decode("utf-8", "replace"))

    def words(self, report: wire.Report, width: int) -> Content:
        """The report in words."""
        role, joined = self.say(f"team.role_{report.role}"), day_name(report.joined, self.lang)
        head = self.say("team_screen.member_head", name=report.name, role=role, joined=joined)
        today = self.trainer.date_of(self.trainer.day())
        rows = [
            line_row(line, self.titles.get(line.deck, line.deck), today, self.say, self.lang, width)
            for line in report.lines
        ]
        return Content("\n").join([Content.styled(head, "bold"), *rows])

    def complain(self, error: Exception) -> None:
        """Say why there is nothing to see."""
        self.query_one("#intro", Static).update(Prose(self.say("team_screen.preview_not_now")))
        super().complain(error)
