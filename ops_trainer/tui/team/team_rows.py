"""Assignments, members and what synchronising says, as rows and lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.team.calendar import title_of
from ops_trainer.team.course import Course, course_of, result_words, stage_of
from ops_trainer.team.report import GLYPHS
from ops_trainer.tui.widgets.text import fit, right, wrapped
from ops_trainer.tui.widgets.words import Say, day_name

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer.teams import Status
    from ops_trainer.trainer.teams.assignments import AssignmentProgress, Pace

STYLES = {
    Course.MISSED: "$text-error bold",
    Course.BEHIND: "$warning bold",
    Course.UNTOUCHED: "$text-muted",
    Course.ON_COURSE: "$primary",
    Course.READY: "$success",
}
BAR = 16


def titles(assignment: wire.Assignment, say: Say, lang: Lang) -> str:
    """Return the decks of an assignment by title."""
    return spaced(say("team_screen.and").join(title_of(deck, lang) for deck in assignment.decks))


def left_words(days: int | None, say: Say) -> str:
    """Return the days that are left."""
    if days is None:
        return say("team_screen.no_due")
    if days < 0:
        return say("team_screen.over", n=-days)
    return say("team_screen.due_today") if days == 0 else say("team_screen.left", n=days)


def gauge(share: float, goal: float | None, cells: int, style: str) -> Content:
    """Return a share as a bar, the goal marked in it."""
    filled = min(max(round(share * cells), 1 if share > 0 else 0), cells)
    mark = None if goal is None else min(max(round(goal * cells) - 1, 0), cells - 1)
    parts = []
    for at in range(cells):
        if at == mark:
            parts.append(("┃" if at < filled else "│", "$foreground bold"))
        else:
            parts.append(("━", style) if at < filled else ("─", "$border-blurred"))
    return Content.assemble(*parts)


def assignment_row(progress: AssignmentProgress, pace: Pace | None, say: Say, lang: Lang, width: int) -> Content:
    """Return an assignment in two lines: what and until when; how ready, and what of it today asks."""
    task, style = progress.assigned.assignment, STYLES[progress.course]
    left = left_words(progress.assigned.days_left, say)
    glyph = (f"{GLYPHS[progress.course]} ", style)
    room = width - 2 - cell_len(left) - 2
    title = titles(task, say, lang)
    if cell_len(title) <= room:
        head = Content.assemble(glyph, (fit(title, room), "bold"), "  ", (left, "$text-muted"))
    else:
        body = Content("\n  ").join(wrapped(Content.styled(title, "bold"), width - 2).split("\n"))
        head = Content.assemble(glyph, body, "\n  ", (left, "$text-muted"))
    figures = say("team_screen.ready_of", ready=f"{progress.ready:.0%}", goal=f"{task.goal:.0%}")
    asks = today_words(pace, say)
    cells = min(BAR, max(width - 4 - cell_len(figures), 4))
    below = Content.assemble("  ", gauge(progress.ready, task.goal, cells, style), f" {figures}")
    if cell_len(below.plain) + 2 + cell_len(asks) <= width:
        return Content.assemble(head, "\n", below, ("  " + asks, "$text-muted"))
    return Content.assemble(head, "\n", below, *(("\n  " + asks, "$text-muted"),) if asks else ())


def today_words(pace: Pace | None, say: Say) -> str:
    """Return what of an assignment today asks, in a few words."""
    if pace is None:
        return ""
    if not pace.reached:
        return say("team_screen.out_of_reach", n=pace.share)
    return say("team_screen.share", n=pace.share) if pace.share else say("team_screen.share_done")


def state_line(status: Status, now: datetime, say: Say) -> Content:
    """Return how synchronising stands."""
    if status.error is not None:
        return Content.styled("! " + say("team_screen.state_trouble", said=status.error, n=status.waiting), "$warning")
    if status.last_ok is None:
        return Content.styled(say("team_screen.state_never"), "$text-muted")
    at = datetime.fromtimestamp(status.last_ok / 1000, now.tzinfo)
    when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%m-%d %H:%M}"
    if status.waiting:
        return Content.styled("↑ " + say("team_screen.state_waiting", n=status.waiting, when=when), "$text-muted")
    return Content.styled("✓ " + say("team_screen.state_level", when=when), "$text-muted")


def warnings(status: Status, say: Say) -> list[Content]:
    """Return what needs the learner's eye."""
    from ops_trainer.trainer.teams.membership import complaint_of

    warnings = []
    for reason, n in status.refused.items():
        why = complaint_of(reason, {})
        warnings.append(say("team_screen.refused", n=n, reason=reason if why is None else why))
    if status.ahead:
        warnings.append(say("team_screen.ahead", n=status.ahead))
    if status.unread:
        warnings.append(say("team_screen.unread", n=status.unread))
    return [Content.styled("! " + line, "$warning") for line in warnings]


