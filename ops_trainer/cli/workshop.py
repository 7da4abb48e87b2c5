"""`ops-trainer workshop`: host a live quiz, join one, take misses home, look at what came out."""

import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame, open_app
from ops_trainer.cli.serving import serve
from ops_trainer.cli.usage import decks_of, tags_of
from ops_trainer.locale import Complaint
from ops_trainer.workshop.scoring import Mode

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.workshops import Header, Hosting, Plan
    from ops_trainer.trainer.workshops.remote import Remote
    from ops_trainer.workshop.results import Results

SECONDS = 30


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
        tag: Annotated[
            list[str] | None, Option("--tag", help=say("cli.tag"), metavar="TAG", autocompletion=tags_of)
        ] = None,
        seconds: Annotated[int | None, Option(help=say("cli_workshop.seconds"), metavar="N")] = None,
        port: Annotated[int | None, Option(help=say("cli_workshop.port"), metavar="N", min=0, max=65535)] = None,
        bind: Annotated[str | None, Option(help=say("cli_workshop.bind"), metavar="ADDRESS")] = None,
        url: Annotated[str, Option(help=say("cli_workshop.public"), metavar="URL")] = "",
        certificate: Annotated[Path | None, Option(help=say("cli_team.tls_cert"), metavar="FILE")] = None,
        key: Annotated[Path | None, Option(help=say("cli_team.tls_key"), metavar="FILE")] = None,
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
        options = HostOptions(
            tuple(decks or ()), count, seconds, port, bind, mode, teams, seed, questions_on_phones, max_players,
            auto, local, resume, tuple(tag or ()), url, certificate, key,
        )  # fmt: skip
        plan = plan_of(options, plain=plain)
        if plain:
            _host(frame, plan, sys.stdin)
        else:
            raise typer.Exit(open_app(frame, ("hotseat" if plan.local else "host", {"plan": plan})))


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
        raise typer.Exit(_join(frame, url, name, pin, mine=mine, plain=plain))

    @group.command("claim", help=say("cli_workshop.claim"))
    def claim(
        url: an_url,
        code: Annotated[str, Argument(help=say("cli_workshop.code"), metavar="CODE", show_default=False)],
        pin: a_pin = None,
    ) -> None:
        with frame.trainer() as trainer:
            remote = _reach(frame, url, pin)
            try:
                found = trainer.workshops.claim(remote.claim(code))
            finally:
                remote.close()
            frame.print(frame.say("cli_workshop.claimed", title=found.title, n=len(found.due)))
            if found.again:
                frame.print(frame.say("cli_workshop.claimed_again", n=len(found.again)))
            if found.unknown:
                frame.note(frame.say("cli_workshop.not_here", cards=", ".join(found.unknown)))


def _add_after(group: typer.Typer, frame: Frame) -> None:
    say = frame.say
    as_json = Annotated[bool, Option("--json", help=say("cli.json"))]

    @group.command("list", help=say("cli_workshop.list"))
    def list_(json: as_json = False) -> None:
        with frame.trainer(look=True) as trainer:
            headers = trainer.workshops.list()
            if json:
                frame.json([_document(header) for header in headers])
                return
            if not headers:
                frame.note(frame.say("cli_workshop.none"))
            for header in headers:
                state = frame.say("cli_workshop.state_over" if header.ended is not None else "cli_workshop.state_open")
                when = _local(header.created, header.utc_offset).strftime("%Y-%m-%d %H:%M")
                frame.print(frame.say("cli_workshop.line", id=header.id, date=when, title=header.title, state=state))

    @group.command("results", help=say("cli_workshop.results"))
    def results(
        id: Annotated[str, Argument(help=say("cli_workshop.id"), metavar="ID", show_default=False)],
        json: as_json = False,
        csv: Annotated[Path | None, Option(help=say("cli_workshop.csv"), metavar="FILE")] = None,
        html: Annotated[Path | None, Option(help=say("cli_workshop.html"), metavar="FILE")] = None,
        xlsx: Annotated[Path | None, Option(help=say("cli_workshop.xlsx"), metavar="FILE")] = None,
        names: Annotated[bool, Option("--names", help=say("cli_workshop.names"))] = False,
    ) -> None:
        from ops_trainer.workshop.document import document

        files = {"csv": csv, "html": html, "xlsx": xlsx}
        if json and any(files.values()):
            raise Complaint("cli_workshop.one_output")
        with frame.trainer(look=True) as trainer:
            found = trainer.workshops.results(id)
            if json:
                frame.json(document(found, names=names))
            elif any(files.values()):
                _write(frame, found, files, names=names)
            else:
                _print(frame, found, names=names)

    @group.command("remove", help=say("cli_workshop.remove"))
    def remove(id: Annotated[str, Argument(help=say("cli_workshop.id"), metavar="ID", show_default=False)]) -> None:
        with frame.trainer() as trainer:
            trainer.workshops.remove(id)
            frame.note(frame.say("cli_workshop.removed", id=id))


