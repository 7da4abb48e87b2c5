"""`ops-trainer team`: the commands; `join`, `sync`, `share`, `link`, `preview`, `devices`, `log`, `move`, `leave`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from ops_trainer.cli import team_assignments, team_lead, team_server
from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_words import confirm, own_name, table
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Membership, SyncResult


SHARED = {"team": False, "all": True}  # whether all decks go through the team's server


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the commands: the server's, a lead's, a member's own."""
    group = typer.Typer(help=frame.say("cli_team.about"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="team")
    team_server.add(group, frame)
    team_lead.add(group, frame)
    team_assignments.add(group, frame)
    _add_joining(group, frame)
    _add_looking(group, frame)
    _add_leaving(group, frame)


def _add_joining(group: typer.Typer, frame: Frame) -> None:
    say = frame.say
    a_team = Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")]

    @group.command("join", help=say("cli_team.join"))
    def join(
        url: Annotated[str, Argument(help=say("cli_team.url"), metavar="URL", show_default=False)],
        code: Annotated[str, Argument(help=say("cli_team.code"), metavar="CODE", show_default=False)] = "",
        name: Annotated[str | None, Option(help=say("cli_team.own_name"), metavar="NAME")] = None,
    ) -> None:
        from ops_trainer.team.typed import read_invite

        found = read_invite(f"{url} {code}")
        if found is None and not code:
            raise Complaint("team_screen.join_code_empty")
        url, code = found or (url, code)
        with frame.trainer() as trainer:
            made = _join(frame, trainer, url, code, name)
            frame.print(frame.say("cli_team.joined", team=made.team_name, name=made.name))
            _tell(frame, trainer, trainer.teams.sync(made.team))
            frame.note(frame.say("cli_team.next_learn"))

    @group.command("sync", help=say("cli_team.sync"))
    def sync(
        team: a_team = None,
        again: Annotated[bool, Option("--again", help=say("cli_team.again"))] = False,
        json: Annotated[bool, Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        with frame.trainer() as trainer:
            named = [trainer.teams.membership(team)] if team else trainer.teams.memberships()
            if not named:
                raise Complaint("team.none")
            trouble: Complaint | None = None
            documents = []
            for one in named:
                try:
                    done = trainer.teams.sync(one.team, again=again)
                    documents.append(_synced(done))
                    if not json:
                        _tell(frame, trainer, done)
                except Complaint as complaint:
                    trouble = complaint
            if json:
                frame.json(documents)
            if trainer.clock_off is not None:
                frame.note(trainer.clock_off.in_lang(frame.lang))
            if trouble is not None:
                raise trouble

    @group.command("share", help=say("cli_team.share_about"))
    def share(
        what: Annotated[str, Argument(help=say("cli_team.share_what"), metavar="team|all")] = "",
        team: a_team = None,
    ) -> None:
        if what not in ("", *SHARED):
            raise Complaint("cli_team.bad_share", what=what)
        with frame.trainer() as trainer:
            one = trainer.teams.membership(team)
            if what:
                one = trainer.teams.set_whole(one.team, whole=SHARED[what])
            frame.print(frame.say(f"cli_team.shares_{_shared(one)}", team=one.team_name))

    @group.command("link", help=say("cli_team.link"))
    def link(team: a_team = None, json: Annotated[bool, Option("--json", help=say("cli.json"))] = False) -> None:
        from ops_trainer.team.typed import invite_line

        with frame.trainer() as trainer:
            membership = trainer.teams.membership(team)
            line = invite_line(membership.url, trainer.teams.link(membership.team).code or "")
            if json:
                frame.json({"url": membership.url, "code": line.rpartition(" ")[2], "line": line})
                return
            frame.print(line)
            frame.note(frame.say("cli_team.linked"))


def _shared(membership: "Membership") -> str:
    """Return the word for what goes through a team's server."""
    return "unasked" if membership.whole is None else "all" if membership.whole else "team"


def _join(frame: Frame, trainer: "Trainer", url: str, code: str, name: str | None) -> "Membership":
    """Join, asking for a name only where one is needed: a second device has that of the first."""
    from ops_trainer.trainer.context import DEFAULT_LEARNER

    try:
        return trainer.teams.join(url, code, name or (trainer.learner if trainer.learner != DEFAULT_LEARNER else ""))
    except Complaint as complaint:
        if complaint.key != "team.bad_name" or name:
            raise
    return trainer.teams.join(url, code, own_name(frame, trainer, None))


def _add_looking(group: typer.Typer, frame: Frame) -> None:
    say = frame.say
    a_team = Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")]
    as_json = Annotated[bool, Option("--json", help=say("cli.json"))]

    @group.command("preview", help=say("cli_team.preview"))
    def preview(team: a_team = None) -> None:
        with frame.trainer() as trainer:
            membership = trainer.teams.membership(team)
            told = trainer.teams.preview(membership.team)
            frame.print(told.decode())
            frame.note(frame.say("cli_team.previewed", n=len(told), team=membership.team_name))

    @group.command("devices", help=say("cli_team.devices"))
    def devices(
        drop: Annotated[str | None, Option(help=say("cli_team.drop_device"), metavar="ID")] = None,
        team: a_team = None,
        json: as_json = False,
    ) -> None:
        with frame.trainer() as trainer:
            if drop is not None:
                trainer.teams.drop_device(drop, team)
                frame.print(frame.say("cli_team.device_dropped", id=drop))
                return
            found = trainer.teams.devices(team)
            if json:
                frame.json([one.model_dump(mode="json") for one in found])
                return
            rows = [
                (
                    one.id,
                    frame.say("cli_team.device_used", joined=one.joined.isoformat(), used=one.used.isoformat()),
                    frame.say("cli_team.this_device") if one.current else "",
                )
                for one in found
            ]
            for line in table(rows):
                frame.print(line)

    @group.command("log", help=say("cli_team.log"))
    def log(team: a_team = None, json: as_json = False) -> None:
        from datetime import datetime

        with frame.trainer() as trainer:
            lines = trainer.teams.audit(team)
            if json:
                frame.json([line.model_dump(mode="json") for line in lines])
                return
            zone = trainer.clock().tzinfo
            for line in lines:
                at = datetime.fromtimestamp(line.at / 1000, zone)
                frame.print(f"{at:%Y-%m-%d %H:%M}  {line.by}  {line.in_lang(frame.lang)}")


def _add_leaving(group: typer.Typer, frame: Frame) -> None:
    say = frame.say

    @group.command("leave", help=say("cli_team.leave"))
    def leave(
        team: Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")] = None,
        forget: Annotated[bool, Option("--forget", help=say("cli_team.forget"))] = False,
        yes: Annotated[bool, Option("--yes", help=say("cli_team.yes"))] = False,
    ) -> None:
        with frame.trainer() as trainer:
            membership = trainer.teams.membership(team)
            confirm(frame, yes, "cli_team.leave_sure", team=membership.team_name)
            trainer.teams.leave(membership.team, forget=forget)
            said = "cli_team.forgotten" if forget else "cli_team.left"
            frame.print(frame.say(said, team=membership.team_name))

    @group.command("move", help=say("cli_moves.move"))
    def move(
        url: Annotated[str, Argument(help=say("cli_moves.url"), metavar="URL", show_default=False)],
        team: Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")] = None,
        yes: Annotated[bool, Option("--yes", help=say("cli_team.yes"))] = False,
    ) -> None:
        with frame.trainer() as trainer:
            one = trainer.teams.membership(team)
            there, found = trainer.teams.look_at(url)
            frame.note(frame.say("cli_moves.there", url=there, version=found.version, old=one.url, team=one.team_name))
            confirm(frame, yes, "cli_moves.move_sure", url=there)
            moved = trainer.teams.move(url, team)
            frame.print(frame.say("cli_moves.moved", team=moved.team_name, url=moved.url))


def _tell(frame: Frame, trainer: "Trainer", done: "SyncResult") -> None:
    """Print what a synchronisation brought."""
    from ops_trainer.trainer.teams.membership import complaint_of

    status = done.status
    frame.print(frame.say("cli_team.synced", team=status.membership.team_name, pushed=done.pushed, pulled=done.pulled))
    news = trainer.teams.notices()
    for one in reversed(news):
        frame.print(f"  {one.in_lang(frame.lang)}")
    trainer.teams.mark_seen(*news)
    for reason, count in status.refused.items():
        known = complaint_of(reason, {})
        frame.note(frame.say("cli_team.refused", n=count, reason=reason if known is None else known))
    if status.ahead:
        frame.note(frame.say("cli_team.ahead", n=status.ahead))
    if status.unread:
        frame.note(frame.say("cli_team.unread", n=status.unread))
    if status.membership.whole is None:
        frame.note(frame.say("cli_team.shares_unasked", team=status.membership.team_name))


def _synced(done: "SyncResult") -> dict[str, Any]:
    status = done.status
    return {
        "team": status.membership.team_name,
        "pushed": done.pushed,
        "pulled": done.pulled,
        "decks": list(done.decks),
        "waiting": status.waiting,
        "refused": dict(status.refused),
        "ahead": status.ahead,
        "unread": status.unread,
    }
