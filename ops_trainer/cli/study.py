"""`ops-trainer` and `ops-trainer study`: the app, or the same session as plain lines."""

import sys
from typing import Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.usage import decks_of


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the command."""
    say = frame.say

    @app.command("study", help=say("cli.study"))
    def study(
        decks: Annotated[
            list[str] | None, Argument(help=say("cli.decks_argument"), metavar="DECK", autocompletion=decks_of)
        ] = None,
        plain: Annotated[bool, Option("--plain", help=say("cli.plain"))] = False,
    ) -> None:
        if not plain:
            raise typer.Exit(open_app(frame, ("study", {"decks": tuple(decks or ())})))
        from ops_trainer.cli.plain_study import run

        with frame.trainer() as trainer:
            run(trainer, frame.lang, tuple(decks or ()), sys.stdin, frame.print)


def open_app(frame: Frame, start: tuple[str, dict[str, object]] | None = None) -> int:
    """Open the app, at a screen where one is named; the exit status."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        frame.note(frame.say("app.no_terminal"))
        return 2
    from ops_trainer.cli.frame import serve
    from ops_trainer.tui.shell.app import run

    lang = frame.lang if frame.lang_given else None
    return run(frame.home, learner=frame.learner, lang=lang, start=start, serve=serve)
