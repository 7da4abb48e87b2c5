"""Synchronising in the background: when the app opens, after a session or quiz, every few minutes; never in the way.

It runs in a thread that the program does not wait for: quitting while a server does not answer is as quick as ever,
and whatever was not sent goes out next time.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.access import Done

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.tui.shell.access import LearnerApp

TICK_S = 10.0  # between looks whether it is a team's turn


class Background:
    """Keeps the learner's teams and other computers level."""

    def __init__(self, app: LearnerApp) -> None:
        self._app = app
        self._ticking = False
        self.running = False
        self._exchanging = False

    def begin(self) -> None:
        """Look now, and from time to time: the trainer is open, or a team was joined."""
        self._app.ask(
            lambda trainer: trainer.only_looking is None and bool(trainer.teams.memberships()),
            self._begun,
            group="team",
        )

    def begin_once(self) -> None:
        """Begin, unless that was done: a team has turned up."""
        if not self._ticking:
            self.begin()

    def _begun(self, member: bool) -> None:
        if member:
            if not self._ticking:
                self._ticking = True
                self._app.set_interval(TICK_S, self.look)
            self.look(anyway=True)

    def look(self, *, now: bool = False, anyway: bool = False) -> None:
        """Synchronise with the teams whose turn it is; `now` also with those to which something is to be sent, `anyway`
        with all."""
        trainer = self._app.opened
        if trainer is None or self.running or not self._ticking:
            return
        self.running = True
        threading.Thread(target=self._work, args=(trainer, now, anyway), name="team-sync", daemon=True).start()

    def _work(self, trainer: Trainer, now: bool, anyway: bool) -> None:
        found: Any = None
        try:
            found = synchronise(trainer, now=now, anyway=anyway)
        except Exception as error:
            # Of the program itself, or of a store that was closed meanwhile; learning goes on, and it is tried again.
            self._app.log.error(error)
        finally:
            self._app.post_message(Done(self._done, found))

    def exchange(self) -> None:
        """Write what the journal files lack, and exchange answers with the learner's other computers."""
        trainer = self._app.opened
        if trainer is not None and not self._exchanging:
            self._exchanging = True
            threading.Thread(target=self._exchange, args=(trainer,), name="exchange", daemon=True).start()

    def _exchange(self, trainer: Trainer) -> None:
        answers = 0
        try:
            answers = trainer.exchange()
        except Exception as error:
            # As above: a folder or store that went away; the next exchange brings what this one could not.
            self._app.log.error(error)
        finally:
            self._app.post_message(Done(self._exchanged, answers))

    def _exchanged(self, answers: int) -> None:
        self._exchanging = False
        if answers:
            self._app.synced()

    def _done(self, found: list[object] | None) -> None:
        self.running = False
        if found:
            self._app.synced()


def synchronise(trainer: Trainer, *, now: bool, anyway: bool) -> list[object]:
    """Synchronise where it is time, or where something waits and nothing speaks against sending it; what came of it."""
    found: list[object] = [] if anyway else list(trainer.teams.sync_due())
    for status in trainer.teams.statuses() if now or anyway else ():
        if anyway or (status.waiting and status.error is None):
            try:
                found.append(trainer.teams.sync(status.membership.team))
            except Complaint as complaint:
                found.append(complaint)
    return found
