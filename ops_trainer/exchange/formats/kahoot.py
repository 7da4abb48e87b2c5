"""Kahoot's template: a sheet with a header in row 8 and questions below it, columns B to H."""

from __future__ import annotations

from ops_trainer.content.questions.question import Type
from ops_trainer.exchange import answers
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source, clean
from ops_trainer.exchange.sheets import Rows, read_xlsx, write_xlsx
from ops_trainer.locale import Complaint

LONGEST_ASK, LONGEST_OPTION, MOST_OPTIONS = 120, 75, 4
SECONDS = "30"
HEADER = [
    "", "Question - max 120 characters", *(f"Answer {n} - max 75 characters" for n in range(1, 5)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs", "Correct answer(s) - choose at least one",
]  # fmt: skip


def header_of(rows: Rows) -> int | None:
    """Return the row that is the template's header; None where there is none."""
    for number, row in enumerate(rows[:20]):
        if len(row) > 7 and row[1].startswith("Question - max") and row[2].startswith("Answer 1"):
            return number
    return None


def read(source: Source, wish: str = "") -> Parcel:
    """Return the questions of a filled template. Raises Complaint."""
    parcel = Parcel("kahoot", source.name)
    for _, rows in read_xlsx(source):
        if (header := header_of(rows)) is not None:
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
            return parcel
    raise Complaint("import.not_format", file=source.path.name, format="kahoot")


def write(out: Outgoing) -> bytes:
    """Return a filled template. What is longer than it allows is left out and said: nothing is cut."""
    rows: list[list[str]] = [[], ["", "Quiz template"], [], [], [], [], [], HEADER]
    for asked in out.questions((Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE)):
        ask, options = out.said(asked.prompt), [(out.said(one.text), one.correct) for one in asked.options]
        if asked.type is Type.TRUE_FALSE:
            options = [(out.say("question.true"), asked.truth is True), (out.say("question.false"), not asked.truth)]
        if len(ask) > LONGEST_ASK or any(len(text) > LONGEST_OPTION for text, _ in options):
            out.losses.add("export.too_long", ask, most=LONGEST_ASK, option=LONGEST_OPTION)
        elif len(options) > MOST_OPTIONS:
            out.losses.add("export.too_many_options", ask, most=MOST_OPTIONS)
        else:
            if asked.why is not None:
                out.losses.add("export.no_why")
            right = ",".join(str(n) for n, (_, correct) in enumerate(options, 1) if correct)
            texts = [text for text, _ in options] + [""] * (MOST_OPTIONS - len(options))
            rows.append([str(len(rows) - 7), ask, *texts, SECONDS, right])
    return write_xlsx(rows)
