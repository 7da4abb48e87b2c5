"""`ops-trainer decks new`, `edit`: one's own decks, written."""

import sys
from typing import Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame, open_app
from ops_trainer.cli.usage import decks_of
from ops_trainer.locale import LANGS, Complaint


def add(group: typer.Typer, frame: Frame) -> None:
    """Add the commands to the group `decks`."""
    say = frame.say

    @group.command("new", help=say("cli_authoring.new"))
    def new(
        title: Annotated[str, Argument(help=say("cli_authoring.title"), metavar="TITLE", show_default=False)],
        id: Annotated[str, Option("--id", help=say("cli_authoring.id"), metavar="DECK")] = "",
        language: Annotated[str, Option("--language", help=say("cli_authoring.language"), metavar="zh|en")] = "",
    ) -> None:
        chosen = next((lang for lang in LANGS if lang == language), None)
        if language and chosen is None:
            raise Complaint("cli.bad_lang", lang=language)
        with frame.trainer() as trainer:
            deck = trainer.authoring.new_deck(title, chosen or frame.lang, id)
            path = trainer.home / "decks" / f"{deck}.yaml"
            frame.print(frame.say("cli_authoring.made", deck=deck, path=str(path)))

    @group.command("edit", help=say("cli_authoring.edit"))
    def edit(
        name: Annotated[
            str,
            Argument(
                help=say("cli_authoring.name"), metavar="DECK[/NOTE]", show_default=False, autocompletion=decks_of
            ),
        ],
        path: Annotated[bool, Option("--path", help=say("cli_authoring.path"))] = False,
    ) -> None:
        deck, _, note = name.partition("/")
        with frame.trainer(look=True) as trainer:
            opened = trainer.authoring.open(deck)
            if note and note not in opened.file.raws:
                raise Complaint("trainer.no_note", note=name)
            line = opened.file.reading.places[note][0] if note else 1
        if path or not (sys.stdin.isatty() and sys.stdout.isatty()):
            frame.print(f"{opened.path}:{line}" if note else str(opened.path))
            return
        start = ("note_form", {"deck": deck, "note": note}) if note else ("deck", {"deck": deck})
        raise typer.Exit(open_app(frame, start))
