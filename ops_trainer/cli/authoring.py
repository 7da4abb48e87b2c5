"""`ops-trainer decks new`, `edit`, `rename`, `merge`: one's own decks, written."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame, open_app
from ops_trainer.cli.usage import decks_of
from ops_trainer.locale import LANGS, Complaint

if TYPE_CHECKING:
    from ops_trainer.trainer.authoring import Authoring, Opened


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
            shown = note or any(line.id == deck for line in trainer.decks())  # a draft has no screen of its own
            if note and note not in opened.file.raws:
                raise Complaint("trainer.no_note", note=name)
            line = opened.file.reading.places[note][0] if note else 1
        if path or not shown or not (sys.stdin.isatty() and sys.stdout.isatty()):
            frame.print(f"{opened.path}:{line}" if note else str(opened.path))
            return
        given: dict[str, object] = {"deck": deck, "note": note} if note else {"deck": deck}
        raise typer.Exit(open_app(frame, ("note_form" if note else "deck", given)))

    @group.command("rename", help=say("cli_authoring.rename"))
    def rename(
        name: Annotated[
            str,
            Argument(
                help=say("cli_authoring.name"), metavar="DECK[/NOTE]", show_default=False, autocompletion=decks_of
            ),
        ],
        new: Annotated[str, Argument(help=say("cli_authoring.new_name"), metavar="NEW", show_default=False)],
    ) -> None:
        deck, _, note = name.partition("/")
        into, _, id_ = new.rpartition("/")
        with frame.trainer() as trainer:
            authoring = trainer.authoring
            if not note:
                authoring.rename_deck(deck, new)
            else:
                opened = _with(authoring, name)
                if into in ("", deck):
                    authoring.rename(opened, note, id_)
                    new = f"{deck}/{id_}"
                else:
                    new = f"{into}/{authoring.move(opened, note, into, id_)[1]}"
            frame.print(frame.say("cli_authoring.renamed", old=name, new=new))

    @group.command("merge", help=say("cli_authoring.merge"))
    def merge(
        keep: Annotated[str, Argument(help=say("cli_authoring.keep"), metavar="DECK/NOTE", show_default=False)],
        other: Annotated[str, Argument(help=say("cli_authoring.other"), metavar="DECK/OTHER", show_default=False)],
    ) -> None:
        note = keep.partition("/")[2]
        with frame.trainer() as trainer:
            opened = _with(trainer.authoring, keep)
            raw = opened.file.raws[note]
            from ops_trainer.content.forms import written

            form = trainer.authoring.merged_form(opened, note, other)
            made = written(raw["kind"], form, opened.language, raw)
            trainer.authoring.save(opened, made.raw, note, absorb=other)
            frame.print(frame.say("cli_authoring.merged", keep=keep, other=other))


def _with(authoring: "Authoring", name: str) -> "Opened":
    """Return the own deck of a note (`deck/note`). Raises Complaint when there is no such note."""
    deck, _, note = name.partition("/")
    opened = authoring.open(deck)
    if note not in opened.file.raws:
        raise Complaint("trainer.no_note", note=name)
    return opened
