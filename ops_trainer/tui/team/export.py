"""Writing the team's progress to a file: a report to read or a table for a spreadsheet, by the file's ending."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer


class TeamExport(BaseDialog[None]):
    """One line: where to."""

    CSS_PATH = "export.tcss"
    AREA_TITLE = "team_screen.export_title"
    TOPIC = "team"
    AUTO_FOCUS = "#path"

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team

    def body(self) -> Iterable[Widget]:
        """What is written, where to, the ways on."""
        yield Static(Prose(self.say("team_screen.export_title")), classes="head", markup=False)
        yield Static(Prose(self.say("team_screen.export_help")), id="why", markup=False)
        yield Input(id="path")
        with Horizontal(id="ways"):
            yield Button(self.text("team_screen.export_do"), id="do", variant="primary")
            yield Button(self.text("app.key_close"), id="cancel")

    def load(self) -> None:
        """A name that says what and when."""
        day = self.trainer.date_of(self.trainer.day())
        field = self.query_one("#path", Input)
        if not field.value:
            field.value = str(Path.home() / f"ops-team-{day.isoformat()}.html")

    def write(self) -> None:
        """Gather and write."""
        path, team, lang = Path(self.query_one("#path", Input).value.strip()).expanduser(), self.team, self.lang
        if path.suffix.lower() not in (".html", ".csv"):
            self.complain(Complaint("team_screen.export_ending"))
            return

        def work(trainer: Trainer) -> Path:
            from ops_trainer.team.report import page, sheet
            from ops_trainer.trainer.teams.leads import gather

            with trainer.teams.leading(team) as lead:
                found = gather(trainer, lead, lang)
            text = page(found, lang) if path.suffix.lower() == ".html" else sheet(found.progress, lang)
            try:
                private_files.write_whole(path, text.encode())
            except OSError as error:
                raise Complaint("team.cannot_write", path=str(path), error=error.strerror or str(error)) from None
            return path

        self.ask(work, self.written)

    def written(self, path: Path) -> None:
        """It is there."""
        self.dismiss()
        self.app.notify(self.say("team_screen.exported", path=path))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter writes."""
        event.stop()
        self.write()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Write, or leave."""
        event.stop()
        if event.button.id == "do":
            self.write()
        else:
            self.action_leave()
