"""Due days as a calendar file (iCalendar, RFC 5545) that every calendar program takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from ops_trainer.locale import Lang, say
from ops_trainer.team import wire

FOLD = 75  # octets of a line at most, without its end
EVE = "-PT15H"  # a reminder at nine on the morning before


def calendar(
    assignments: Iterable[tuple[str, wire.Assignment]], lang: Lang, at: int, *, name: str | None = None
) -> str:
    """Return a calendar of all-day events, one an assignment with a due day, each with the name of its team.

    `at` is the time of writing, UTC in milliseconds. An assignment keeps its UID, so that a newer file moves its event
    in place of adding one.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ops-trainer//team assignments//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name or say('team_report.calendar', lang))}",
    ]
    stamp = f"{datetime.fromtimestamp(at / 1000, UTC):%Y%m%dT%H%M%SZ}"
    for team, assignment in assignments:
        if assignment.due is not None:
            lines += _event(team, assignment, assignment.due, lang, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(team: str, assignment: wire.Assignment, due: date, lang: Lang, stamp: str) -> Iterator[str]:
    titles = say("team_report.and", lang).join(title_of(deck, lang) for deck in assignment.decks)
    summary = say("team_report.calendar_due", lang, title=titles, goal=f"{assignment.goal:.0%}")
    description = [say("team_report.calendar_by", lang, team=team, by=assignment.by), assignment.note]
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(assignment.id)}@ops-trainer"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    if due < date.max:  # without an end it takes the one day
        yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(summary)}"
    yield f"DESCRIPTION:{escaped(chr(10).join(line for line in description if line))}"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(summary)}"
    yield f"TRIGGER:{EVE}"
    yield "END:VALARM"
    yield "END:VEVENT"


def title_of(deck: wire.DeckRef, lang: Lang) -> str:
    """Return what a deck is called in a language, in another where it has no name in that one."""
    return deck.title.get(lang) or next(iter(deck.title.values()), deck.id)


def escaped(text: str) -> str:
    """Return a text as a value: what has a meaning of its own there is escaped, control characters go."""
    text = text.replace("\r\n", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(char for char in text if char >= " " and char != "\x7f")


def folded(line: str) -> Iterator[str]:
    """Return a line in pieces of at most 75 octets, each after the first begun with a space; no character is split."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    yield piece
