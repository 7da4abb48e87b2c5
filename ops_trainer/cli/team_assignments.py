"""`ops-trainer team assign`, `unassign` and `assignments`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_words import (
    SHORT_ID,
    assignment_of,
    at_terminal,
    confirm,
    due_words,
    member_of,
    titles,
    write,
)
from ops_trainer.cli.usage import decks_of
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Leading
    from ops_trainer.trainer.teams.assignments import AssignmentProgress, Pace

EVERYONE = "all"


def add(group: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    _add_assign(group, frame)
    _add_list(group, frame)


def _add_assign(group: typer.Typer, frame: Frame) -> None:
    say = frame.say
    a_team = Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")]

    @group.command("assign", help=say("cli_team.assign"))
    def assign(
        decks: Annotated[
            list[str] | None, Argument(help=say("cli_team.assign_decks"), metavar="DECK", autocompletion=decks_of)
        ] = None,
        to: Annotated[list[str] | None, Option("--to", help=say("cli_team.to"), metavar="MEMBER")] = None,
        due: Annotated[str | None, Option(help=say("cli_team.due_option"), metavar="DAY")] = None,
        goal: Annotated[str | None, Option(help=say("cli_team.goal"), metavar="SHARE")] = None,
        note: Annotated[str | None, Option(help=say("cli_team.note"), metavar="TEXT")] = None,
        minutes: Annotated[int, Option(help=say("cli_team.minutes"), metavar="N", min=1, max=600)] = 10,
        anyway: Annotated[bool, Option("--anyway", help=say("cli_team.anyway"))] = False,
        change: Annotated[str | None, Option(help=say("cli_team.change"), metavar="ID")] = None,
        team: a_team = None,
        json: Annotated[bool, Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        from ops_trainer.team.typed import day_from, goal_from

        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            today = trainer.date_of(trainer.day())
            old = None if change is None else assignment_of(leading.assignments(), change)
            names = list(decks or ([] if old is None else [deck.id for deck in old.decks]))
            if not names:
                raise Complaint("cli_team.which_decks")
            trainer.check_decks(names)
            until = day_from(due, today) if due is not None else (None if old is None else old.due)
            share = goal_from(goal) if goal is not None else (0.9 if old is None else old.goal)
            people = _people(leading, to, None if old is None else old.to)
            if until is not None and until > today:
                _foretell(frame, trainer, names, until, share, minutes, anyway=anyway)
            said = note if note is not None else ("" if old is None else old.note)
            made = leading.assign(
                names, to=people, due=until, goal=share, note=said, assignment=None if old is None else old.id
            )
            for deck in leading.differing(made.decks):
                frame.note(frame.say("cli_team.stays", deck=deck))
            if json:
                frame.json(made.model_dump(mode="json"))
                return
            who = frame.say("cli_team.for_all") if made.to is None else frame.say("cli_team.for_some", n=len(made.to))
            frame.print(
                frame.say(
                    "cli_team.assigned", id=made.id[:SHORT_ID], title=titles(frame, made), who=who,
                    due=due_words(frame, made.due, today), goal=f"{made.goal:.0%}",
                )
            )  # fmt: skip

    @group.command("unassign", help=say("cli_team.unassign"))
    def unassign(
        assignment: Annotated[str, Argument(help=say("cli_team.assignment"), metavar="ID", show_default=False)],
        team: a_team = None,
    ) -> None:
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            one = assignment_of(leading.assignments(), assignment)
            leading.unassign(one.id)
            frame.print(frame.say("cli_team.unassigned", title=titles(frame, one)))

    @group.command("days-off", help=say("cli_team.days_off"))
    def days_off(
        days: Annotated[
            list[str] | None, Argument(help=say("cli_team.days_off_argument"), metavar="DAYS", show_default=False)
        ] = None,
        team: a_team = None,
        json: Annotated[bool, Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        with frame.trainer() as trainer, trainer.teams.leading(team) as leading:
            if days:
                leading.set_days_off(" ".join(days))
            kept = leading.days_off()
            if json:
                frame.json({"days_off": kept})
                return
            frame.print(frame.say("cli_team.days_off_are", days=kept or frame.say("cli_team.no_days_off")))


def _add_list(group: typer.Typer, frame: Frame) -> None:
    say = frame.say

    @group.command("assignments", help=say("cli_team.assignments"))
    def assignments(
        mine: Annotated[bool, Option("--mine", help=say("cli_team.mine"))] = False,
        ics: Annotated[Path | None, Option(help=say("cli_team.ics"), metavar="FILE")] = None,
        team: Annotated[str | None, Option(help=say("cli_team.team_option"), metavar="TEAM")] = None,
        json: Annotated[bool, Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        with frame.trainer(look=True) as trainer:
            leads = [
                one for one in trainer.teams.memberships() if one.leads and team in (None, one.team, one.team_name)
            ]
            if not mine and leads:
                _of_team(frame, trainer, team, ics, as_json=json)
            else:
                _of_mine(frame, trainer, team, ics, as_json=json)


def _of_team(frame: Frame, trainer: "Trainer", team: str | None, ics: Path | None, *, as_json: bool) -> None:
    """Print all that a team was assigned, as its lead sees it."""
    from ops_trainer.team.calendar import calendar

    membership = trainer.teams.membership(team)
    with trainer.teams.leading(team) as leading:
        found = leading.assignments()
    today = trainer.date_of(trainer.day())
    if ics is not None:
        at = round(trainer.clock().timestamp() * 1000)
        write(frame, ics, calendar([(membership.team_name, one) for one in found], frame.lang, at))
    if as_json:
        frame.json([{"team": membership.team_name, **_plain(one, today)} for one in found])
    elif ics is None:
        for one in found:
            who = frame.say("cli_team.for_all") if one.to is None else frame.say("cli_team.for_some", n=len(one.to))
            head = f"{one.id[:SHORT_ID]}  {titles(frame, one)}"
            frame.print(
                frame.say(
                    "cli_team.task_line", head=head, due=due_words(frame, one.due, today), goal=f"{one.goal:.0%}",
                    who=who,
                )
            )  # fmt: skip
            for line in one.note.splitlines():
                frame.print(f"        {line}")
        if not found:
            frame.note(frame.say("cli_team.no_tasks"))


def _of_mine(frame: Frame, trainer: "Trainer", team: str | None, ics: Path | None, *, as_json: bool) -> None:
    """Print the learner's own assignments, with today's share. No network."""
    from ops_trainer.team.calendar import calendar

    if team is not None or not trainer.teams.memberships():
        team = trainer.teams.membership(team).team
    work = trainer.teams.work
    assignments = [one for one in work.progress() if team in (None, one.assigned.team)]
    if ics is not None:
        at = round(trainer.clock().timestamp() * 1000)
        dated = [(one.assigned.team_name, one.assigned.assignment) for one in assignments]
        write(frame, ics, calendar(dated, frame.lang, at))
        if not as_json:
            return
    paces = work.paces(assignments)
    if as_json:
        frame.json([_own(one, paces.get(one.id)) for one in assignments])
        return
    for progress in assignments:
        assignment, pace = progress.assigned.assignment, paces.get(progress.id)
        frame.print(
            frame.say(
                "cli_team.own_line", title=titles(frame, assignment),
                due=due_words(frame, assignment.due, progress.today), ready=f"{progress.ready:.0%}",
                goal=f"{assignment.goal:.0%}", met=progress.introduced, cards=progress.cards,
            )
        )  # fmt: skip
        if came := progress.result_words(frame.lang):
            frame.print(f"  {came}")
        if pace is not None:
            frame.print("  " + frame.say("cli_team.share", n=pace.share))
            for one in pace.advice:
                frame.print("  " + one.in_lang(frame.lang))
        for line in assignment.note.splitlines():
            frame.print(f"  {line}")
    if not assignments:
        frame.note(frame.say("cli_team.no_tasks"))


def _plain(one: "wire.Assignment", today: date) -> dict[str, Any]:
    left = None if one.due is None else (one.due - today).days
    return {**one.model_dump(mode="json"), "days_left": left}


def _own(progress: "AssignmentProgress", pace: "Pace | None") -> dict[str, Any]:
    return {
        "team": progress.assigned.team_name,
        **_plain(progress.assigned.assignment, progress.today),
        "course": progress.course.value,
        "cards": progress.cards,
        "introduced": progress.introduced,
        "mastered": progress.mastered,
        "faded": progress.faded,
        "ready": round(progress.ready, 4),
        "result": None if progress.result is None else round(progress.result, 4),
        "result_final": None if progress.final is None else progress.final.isoformat(),
        "today": None if pace is None else {"new": pace.share, "new_a_day": pace.new_a_day, "reached": pace.reached},
    }


def _people(leading: "Leading", to: list[str] | None, before: list[str] | None) -> list[str] | None:
    """Return the ids of those named, None for everyone."""
    if to is None:
        return before
    if to == [EVERYONE]:
        return None
    members = leading.members()
    return list(dict.fromkeys(member_of(members, name).id for name in to))


def _foretell(
    frame: Frame, trainer: "Trainer", decks: list[str], due: date, goal: float, minutes: int, *, anyway: bool
) -> None:
    """Say beforehand whether a beginner can do it; where not, go on only when that is wanted."""
    reached, told = trainer.teams.work.foresee(decks, due, goal, minutes)
    for one in told:
        frame.note(frame.say("cli_team.foretold", said=one.in_lang(frame.lang)))
    if reached or anyway:
        return
    if not at_terminal():
        frame.note(frame.say("cli_team.not_assigned"))
        raise typer.Exit(1)
    confirm(frame, False, "cli_team.assign_sure")
