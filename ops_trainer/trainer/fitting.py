"""The learner's own weights of FSRS: fitted in a process of their own, adopted before a day's first card."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ops_trainer.memory.journal import in_force, settings_of
from ops_trainer.memory.schedule import usable
from ops_trainer.memory.weights import NEEDED, Fit
from ops_trainer.store import history, learners
from ops_trainer.store.database import FILE
from ops_trainer.store.journal import cardless
from ops_trainer.trainer.care import clock_is_wrong, wrongly_dated
from ops_trainer.trainer.views import Fitted, OwnWeights

if TYPE_CHECKING:
    import subprocess

    from ops_trainer.trainer.context import Context

EVERY = 7  # days between fits
KEPT = ("fitting", "latest")  # what the latest fit on this computer came to: kind and id of its document


class Fitting:
    """Fits one learner's weights, when it is time for it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin to fit in another process, where it is due; the answer is taken in by `take_in`."""
        self.take_in()
        if self._process is not None or not self._is_due():
            return
        import subprocess

        context = self._context
        self._keep(None)  # a fit that is killed is tried again on another day, not at every start
        package = str(Path(__file__).parents[2])
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        with suppress(OSError):  # where no process can be made, nothing is fitted
            process = subprocess.Popen(
                [sys.executable, "-m", "ops_trainer.trainer.fitting_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            )
            self._process = process
            asked = {"store": str(context.home / FILE), "learner": context.learner, "compared": self._compared()}
            if process.stdin is not None:
                process.stdin.write(json.dumps(asked))
                process.stdin.close()

    def take_in(self, *, wait: bool = False) -> None:
        """Keep what the process found, once it has ended."""
        process = self._process
        if process is None or (process.poll() is None and not wait):
            return
        self._process = None
        with process:
            told = process.stdout.read() if process.stdout is not None else ""
        with suppress(ValueError, TypeError):
            self._keep(Fit(**json.loads(told)))

    def stop(self) -> None:
        """End the process; what it has found already is kept."""
        self.take_in()
        if self._process is not None:
            with self._process as process:
                process.kill()
            self._process = None

    def adopt(self) -> None:
        """Use from now on what was fitted and found better, unless a card was answered today already.

        Card memory is to be made anew afterwards.
        """
        context = self._context
        if context.only_looking is not None or not context.settings.own_weights:
            return
        self.take_in()
        kept = self._kept()
        found = kept.get("fit")
        if not found or not Fit(**found).is_better or self._clock_is_doubtful():
            return
        with context.database.reading() as connection:
            if history.any_done_on(connection, context.learner, context.day()):
                return
        weights = list(found["weights"])
        fitted = {"weights": weights, "answers": found["answers"], "day": kept["day"]}
        context.put_settings({"parameters": weights, "fitted": fitted})
        self._keep(None, day=kept["day"], done=True)

    def look(self) -> OwnWeights:
        """Return how it stands with the learner's own weights."""
        context, settings = self._context, self._context.settings
        with context.database.reading() as connection:
            answers = history.count_reviews(connection, context.learner)
            events = in_force(cardless(connection, context.learner), context.journal.voids(connection))
        told = [settings_of([event]).get("fitted") for event in events]
        fitted = [one for value in told if (one := Fitted.read(value)) is not None]
        now = Fitted.read(settings.fitted)
        if now is None or list(now.weights) != settings.parameters:
            now = None
        kept = self._kept().get("fit")
        return OwnWeights(
            on=settings.own_weights,
            answers=answers,
            needed=NEEDED,
            fitted=now,
            by_hand=bool(settings.parameters) and now is None,
            in_vain=kept is not None and not Fit(**kept).is_better,
            earlier=tuple(one for one in fitted if one != now),
        )

    def _compared(self) -> list[float]:
        """Return the weights that a fit is held against: those set by hand, else the defaults.

        An earlier fit is none: it has seen the answers that it would be tried on.
        """
        settings = self._context.settings
        by_hand = settings.parameters != settings.fitted.get("weights") and usable(settings.parameters)
        return settings.parameters if by_hand else []

    def _is_due(self) -> bool:
        context, settings, kept = self._context, self._context.settings, self._kept()
        if context.only_looking is not None or not settings.own_weights or self._clock_is_doubtful():
            return False
        day = context.day()
        latest = [settings.fitted.get("day")]
        if kept.get("fit") or kept.get("done"):
            latest.append(kept["day"])
        elif kept.get("day") == day:
            return False
        # A day in the future is that of a clock that was wrong.
        if any(isinstance(one, int) and 0 <= day - one < EVERY for one in latest):
            return False
        with context.database.reading() as connection:
            return history.count_reviews(connection, context.learner) >= NEEDED

    def _clock_is_doubtful(self) -> bool:
        context = self._context
        return context.clock_off is not None or clock_is_wrong(context) or bool(wrongly_dated(context))

    def _kept(self) -> dict[str, Any]:
        with self._context.database.reading() as connection:
            return learners.document(connection, self._context.learner, *KEPT) or {}

    def _keep(self, found: Fit | None, *, day: int | None = None, done: bool = False) -> None:
        context = self._context
        at, _, today = context.now()
        body: Mapping[str, object] = {
            "day": today if day is None else day,
            "fit": None if found is None else asdict(found),
            "done": done,
        }
        with context.database.writing() as connection:
            learners.put_document(connection, context.learner, *KEPT, at, body)
