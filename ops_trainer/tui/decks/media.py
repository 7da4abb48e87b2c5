"""Opening the pictures and sounds of a note in the program that this computer has for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.access import TrainerAccess


async def open_media(screen: TrainerAccess, ref: str) -> None:
    """Open what a note (`deck/note`) shows; say where it lies where no program can be started, or that it has none."""
    try:
        paths = await screen.do(screen.trainer.media, ref)
    except Complaint as complaint:
        screen.complain(complaint)
        return
    if not paths:
        screen.tell("lesson_screen.no_media")
    for path in paths:
        if not start(path):
            screen.tell("lesson_screen.media_at", path=str(path))


def start(path: Path) -> bool:
    """Open a file as a double click would; return whether that could be tried."""
    if sys.platform == "win32":
        os.startfile(path)
        return True
    command = "open" if sys.platform == "darwin" else "xdg-open"
    if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen([command, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError:
        return False
    return True
