"""A command in a process of its own that need not load anything: a fork of the one that runs the tests.

Where what matters is how Python itself starts and ends (its encodings, its last flush), see `tests.programs`.
"""

from __future__ import annotations

import ctypes
import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ops_trainer import __main__ as program
from tests.programs import PATIENCE_S

CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
VERSION_3 = 0x20080522  # of the kernel's capability sets


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str


def command(
    *words: str, answers: str = "", before: Callable[[], object] = lambda: None, env: Mapping[str, str] | None = None
) -> Done:
    """Run `ops-trainer`, with some lines typed in, after `before` was called in the new process."""
    ends = [os.pipe() for _ in range(3)]
    (given, give), (told, tell), (blamed, blame) = ends
    child = os.fork()
    if child == 0:
        status = 70
        try:
            for number, end in enumerate((given, tell, blame)):
                os.dup2(end, number)
            for pair in ends:
                for end in pair:
                    os.close(end)
            sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
            sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
            sys.stderr = io.TextIOWrapper(
                io.BufferedWriter(io.FileIO(2, "w", closefd=False)), encoding="utf-8", write_through=True
            )
            os.environ.update(env or {})
            sys.argv = ["ops-trainer", *words]
            before()
            status = _ended()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    for end in (given, tell, blame):
        os.close(end)
    late = threading.Timer(PATIENCE_S, os.kill, (child, signal.SIGKILL))
    late.start()
    try:
        with open(give, "w", encoding="utf-8") as typing:  # less than a pipe holds
            typing.write(answers)
        found = [_Reading(end) for end in (told, blamed)]
        out, err = (reading.text() for reading in found)
        return Done(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), out, err)
    finally:
        late.cancel()


def _ended() -> int:
    """The exit status of the command, once all that it printed is out."""
    try:
        status = program.main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status


class _Reading:
    """Reads one end of a pipe while another is read."""

    def __init__(self, end: int) -> None:
        self._end = end
        self._text = ""
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        with open(self._end, encoding="utf-8") as stream:
            self._text = stream.read()

    def text(self) -> str:
        """All that came."""
        self._thread.join()
        return self._text


def may_not_override() -> None:
    """Root may write anywhere; after this the process is as bound by permissions as anyone's."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; the lower half first
    if libc.capget(head, sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    for number in range(3):
        sets[number] &= ~(1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH)
    if libc.capset(head, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")
