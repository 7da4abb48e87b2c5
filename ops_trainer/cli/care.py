"""`ops-trainer backup`, `restore`, `doctor` and `journal`: looking after a home."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from ops_trainer import private_files
from ops_trainer.cli.frame import Frame
from ops_trainer.content.files import decoded
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
    def doctor(repair: Annotated[bool, Option("--repair", help=say("cli.repair"))] = False) -> None:
        with frame.trainer(warn=False, look=True) as trainer:
            findings = trainer.doctor(repair=repair)
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
    def import_(file: Annotated[Path, Argument(help=say("cli.import_argument"), metavar="FILE")]) -> None:
        with frame.trainer() as trainer:
            try:
                text = sys.stdin.read() if str(file) == "-" else decoded(file.read_bytes())
            except OSError:
                raise Complaint("cli.cannot_read", path=file) from None
            frame.print(frame.say("cli.imported", n=trainer.import_journal(text.splitlines())))
