"""Aiken: a question, options `A. …` a line each, `ANSWER: B`."""

from __future__ import annotations

import re

from ops_trainer.content.questions.question import Type
from ops_trainer.exchange import answers
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.sheets import letters

OPTION = re.compile(r"^\s*([A-Za-z])[.)]\s+(.*)$")
ANSWER = re.compile(r"^\s*ANSWER\s*[:：]\s*(.*)$", re.IGNORECASE)
WHY = re.compile(r"^\s*(?:FEEDBACK|EXPLANATION)\s*[:：]\s*(.*)$", re.IGNORECASE)


def read(source: Source, wish: str = "") -> Parcel:
    """Return the questions of a file. Raises Complaint."""
    parcel = Parcel("aiken", source.name)
    ask: list[str] = []
    options: list[str] = []
    last: dict[str, object] | None = None
    for number, line in enumerate(source.text().split("\n"), 1):
        if found := ANSWER.match(line):
            where = f"{number} {' '.join(ask)}"[:50]
            raw, why_not = answers.question("\n".join(ask), "single", options, found[1])
            if raw is None:
                parcel.losses.add(why_not, where)
                last = None
            else:
                parcel.add(raw, where)
                last = parcel.notes[-1].raw
            ask, options = [], []
        elif (found := WHY.match(line)) and last is not None and not ask:
            last["why"] = found[1].strip()
        elif ask and (found := OPTION.match(line)) and ord(found[1].upper()) - 65 == len(options):
            options.append(found[2].strip())
        elif line.strip():
            if options:
                options[-1] += "\n" + line.strip()
            else:
                ask.append(line.strip())
    if ask:
        parcel.losses.add("import.no_answer", " ".join(ask))
    return parcel


def write(out: Outgoing) -> bytes:
    """Return the questions with one right option; others are losses, as Aiken has none."""
    blocks = []
    for asked in out.questions((Type.SINGLE, Type.TRUE_FALSE)):
        options = [(out.said(one.text), one.correct) for one in asked.options]
        if asked.type is Type.TRUE_FALSE:
            options = [(out.say("question.true"), asked.truth is True), (out.say("question.false"), not asked.truth)]
        if asked.why is not None:
            out.losses.add("export.no_why")
        right = next(place for place, (_, correct) in enumerate(options) if correct)
        lines = [_line(out.said(asked.prompt))]
        lines += [f"{letters(place)}. {_line(text)}" for place, (text, _) in enumerate(options)]
        blocks.append("\n".join([*lines, f"ANSWER: {letters(right)}"]))
    return ("\n\n".join(blocks) + "\n").encode()


def _line(text: str) -> str:
    return " ".join(text.split())
