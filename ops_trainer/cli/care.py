"""`ops-trainer backup`, `restore` and `doctor`."""

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    say = frame.say

    @app.command("backup", help=say("cli.backup"))
    def backup(
        file: Annotated[Path | None, Argument(help=say("cli.backup_argument"), metavar="FILE")] = None,
    ) -> None:
        with frame.trainer() as trainer:
            frame.print(frame.say("cli.backed_up", path=trainer.backup(file)))

    @app.command("restore", help=say("cli.restore"))
    def restore(
        file: Annotated[Path, Argument(help=say("cli.restore_argument"), metavar="FILE")],
        replace: Annotated[bool, Option("--replace", help=say("cli.restore_replace"))] = False,
    ) -> None:
        from ops_trainer.trainer import restore_home

        kept = restore_home(frame.home, file, replace=replace)
        said = "cli.restored_fresh" if kept is None else "cli.replaced" if replace else "cli.restored"
        frame.print(frame.say(said, path=file, kept=kept))

    @app.command("doctor", help=say("cli.doctor"))
    def doctor(repair: Annotated[bool, Option("--repair", help=say("cli.repair"))] = False) -> None:
        with frame.trainer(told=False) as trainer:
            findings = trainer.doctor(repair=repair)
            for finding in findings:
                mended = " " + frame.say("cli.repaired") if finding.repaired else ""
                frame.print(finding.in_lang(frame.lang) + mended)
            open_faults = [f for f in findings if f.level == "fault" and not f.repaired]
            raise typer.Exit(1 if open_faults else 0)
