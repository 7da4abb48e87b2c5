"""Opening the place of a note in the learner's own editor."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from os import environ
from pathlib import Path

from textual.app import SuspendNotSupported

from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.access import TrainerAccess

AT_LINE = ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "joe", "kak", "ne", "mg", "gedit")
WITH_COLON = ("hx", "helix", "subl", "zed")
GOTO = ("code", "codium", "cursor", "code-insiders")


def editor_command(path: Path, line: int, surroundings: Mapping[str, str]) -> list[str]:
    """The command that opens a file at a line: VISUAL or EDITOR, else an editor that is there.

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


async def edit_note(screen: TrainerAccess, ref: str) -> bool:
    """Let the learner edit a note of an own deck, then read the decks anew; whether the editor was opened."""
    try:
        place = await screen.do(screen.trainer.place, ref)
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
