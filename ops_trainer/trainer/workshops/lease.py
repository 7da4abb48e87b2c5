"""The right to host a workshop, which one program has at a time, so that no two write into the same room."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.store import learners

if TYPE_CHECKING:
    from sqlite3 import Connection

KIND = "workshop-host"  # of the document that says who holds a workshop
LEASE_MS = 30_000  # how long it lasts when it is not renewed
RENEW_MS = 10_000

WINDOWS_QUERY = 0x1000 | 0x100000  # PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE
WINDOWS_DENIED, WINDOWS_TIMEOUT = 5, 0x102


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that hosts: `token` is its own, drawn for one hosting; where it runs, and as which process."""

    token: str
    computer: str
    process: int


def is_running(process: int) -> bool:
    """Return whether a process of this computer runs; true where that can't be told."""
    if sys.platform == "win32":  # os.kill would end it
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(WINDOWS_QUERY, False, process)
        if not handle:
            return bool(ctypes.get_last_error() == WINDOWS_DENIED)
        running = kernel.WaitForSingleObject(handle, 0) == WINDOWS_TIMEOUT
        kernel.CloseHandle(handle)
        return bool(running)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    with suppress(OSError, IndexError):  # one that was killed and that nobody has asked after yet (Linux)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


class Lease:
    """One hosting's right to one workshop. Every method works in a transaction that writes, so that nobody comes
    in between."""

    def __init__(
        self, learner: str, workshop: str, clock: Callable[[], int], *, running: Callable[[int], bool] = is_running
    ) -> None:
        """`clock` gives UTC milliseconds; `running` tells whether a process of this computer runs."""
        self._learner, self._workshop, self._clock, self._running = learner, workshop, clock, running
        self._me = Holder(secrets.token_hex(8), socket.gethostname(), os.getpid())
        self._renewed: int | None = None
        self.lost: Complaint | None = None  # once somebody else has it, it never comes back

    @property
    def is_due(self) -> bool:
        """Whether it is time to renew it."""
        return self._renewed is not None and not 0 <= self._clock() - self._renewed < RENEW_MS

    def take(self, connection: Connection) -> None:
        """Get the right to host. Raises Complaint, which says who has it and where, while another program has it: one
        that renewed its lease in time and is not known to be dead."""
        if (found := self._holder(connection)) is not None:
            holder, at = found
            left = LEASE_MS - abs(self._clock() - at)
            dead = holder.computer == self._me.computer and not self._running(holder.process)
            if left > 0 and holder != self._me and not dead:
                raise self._complaint("workshop.hosted", holder, -(-left // 1000))
        self._hold(connection)

    def keep(self, connection: Connection) -> None:
        """Renew it where that is due. Raises Complaint when another program has taken the room over."""
        if self.lost is not None:
            raise self.lost
        found = self._holder(connection)
        if found is not None and found[0] != self._me:
            self.lost = self._complaint("workshop.taken_over", found[0], 0)
            raise self.lost
        if found is None or self.is_due:
            self._hold(connection)

    def release(self, connection: Connection) -> None:
        """Give it back; what another program has by now stays theirs."""
        found = self._holder(connection)
        if found is not None and found[0] == self._me:
            learners.delete_document(connection, self._learner, KIND, self._workshop)

    def _holder(self, connection: Connection) -> tuple[Holder, int] | None:
        """Return who holds the workshop and when they last said so (UTC milliseconds), None when nobody does."""
        for id_, at, body in learners.documents(connection, self._learner, KIND):
            if id_ == self._workshop:
                return Holder(**body), at
        return None

    def _hold(self, connection: Connection) -> None:
        now = self._clock()
        learners.put_document(connection, self._learner, KIND, self._workshop, now, asdict(self._me))
        self._renewed = now

    def _complaint(self, key: str, holder: Holder, seconds: int) -> Complaint:
        return Complaint(
            key, id=self._workshop, learner=self._learner, computer=holder.computer, process=holder.process,
            seconds=seconds,
        )  # fmt: skip
