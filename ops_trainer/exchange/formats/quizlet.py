"""What Quizlet exports as text: a tab between term and definition and a card a line, or signs that one chose."""

from __future__ import annotations

import re

from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.locale import Complaint

BETWEEN_CARDS = re.compile(r";;|\n{2,}|\n")
DASH = re.compile(r"\s+[-–—]\s+|\t")


def read(source: Source, wish: str = "") -> Parcel:
    """Return the cards of a text. Raises Complaint."""
    text = source.text().strip("\n")
    parcel = Parcel("quizlet", source.name)
    split = ";;" if ";;" in text else "\n\n" if "\n\n" in text and "\t" not in text.replace("\n\n", "") else "\n"
    for number, piece in enumerate(text.split(split), 1):
        if not piece.strip():
            continue
        sides = piece.split("\t", 1) if "\t" in piece else DASH.split(piece, maxsplit=1)
        if len(sides) < 2 and "," in piece:
            sides = piece.split(",", 1)
        if len(sides) == 2 and sides[0].strip() and sides[1].strip():
            parcel.add({"kind": "qa", "front": sides[0].strip(), "back": sides[1].strip(), "reverse": True})
        elif parcel.notes and split == "\n" and "\t" not in piece:
            parcel.notes[-1].raw["back"] += "\n" + piece.strip()  # a definition of several lines
        else:
            parcel.losses.add("import.half_row", f"{number} {piece}")
    if not parcel.notes:
        raise Complaint("import.not_format", file=source.path.name, format="quizlet")
    return parcel