@dataclass(frozen=True, slots=True)
class HostOptions:
    """The options of `workshop host` as they were given."""

    decks: tuple[str, ...]
    count: int
    seconds: int | None
    port: int | None
    bind: str | None
    mode: str
    teams: int
    seed: int | None
    text: bool
    max_players: int
    auto: bool
    local: bool
    resume: bool
    tags: tuple[str, ...] = ()
    url: str = ""
    certificate: Path | None = None
    key: Path | None = None


def plan_of(options: HostOptions, *, plain: bool) -> "Plan":
    """Return the plan that options ask for. Raises Complaint where they don't go together."""
    from ops_trainer.trainer.workshops import ANYWHERE, Plan
    from ops_trainer.trainer.workshops.remote import public_url
    from ops_trainer.workshop.rules import Rules
    from ops_trainer.workshop.scoring import MODES

    if options.mode not in tuple(Mode):
        raise Complaint("cli_workshop.bad_mode", mode=options.mode)
    mode = Mode(options.mode)
    if options.local and (alone := MODES[mode].by_turns) is not None:
        raise Complaint(alone)
    if options.key is not None and options.certificate is None:
        raise Complaint("cli_workshop.lone_key")
    if options.local and plain:
        raise Complaint("cli_workshop.plain_local")
    seconds = options.seconds if options.seconds is not None else 0 if options.local else SECONDS
    teams = 0 if options.local else options.teams
    rules = Rules(mode, seconds=seconds, teams=teams, text=options.text, max_players=options.max_players)
    rules.check()
    resume = (options.decks[0] if options.decks else "") if options.resume else None
    return Plan(
        () if options.resume else options.decks,
        options.count,
        options.seed,
        rules=rules,
        bind=options.bind or ANYWHERE,
        port=options.port,
        auto=options.auto,
        local=options.local,
        seats=options.teams if options.local else 0,
        resume=resume,
        tags=options.tags,
        url=public_url(options.url) if options.url else "",
        certificate=options.certificate,
        key=options.key,
    )


def _host(frame: Frame, plan: "Plan", lines: Iterable[str]) -> None:
    """Host by lines until it is over, or the process is told to stop."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        _host_plainly(frame, plan, lines)
    finally:
        signal.signal(signal.SIGTERM, before)


def _host_plainly(frame: Frame, plan: "Plan", lines: Iterable[str]) -> None:
    from ops_trainer.cli.plain_host import PlainHost

    with frame.trainer() as trainer:
        hosting = trainer.workshops.open(plan, frame.lang)
        try:
            server = serve(hosting, plan)
            try:
                PlainHost(
                    hosting,
                    server.addresses,
                    frame.lang,
                    frame.print,
                    lambda: str(trainer.workshops.keep_report(hosting.id, frame.lang)),
                    auto=plan.auto,
                ).run(lines)
            finally:
                server.stop()
            _to_the_team(frame, trainer, hosting)
        finally:
            hosting.close()


def _to_the_team(frame: Frame, trainer: "Trainer", hosting: "Hosting") -> None:
    """Bring members' misses to them, where the host leads a team; where that fails, say how to do it later."""
    from ops_trainer.cli.team_lead import misses_words
    from ops_trainer.workshop.state import Phase

    if hosting.room.phase is not Phase.END:
        return
    try:
        taken = trainer.teams.send_workshop_misses(lambda: hosting.room)
    except Complaint as complaint:
        frame.note(frame.say("cli_team.misses_later", why=complaint, id=hosting.id))
        return
    if taken is not None:
        frame.note(misses_words(frame, taken))


