"""What every command works with: whose home, which language, where output goes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops_trainer.locale import Lang, say

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer


@dataclass
class Frame:
    """The global options of one run."""

    home: str | None = None
    learner: str | None = None
    lang: Lang = "en"
    lang_given: bool = False

    @contextmanager
    def trainer(self, *, warn: bool = True, look: bool = False) -> Iterator[Trainer]:
        """Open the learner's trainer; the language becomes the learner's unless --lang was given.

        On stderr it says what was lost and came back, unless the command says so itself (`warn` False). A command that
        only looks (`look`) works also where nothing can be written. Raises Complaint for any other there.
        """
        from ops_trainer.trainer import Trainer

        with Trainer.open(self.home, learner=self.learner) as trainer:
            if not self.lang_given:
                self.lang = trainer.lang
            why = trainer.only_looking
            if why is not None and not look:
                raise why
            for said in trainer.healed if warn else ():
                self.note(said.in_lang(self.lang))
            if trainer.arrived and warn:
                self.note(self.say("folder.arrived", n=trainer.arrived))
                trainer.forget_arrived(trainer.arrived)
            yield trainer
            if why is not None and warn:  # after the result: a command that fails says why by itself
                self.note(self.say("trainer.only_looking", why=why))

    def say(self, key: str, /, **params: object) -> str:
        """Return a message in the person's language."""
        return say(key, self.lang, **params)

    def print(self, text: str = "") -> None:
        """Print a line of the result, on stdout."""
        print(text)

    def note(self, text: str) -> None:
        """Print a line beside the result, on stderr."""
        print(text, file=sys.stderr)

    def json(self, document: object) -> None:
        """Print one JSON document, and nothing else, on stdout."""
        print(json.dumps(document, ensure_ascii=False, indent=2))


def open_app(frame: Frame, start: tuple[str, dict[str, object]] | None = None) -> int:
    """Open the app, at a screen where one is named, and return its exit status; 2 without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        frame.note(frame.say("app.no_terminal"))
        return 2
    from ops_trainer.cli.serving import serve
    from ops_trainer.tui.shell.app import run

    lang = frame.lang if frame.lang_given else None
    return run(frame.home, learner=frame.learner, lang=lang, start=start, serve=serve)
