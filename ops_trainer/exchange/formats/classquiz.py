"""ClassQuiz's template: the title in C5, what it is about in C6, questions from row 14 on."""

from __future__ import annotations

from ops_trainer.content.questions.question import Type
from ops_trainer.exchange import answers
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source, clean
from ops_trainer.exchange.sheets import Rows, read_xlsx, write_xlsx
from ops_trainer.locale import Complaint

HEADER = ["", "Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Time", "Right"]
HEADER_ROW = 13
LONGEST, MOST_OPTIONS = 299, 4
SECONDS = "30"


def is_template(rows: Rows) -> bool:
    """Return whether rows are such a template."""
    if len(rows) < HEADER_ROW or len(rows[4]) < 3 or not rows[4][2]:
        return False
    cells = [cell.strip().casefold() for cell in rows[HEADER_ROW - 1]]
    return "question" in cells and sum(cell.startswith("answer") for cell in cells) >= 2


def read(source: Source, wish: str = "") -> Parcel:
    """Return the questions of a filled template. Raises Complaint."""
    for _, rows in read_xlsx(source):
        if not is_template(rows):
            continue
        parcel = Parcel("classquiz", clean(rows[4][2]) or source.name)
        for number, row in enumerate(rows[HEADER_ROW:], HEADER_ROW + 1):
            cells = [clean(cell) for cell in (*row, *[""] * 8)][1:8]
            if not any(cells[:5]):
                continue
            where = f"{number} {cells[0]}"[:50]
            raw, why_not = answers.question(cells[0], "", cells[1:5], cells[6])
            if raw is None:
                parcel.losses.add(why_not, where)
            else:
                parcel.add(raw, where)
        return parcel
    raise Complaint("import.not_format", file=source.path.name, format="classquiz")


def write(out: Outgoing) -> bytes:
    """Return a filled template. What is longer than it allows is left out and said: nothing is cut."""
    rows: list[list[str]] = [[] for _ in range(HEADER_ROW - 1)] + [HEADER]
    rows[4], rows[5] = ["", "", out.title], ["", "", out.title]
    for asked in out.questions((Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE)):
        ask, options = out.said(asked.prompt), [(out.said(one.text), one.correct) for one in asked.options]
        if asked.type is Type.TRUE_FALSE:
            options = [(out.say("question.true"), asked.truth is True), (out.say("question.false"), not asked.truth)]
        if len(ask) > LONGEST or any(len(text) > LONGEST for text, _ in options):
            out.losses.add("export.too_long", ask, most=LONGEST, option=LONGEST)
        elif len(options) > MOST_OPTIONS:
            out.losses.add("export.too_many_options", ask, most=MOST_OPTIONS)
        else:
            if asked.why is not None:
                out.losses.add("export.no_why")
            right = ",".join(str(n) for n, (_, correct) in enumerate(options, 1) if correct)
            texts = [text for text, _ in options] + [""] * (MOST_OPTIONS - len(options))
            rows.append(["", ask, *texts, SECONDS, right])
    return write_xlsx(rows)