def _stop(number: int, where: object) -> None:
    raise KeyboardInterrupt


def _join(frame: Frame, url: str, name: str | None, pin: str | None, *, mine: bool, plain: bool) -> int:
    """Play until the quiz is over; return the exit status."""
    remote = _reach(frame, url, pin)
    try:
        if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return _join_plainly(frame, remote, name, mine=mine)
        from ops_trainer.tui.workshop.player import run

        return run(remote, frame.home, name=name, mine=mine, lang=frame.lang if frame.lang_given else None)
    finally:
        remote.close()


def _reach(frame: Frame, url: str, pin: str | None) -> "Remote":
    """Return a line to the room at an address. Raises Complaint when it can't be one, or no PIN is known."""
    from ops_trainer import home_probe
    from ops_trainer.trainer.workshops.remote import Places, Remote, address

    where = address(url)
    number = pin or where.pin
    if not number and sys.stdin.isatty() and sys.stdout.isatty():
        number = input(frame.say("player.ask_pin"))
    number = "".join(char for char in number if char.isascii() and char.isdigit())
    if not number:
        raise Complaint("cli_workshop.no_pin")
    return Remote(where.base, number, places=Places(home_probe.folder(frame.home)))


def _join_plainly(frame: Frame, remote: "Remote", name: str | None, *, mine: bool) -> int:
    from ops_trainer.cli.plain_player import PlainPlayer

    found = remote.back(name)
    if found is None:
        if not name and sys.stdin.isatty():
            name = input(frame.say("player.ask_name"))
        if not name:
            raise Complaint("cli_workshop.no_name")
        found = remote.join(name, frame.lang, knock=mine)
    if found.get("waiting"):
        frame.print(frame.say("player.waiting"))
    PlainPlayer(remote, frame.lang, frame.print).run(sys.stdin)
    return 0


def _write(frame: Frame, found: "Results", files: "Mapping[str, Path | None]", *, names: bool) -> None:
    """Write results into the files that are named, by their format, and say where each is."""
    from ops_trainer.exchange.sheets import write_xlsx
    from ops_trainer.trainer.workshops import write_report
    from ops_trainer.workshop.report import page
    from ops_trainer.workshop.sheet import sheet, table

    makes: dict[str, Callable[[], str | bytes]] = {
        "csv": lambda: sheet(found, frame.lang, names=names),
        "html": lambda: page(found, frame.lang, names=names),
        "xlsx": lambda: write_xlsx(table(found, frame.lang, names=names), found.title),
    }
    for kind, path in files.items():
        if path is not None:
            frame.note(frame.say("cli_workshop.written", path=write_report(path, makes[kind]())))


def _print(frame: Frame, found: "Results", *, names: bool) -> None:
    from ops_trainer.workshop.document import when
    from ops_trainer.workshop.results import figures

    frame.print(
        frame.say(
            "cli_workshop.result_head",
            title=found.title,
            date=when(found).strftime("%Y-%m-%d %H:%M"),
            players=len(found.people),
            questions=len(found.asked),
        )
    )
    for one in figures(found):
        prompt = one.question.prompt.in_lang(frame.lang).replace("\n", " ")
        says = "cli_workshop.result_poll" if one.asked.poll else "cli_workshop.result_line"
        frame.print(frame.say(says, place=one.place, share=f"{one.share:.0%}", prompt=prompt))
    for person in found.people if names else ():
        frame.print(f"{person.rank:>3}. {person.points:>6}  {person.name}")


def _document(header: "Header") -> dict[str, object]:
    return {
        "id": header.id,
        "title": header.title,
        "at": _local(header.created, header.utc_offset).isoformat(timespec="seconds"),
        "pin": header.pin,
        "over": header.ended is not None,
    }


def _local(at: int, utc_offset: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, timezone(timedelta(minutes=utc_offset)))
