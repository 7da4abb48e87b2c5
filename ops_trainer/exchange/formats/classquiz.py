"""ClassQuiz's template: the title in C5, what it is about in C6, questions from row 14 on."""

from __future__ import annotations

from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source, clean
from ops_trainer.exchange.quiz_template import add_questions, filled_cells
from ops_trainer.exchange.sheets import Rows, read_xlsx, write_xlsx
from ops_trainer.locale import Complaint

HEADER = ["", "Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Time", "Right"]
HEADER_ROW = 13
LONGEST = 299


def is_template(rows: Rows) -> bool:
    """Return whether rows are such a template."""
    if len(rows) < HEADER_ROW or len(rows[4]) < 3 or not rows[4][2]:
        return False
    cells = [cell.strip().casefold() for cell in rows[HEADER_ROW - 1]]
    return "question" in cells and sum(cell.startswith("answer") for cell in cells) >= 2


def read(source: Source, wish: str = "") -> Parcel:
    """Return the questions of a filled template. Raises Complaint."""
    for _, rows in read_xlsx(source):
        if is_template(rows):
            parcel = Parcel("classquiz", clean(rows[4][2]) or source.name)
            add_questions(parcel, rows, HEADER_ROW - 1)
            return parcel
    raise Complaint("import.not_format", file=source.path.name, format="classquiz")


def write(out: Outgoing) -> bytes:
    """Return a filled template. What does not fit is left out and said: nothing is cut."""
    rows: list[list[str]] = [[] for _ in range(HEADER_ROW - 1)] + [HEADER]
    rows[4], rows[5] = ["", "", out.title], ["", "", out.title]
    rows += (["", *cells] for cells in filled_cells(out, LONGEST, LONGEST))
    return write_xlsx(rows)
