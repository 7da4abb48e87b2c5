"""The team's progress as lines: members, decks, mix-ups, one member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_words import due_words, table

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer

MIXED = 5  # pairs shown


def print_team(frame: Frame, trainer: Trainer, found: wire.Progress, mixups: wire.Mixups, sort: str) -> None:
    """Everyone, then the decks, then what is mixed up."""
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
        from ops_trainer.trainer.teams.leads import terms

        known = terms(trainer, frame.lang)
        frame.print()
        for pair in mixups.mixups[:MIXED]:
            asked, taken = known.get(pair.asked, pair.asked), known.get(pair.taken, pair.taken)
            frame.print(frame.say("cli_team.mixup", asked=asked, taken=taken, n=pair.learners))


def print_member(frame: Frame, trainer: Trainer, report: wire.Report) -> None:
    """One member, deck by deck."""
    from ops_trainer.team.course import course_of
    from ops_trainer.team.report import GLYPHS

    today = trainer.date_of(trainer.day())
    role = frame.say(f"team.role_{report.role.value}")
    frame.print(frame.say("cli_team.member_head", name=report.name, role=role, joined=report.joined.isoformat()))
    lines = [
        (
            f"{GLYPHS[course_of(line, today)]} {line.deck}",
            frame.say(f"team_report.course_{course_of(line, today)}"),
            f"{line.ready:.0%} / {line.goal:.0%}",
            frame.say("cli_team.met", met=line.introduced, cards=line.cards),
            frame.say("cli_team.mastered", n=line.mastered),
            due_words(frame, line.due, today),
            frame.say("cli_team.last", day=line.last_day.isoformat() if line.last_day else "–"),
        )
        for line in report.lines
    ]
    for text in table(lines):
        frame.print(text)
    if not lines:
        frame.note(frame.say("cli_team.nothing_assigned"))
