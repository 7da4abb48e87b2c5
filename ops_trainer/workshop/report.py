"""The report of a workshop: one HTML file that needs nothing else, readable on paper, in the dark and by voice.

Everything that came from people or decks is escaped, and the page may run no script and load nothing, whatever stands
in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from ops_trainer.content.questions.types import ARRANGED, CHOICE, of
from ops_trainer.content.questions.types.base import letter
from ops_trainer.content.questions.view import RevealView
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang, say
from ops_trainer.workshop.analysis import FEWEST
from ops_trainer.workshop.document import when
from ops_trainer.workshop.plots import Bar, Point, bars, histogram, scatter, stacked
from ops_trainer.workshop.results import Figures, Results, figures, hardest, most_tempting
from ops_trainer.workshop.scoring import MODES

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
BINS = 5  # columns of the players' shares


def page(results: Results, lang: Lang, *, names: bool = False) -> str:
    """Return the whole page. With `names` it says who answered what; else nobody is named."""
    found = figures(results)
    title = results.title or say("report.untitled", lang)
    style = files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    body = "\n".join(_sections(results, found, title, lang, names))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{put(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n"
        "</html>\n"
    )


def put(text: str) -> str:
    """Return a text as it stands in the page: spaced, and nothing in it is markup."""
    return escape(spaced(text), quote=True)


def _sections(results: Results, found: list[Figures], title: str, lang: Lang, names: bool) -> Iterator[str]:
    at = when(results)
    mode = say(MODES[results.mode].name, lang)
    yield f'<header><h1>{put(title)}</h1><p class="when">{at:%Y-%m-%d %H:%M} · {put(mode)}</p></header>'
    yield _tiles(results, found, lang)
    graded = [one for one in found if not one.asked.poll and one.there]
    if graded:
        rows = [
            Bar(str(one.place), one.share, say("report.of", lang, right=one.right, all=one.there), "right")
            for one in graded
        ]
        yield _section(say("report.by_question", lang), _figure(bars(say("report.by_question", lang), rows)))
        yield from _hardest(found, lang)
        yield from _confidence(graded, lang)
        yield from _spread(results, graded, lang)
        yield from _statistics(results, graded, lang)
    if results.teams:
        yield _table(
            say("report.teams", lang),
            (say("report.rank", lang), say("report.team", lang), say("report.points", lang)),
            [(str(team.rank), team.name, f"{team.points:.0f}") for team in results.teams],
            "number text number",
        )
    if names and results.people:
        yield _standings(results, lang)
    yield f"<h2>{put(say('report.questions', lang))}</h2>"
    for one in found:
        yield _card(one, lang)
        if names:
            yield _who(results, one, lang)
    if not names:
        yield f'<p class="note">{put(say("report.nobody", lang))}</p>'


def _tiles(results: Results, found: list[Figures], lang: Lang) -> str:
    graded = [one for one in found if not one.asked.poll]
    there, right = sum(one.there for one in graded), sum(one.right for one in graded)
    answered = sum(one.answered for one in found), sum(one.there for one in found)
    tiles = [
        (str(len(results.people)), say("report.players", lang)),
        (str(len(found)), say("report.asked", lang)),
        (f"{right / there:.0%}" if there else "—", say("report.share_right", lang)),
        (f"{answered[0] / answered[1]:.0%}" if answered[1] else "—", say("report.share_answered", lang)),
    ]
    return '<ul class="tiles">' + "".join(f"<li><b>{n}</b>{put(what)}</li>" for n, what in tiles) + "</ul>"


def _hardest(found: list[Figures], lang: Lang) -> Iterator[str]:
    hard = hardest(found)
    if hard:
        lines = "".join(
            f"<li>{one.place}. {put(one.question.prompt.in_lang(lang))} — <b>{one.share:.0%}</b></li>" for one in hard
        )
        yield _section(say("report.hardest", lang), f'<ul class="why">{lines}</ul>')


def _confidence(graded: list[Figures], lang: Lang) -> Iterator[str]:
    """Yield who was sure, and who was right: the sure and wrong are those to talk to."""
    said = [one for one in graded if one.confidence.said]
    if not said:
        return
    looks = ("right", "plain", "unsure", "wrong")
    names = ("report.sure_right", "report.unsure_right", "report.unsure_wrong", "report.sure_wrong")
    rows = []
    for one in said:
        c = one.confidence
        counts = (c.sure_right, c.unsure_right, c.unsure_wrong, c.sure_wrong)
        rows.append((str(one.place), tuple(zip(counts, looks, strict=True))))
    key = "".join(
        f'<li><i class="{look}"></i>{put(say(name, lang))}</li>' for look, name in zip(looks, names, strict=True)
    )
    title = say("report.confidence", lang)
    note = f'<p class="note">{put(say("report.confidence_note", lang))}</p>'
    yield _section(title, note + _figure(stacked(title, rows)) + f'<ul class="key">{key}</ul>')


def _spread(results: Results, graded: list[Figures], lang: Lang) -> Iterator[str]:
    """Yield how many players got which share right; only where there are enough for nobody to be told by it."""
    shares: dict[str, list[bool]] = {}
    for one in graded:
        for given in one.asked.given:
            shares.setdefault(given.player, []).append(given.right)
    if len(shares) < FEWEST:
        return
    counts = [0] * BINS
    for rights in shares.values():
        counts[min(int(sum(rights) / len(rights) * BINS), BINS - 1)] += 1
    labels = [f"{place * 100 // BINS}–{(place + 1) * 100 // BINS}%" for place in range(BINS)]
    title = say("report.spread", lang)
    yield _section(title, _figure(histogram(title, counts, labels, say("report.share_right", lang))))


def _statistics(results: Results, graded: list[Figures], lang: Lang) -> Iterator[str]:
    title = say("report.statistics", lang)
    measured = [(one, one.statistics) for one in graded if one.statistics is not None]
    if not measured:
        yield _section(title, f'<p class="note">{put(say("report.too_few", lang, n=FEWEST))}</p>')
        return
    points = [
        Point(found.facility, found.discrimination, str(one.place))
        for one, found in measured
        if found.discrimination is not None
    ]
    facility, discrimination = say("report.facility", lang), say("report.discrimination", lang)
    plot = _figure(scatter(title, points, facility, discrimination)) if points else ""
    heads = ("#", facility, say("report.deviation", lang), discrimination, say("report.efficiency", lang))
    rows = [
        (
            str(one.place),
            percent(found.facility),
            percent(found.deviation),
            percent(found.discrimination),
            percent(found.efficiency),
        )
        for one, found in measured
    ]
    note = f'<p class="note">{put(say("report.statistics_note", lang))}</p>'
    yield _section(title, note + plot + _rows(heads, rows, "number number number number number"))


def percent(value: float | None) -> str:
    """Return a share as a person reads it; a dash where there is none."""
    return "—" if value is None else f"{value:.0%}".replace("-", "−")


def _standings(results: Results, lang: Lang) -> str:
    heads = [say("report.rank", lang), say("report.name", lang), say("report.points", lang)]
    rows = [(str(person.rank), person.name, str(person.points)) for person in results.people]
    return _table(say("report.standings", lang), tuple(heads), rows, "number text number")


def _who(results: Results, one: Figures, lang: Lang) -> str:
    people = {person.id: person.name for person in results.people}
    rows = []
    for given in one.asked.given:
        answer = of(one.question).in_words(one.question, given.answer, lang) if given.answer is not None else "—"
        verdict = "" if one.asked.poll else ("✓" if given.right else "✗")
        rows.append((people.get(given.player, given.player), verdict, answer))
    heads = (say("report.name", lang), "", say("report.answer", lang))
    return f'<div class="card">{_rows(heads, rows, "text text text")}</div>'


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{put(title)}</h2>{inside}</section>"


def _figure(svg: str) -> str:
    return f"<figure>{svg}</figure>"


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], looks: str) -> str:
    return _section(title, _rows(heads, rows, looks))


def _rows(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], looks: str) -> str:
    classes = looks.split()
    top = "".join(f'<th scope="col" class="{look}">{put(head)}</th>' for head, look in zip(heads, classes, strict=True))
    lines = "".join(
        "<tr>"
        + "".join(f'<td class="{look}">{put(cell)}</td>' for cell, look in zip(row, classes, strict=True))
        + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>'


def _card(one: Figures, lang: Lang) -> str:
    """Return a question as a card: what was asked, what was chosen, why it is so."""
    return f'<article class="card">{"".join(_parts(one, lang))}</article>'


def _parts(one: Figures, lang: Lang) -> Iterator[str]:
    question, poll = one.question, one.asked.poll
    view = RevealView.of(question, lang, lettered=True)
    yield f"<h3>{one.place}. {put(question.prompt.in_lang(lang))}</h3>"
    if question.type in CHOICE:
        yield _options(one, lang)
    elif not poll:
        yield f"<p>{put(say('report.right_answer', lang))} <b>{put(view.right)}</b></p>"
    if question.type in ARRANGED:
        yield _places(one, view.parts, lang)
    if one.written:
        wrote = "".join(f"<li>{put(text)} <b>× {count}</b></li>" for text, count in one.written)
        yield f"<p>{put(say('report.written', lang))}</p><ul>{wrote}</ul>"
    if one.chosen_first and question.type in CHOICE:
        yield _votes(one, lang)
    if not poll:
        yield f'<p class="why">{put(view.explanation)}</p>'
        place = most_tempting(question, one.chosen)
        if place is not None and (why := view.options[place].why) and why not in view.explanation:
            yield f'<p class="why">{put(say("report.tempting", lang, letter=letter(place), why=why))}</p>'
    yield _facts(one, lang)


def _options(one: Figures, lang: Lang) -> str:
    tempting = most_tempting(one.question, one.chosen)
    lines = []
    for place, (option, count) in enumerate(zip(one.question.options, one.chosen, strict=True)):
        look, mark = "", ""
        if not one.asked.poll and option.correct:
            look, mark = "right", "✓ "
        elif not one.asked.poll and tempting == place:
            look, mark = "tempting", "✗ "
        lines.append(
            f'<li class="{look}"><span class="count">{count}</span>{mark}<b>{letter(place)}</b> '
            f"{put(option.text.in_lang(lang))}</li>"
        )
    return f'<ol class="options">{"".join(lines)}</ol>'


def _places(one: Figures, labels: Sequence[str], lang: Lang) -> str:
    """Return how many had each row, or each place in the order, right."""
    lines = "".join(
        f'<li><span class="count">{count}</span>{put(label)}</li>'
        for label, count in zip(labels, one.chosen, strict=True)
    )
    return f'<p class="note">{put(say("report.had_right", lang))}</p><ol class="options">{lines}</ol>'


def _votes(one: Figures, lang: Lang) -> str:
    """Return the choices before and after the discussion."""
    rows: list[Bar] = []
    for place in range(len(one.question.options)):
        look = "right" if one.question.options[place].correct and not one.asked.poll else "other"
        for says, counts in (("report.before", one.chosen_first), ("report.after", one.chosen)):
            rows.append(_vote(letter(place), counts, place, say(says, lang, count=counts[place]), look))
    return f"<figure>{bars(say('report.votes', lang), rows)}</figure>"


def _vote(label: str, counts: Sequence[int], place: int, says: str, look: str) -> Bar:
    every = sum(counts)
    return Bar(label, counts[place] / every if every else 0.0, says, look)


def _facts(one: Figures, lang: Lang) -> str:
    facts = [(say("report.answered", lang), f"{one.answered} / {one.there}")]
    if not one.asked.poll:
        facts.append((say("report.right", lang), f"{one.right} ({one.share:.0%})"))
        if one.chosen_first:
            facts.append((say("report.right_before", lang), str(one.right_first)))
        if one.confidence.said:
            facts.append((say("report.sure_wrong", lang), str(one.confidence.sure_wrong)))
    return "<dl>" + "".join(f"<div><dt>{put(name)}</dt><dd>{value}</dd></div>" for name, value in facts) + "</dl>"
