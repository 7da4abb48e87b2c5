"""Programs in their own processes, read line by line. A line that never comes fails the test with those that did."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

PATIENCE_S = 90.0


class Program:
    """A process, what it has printed so far, and a line to its standard input."""

    def __init__(self, words: Sequence[str | Path], **env: str) -> None:
        self.process = subprocess.Popen(
            words, env={**os.environ, **env}, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.lines: list[str] = []
        self.errors: list[str] = []
        self._came = threading.Condition()
        ends = ((self.process.stdout, self.lines), (self.process.stderr, self.errors))
        self._readers = [threading.Thread(target=self._read, args=end, daemon=True) for end in ends]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: IO[str], lines: list[str]) -> None:
        with stream:
            for line in stream:
                with self._came:
                    lines.append(line.rstrip("\n"))
                    self._came.notify_all()
        with self._came:
            self._came.notify_all()

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def until(self, found: Callable[[str], Any], *, errors: bool = False) -> str:
        """The first line that is wanted, of those on stdout or (`errors`) on stderr. A program that ends without it, or
        does not print it in time, fails the test with all that it did print."""
        lines = self.errors if errors else self.lines
        deadline = time.monotonic() + PATIENCE_S
        with self._came:
            while True:
                ended = not any(reader.is_alive() for reader in self._readers)
                for line in lines:
                    if found(line):
                        return line
                left = deadline - time.monotonic()
                if ended or left <= 0:
                    raise AssertionError(f"exit status {self.process.poll()}; {self.lines}; {self.errors}")
                self._came.wait(min(left, 1.0))

    def end(self) -> int:
        """Close its input and wait for its end; the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.wait()

    def wait(self) -> int:
        """Wait for its end and all of its lines; the exit status."""
        status = self.process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        return status

    def kill(self) -> None:
        """End it at once where it still runs."""
        self.process.kill()
        self.wait()
        assert self.process.stdin is not None
        self.process.stdin.close()


def trainer(home: Path, *words: str) -> Program:
    """`ops-trainer` in English over a home."""
    return Program([sys.executable, "-m", "ops_trainer", "--home", home, "--lang", "en", *words])
