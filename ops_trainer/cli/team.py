"""`ops-trainer team`: the server, the lead's part, the learner's part."""

import typer

from ops_trainer.cli import team_lead, team_member, team_moves, team_server, team_tasks
from ops_trainer.cli.frame import Frame


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    group = typer.Typer(help=frame.say("cli_team.about"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="team")
    for part in (team_server, team_lead, team_tasks, team_member, team_moves):
        part.add(group, frame)
