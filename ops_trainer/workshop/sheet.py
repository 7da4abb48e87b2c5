"""The results of a workshop as a table for a spreadsheet (CSV, RFC 4180), no cell of which can run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ops_trainer.content.questions.types import of
from ops_trainer.locale import Lang
from ops_trainer.workshop.analysis import Statistics
from ops_trainer.workshop.results import Asked, Figures, Results, figures

# What makes a spreadsheet take a cell for a formula, half and full width (OWASP, "CSV Injection").
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | float
BOM = "\ufeff"  # without it Excel takes Chinese for something else

QUESTION_COLUMNS = (
    "question", "id", "type", "prompt", "right_answer", "players", "answered", "right", "share_right",
    "right_before_discussion", "sure_wrong", "facility", "standard_deviation", "discrimination_index",
    "discriminative_efficiency",
)  # fmt: skip
ANSWER_COLUMNS = (
    "question", "id", "type", "player", "team", "answer", "answer_before_discussion", "right", "score", "points",
    "sure", "seconds",
)  # fmt: skip


def safe(text: str) -> str:
    """Return a text as a cell: an apostrophe goes before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def sheet(results: Results, lang: Lang, *, names: bool = False) -> str:
    """Return a line a question with its figures, nobody named; with `names` a line an answer instead."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out)
    for row in table(results, lang, names=names):
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def table(results: Results, lang: Lang, *, names: bool = False) -> Iterator[Sequence[Cell]]:
    """Return the rows of that, the head first; texts as they are, whatever a spreadsheet might take them for."""
    yield ANSWER_COLUMNS if names else QUESTION_COLUMNS
    if names:
        yield from _answers(results, lang)
    else:
        for one in figures(results):
            yield tuple(_question(one, lang))


def _question(one: Figures, lang: Lang) -> Iterable[Cell]:
    question, poll = one.question, one.asked.poll
    yield from (one.place, question.id, _kind(one.asked), question.prompt.in_lang(lang))
    yield "" if poll else of(question).right_in_words(question, lang)
    yield from (one.there, one.answered)
    yield from ("", "") if poll else (one.right, _rounded(one.share))
    yield one.right_first if one.chosen_first and not poll else ""
    yield "" if poll else one.confidence.sure_wrong
    yield from _statistics(one.statistics)


def _statistics(found: Statistics | None) -> tuple[Cell, ...]:
    if found is None:
        return ("", "", "", "")
    values = (found.facility, found.deviation, found.discrimination, found.efficiency)
    return tuple("" if value is None else _rounded(value) for value in values)


def _answers(results: Results, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    people = {person.id: person for person in results.people}
    for place, asked in enumerate(results.asked, 1):
        question = asked.question
        for given in asked.given:
            person = people.get(given.player)
            yield (
                place,
                question.id,
                _kind(asked),
                person.name if person else given.player,
                person.team if person else "",
                of(question).in_words(question, given.answer, lang) if given.answer is not None else "",
                of(question).in_words(question, given.first, lang) if given.first is not None else "",
                "" if asked.poll else int(given.right),
                "" if asked.poll else _rounded(given.score),
                given.points,
                "" if given.sure is None else int(given.sure),
                "" if given.took_ms is None else round(given.took_ms / 1000, 1),
            )


def _kind(asked: Asked) -> str:
    return "poll" if asked.poll else asked.question.type.value


def _rounded(value: float) -> float:
    return round(value, 4) + 0.0  # no minus zero
