"""hashcards: Markdown with `Q:` and `A:`, `C:` with gaps in brackets, `---` between cards."""

from __future__ import annotations

import re

from ops_trainer.content.media import MARK
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.pictures import beside

BEGINS = re.compile(r"^([QAC]):\s?(.*)$")
FRONT_MATTER = re.compile(r"\A---\n(.*?\n)?---\n", re.DOTALL)
GAP = re.compile(r"(?<![!\\])\[((?:[^\[\]\n\\]|\\.)+)\](?!\()")


def read(source: Source, wish: str = "") -> Parcel:
    """Return the cards of a file. Raises Complaint."""
    parcel = Parcel("hashcards", source.name)
    text = source.text()
    if found := FRONT_MATTER.match(text):
        if name := re.search(r'^name\s*=\s*"(.*)"', found[1] or "", re.MULTILINE):
            parcel.title = name[1]
        text = text[found.end() :]
    parts: dict[str, list[str]] = {}
    now = ""
    for line in [*text.split("\n"), "---"]:
        begun = BEGINS.match(line)
        if line.strip() == "---" or (begun and begun[1] in "QC"):
            _add(parcel, parts, source)
            parts, now = {}, ""
        if begun:
            now = begun[1]
            parts[now] = [begun[2]]
        elif now and line.strip() != "---":
            parts[now].append(line)
    return parcel


def _add(parcel: Parcel, parts: dict[str, list[str]], source: Source) -> None:
    said = {name: beside(parcel, source, "\n".join(lines).strip()) for name, lines in parts.items()}
    if "C" in said:
        count = 0

        def gap(found: re.Match[str]) -> str:
            nonlocal count
            count += 1
            return f"{{{{c{count}::{found[1]}}}}}"

        text = MARK.sub(lambda mark: mark[0], said["C"])
        text = GAP.sub(gap, text).replace("\\[", "[").replace("\\]", "]")
        if count:
            parcel.add({"kind": "cloze", "text": text}, said["C"])
        else:
            parcel.losses.add("import.no_gap", said["C"])
    elif said.get("Q") and said.get("A"):
        parcel.add({"kind": "qa", "front": said["Q"], "back": said["A"]}, said["Q"])
    elif said.get("Q"):
        parcel.losses.add("import.no_answer", said["Q"])


def write(out: Outgoing) -> bytes:
    """Return the cards as questions and answers."""
    blocks = [
        f"Q: {out.said(card.front)}\nA: {out.said(card.back)}"
        for ref, note in out.notes.items()
        for card in note.make_cards(ref.partition("/")[0])
    ]
    return ("\n\n---\n\n".join(blocks) + "\n").encode()
