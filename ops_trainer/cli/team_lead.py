"""`ops-trainer team invite`, `members`, `role`, `remove`, `send`, `progress`: a lead's part."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_words import confirm, member_of, table, write
from ops_trainer.cli.usage import decks_of
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer.teams.leads import Brought

LOOPBACK = ("//127.", "//localhost", "//[::1]")


def add(group: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    _add_invites(group, frame)
    _add_members(group, frame)
    _add_progress(group, frame)


def _add_invites(group: typer.Typer, frame: Frame) -> None:
    say = frame.say

    @group.command("invite", help=say("cli_team.invite"))
    def invite(
        uses: Annotated[int, Option(help=say("cli_team.uses"), metavar="N", min=1, max=10_000)] = 1,
        days: Annotated[int, Option(help=say("cli_team.days"), metavar="N", min=1, max=365)] = 14,
        lead: Annotated[bool, Option("--lead", help=say("cli_team.invite_lead"))] = False,
        show: Annotated[bool, Option("--list", help=say("cli_team.invite_list"))] = False,
        drop: Annotated[str | None, Option(help=say("cli_team.invite_drop"), metavar="ID")] = None,
        team: Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")] = None,
        json: Annotated[bool, Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        from ops_trainer.team.wire import Role

        with frame.trainer() as trainer:
            url = trainer.teams.membership(team).url
            with trainer.teams.leading(team) as leading:
                if drop is not None:
                    leading.drop_invite(drop)
                    frame.print(frame.say("cli_team.invite_dropped", id=drop))
                elif show:
                    _list_invites(frame, leading.invites(), as_json=json)
                else:
                    made = leading.invite(Role.LEAD if lead else Role.LEARNER, uses=uses, days=days)
                    _print_invite(frame, url, made, as_json=json)


def _add_members(group: typer.Typer, frame: Frame) -> None:
    say = frame.say
    a_member = Annotated[str, Argument(help=say("cli_team.member"), metavar="MEMBER", show_default=False)]
    a_team = Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")]

    @group.command("members", help=say("cli_team.members"))
    def members(team: a_team = None, json: Annotated[bool, Option("--json", help=say("cli.json"))] = False) -> None:
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            found = leading.members()
            if json:
                frame.json([one.model_dump(mode="json") for one in found])
                return
            rows = [(one.name, frame.say(f"team.role_{one.role.value}"), one.joined.isoformat()) for one in found]
            for line in table(rows):
                frame.print(line)

    @group.command("role", help=say("cli_team.role"))
    def role(
        member: a_member,
        role: Annotated[str, Argument(help=say("cli_team.role_argument"), metavar="learner|lead", show_default=False)],
        team: a_team = None,
    ) -> None:
        from ops_trainer.team.wire import Role

        if role not in list(Role):
            raise Complaint("cli_team.bad_role", role=role)
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            one = leading.set_role(member_of(leading.members(), member).id, Role(role))
            frame.print(frame.say("cli_team.role_given", name=one.name, role=frame.say(f"team.role_{one.role.value}")))

    @group.command("remove", help=say("cli_team.remove"))
    def remove(
        member: a_member,
        yes: Annotated[bool, Option("--yes", help=say("cli_team.yes"))] = False,
        team: a_team = None,
    ) -> None:
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            one = member_of(leading.members(), member)
            confirm(frame, yes, "cli_team.remove_sure", name=one.name)
            leading.remove(one.id)
            frame.print(frame.say("cli_team.removed", name=one.name))

    @group.command("misses", help=say("cli_team.misses"))
    def misses(
        workshop: Annotated[str | None, Argument(help=say("cli_team.misses_argument"), metavar="ID")] = None,
    ) -> None:
        from ops_trainer.trainer.teams.leads import bring_home

        with frame.trainer() as trainer:
            held = trainer.workshops.list()
            if workshop is None and not held:
                raise Complaint("cli_team.no_workshop")
            brought = bring_home(trainer, workshop or held[0].id)
            if brought is None:
                raise Complaint("team.leads_only")
            frame.print(brought_words(frame, brought))

    @group.command("send", help=say("cli_team.send"))
    def send(
        decks: Annotated[
            list[str],
            Argument(help=say("cli_team.send_argument"), metavar="DECK", show_default=False, autocompletion=decks_of),
        ],
        team: a_team = None,
    ) -> None:
        with frame.trainer() as trainer:
            trainer.check_decks(decks)
            with trainer.teams.leading(team) as leading:
                for ref in leading.send_decks(decks):
                    frame.print(frame.say("cli_team.sent", deck=ref.id, n=ref.cards))


def brought_words(frame: Frame, brought: "Brought") -> str:
    """Whose misses of a workshop come to them by sync."""
    said = [
        frame.say(key, n=len(names), names=", ".join(names))
        for key, names in (("cli_team.misses_sent", brought.matched), ("cli_team.misses_unknown", brought.unknown))
        if names
    ]
    return " ".join(said) or frame.say("cli_team.no_misses")


def _add_progress(group: typer.Typer, frame: Frame) -> None:
    say = frame.say

    @group.command("progress", help=say("cli_team.progress"))
    def progress(
        member: Annotated[str | None, Argument(help=say("cli_team.progress_member"), metavar="MEMBER")] = None,
        sort: Annotated[str, Option(help=say("cli_team.sort"), metavar="course|name|ready|last")] = "course",
        csv: Annotated[Path | None, Option(help=say("cli_team.csv"), metavar="FILE")] = None,
        html: Annotated[Path | None, Option(help=say("cli_team.html"), metavar="FILE")] = None,
        team: Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")] = None,
        json: Annotated[bool, Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        from ops_trainer.cli.team_progress import print_member, print_team
        from ops_trainer.team.course import SORTS
        from ops_trainer.team.report import page, sheet
        from ops_trainer.trainer.teams.leads import gather

        if sort not in SORTS:
            raise Complaint("cli_team.bad_sort", sort=sort, known=", ".join(SORTS))
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            if member is not None:
                report = leading.report(member_of(leading.members(), member).id)
                frame.json(report.model_dump(mode="json")) if json else print_member(frame, trainer, report)
                return
            found = leading.progress()
            if csv is not None:
                write(frame, csv, sheet(found, frame.lang))
            if html is not None:
                write(frame, html, page(gather(trainer, leading, frame.lang), frame.lang))
            if json:
                frame.json(found.model_dump(mode="json"))
            elif csv is None and html is None:
                print_team(frame, trainer, found, leading.mixups(), sort)


def _print_invite(frame: Frame, url: str, invite: "wire.Invite", *, as_json: bool) -> None:
    from ops_trainer.team.typed import for_camera, invite_line

    line = invite_line(url, invite.code or "")
    if as_json:
        frame.json(
            {
                "id": invite.id, "url": url, "code": invite.code, "line": line, "role": invite.role.value,
                "uses": invite.left, "expires": _moment(invite.expires),
            }
        )  # fmt: skip
        return
    frame.print(line)
    if sys.stdout.isatty():
        import segno

        segno.make(for_camera(url, invite.code or ""), error="l", micro=False).terminal(border=2, compact=True)
    frame.note(frame.say("cli_team.invited", n=invite.left, until=_moment(invite.expires)[:10]))
    if any(local in url for local in LOOPBACK):
        frame.note(frame.say("cli_team.only_here", url=url))


def _list_invites(frame: Frame, invites: list[Any], *, as_json: bool) -> None:
    if as_json:
        frame.json(
            [{**one.model_dump(mode="json", exclude={"code"}), "expires": _moment(one.expires)} for one in invites]
        )
        return
    rows = [
        (
            one.id,
            frame.say(f"team.role_{one.role.value}"),
            frame.say("cli_team.invite_line", n=one.left, until=_moment(one.expires)[:10]),
            one.by,
        )
        for one in invites
    ]
    for line in table(rows):
        frame.print(line)
    if not rows:
        frame.note(frame.say("cli_team.no_invites"))


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
