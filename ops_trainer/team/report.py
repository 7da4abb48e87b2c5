"""A team's report for its lead: one HTML file that needs nothing else, and a table for a spreadsheet.

The page is readable on paper, in the dark and by voice. Names and deck texts are escaped, and the page may run no
script and load nothing, whatever stands in it. No cell of the table can run as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from ops_trainer.content.typography import char_width, spaced, width
from ops_trainer.locale import Lang, say
from ops_trainer.team import wire
from ops_trainer.team.calendar import title_of
from ops_trainer.team.course import Course, DeckFigures, Row, by_deck, courses_of, result_words, rows, sort
from ops_trainer.workshop.plots import WIDTH, histogram, picture, text
from ops_trainer.workshop.report import POLICY, put
from ops_trainer.workshop.sheet import BOM, safe

WEAKEST = 12  # notes shown of each deck
MIXED = 15  # pairs shown
BINS = 5  # columns of the members' readiness
GLYPHS = {
    Course.READY: "✓",
    Course.ON_COURSE: "→",
    Course.UNTOUCHED: "○",
    Course.BEHIND: "!",
    Course.MISSED: "✗",
}
LABEL = 240  # room for names on the left
END = 120  # room for words on the right
LINE = 30
CELL = 7.4  # of a character half as wide as a Chinese one, at the size of the plots' text
COLUMNS = (
    "member", "name", "role", "joined", "assignment", "deck", "title", "cards", "introduced", "mastered",
    "ready_today", "ready_on_due_day", "due", "goal", "last_day_of_study", "behind", "status", "faded",
    "result", "result_final",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a lead can know of a team. `terms` names notes, `deck/note`, in the lead's language."""

    progress: wire.Progress
    notes: Sequence[wire.Notes]
    mixups: wire.Mixups
    terms: Mapping[str, str]