def line_row(line: wire.Line, title: str, today: object, say: Say, lang: Lang, width: int) -> Content:
    """Return a member's line: a deck of an assignment."""
    course = course_of(line, today)  # type: ignore[arg-type]
    style = STYLES[course]
    figures = say("team_screen.ready_of", ready=f"{line.ready:.0%}", goal=f"{line.goal:.0%}")
    due = say("team_screen.no_due") if line.due is None else say("team_screen.due", day=day_name(line.due, lang))
    last = (
        say("team_screen.never")
        if line.last_day is None
        else say("team_screen.last", day=day_name(line.last_day, lang))
    )
    counts = say("team_screen.counts", met=line.introduced, mastered=line.mastered, n=line.cards)
    counts += say("team_report.faded", n=line.faded) if line.faded else ""
    said = say(f"team_report.course_{course}")
    if line.few:
        counts = say(f"team_report.few_{stage_of(line)}")
    head = Content.assemble((f"{GLYPHS[course]} ", style), (spaced(title), "bold"), "  ", (said, style))
    bar = Content.assemble("  ", gauge(line.ready, line.goal, min(BAR, max(width - 4 - cell_len(figures), 4)), style))
    # Of few cards the day of study would tell too much: it is not told.
    parts = [counts, due, "" if line.few else last, spaced(result_words(line, lang))]
    rest = Content.styled(" · ".join(part for part in parts if part), "$text-muted")
    body = Content("\n  ").join(wrapped(rest, max(width - 2, 2)).split("\n"))
    return Content.assemble(wrapped(head, width), "\n", bar, f" {figures}", "\n  ", body)


def pair_row(asked: str, taken: str, mixup: wire.Mixup, say: Say, width: int) -> Content:
    """Return two notes that are taken for each other."""
    head = Content.assemble(("⇄ ", "$warning bold"), (f"{spaced(asked)} → {spaced(taken)}", "bold"))
    below = Content.styled(say("team_screen.pair", n=mixup.learners, times=mixup.times), "$text-muted")
    lines = Content("\n  ").join(wrapped(head, width).split("\n"))
    return Content.assemble(lines, "\n  ", Content("\n  ").join(wrapped(below, max(width - 2, 2)).split("\n")))


def note_row(note: wire.NoteLine, lang: Lang, width: int) -> Content:
    """Return how ready the team is on a note."""
    term = spaced(note.term.get(lang) or next(iter(note.term.values()), note.note))
    tail = Content.assemble(gauge(note.ready, None, 12, "$primary"), right(f"{note.ready:.0%}", 5))
    room = width - 12 - 5 - 1
    if cell_len(term) <= room:
        return Content.assemble(fit(term, room), " ", tail)
    return Content.assemble(wrapped(Content(term), width), "\n", " " * max(width - 17, 0), tail)


def lines_of(contents: Sequence[Content]) -> Content:
    """Return contents one below the other."""
    return Content("\n").join(content for content in contents if content.plain)
