"""Editing a note in the learner's own editor, and what is wrong with deck files afterwards."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.access import TrainerAccess
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.content.files import Problem


AT_LINE = ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "joe", "kak", "ne", "mg", "gedit")
WITH_COLON = ("hx", "helix", "subl", "zed")
GOTO = ("code", "codium", "cursor", "code-insiders")


def editor_command(path: Path, line: int, surroundings: Mapping[str, str]) -> list[str]:
    """Return the command that opens a file at a line: VISUAL or EDITOR, else an editor that is there.

    Raises Complaint when there is none.
    """
    said = surroundings.get("VISUAL") or surroundings.get("EDITOR")
    found = said or next((name for name in ("nano", "vim", "vi", "notepad") if shutil.which(name)), None)
    try:
        words = shlex.split(found) if found else []
    except ValueError:  # a quotation mark that is never closed
        words = [str(found)]
    if not words or shutil.which(words[0]) is None:
        raise Complaint("study.no_editor", editor=words[0] if words else "EDITOR")
    name = Path(words[0]).stem
    if name in AT_LINE:
        return [*words, f"+{line}", str(path)]
    if name in WITH_COLON:
        return [*words, f"{path}:{line}"]
    if name in GOTO:
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    return [*words, str(path)]


async def open_in_editor(screen: TrainerAccess, ref: str) -> bool:
    """Let the learner edit a note of an own deck in an editor, then read the decks anew; return whether it was
    opened."""
    try:
        place = await screen.do(screen.trainer.location, ref)
        if place is None:
            raise Complaint("study.not_own")
        command = editor_command(*place, environ)
        try:
            with screen.app.suspend():
                subprocess.run(command, check=False)  # noqa: ASYNC221 - the app is suspended meanwhile
        except (SuspendNotSupported, OSError):
            raise Complaint("study.no_suspend", path=place[0]) from None
        refreshed = await screen.do(screen.trainer.refresh)
    except Complaint as complaint:
        screen.complain(complaint)
        return False
    if wrong := [problem for problem in refreshed.problems if Path(problem.file) == place[0]]:
        screen.app.go("problems", problems=wrong)  # those of other files are told on Home
    return True


class Problems(BaseScreen[None]):
    """What is wrong with deck files, each with its place and what to do.

    Files with errors are left out until they are put right.
    """

    CSS_PATH = "problems.tcss"
    AREA_TITLE = "home.problems_title"
    TOPIC = "decks"
    AUTO_FOCUS = "#list"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def body(self) -> Iterable[Widget]:
        """Yield an introduction, then the problems file by file."""
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