def page(found: Findings, lang: Lang) -> str:
    """Return the whole page as HTML."""
    title = say("team_report.title", lang, team=found.progress.team)
    style = "".join(
        files(package).joinpath("report.css").read_text(encoding="utf-8")
        for package in ("ops_trainer.workshop", "ops_trainer.team")
    )
    body = "\n".join(_sections(found, title, lang))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{put(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n"
        "</html>\n"
    )


def _sections(found: Findings, title: str, lang: Lang) -> Iterator[str]:
    progress = found.progress
    members = [row for row in rows(progress) if row.lines]
    decks = by_deck(progress, members)
    when = say("team_report.as_of", lang, day=progress.day.isoformat())
    yield f'<header><h1>{put(title)}</h1><p class="when">{put(when)}</p></header>'
    if not members:
        yield f"<p>{put(say('team_report.nobody', lang))}</p>"
        return
    yield _tiles(members, lang)
    yield from _worries(members, progress, lang)
    yield _decks(decks, lang)
    yield _members(members, progress, lang)
    yield from _spread(members, lang)
    for deck, notes in zip(decks, _notes_of(decks, found.notes), strict=True):
        if notes is not None and any(note.ready for note in notes.notes):
            yield _notes(deck, notes, lang)
    yield _mixups(found, lang)
    yield f'<p class="note">{put(say("team_report.meaning", lang))}</p>'


def _tiles(members: list[Row], lang: Lang) -> str:
    cards = sum(row.cards for row in members)
    ready = sum((row.ready or 0.0) * row.cards for row in members) / cards if cards else 0.0
    met = sum(row.introduced for row in members) / cards if cards else 0.0
    worried = sum(row.course in (Course.BEHIND, Course.MISSED) for row in members)
    tiles = [
        (str(len(members)), say("team_report.members", lang)),
        (f"{ready:.0%}", say("team_report.ready_today", lang)),
        (f"{met:.0%}", say("team_report.met", lang)),
        (str(sum(row.course is Course.READY for row in members)), say("team_report.at_goal", lang)),
        (str(worried), say("team_report.behind", lang)),
    ]
    return '<ul class="tiles">' + "".join(f"<li><b>{n}</b>{put(what)}</li>" for n, what in tiles) + "</ul>"


def _worries(members: list[Row], progress: wire.Progress, lang: Lang) -> Iterator[str]:
    """Yield who needs the lead, and with what."""
    worried = [row for row in sort(members, "course") if row.course in (Course.BEHIND, Course.MISSED)]
    if not worried:
        return
    titles = {deck.id: title_of(deck, lang) for deck in progress.decks}
    lines = []
    for row in worried:
        said = say("team_report.pause", lang).join(
            say(
                f"team_report.worry_{course}", lang, title=titles.get(line.deck, line.deck), met=line.introduced,
                cards=line.cards, due=line.due, ready=f"{line.ready:.0%}", goal=f"{line.goal:.0%}",
            )
            for line in row.lines.values()
            if (course := row.courses[line.assignment]) in (Course.BEHIND, Course.MISSED)
        )  # fmt: skip
        lines.append(f"<li><b>{_as_is(row.name)}</b>{put(say('team_report.colon', lang) + said)}</li>")
    yield _section(say("team_report.worries", lang), f'<ul class="people">{"".join(lines)}</ul>')


def _decks(decks: list[DeckFigures], lang: Lang) -> str:
    title = say("team_report.decks", lang)
    shown = [one for one in decks if one.learners]
    bars = [
        Span(
            title_of(one.deck, lang), one.ready, one.on_due, one.goal,
            say("team_report.deck_says", lang, ready=f"{one.ready:.0%}", goal=f"{one.goal:.0%}"),
        )
        for one in shown
    ]  # fmt: skip
    key = (
        _key([("plain", say("team_report.key_now", lang)), ("then", say("team_report.key_then", lang)),
              ("goal", say("team_report.key_goal", lang))])
    )  # fmt: skip
    stacks = [
        (title_of(one.deck, lang), [(one.courses[course], course.value) for course in Course if course in one.courses])
        for one in shown
    ]
    said = [(course.value, f"{GLYPHS[course]} {say(f'team_report.course_{course}', lang)}") for course in Course]
    head = f"<h3>{put(say('team_report.by_course', lang))}</h3>"
    return _section(
        title, f"<figure>{spans(title, bars)}</figure>{key}{head}<figure>{courses(title, stacks)}</figure>{_key(said)}"
    )


def _members(members: list[Row], progress: wire.Progress, lang: Lang) -> str:
    heads = [
        say("team_report.name", lang),
        say("team_report.status", lang),
        *(title_of(deck, lang) for deck in progress.decks),
        say("team_report.last_day", lang),
    ]
    top = "".join(f'<th scope="col">{put(head)}</th>' for head in heads)
    lines = "".join(_member(row, progress, lang) for row in sort(members, "course"))
    table = f'<table class="team"><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>'
    note = f'<p class="note">{put(say("team_report.table_note", lang))}</p>'
    return _section(say("team_report.table", lang), f'{note}<div class="scroll">{table}</div>')


def _member(row: Row, progress: wire.Progress, lang: Lang) -> str:
    course = row.course or Course.UNTOUCHED
    cells = []
    for deck in progress.decks:
        line = row.lines.get(deck.id)
        if line is None:
            cells.append("<td></td>")
            continue
        says = say("team_report.cell", lang, ready=f"{line.ready:.0%}", met=line.introduced, cards=line.cards)
        says += say("team_report.faded", lang, n=line.faded) if line.faded else ""
        if came := result_words(line, lang):
            says += f" · {came}"
        glyph = GLYPHS[row.courses[line.assignment]]
        cells.append(f'<td class="cell" style="--share:{line.ready:.0%}">{glyph} {put(says)}</td>')
    last = "—" if row.last_day is None else row.last_day.isoformat()
    status = f'<span class="status {course.value}">{GLYPHS[course]} {put(say(f"team_report.course_{course}", lang))}'
    return (
        f'<tr><td class="name">{_as_is(row.name)}</td><td>{status}</span></td>{"".join(cells)}'
        f'<td class="status">{last}</td></tr>'
    )


def _spread(members: list[Row], lang: Lang) -> Iterator[str]:
    if len(members) < BINS:
        return
    counts = [0] * BINS
    for row in members:
        counts[min(int((row.ready or 0.0) * BINS), BINS - 1)] += 1
    labels = [f"{place * 100 // BINS}–{(place + 1) * 100 // BINS}%" for place in range(BINS)]
    title = say("team_report.spread", lang)
    drawn = histogram(title, counts, labels, say("team_report.ready_today", lang))
    yield _section(title, f"<figure>{drawn}</figure>")


def _notes_of(decks: Sequence[DeckFigures], notes: Sequence[wire.Notes]) -> list[wire.Notes | None]:
    known = {one.deck: one for one in notes}
    return [known.get(one.deck.id) for one in decks]


def _notes(deck: DeckFigures, notes: wire.Notes, lang: Lang) -> str:
    weakest = sorted(notes.notes, key=lambda note: (note.ready, note.note))[:WEAKEST]
    bars = [
        Span(
            note.term.get(lang) or next(iter(note.term.values()), note.note), note.ready, note.ready_due, None,
            f"{note.ready:.0%}",
        )
        for note in weakest
    ]  # fmt: skip
    title = say("team_report.weakest", lang, title=title_of(deck.deck, lang))
    said = say("team_report.weakest_note", lang, learners=notes.learners, shown=len(weakest), n=len(notes.notes))
    return _section(title, f'<p class="note">{put(said)}</p><figure>{spans(title, bars)}</figure>')


def _mixups(found: Findings, lang: Lang) -> str:
    title = say("team_report.mixups", lang)
    if not found.mixups.mixups:
        return _section(title, f'<p class="note">{put(say("team_report.mixups_none", lang))}</p>')
    heads = (
        ("text", say("team_report.asked", lang)),
        ("text", say("team_report.taken", lang)),
        ("number", say("team_report.learners", lang)),
        ("number", say("team_report.times", lang)),
    )
    top = "".join(f'<th scope="col" class="{look}">{put(head)}</th>' for look, head in heads)
    lines = "".join(
        f"<tr><td>{put(found.terms.get(one.asked, one.asked))}</td><td>{put(found.terms.get(one.taken, one.taken))}"
        f'</td><td class="number">{one.learners}</td><td class="number">{one.times}</td></tr>'
        for one in found.mixups.mixups[:MIXED]
    )
    return _section(
        title, f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _as_is(name: str) -> str:
    """Return a name, set as its bearer writes it."""
    return escape(name, quote=True)


def _key(entries: Sequence[tuple[str, str]]) -> str:
    return (
        '<ul class="key">'
        + "".join(f'<li><i class="{escape(look, quote=True)}"></i>{put(said)}</li>' for look, said in entries)
        + "</ul>"
    )


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{put(title)}</h2>{inside}</section>"


@dataclass(frozen=True, slots=True)
class Span:
    """A bar with a name: how much is there now, how much is expected on the due day, the goal; all 0 to 1."""

    label: str
    now: float
    then: float | None
    goal: float | None
    says: str
    look: str = "plain"


def spans(title: str, rows: Sequence[Span]) -> str:
    """Return bars one below the other; a thin line in each tells what is expected later, a mark across it the goal."""
    room = WIDTH - LABEL - END
    drawn = []
    for place, row in enumerate(rows):
        y = place * LINE
        drawn.append(text(LABEL - 10, y + 19, cut(row.label, LABEL - 14), "end"))
        drawn.append(_rect("rail", LABEL, y + 5, room, LINE - 12))
        if (long := _within(row.now) * room) > 0:
            drawn.append(_rect(row.look, LABEL, y + 5, long, LINE - 12))
        if row.then is not None and row.then > 0:
            drawn.append(_rect("then", LABEL, y + LINE - 10, _within(row.then) * room, 3))
        if row.goal is not None:
            x = LABEL + _within(row.goal) * room
            drawn.append(f'<line class="goal" x1="{x:.1f}" y1="{y + 2}" x2="{x:.1f}" y2="{y + LINE - 5}"/>')
        drawn.append(text(WIDTH - END + 10, y + 19, row.says))
    return picture(title, len(rows) * LINE, drawn)


def courses(title: str, rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> str:
    """Return a bar for each row, split by its counts, which are written inside."""
    room = WIDTH - LABEL - 10
    drawn = []
    for place, (label, parts) in enumerate(rows):
        y, x = place * LINE, float(LABEL)
        drawn.append(text(LABEL - 10, y + 19, cut(label, LABEL - 14), "end"))
        every = sum(count for count, _ in parts)
        for count, look in parts:
            long = room * count / every if every else 0.0
            if long:
                drawn.append(_rect(look, x, y + 4, long, LINE - 10, round_=False))
                drawn.append(text(x + long / 2, y + 19, str(count), "middle", f"on {look}"))
            x += long
    return picture(title, len(rows) * LINE, drawn)


def cut(label: str, room: float) -> str:
    """Return a label that fits into so many units, with an ellipsis where it was cut."""
    label = spaced(label)
    cells = int(room / CELL)
    if width(label) <= cells:
        return label
    shortened, used = "", 1
    for char in label:
        used += char_width(char)
        if used > cells:
            break
        shortened += char
    return shortened.rstrip() + "…"


def _within(share: float) -> float:
    return max(min(share, 1.0), 0.0)


def _rect(look: str, x: float, y: float, wide: float, high: float, *, round_: bool = True) -> str:
    corner = ' rx="3"' if round_ and high > 4 else ""
    return f'<rect class="{look}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{high}"{corner}/>'


def sheet(progress: wire.Progress, lang: Lang) -> str:
    """Return a CSV table: a line for each member and each deck of each assignment of theirs."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows(progress, lang):
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _rows(progress: wire.Progress, lang: Lang) -> Iterator[tuple[object, ...]]:
    titles = {deck.id: title_of(deck, lang) for deck in progress.decks}
    for report in progress.members:
        courses = courses_of(report.lines, progress.day)
        for line in report.lines:
            yield (
                report.member,
                report.name,
                report.role.value,
                report.joined.isoformat(),
                line.assignment,
                line.deck,
                titles.get(line.deck, line.deck),
                line.cards,
                line.introduced,
                line.mastered,
                line.ready,
                "" if line.ready_due is None else line.ready_due,
                "" if line.due is None else line.due.isoformat(),
                line.goal,
                "" if line.last_day is None else line.last_day.isoformat(),
                int(line.behind),
                courses[line.assignment].value,
                line.faded,
                "" if line.result is None else line.result,
                "" if line.final is None else line.final.isoformat(),
            )
