"""Kahoot's template: a sheet with a header in row 8 and questions below it, columns B to H."""

from __future__ import annotations

from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.quiz_template import add_questions, filled_cells
from ops_trainer.exchange.sheets import Rows, read_xlsx, write_xlsx
from ops_trainer.locale import Complaint

LONGEST_ASK, LONGEST_OPTION = 120, 75
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
    for _, rows in read_xlsx(source):
        if (header := header_of(rows)) is not None:
            parcel = Parcel("kahoot", source.name)
            add_questions(parcel, rows, header)
            return parcel
    raise Complaint("import.not_format", file=source.path.name, format="kahoot")


def write(out: Outgoing) -> bytes:
    """Return a filled template. What does not fit is left out and said: nothing is cut."""
    rows: list[list[str]] = [[], ["", "Quiz template"], [], [], [], [], [], HEADER]
    rows += ([str(n), *cells] for n, cells in enumerate(filled_cells(out, LONGEST_ASK, LONGEST_OPTION), 1))
    return write_xlsx(rows)
