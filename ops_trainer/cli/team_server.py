"""`ops-trainer team create`, `serve` and `rescue`: on the machine of the team's server."""

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_words import own_name
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ops_trainer.team_server import TeamServer
    from ops_trainer.team_server.http.app import Place

PORT = 8787
FROM_FILE = "@"  # before the name of a file that holds the address of the database
EVERYWHERE = "0.0.0.0"  # a team server is there for other machines


def add(group: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    say = frame.say
    a_database = Annotated[
        str | None, Option(help=say("cli_team.database"), metavar="DATABASE", envvar="OPS_TRAINER_DATABASE")
    ]

    @group.command("create", help=say("cli_team.create"))
    def create(
        name: Annotated[str, Argument(help=say("cli_team.create_name"), metavar="NAME", show_default=False)],
        lead: Annotated[str | None, Option("--name", help=say("cli_team.own_name"), metavar="NAME")] = None,
        url: Annotated[str | None, Option(help=say("cli_team.url_option"), metavar="URL")] = None,
        database: a_database = None,
    ) -> None:
        with frame.trainer() as trainer, open_server(frame, database) as server:
            from ops_trainer.web.serving import reachable

            called = own_name(frame, trainer, lead)
            made = trainer.teams.found(server, name, called, url or f"http://{reachable(EVERYWHERE)[0]}:{PORT}")
            frame.print(frame.say("cli_team.created", team=made.team_name, lead=made.name))
            frame.note(frame.say("cli_team.next_serve", url=made.url))

    @group.command("serve", help=say("cli_team.serve"))
    def serve(
        bind: Annotated[str, Option(help=say("cli_team.bind"), metavar="ADDRESS")] = EVERYWHERE,
        port: Annotated[int, Option(help=say("cli_team.port"), metavar="N", min=0, max=65535)] = PORT,
        database: a_database = None,
        tls_cert: Annotated[Path | None, Option(help=say("cli_team.tls_cert"), metavar="FILE")] = None,
        tls_key: Annotated[Path | None, Option(help=say("cli_team.tls_key"), metavar="FILE")] = None,
        proxies: Annotated[str | None, Option(help=say("cli_team.proxies"), metavar="ADDRESSES")] = None,
        path: Annotated[str, Option(help=say("cli_team.path"), metavar="PATH")] = "",
        log: Annotated[Path | None, Option(help=say("cli_team.access_log"), metavar="FILE")] = None,
    ) -> None:
        from ops_trainer.team_server.http.app import Place

        if tls_key and not tls_cert:
            raise Complaint("cli_team.key_alone")
        place = Place(bind, port, tls_cert, tls_key, proxies, path and "/" + path.strip("/"))
        with open_server(frame, database) as server, _lines_into(log) as write:
            _run(frame, server, place, write)

    @group.command("rescue", help=say("cli_moves.rescue"))
    def rescue(
        team: Annotated[str, Argument(help=say("cli_moves.team"), metavar="TEAM", show_default=False)],
        database: a_database = None,
    ) -> None:
        from ops_trainer.team.limits import LINK_HOURS
        from ops_trainer.team.typed import invite_line
        from ops_trainer.team_server import Refusal
        from ops_trainer.team_server.operations.members import rescue_team

        with open_server(frame, database) as server:
            try:
                made = rescue_team(server, team)
            except Refusal:
                there = ", ".join(server.team_names()) or frame.say("cli_moves.none")
                raise Complaint("cli_moves.no_team", team=team, teams=there) from None
            frame.note(frame.say("cli_moves.rescued", hours=LINK_HOURS))
            frame.print(invite_line("URL", made.code or ""))


@contextmanager
def _lines_into(path: Path | None) -> "Iterator[Callable[[str], None] | None]":
    """Return what writes a line to the end of a file, on standard error for `-`, None without a file.

    Raises Complaint when it can't be written.
    """
    from ops_trainer import private_files

    if path is None:
        yield None
    elif str(path) == "-":
        yield lambda line: print(line, file=sys.stderr, flush=True)
    else:
        try:
            file = private_files.open_to_write(path, "a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise Complaint("cli.cannot_write", path=path, error=error.strerror or str(error)) from None
        with file:
            yield lambda line: print(line, file=file)


def _run(frame: Frame, server: "TeamServer", place: "Place", log: "Callable[[str], None] | None") -> None:
    """Serve until Ctrl-C or SIGTERM."""
    import signal
    import threading

    from ops_trainer.team_server.http.app import TeamServing
    from ops_trainer.trainer.teams.pinning import fingerprint_in
    from ops_trainer.web.serving import reachable

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    teams = server.team_names()
    with TeamServing(server, place, log=log) as serving:
        addresses = [f"{place.scheme}://{one}:{serving.port}{place.path}" for one in reachable(place.host)]
        for address in addresses:
            frame.print(address)
        if place.certificate is not None:
            frame.note(frame.say("cli_team.unsigned", url=f"{addresses[0]}#{fingerprint_in(place.certificate)}"))
        key = "cli_team.serving" if teams else "cli_team.no_team_yet"
        frame.note(frame.say(key, n=len(teams), place=server.database.place, teams=", ".join(teams)))
        if not place.certificate and not place.proxies and place.host not in ("127.0.0.1", "::1", "localhost"):
            frame.note(frame.say("cli_team.plain_http"))
        frame.note(frame.say("cli_team.how_to_stop"))
        while not stopped.wait(1.0):
            pass
    frame.note(frame.say("cli_team.stopped"))


def _address_in(path: Path) -> str:
    """Return the address of a database that stands in a file, where its password is seen by nobody else.

    Raises Complaint when it can't be read or is empty.
    """
    try:
        found = path.expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Complaint(
            "trainer.cannot_read", path=str(path), error=getattr(error, "strerror", None) or error
        ) from None
    if not found:
        raise Complaint("team.bad_database", where=path)
    return found


def open_server(frame: Frame, database: str | None) -> "TeamServer":
    """Return the store of this machine's server: the database named, or the file in the home folder."""
    from ops_trainer import home_probe, private_files
    from ops_trainer.team_server import FILE, TeamServer

    if database:
        return TeamServer.open(_address_in(Path(database[1:])) if database.startswith(FROM_FILE) else database)
    folder = home_probe.folder(frame.home)
    try:
        private_files.make_folder(folder)
    except OSError as error:
        raise Complaint("cli.cannot_write", path=folder, error=error.strerror or str(error)) from None
    return TeamServer.open(folder / FILE)
