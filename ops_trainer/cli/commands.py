"""All commands put together, with their help in one language."""

from typing import Annotated

import typer
from typer import Context, Option

from ops_trainer import __version__
from ops_trainer.cli import care, decks, journal, manual, quiz, stats, study, team, workshop
from ops_trainer.cli.frame import Frame
from ops_trainer.locale import LANGS, Complaint


def build(frame: Frame) -> typer.Typer:
    """The command `ops-trainer`; `frame` is filled with the global options when it runs."""
    say = frame.say
    app = typer.Typer(
        name="ops-trainer",
        help=say("cli.about"),
        no_args_is_help=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    @app.callback(invoke_without_command=True)
    def top(
        context: Context,
        home: Annotated[str | None, Option(help=say("cli.home"), metavar="DIR")] = None,
        learner: Annotated[str | None, Option(help=say("cli.learner"), metavar="NAME")] = None,
        lang: Annotated[str | None, Option(help=say("cli.lang"), metavar="zh|en")] = None,
        version: Annotated[bool, Option("--version", help=say("cli.version"))] = False,
    ) -> None:
        if lang is not None and lang not in LANGS:
            raise Complaint("cli.bad_lang", lang=lang)
        frame.home, frame.learner = home, learner
        if version:
            print(f"ops-trainer {__version__}")
            raise typer.Exit
        if context.invoked_subcommand is None:
            raise typer.Exit(study.open_app(frame))

    for group in (study, quiz, decks, workshop, team, stats, journal, care, manual):
        group.add(app, frame)
    return app
