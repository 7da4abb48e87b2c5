"""One question in the report of a workshop: what was asked, what was chosen, why it is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ops_trainer.content.questions.types import ARRANGED, CHOICE
from ops_trainer.content.questions.types.base import letter
from ops_trainer.content.questions.view import RevealView
from ops_trainer.locale import Lang, say
from ops_trainer.workshop.plots import Bar, bars
from ops_trainer.workshop.results import Figures, most_tempting

Put = Callable[[str], str]


def card(one: Figures, lang: Lang, put: Put) -> str:
    """The question as a card; `put` makes a text safe to stand in the page."""
    return f'<article class="card">{"".join(_parts(one, lang, put))}</article>'


def _parts(one: Figures, lang: Lang, put: Put) -> Iterator[str]:
    question, poll = one.question, one.asked.poll
    view = RevealView.of(question, lang, lettered=True)
    yield f"<h3>{one.place}. {put(question.prompt.in_lang(lang))}</h3>"
    if question.type in CHOICE:
        yield _options(one, lang, put)
    elif not poll:
        yield f"<p>{put(say('report.right_answer', lang))} <b>{put(view.right)}</b></p>"
    if question.type in ARRANGED:
        yield _places(one, view.parts, lang, put)
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
    yield _facts(one, lang, put)


def _options(one: Figures, lang: Lang, put: Put) -> str:
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


def _places(one: Figures, labels: Sequence[str], lang: Lang, put: Put) -> str:
    """Return how many had each row, or each place in the order, right."""
    lines = "".join(
        f'<li><span class="count">{count}</span>{put(label)}</li>'
        for label, count in zip(labels, one.chosen, strict=True)
    )
    return f'<p class="note">{put(say("report.had_right", lang))}</p><ol class="options">{lines}</ol>'


def _votes(one: Figures, lang: Lang) -> str:
    """The choices before and after the discussion."""
    rows: list[Bar] = []
    for place in range(len(one.question.options)):
        look = "right" if one.question.options[place].correct and not one.asked.poll else "other"
        for says, counts in (("report.before", one.chosen_first), ("report.after", one.chosen)):
            rows.append(_vote(letter(place), counts, place, say(says, lang, count=counts[place]), look))
    return f"<figure>{bars(say('report.votes', lang), rows)}</figure>"


def _vote(label: str, counts: Sequence[int], place: int, says: str, look: str) -> Bar:
    every = sum(counts)
    return Bar(label, counts[place] / every if every else 0.0, says, look)


def _facts(one: Figures, lang: Lang, put: Put) -> str:
    facts = [(say("report.answered", lang), f"{one.answered} / {one.there}")]
    if not one.asked.poll:
        facts.append((say("report.right", lang), f"{one.right} ({one.share:.0%})"))
        if one.chosen_first:
            facts.append((say("report.right_before", lang), str(one.right_first)))
        if one.confidence.said:
            facts.append((say("report.sure_wrong", lang), str(one.confidence.sure_wrong)))
    return "<dl>" + "".join(f"<div><dt>{put(name)}</dt><dd>{value}</dd></div>" for name, value in facts) + "</dl>"
