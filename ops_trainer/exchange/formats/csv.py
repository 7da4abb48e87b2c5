"""Tables with commas: question banks and lists with a header, or any two columns."""

from __future__ import annotations

from ops_trainer.exchange.bank import bank_rows
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.sheets import read_csv, write_csv
from ops_trainer.exchange.table import read_rows


def read(source: Source, wish: str = "") -> Parcel:
    """Return what the table holds; `wish` names its columns. Raises Complaint."""
    parcel = Parcel("csv", source.name)
    read_rows(parcel, read_csv(source.text(), source.path.name), wish)
    return parcel


def write(out: Outgoing) -> bytes:
    """Return a question bank (题型 题干 选项 答案 解析)."""
    return write_csv(bank_rows(out))
