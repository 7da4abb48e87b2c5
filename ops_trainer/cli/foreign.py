"""`ops-trainer decks import`, `draft`, `export`, `undo-import`: files of other programs in and out."""

import sys
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.usage import decks_of
from ops_trainer.content.files import pasted_path
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.exchange.parcel import Loss
    from ops_trainer.trainer.importing import Imported, Plan

QUIET = 1.0  # seconds until progress is shown


def add(group: typer.Typer, frame: Frame) -> None:
    """Add the commands to the group `decks`."""
    say = frame.say
    as_json = Annotated[bool, Option("--json", help=say("cli.json"))]

    @group.command("import", help=say("cli_foreign.import"))
    def import_(
        file: Annotated[str, Argument(help=say("cli_foreign.file"), metavar="FILE", show_default=False)],
        as_: Annotated[str, Option("--as", help=say("cli_foreign.as"), metavar="FORMAT")] = "",
        into: Annotated[str, Option(help=say("cli_foreign.into"), metavar="DECK", autocompletion=decks_of)] = "",
        columns: Annotated[str, Option("--map", help=say("cli_foreign.map"), metavar="FIELD=COLUMN,…")] = "",
        history: Annotated[bool, Option("--history", help=say("cli_foreign.history_in"))] = False,
        dry_run: Annotated[bool, Option("--dry-run", help=say("cli_foreign.dry_run"))] = False,
        strict: Annotated[bool, Option("--strict", help=say("cli_foreign.strict"))] = False,
        json: as_json = False,
    ) -> None:
        progress = Bar(frame)
        with frame.trainer(look=dry_run) as trainer:
            parcel = trainer.read_foreign(Path(pasted_path(file)).expanduser(), as_, columns)
            plan = trainer.plan_import(parcel, into, progress.told)
            if (parcel.reviews or parcel.marks) and not history:
                parcel.losses.add("import.no_history", reviews=len(parcel.reviews))
            done = None if dry_run else trainer.import_foreign(plan, history=history, progress=progress.told)
            progress.over()
            if json:
                frame.json(_document(frame, plan, done))
            else:
                _tell(frame, plan, done)
            _losses(frame, parcel.losses)
        raise typer.Exit(1 if strict and len(parcel.losses) else 0)

    @group.command("draft", help=say("cli_foreign.draft"))
    def draft(
        file: Annotated[str, Argument(help=say("cli_foreign.article"), metavar="FILE", show_default=False)],
        doubtful: Annotated[bool, Option("--doubtful", help=say("cli_foreign.doubtful"))] = False,
        dry_run: Annotated[bool, Option("--dry-run", help=say("cli_foreign.dry_run"))] = False,
        json: as_json = False,
    ) -> None:
        progress = Bar(frame)
        with frame.trainer(look=dry_run) as trainer:
            parcel = trainer.read_article(Path(pasted_path(file)).expanduser(), doubtful=doubtful)
            plan = trainer.plan_import(parcel, progress=progress.told)
            plan.draft = True
            done = None if dry_run else trainer.import_foreign(plan, progress=progress.told)
            progress.over()
            if json:
                frame.json(_document(frame, plan, done))
            else:
                _tell(frame, plan, done)
                if done is not None and done.id:
                    path = trainer.home / "decks" / f"{done.decks[0]}.yaml"
                    frame.print(frame.say("cli_foreign.drafted", path=str(path)))
            _losses(frame, parcel.losses)

    @group.command("export", help=say("cli_foreign.export"))
    def export(
        decks: Annotated[
            list[str],
            Argument(help=say("cli.decks_argument"), metavar="DECK…", show_default=False, autocompletion=decks_of),
        ],
        to: Annotated[str, Option("--to", help=say("cli_foreign.to"), metavar="FORMAT", show_default=False)],
        out: Annotated[Path | None, Option("--out", help=say("cli_foreign.out"), metavar="FILE")] = None,
        history: Annotated[bool, Option("--history", help=say("cli_foreign.history_out"))] = False,
        seed: Annotated[int, Option(help=say("cli.seed"), metavar="N")] = 0,
        strict: Annotated[bool, Option("--strict", help=say("cli_foreign.strict"))] = False,
    ) -> None:
        from ops_trainer import private_files
        from ops_trainer.exchange import registry

        with frame.trainer(look=True) as trainer:
            going = trainer.outgoing(dict.fromkeys(decks), frame.lang, history=history, seed=seed)
            data = registry.write(going, to)
            path = out or Path(f"{decks[0]}{registry.FORMATS[to].ending}")
            if out is None and path.exists():
                raise Complaint("export.there", path=str(path))
            try:
                private_files.write_whole(path, data)
            except OSError as error:
                raise Complaint("export.cannot_write", path=str(path), error=error.strerror or str(error)) from None
            frame.print(frame.say("cli_foreign.exported", n=len(going.notes), path=str(path)))
            if history and to != "anki":
                going.losses.add("export.no_history")
            _losses(frame, going.losses)
        raise typer.Exit(1 if strict and len(going.losses) else 0)

    @group.command("undo-import", help=say("cli_foreign.undo"))
    def undo_import(
        id: Annotated[str, Argument(help=say("cli_foreign.import_id"), metavar="IMPORT", show_default=False)] = "",
    ) -> None:
        with frame.trainer() as trainer:
            frame.print(frame.say("cli_foreign.undone", id=trainer.undo_import(id)))


