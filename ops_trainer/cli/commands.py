"""All commands put together, with their help in one language; those without a file of their own stand here."""

import sys
from typing import Annotated

import typer
from typer import Argument, Context, Option

from ops_trainer import __version__
from ops_trainer import help as pages
from ops_trainer.cli import care, decks, folder, quiz, stats, team, weights, workshop
from ops_trainer.cli.custom import chosen_cards, search_of
from ops_trainer.cli.frame import Frame, open_app
from ops_trainer.cli.usage import decks_of, tags_of
from ops_trainer.locale import LANGS, Complaint


def build(frame: Frame) -> typer.Typer:
    """Return the command `ops-trainer`; `frame` is filled with the global options when it runs."""
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
            raise typer.Exit(open_app(frame))

    @app.command("study", help=say("cli.study"))
    def study(
        decks: Annotated[
            list[str] | None, Argument(help=say("cli.decks_argument"), metavar="DECK", autocompletion=decks_of)
        ] = None,
        tag: Annotated[
            list[str] | None, Option("--tag", help=say("cli.tag"), metavar="TAG", autocompletion=tags_of)
        ] = None,
        by: Annotated[str | None, Option("--by", help=say("cli.by"), metavar="DAY")] = None,
        missed: Annotated[bool, Option("--missed", help=say("cli.missed"))] = False,
        flagged: Annotated[bool, Option("--flagged", help=say("cli.flagged"))] = False,
        leeches: Annotated[bool, Option("--leeches", help=say("cli.leeches"))] = False,
        ahead: Annotated[int | None, Option("--ahead", help=say("cli.ahead"), metavar="DAYS", min=0, max=3650)] = None,
        find: Annotated[str | None, Option("--find", help=say("cli.find"), metavar="SEARCH")] = None,
        practice: Annotated[bool, Option("--practice", help=say("cli.practice"))] = False,
        plain: Annotated[bool, Option("--plain", help=say("cli.plain"))] = False,
    ) -> None:
        tags = tuple(tag or ())
        if by is not None:
            from ops_trainer.cli.due import set_due

            set_due(frame, decks or [], by)
        picked = {"missed": missed, "flagged": flagged, "leeches": leeches}
        searches = search_of(picked, ahead, find, practice=practice)
        cards = None if searches is None else chosen_cards(frame, searches, decks or (), tags)
        if cards == []:
            frame.note(frame.say("trainer.none_chosen"))
            raise typer.Exit
        if not plain:
            asked = {"decks": tuple(decks or ()), "tags": tags} if cards is None else {"cards": cards}
            raise typer.Exit(open_app(frame, ("study", {**asked, "practice": practice})))
        from ops_trainer.cli.plain_study import run

        with frame.trainer() as trainer:
            if cards is None:
                session = trainer.study(decks, tags=tags)
            else:
                session = trainer.study_cards(cards, practice=practice)
            run(trainer, session, frame.lang, sys.stdin, frame.print)

    for group in (quiz, decks, workshop, team, stats, weights, care, folder):
        group.add(app, frame)

    @app.command("help", help=say("cli.help"))
    def help_(
        topic: Annotated[str | None, Argument(help=say("cli.topic"), metavar="TOPIC", autocompletion=topics_of)] = None,
    ) -> None:
        if topic is None:
            frame.print(frame.say("cli.topics"))
            for name in pages.topics():
                frame.print(f"  {name:<14} {pages.title(name, frame.lang)}")
            return
        if topic not in pages.topics():
            raise Complaint("cli.no_topic", topic=topic, known=", ".join(pages.topics()))
        frame.print(pages.page(topic, frame.lang))

    return app


def topics_of(incomplete: str) -> list[str]:
    """Return the topics of the manual that begin like this: for the shell."""
    return [topic for topic in pages.topics() if topic.startswith(incomplete)]
