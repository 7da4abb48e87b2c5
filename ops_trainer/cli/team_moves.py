"""`ops-trainer team move` and `rescue`: when a server has moved, when a team's only lead is locked out."""

from typing import Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_server import open_server
from ops_trainer.locale import Complaint


def add(group: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    say = frame.say

    @group.command("move", help=say("cli_moves.move"))
    def move(
        url: Annotated[str, Argument(help=say("cli_moves.url"), metavar="URL", show_default=False)],
        team: Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")] = None,
    ) -> None:
        with frame.trainer() as trainer:
            moved = trainer.teams.move(url, team)
            frame.print(frame.say("cli_moves.moved", team=moved.team_name, url=moved.url))

    @group.command("rescue", help=say("cli_moves.rescue"))
    def rescue(
        team: Annotated[str, Argument(help=say("cli_moves.team"), metavar="TEAM", show_default=False)],
        database: Annotated[
            str | None, Option(help=say("cli_team.database"), metavar="DATABASE", envvar="OPS_TRAINER_DATABASE")
        ] = None,
    ) -> None:
        from ops_trainer.team.limits import LINK_HOURS
        from ops_trainer.team.typed import invite_line
        from ops_trainer.team_server import Refusal
        from ops_trainer.team_server.operations.access import rescue_team

        with open_server(frame, database) as server:
            try:
                made = rescue_team(server, team)
            except Refusal:
                there = ", ".join(server.team_names()) or frame.say("cli_moves.none")
                raise Complaint("cli_moves.no_team", team=team, teams=there) from None
            frame.note(frame.say("cli_moves.rescued", hours=LINK_HOURS))
            frame.print(invite_line("URL", made.code or ""))
