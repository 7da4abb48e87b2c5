"""`ops-trainer backup`, `restore`, `doctor` and `journal`: looking after a home."""

import json
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from ops_trainer import private_files
from ops_trainer.cli.frame import Frame
from ops_trainer.locale import Complaint


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    say = frame.say

    @app.command("backup", help=say("cli.backup"))
    def backup(
        file: Annotated[Path | None, Argument(help=say("cli.backup_argument"), metavar="FILE")] = None,
    ) -> None:
        with frame.trainer(look=file is not None) as trainer:
            frame.print(frame.say("cli.backed_up", path=trainer.backup(file)))

    @app.command("restore", help=say("cli.restore"))
    def restore(
        file: Annotated[Path, Argument(help=say("cli.restore_argument"), metavar="FILE")],
        replace: Annotated[bool, Option("--replace", help=say("cli.restore_replace"))] = False,
    ) -> None:
        from ops_trainer.trainer import restore_home

        before = restore_home(frame.home, file, replace=replace)
        said = "cli.restored_fresh" if before is None else "cli.replaced" if replace else "cli.restored"
        frame.print(frame.say(said, path=file, kept=before))

    @app.command("doctor", help=say("cli.doctor"))
    def doctor(
        repair: Annotated[bool, Option("--repair", help=say("cli.repair"))] = False,
        by_arrival: Annotated[bool, Option("--by-arrival", help=say("cli.by_arrival"))] = False,
        undo_dates: Annotated[bool, Option("--undo-dates", help=say("cli.undo_dates"))] = False,
        merge: Annotated[str | None, Option("--merge", help=say("cli.merge"), metavar="NAME")] = None,
    ) -> None:
        if repair and undo_dates:
            raise Complaint("cli.undo_alone")
        with frame.trainer(warn=False, look=True) as trainer:
            if merge is not None:
                trainer.merge_learner(merge)
                frame.print(frame.say("cli.merged", twin=merge, learner=trainer.learner))
            if undo_dates:
                mended = trainer.mended_dates()
                trainer.undo_events(mended)
                frame.print(frame.say("cli.dates_undone", n=len(mended)))
            findings = trainer.doctor(repair=repair, by_arrival=by_arrival)
            for finding in findings:
                repaired = " " + frame.say("cli.repaired") if finding.repaired else ""
                frame.print(finding.in_lang(frame.lang) + repaired)
            open_faults = [f for f in findings if f.level == "fault" and not f.repaired]
            raise typer.Exit(1 if open_faults else 0)

    group = typer.Typer(help=say("cli.journal"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="journal")

    @group.command("export", help=say("cli.journal_export"))
    def export(out: Annotated[Path | None, Option(help=say("cli.out"), metavar="FILE")] = None) -> None:
        with frame.trainer(look=True) as trainer:
            lines = (json.dumps(event, ensure_ascii=False) for event in trainer.export_journal())
            if out is None:
                for line in lines:
                    frame.print(line)
                return
            try:
                with private_files.open_to_write(out, encoding="utf-8") as file:
                    count = sum(1 for line in lines if file.write(line + "\n"))
            except OSError as error:
                raise Complaint("cli.cannot_write", path=out, error=error.strerror) from None
            frame.note(frame.say("cli.exported", n=count, path=out))

    @group.command("import", help=say("cli.journal_import"))
    def import_(
        files: Annotated[list[Path], Argument(help=say("cli.import_argument"), metavar="FILE", show_default=False)],
    ) -> None:
        with frame.trainer() as trainer:
            found = trainer.import_journal(
                *(sys.stdin.read().splitlines() if str(file) == "-" else file for file in files)
            )
            frame.print(frame.say("cli.imported", n=found.events))
            if found.events and found.via:
                frame.note(frame.say("cli.import_back", via=found.via))
            for via, n in found.void.items():
                frame.note(frame.say("cli.import_void", n=n, via=via))

    @group.command("origins", help=say("cli.journal_origins"))
    def origins(json: Annotated[bool, Option("--json", help=say("cli.json"))] = False) -> None:
        with frame.trainer() as trainer:
            found = trainer.origins()
            here = f"device:{trainer.context.device}"
            if json:
                frame.json(
                    [
                        {
                            "via": one.via,
                            "here": one.via == here,
                            "events": one.events,
                            "answers": one.answers,
                            "latest": trainer.date_of(one.latest).isoformat(),
                            "void": one.void,
                        }
                        for one in found
                    ]
                )
                return
            if not found:
                frame.print(frame.say("cli.no_origins"))
            for one in found:
                frame.print(
                    frame.say(
                        "cli.origin", via=one.via, here=frame.say("cli.origin_here") if one.via == here else "",
                        n=one.answers, events=one.events, day=trainer.date_of(one.latest).isoformat(),
                        void=frame.say("cli.origin_void") if one.void else "",
                    )
                )  # fmt: skip

    a_way = Annotated[str, Argument(help=say("cli.via_argument"), metavar="VIA", show_default=False)]

    @group.command("void", help=say("cli.journal_void"))
    def void(
        via: a_way, since: Annotated[str | None, Option("--since", help=say("cli.since"), metavar="DATE")] = None
    ) -> None:
        with frame.trainer() as trainer:
            answers = trainer.void(via, trainer.start_of(_day(since)) if since else 0)
            frame.print(frame.say("cli.voided", via=via, n=answers))

    @group.command("lift", help=say("cli.journal_lift"))
    def lift(via: a_way) -> None:
        with frame.trainer() as trainer:
            trainer.lift(via)
            frame.print(frame.say("cli.lifted", via=via))


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", typed).strip().replace("/", "-"))
    except ValueError:
        raise Complaint("cli.bad_since", typed=typed) from None
