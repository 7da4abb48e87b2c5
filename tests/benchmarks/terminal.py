"""A program in a pseudo-terminal of its own, and how long it takes to show something."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

PATIENCE = 60.0  # seconds after which a mark is taken to come no more


class Terminal:
    """24 lines of 80 cells. Times are seconds from the start of the program, or from a key press."""

    def __init__(self, command: Sequence[str], surroundings: Mapping[str, str]) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""
        self.since = time.perf_counter()
        self.process = subprocess.Popen(
            list(command), stdin=theirs, stdout=theirs, stderr=theirs, env=dict(surroundings), start_new_session=True
        )
        os.close(theirs)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            os.write(self.ours, b"\x11")  # ctrl+q
        deadline = time.perf_counter() + 10
        while self.process.poll() is None and time.perf_counter() < deadline:
            self._read(0.05)
        self.process.kill()
        self.process.wait()
        os.close(self.ours)

    def press(self, keys: bytes) -> None:
        """Press keys; what was shown before is forgotten, and time counts from here."""
        self.seen = b""
        self.since = time.perf_counter()
        os.write(self.ours, keys)

    def wait_for(self, mark: str) -> float:
        """How long it took until a pattern was shown. Raises TimeoutError when it never is."""
        pattern = re.compile(mark.encode())
        while not pattern.search(self.seen):
            if time.perf_counter() - self.since > PATIENCE or self.process.poll() is not None:
                raise TimeoutError(f"{mark} was not shown: {self.seen[-2000:]!r}")
            self._read(0.05)
        return time.perf_counter() - self.since

    def rest(self, quiet: float = 0.08) -> None:
        """Wait until nothing was shown for a while."""
        while self._read(quiet):
            pass

    def _read(self, wait: float) -> bool:
        ready, _, _ = select.select([self.ours], [], [], wait)
        if not ready:
            return False
        try:
            self.seen += os.read(self.ours, 65536)
        except OSError:  # the program has gone
            time.sleep(0.01)
            return False
        return True


def surroundings() -> dict[str, str]:
    """The same for every program measured: an English terminal of 256 colours, the checkout to be imported."""
    keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")}
    return {**keep, "TERM": "xterm-256color", "LANG": "en_US.UTF-8", "PYTHONPATH": os.getcwd()}
