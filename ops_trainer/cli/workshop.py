"""`ops-trainer workshop`: host a live quiz, join one, take misses home, look at what came out."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli import workshop_after, workshop_host, workshop_join
from ops_trainer.cli.completion import decks_of
from ops_trainer.cli.frame import Frame
from ops_trainer.workshop.scoring import Mode


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    say = frame.say
    group = typer.Typer(help=say("cli_workshop.about"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="workshop")
    _add_host(group, frame)
    _add_players(group, frame)
    _add_after(group, frame)


def _add_host(group: typer.Typer, frame: Frame) -> None:
    say = frame.say

    @group.command("host", help=say("cli_workshop.host"))
    def host(
        decks: Annotated[
            list[str] | None, Argument(help=say("cli_workshop.decks"), metavar="DECK", autocompletion=decks_of)
        ] = None,
        count: Annotated[int, Option(help=say("cli_workshop.count"), metavar="N", min=1, max=200)] = 10,
        seconds: Annotated[int | None, Option(help=say("cli_workshop.seconds"), metavar="N")] = None,
        port: Annotated[int | None, Option(help=say("cli_workshop.port"), metavar="N", min=0, max=65535)] = None,
        bind: Annotated[str | None, Option(help=say("cli_workshop.bind"), metavar="ADDRESS")] = None,
        mode: Annotated[str, Option(help=say("cli_workshop.mode"), metavar="|".join(Mode))] = Mode.ACCURACY.value,
        teams: Annotated[int, Option(help=say("cli_workshop.teams"), metavar="N")] = 0,
        seed: Annotated[int | None, Option(help=say("cli.seed"), metavar="N")] = None,
        questions_on_phones: Annotated[bool, Option("--questions-on-phones", help=say("cli_workshop.phones"))] = False,
        max_players: Annotated[int, Option(help=say("cli_workshop.max_players"), metavar="N")] = 500,
        plain: Annotated[bool, Option("--plain", help=say("cli_workshop.plain"))] = False,
        auto: Annotated[bool, Option("--auto", help=say("cli_workshop.auto"))] = False,
        local: Annotated[bool, Option("--local", help=say("cli_workshop.local"))] = False,
        resume: Annotated[bool, Option("--resume", help=say("cli_workshop.resume"))] = False,
    ) -> None:
        wish = workshop_host.Wish(
            tuple(decks or ()), count, seconds, port, bind, mode, teams, seed, questions_on_phones, max_players,
            auto, local, resume,
        )  # fmt: skip
        plan = workshop_host.plan_of(wish, plain=plain)
        if plain:
            workshop_host.run_plain(frame, plan, sys.stdin)
        else:
            raise typer.Exit(workshop_host.run_screen(frame, plan))


def _add_players(group: typer.Typer, frame: Frame) -> None:
    say = frame.say
    an_url = Annotated[str, Argument(help=say("cli_workshop.url"), metavar="URL", show_default=False)]
    a_pin = Annotated[str | None, Option(help=say("cli_workshop.pin"), metavar="PIN")]

    @group.command("join", help=say("cli_workshop.join"))
    def join(
        url: an_url,
        name: Annotated[str | None, Option(help=say("cli_workshop.name"), metavar="NAME")] = None,
        pin: a_pin = None,
        mine: Annotated[bool, Option("--mine", help=say("cli_workshop.mine"))] = False,
        plain: Annotated[bool, Option("--plain", help=say("cli_workshop.player_plain"))] = False,
    ) -> None:
        raise typer.Exit(workshop_join.join(frame, url, name, pin, mine=mine, plain=plain))

    @group.command("claim", help=say("cli_workshop.claim"))
    def claim(
        url: an_url,
        code: Annotated[str, Argument(help=say("cli_workshop.code"), metavar="CODE", show_default=False)],
        pin: a_pin = None,
    ) -> None:
        workshop_join.claim(frame, url, code, pin)


def _add_after(group: typer.Typer, frame: Frame) -> None:
    say = frame.say
    as_json = Annotated[bool, Option("--json", help=say("cli.json"))]

    @group.command("list", help=say("cli_workshop.list"))
    def list_(json: as_json = False) -> None:
        workshop_after.list_(frame, as_json=json)

    @group.command("results", help=say("cli_workshop.results"))
    def results(
        id: Annotated[str, Argument(help=say("cli_workshop.id"), metavar="ID", show_default=False)],
        json: as_json = False,
        csv: Annotated[Path | None, Option(help=say("cli_workshop.csv"), metavar="FILE")] = None,
        html: Annotated[Path | None, Option(help=say("cli_workshop.html"), metavar="FILE")] = None,
        names: Annotated[bool, Option("--names", help=say("cli_workshop.names"))] = False,
    ) -> None:
        workshop_after.results(frame, id, as_json=json, csv=csv, html=html, names=names)

    @group.command("remove", help=say("cli_workshop.remove"))
    def remove(id: Annotated[str, Argument(help=say("cli_workshop.id"), metavar="ID", show_default=False)]) -> None:
        workshop_after.remove(frame, id)
