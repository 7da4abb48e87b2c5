"""What is wrong with deck files, each with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.typography import spaced
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.content.reading.problems import Problem


class Problems(BaseScreen[None]):
    """A list to read; files with errors are left out until they are put right."""

    CSS_PATH = "problems.tcss"
    AREA_TITLE = "home.problems_title"
    TOPIC = "decks"
    AUTO_FOCUS = "#list"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def body(self) -> Iterable[Widget]:
        """An introduction, then the problems file by file."""
        with VerticalScroll(id="list"):
            errors = any(problem.severity == "error" for problem in self.problems)
            yield Static(Prose(self.say("home.problems_intro" if errors else "home.unheeded_intro")), id="intro")
            last = None
            for problem in self.problems:
                if problem.file != last:
                    last = problem.file
                    folder, _, name = problem.file.replace("\\", "/").rpartition("/")
                    named = Content.assemble((name, "bold"), "\n" if folder else "", (folder, "$text-muted"))
                    yield Static(Prose(named), classes="file")
                place = f"{problem.line}:{problem.column}  "
                said = spaced(problem.complaint.in_lang(self.lang))
                yield Static(Prose(Content.assemble((place, "$accent"), said)), classes="problem")
