"""Sheets of Excel: question banks and lists with a header, or any two columns."""

from __future__ import annotations

from ops_trainer.exchange.bank import bank_rows
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.sheets import read_xlsx, write_xlsx
from ops_trainer.exchange.table import read_rows
from ops_trainer.locale import Complaint


def read(source: Source, wish: str = "") -> Parcel:
    """Return what the sheets hold; `wish` names their columns. Raises Complaint."""
    parcel = Parcel("xlsx", source.name)
    sheets = [(name, rows) for name, rows in read_xlsx(source) if any(any(row) for row in rows)]
    first: Complaint | None = None
    for name, rows in sheets:
        try:
            read_rows(parcel, rows, wish, f"{name}:" if len(sheets) > 1 else "")
        except Complaint as complaint:
            if complaint.key != "import.no_columns":
                raise
            first = first or complaint
            parcel.losses.add("import.sheet", name)
    if not parcel.notes and first is not None:
        raise first
    return parcel


def write(out: Outgoing) -> bytes:
    """Return a question bank (题型 题干 选项 答案 解析)."""
    return write_xlsx(bank_rows(out), out.title)
