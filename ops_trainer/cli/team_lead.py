"""`ops-trainer team invite`, `members`, `role`, `remove`, `reentry`, `send`, `progress`: a lead's part."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_words import confirm, due_words, member_of, table, write
from ops_trainer.cli.usage import decks_of
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Leading

MIXED = 5  # pairs shown
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
                    said = frame.say("cli_team.invited", n=made.left, until=_moment(made.expires)[:10])
                    _print_invite(frame, url, made, said, as_json=json)


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

    @group.command("reentry", help=say("cli_team.reentry"))
    def reentry(
        member: a_member, team: a_team = None, json: Annotated[bool, Option("--json", help=say("cli.json"))] = False
    ) -> None:
        with frame.trainer() as trainer:
            url = trainer.teams.membership(team).url
            with trainer.teams.leading(team) as leading:
                one = member_of(leading.members(), member)
                said = frame.say("cli_team.reentry_made", name=one.name)
                _print_invite(frame, url, leading.reentry(one.id), said, as_json=json)

    @group.command("misses", help=say("cli_team.misses"))
    def misses(
        workshop: Annotated[str | None, Argument(help=say("cli_team.misses_argument"), metavar="ID")] = None,
    ) -> None:
        with frame.trainer() as trainer:
            held = trainer.workshops.list()
            if workshop is None and not held:
                raise Complaint("cli_team.no_workshop")
            taken = trainer.teams.send_workshop_misses(lambda: trainer.workshops.room(workshop or held[0].id))
            if taken is None:
                raise Complaint("team.leads_only")
            frame.print(misses_words(frame, taken))

    @group.command("send", help=say("cli_team.send"))
    def send(
        decks: Annotated[
            list[str],
            Argument(help=say("cli_team.send_argument"), metavar="DECK", show_default=False, autocompletion=decks_of),
        ],
        over: Annotated[bool, Option("--over", help=say("cli_team.send_over"))] = False,
        team: a_team = None,
    ) -> None:
        with frame.trainer() as trainer:
            trainer.check_decks(decks)
            with trainer.teams.leading(team) as leading:
                for ref in leading.send_decks(decks, over=over):
                    frame.print(frame.say("cli_team.sent", deck=ref.id, n=ref.cards))

    @group.command("resend", help=say("cli_team.resend"))
    def resend(team: a_team = None) -> None:
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            decks, made, differing = leading.resend()
            frame.print(frame.say("cli_team.resent", decks=", ".join(decks) or "–", n=made))
            for deck in differing:
                frame.note(frame.say("cli_team.stays", deck=deck))

    @group.command("fetch", help=say("cli_team.fetch"))
    def fetch(
        decks: Annotated[list[str], Argument(help=say("cli_team.fetch_argument"), metavar="DECK", show_default=False)],
        team: a_team = None,
    ) -> None:
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            for deck in decks:
                frame.print(frame.say("cli_team.fetched", deck=deck, path=leading.fetch_deck(deck)))


def misses_words(frame: Frame, taken: "wire.MissesTaken") -> str:
    """Return in words whose misses of a workshop come to them by sync."""
    said = [
        frame.say(key, n=len(names), names=", ".join(names))
        for key, names in (("cli_team.misses_sent", taken.matched), ("cli_team.misses_unknown", taken.unknown))
        if names
    ]
    if taken.left_out:
        said.append(frame.say("cli_team.misses_left_out", n=taken.left_out))
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
        from ops_trainer.team.course import SORTS
        from ops_trainer.team.report import page, sheet

        if sort not in SORTS:
            raise Complaint("cli_team.bad_sort", sort=sort, known=", ".join(SORTS))
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            if member is not None:
                report = leading.report(member_of(leading.members(), member).id)
                frame.json(report.model_dump(mode="json")) if json else _print_member(frame, trainer, report)
                return
            found = leading.progress()
            if csv is not None:
                write(frame, csv, sheet(found, frame.lang))
            if html is not None:
                write(frame, html, page(leading.findings(frame.lang), frame.lang))
            if json:
                frame.json(found.model_dump(mode="json"))
            elif csv is None and html is None:
                _print_team(frame, leading, found, leading.mixups(), sort)


def _print_team(frame: Frame, leading: "Leading", found: "wire.Progress", mixups: "wire.Mixups", sort: str) -> None:
    """Print everyone, then the decks, then what is mixed up."""
    from ops_trainer.team import course
    from ops_trainer.team.calendar import title_of
    from ops_trainer.team.report import GLYPHS

    rows = course.rows(found)
    if not rows:
        frame.note(frame.say("cli_team.nobody_learns"))
        return
    lines = [
        (
            f"{GLYPHS[row.course or course.Course.UNTOUCHED]} {row.name}",
            frame.say(f"team_report.course_{row.course or course.Course.UNTOUCHED}"),
            f"{row.ready or 0:>4.0%}",
            frame.say("cli_team.met", met=row.introduced, cards=row.cards),
            frame.say("cli_team.last", day=row.last_day.isoformat() if row.last_day else "–"),
        )
        for row in course.sort(rows, sort)
    ]
    for line in table(lines):
        frame.print(line)
    frame.print()
    for one in course.by_deck(found, rows):
        due = frame.say("cli_team.no_due") if one.due is None else due_words(frame, one.due, found.day)
        frame.print(
            frame.say(
                "cli_team.deck_line", title=title_of(one.deck, frame.lang), n=one.learners, ready=f"{one.ready:.0%}",
                goal=f"{one.goal:.0%}", due=due,
            )
        )  # fmt: skip
    if mixups.mixups:
        known = leading.terms(frame.lang)
        frame.print()
        for pair in mixups.mixups[:MIXED]:
            asked, taken = known.get(pair.asked, pair.asked), known.get(pair.taken, pair.taken)
            frame.print(frame.say("cli_team.mixup", asked=asked, taken=taken, n=pair.learners))


def _print_member(frame: Frame, trainer: "Trainer", report: "wire.Report") -> None:
    """Print one member, deck by deck."""
    from ops_trainer.team.course import course_of, result_words, stage_of
    from ops_trainer.team.report import GLYPHS

    today = trainer.date_of(trainer.day())
    role = frame.say(f"team.role_{report.role.value}")
    frame.print(frame.say("cli_team.member_head", name=report.name, role=role, joined=report.joined.isoformat()))
    lines = [
        (
            f"{GLYPHS[course_of(line, today)]} {line.deck}",
            frame.say(f"team_report.course_{course_of(line, today)}"),
            f"{line.ready:.0%} / {line.goal:.0%}",
            frame.say(f"team_report.few_{stage_of(line)}")
            if line.few
            else frame.say("cli_team.met", met=line.introduced, cards=line.cards),
            frame.say("cli_team.mastered", n=line.mastered)
            + (frame.say("team_report.faded", n=line.faded) if line.faded else ""),
            due_words(frame, line.due, today),
            "" if line.few else frame.say("cli_team.last", day=line.last_day.isoformat() if line.last_day else "–"),
            result_words(line, frame.lang),
        )
        for line in report.lines
    ]
    for text in table(lines):
        frame.print(text)
    if not lines:
        frame.note(frame.say("cli_team.nothing_assigned"))


def _print_invite(frame: Frame, url: str, invite: "wire.Invite", said: str, *, as_json: bool) -> None:
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
    frame.note(said)
    if any(local in url for local in LOOPBACK):
        frame.note(frame.say("cli_team.only_here", url=url))


def _list_invites(frame: Frame, invites: list["wire.Invite"], *, as_json: bool) -> None:
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
