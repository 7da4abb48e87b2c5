"""Writing a room's log: what arrives together shares one commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ops_trainer.store import workshops as rows
from ops_trainer.store.database import complaint_of

if TYPE_CHECKING:
    from ops_trainer.locale import Complaint
    from ops_trainer.store.database import Database
    from ops_trainer.trainer.workshops.lease import Lease
    from ops_trainer.workshop.log import Entry

AGAIN_S = 1.0  # after a commit that failed (disk full, store locked) it is tried again so often


class Writer:
    """A thread that writes entries in their order. `put` never waits; `wait` returns when an entry is on disk.

    With every commit it makes sure that the room is still ours: once another program has the lease, nothing more is
    written.
    """

    def __init__(self, database: Database, workshop: str, lease: Lease, written: int = 0) -> None:
        self.written = written
        self.error: Complaint | None = None
        self.on_written: Callable[[], None] = lambda: None  # called from the thread after each commit, good or bad
        self._database = database
        self._workshop = workshop
        self._lease = lease
        self._pending: list[Entry] = []
        self._tries = self._failed_try = 0  # commits begun, and the latest of them that failed
        self._waiting: list[int] = []  # how many had begun when each of those who wait came
        self._state = threading.Condition()
        self._stopping = self._over = False
        self._thread = threading.Thread(target=self._work, name="workshop-writer", daemon=True)
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """Have an entry written."""
        with self._state:
            self._pending.append(entry)
            self._state.notify_all()

    def keep_lease(self) -> None:
        """Have the lease renewed, if that is due."""
        if self._is_due:
            with self._state:
                self._state.notify_all()

    def wait(self, seq: int) -> None:
        """Return when everything up to an entry is on disk. Raises Complaint when a try that began after the call
        failed; the entry is kept and tried again."""
        with self._state:
            before = self._tries
            self._waiting.append(before)
            self._state.notify_all()
            try:
                self._state.wait_for(lambda: self.written >= seq or self._failed_try > before or self._is_over)
            finally:
                self._waiting.remove(before)
            if self.written < seq and self.error is not None:
                raise self.error

    def close(self) -> None:
        """Write what is left, give the lease back and stop."""
        with self._state:
            self._stopping = True
            self._state.notify_all()
        self._thread.join()

    @property
    def _is_due(self) -> bool:
        return self._lease.is_due and self._lease.lost is None

    def _work(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._pending or self._stopping or self._is_due)
                batch, last = list(self._pending), self._stopping
                self._tries += 1
            try:
                with self._database.writing() as connection:
                    self._lease.keep(connection)
                    rows.append(connection, self._workshop, batch)
                    if last:
                        self._lease.release(connection)
            except Exception as error:  # whatever it is, people wait for an answer
                self._failed(complaint_of(error, self._database.path), last)
                if last:
                    return
                self._rest()
                continue
            with self._state:
                del self._pending[: len(batch)]
                self.written, self.error = batch[-1].seq if batch else self.written, None
                self._state.notify_all()
            self.on_written()
            if last:
                return

    def _failed(self, complaint: Complaint, last: bool) -> None:
        with self._state:
            self.error, self._failed_try, self._over = complaint, self._tries, last
            self._state.notify_all()
        self.on_written()

    def _rest(self) -> None:
        """Wait before the next try, unless someone waits for one; for good where another program has the room."""
        with self._state:
            if self._lease.lost is not None:
                self._state.wait_for(lambda: self._stopping)
            else:
                self._state.wait_for(lambda: self._stopping or self._is_awaited, AGAIN_S)

    @property
    def _is_over(self) -> bool:
        """Whether no further try comes: the room is another program's by now, or the last one failed."""
        return self.error is not None and (self._lease.lost is not None or self._over)

    @property
    def _is_awaited(self) -> bool:
        return any(before >= self._failed_try for before in self._waiting)