class Bar:
    """A line on stderr that says how far it is, where a person looks at it and it takes longer than a second."""

    def __init__(self, frame: Frame) -> None:
        self.frame, self.since, self.shown = frame, monotonic(), False

    def told(self, done: int, of: int) -> None:
        """Show how many notes are done, of how many."""
        if sys.stderr.isatty() and monotonic() - self.since > QUIET:
            self.shown = True
            line = self.frame.say("cli_foreign.progress", done=done, of=of)
            print(f"\r{line}", end="", file=sys.stderr, flush=True)

    def over(self) -> None:
        """Take the line away."""
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _tell(frame: Frame, plan: "Plan", done: "Imported | None") -> None:
    key = "cli_foreign.would" if done is None else "cli_foreign.done" if done.id else "cli_foreign.same"
    frame.print(
        frame.say(
            key, format=plan.parcel.format, n=len(plan.notes), cards=plan.cards, added=plan.added, updated=plan.updated,
            decks=", ".join(plan.decks) or "-",
        )
    )  # fmt: skip
    if done is None:
        for question in plan.questions():
            frame.print("  " + question.prompt.in_lang(frame.lang).replace("\n", "\n  "))
    elif done.id:
        if done.reviews or done.marks:
            frame.print(frame.say("cli_foreign.learnt", n=done.reviews, marks=done.marks))
        frame.print(frame.say("cli_foreign.how_to_undo", id=done.id))


def _losses(frame: Frame, losses: "Iterable[Loss]") -> None:
    for loss in losses:
        frame.note(frame.say("cli_foreign.loss", what=loss.in_lang(frame.lang)))


def _document(frame: Frame, plan: "Plan", done: "Imported | None") -> dict[str, object]:
    return {
        "format": plan.parcel.format,
        "decks": plan.decks,
        "notes": len(plan.notes),
        "cards": plan.cards,
        "added": plan.added,
        "updated": plan.updated,
        "left_out": plan.left_out,
        "reviews": done.reviews if done is not None else len(plan.parcel.reviews),
        "media": done.media if done is not None else len(plan.parcel.media),
        "written": done is not None and bool(done.id),
        "import": done.id if done is not None else "",
        "losses": [
            {"key": one.complaint.key, "n": one.count, "text": one.complaint.in_lang(frame.lang), "where": one.examples}
            for one in plan.parcel.losses
        ],
    }
