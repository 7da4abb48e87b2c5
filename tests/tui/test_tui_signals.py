"""What ends the program from outside leaves the terminal as it was, and the store closed."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest

import ops_trainer

PATIENCE_S = 60.0


@pytest.fixture
def known(home: Path) -> Path:
    """A home past the welcome."""
    with ops_trainer.open(home) as trainer:
        trainer.change(welcomed=True, language="en")
    return home


class Window:
    """The app in a terminal of its own."""

    def __init__(self, home: Path) -> None:
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(self.theirs)
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ops_trainer", "--home", str(home)],
            stdin=self.theirs, stdout=self.theirs, stderr=self.theirs, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip

    def until(self, holds: Callable[[], bool]) -> None:
        end = monotonic() + PATIENCE_S
        while not holds():
            assert monotonic() < end, self.seen[-2000:]
            if select.select([self.ours], [], [], 0.05)[0]:
                with suppress(OSError):
                    self.seen += os.read(self.ours, 1 << 16)

    def ended(self) -> bool:
        return self.process.poll() is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.soak(only=True))])
def test_the_terminal_is_as_it_was_and_the_store_is_closed(known: Path, number: signal.Signals) -> None:
    window = Window(known)
    try:
        window.until(lambda: b"Start" in window.seen)
        assert b"\x1b[?1049h" in window.seen
        os.write(window.ours, b" ")
        window.until(lambda: b"Show answer" in window.seen)
        assert termios.tcgetattr(window.theirs) != window.before
        window.process.send_signal(number)
        window.until(window.ended)
        window.until(lambda: window.seen.rfind(b"\x1b[?1049l") > window.seen.rfind(b"\x1b[?1049h"))
        assert window.seen.rfind(b"\x1b[?25h") > window.seen.rfind(b"\x1b[?25l")
        assert termios.tcgetattr(window.theirs) == window.before
        assert window.process.returncode == 128 + number
        assert b"Traceback" not in window.seen
        assert not (known / "trainer.db-wal").exists()
    finally:
        window.process.kill()
        window.process.wait()
        os.close(window.ours)
        os.close(window.theirs)
