"""Templates of quiz programs in Excel: a row has a question, up to four answers, and the right ones' numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ops_trainer.content.questions.question import Type
from ops_trainer.exchange import answers
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, clean
from ops_trainer.exchange.sheets import Rows

MOST_OPTIONS = 4
SECONDS = "30"


def add_questions(parcel: Parcel, rows: Rows, header: int) -> None:
    """Put the questions below a template's header row into a parcel, and what can't be read among its losses."""
    for number, row in enumerate(rows[header + 1 :], header + 2):
        cells = [clean(cell) for cell in (*row, *[""] * 8)][1:8]
        if not any(cells[:5]):
            continue
        where = f"{number} {cells[0]}"[:50]
        raw, why_not = answers.question(cells[0], "", cells[1:5], cells[6])
        if raw is None:
            parcel.losses.add(why_not, where)
        else:
            parcel.add(raw, where)


def filled_cells(out: Outgoing, longest_ask: int, longest_option: int) -> Iterator[list[str]]:
    """Yield the cells of each question that fits, columns B to H. What is longer than so many characters, or has more
    options, is left out and said: nothing is cut."""
    for asked in out.questions((Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE)):
        ask, options = out.said(asked.prompt), [(out.said(one.text), one.correct) for one in asked.options]
        if asked.type is Type.TRUE_FALSE:
            options = [(out.say("question.true"), asked.truth is True), (out.say("question.false"), not asked.truth)]
        if len(ask) > longest_ask or any(len(text) > longest_option for text, _ in options):
            out.losses.add("export.too_long", ask, most=longest_ask, option=longest_option)
        elif len(options) > MOST_OPTIONS:
            out.losses.add("export.too_many_options", ask, most=MOST_OPTIONS)
        else:
            if asked.why is not None:
                out.losses.add("export.no_why")
            right = ",".join(str(n) for n, (_, correct) in enumerate(options, 1) if correct)
            texts = [text for text, _ in options] + [""] * (MOST_OPTIONS - len(options))
            yield [ask, *texts, SECONDS, right]
