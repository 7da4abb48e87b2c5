"""What the commands of teams share: who is meant, yes or no, dates, files, lines of text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer import private_files
from ops_trainer.cli.frame import Frame
from ops_trainer.content.typography import spaced, width
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer

NAMED = 12  # members that an error names
SHORT_ID = 6  # characters of an assignment's id that are shown


def at_terminal() -> bool:
    """Return whether somebody sits at a terminal who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def asked(frame: Frame, key: str, **params: object) -> str:
    """Ask a question and return the line that is typed."""
    print(frame.say(key, **params), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def confirm(frame: Frame, yes: bool, key: str, **params: object) -> None:
    """Go on only after a yes. Raises Complaint where nobody can be asked, or the answer is no."""
    if yes:
        return
    if not at_terminal():
        raise Complaint("cli_team.say_yes", what=frame.say(key, **params))
    answer = asked(frame, "cli_team.yes_or_no", what=frame.say(key, **params))
    if answer.lower() not in frame.say("cli_team.yes_words").split():
        raise Complaint("cli_team.not_done")


def own_name(frame: Frame, trainer: Trainer, given: str | None) -> str:
    """Return the name under which a team will know the learner. Raises Complaint for none and nobody to ask."""
    from ops_trainer.trainer.context import DEFAULT_LEARNER

    if given or trainer.learner != DEFAULT_LEARNER:
        return given or trainer.learner
    name = asked(frame, "cli_team.ask_name") if at_terminal() else ""
    if not name:
        raise Complaint("cli_team.need_name")
    return name


def member_of(members: Sequence[wire.Member], named: str) -> wire.Member:
    """Return a member by name or id. Raises Complaint for nobody."""
    from ops_trainer.team.typed import folded

    for one in members:
        if named == one.id or folded(named) == folded(one.name):
            return one
    known = ", ".join(one.name for one in members[:NAMED])
    raise Complaint("cli_team.no_member", name=named, known=known + (" …" if len(members) > NAMED else ""))


def assignment_of(assignments: Sequence[wire.Assignment], named: str) -> wire.Assignment:
    """Return an assignment by the start of its id or a deck only it has. Raises Complaint for none or several."""
    found = [one for one in assignments if one.id == named] or [
        one for one in assignments if one.id.startswith(named) or any(deck.id == named for deck in one.decks)
    ]
    if len(found) != 1:
        known = ", ".join(one.id[:SHORT_ID] for one in assignments[:NAMED]) or "–"
        raise Complaint("cli_team.which_assignment" if found else "cli_team.no_assignment", id=named, known=known)
    return found[0]


def write(frame: Frame, path: Path, text: str) -> None:
    """Write a file as it is. Raises Complaint when it can't be written."""
    try:
        private_files.write_whole(path, text.encode())
    except OSError as error:
        raise Complaint("cli.cannot_write", path=path, error=error.strerror or str(error)) from None
    frame.note(frame.say("cli_team.written", path=path))


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows as lines, each column as wide as its widest cell."""
    cells = [[spaced(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(width(row[at]) for row in cells) for at in range(len(cells[0]))]
    return [
        "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def titles(frame: Frame, assignment: wire.Assignment) -> str:
    """Return the decks of an assignment by title."""
    from ops_trainer.team.calendar import title_of

    return frame.say("cli_team.and").join(title_of(deck, frame.lang) for deck in assignment.decks)


def due_words(frame: Frame, due: date | None, today: date) -> str:
    """Return a due day in words, with the days that are left."""
    if due is None:
        return frame.say("cli_team.no_due")
    left = (due - today).days
    if left < 0:
        return frame.say("cli_team.over", due=due.isoformat())
    return frame.say("cli_team.due_today" if not left else "cli_team.due", due=due.isoformat(), n=left)
