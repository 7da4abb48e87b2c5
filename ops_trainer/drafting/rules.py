"""What an article's blocks say, as notes: each by the rule that found it, with how sure that rule is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ops_trainer.drafting.blocks import Block
from ops_trainer.exchange.parcel import Parcel
from ops_trainer.exchange.table import columns_of, read_rows

SURE = 0.6  # from which on a draft is taken unless somebody says otherwise
LABELLED = re.compile(
    r"^([^：:，,。；;！!？?（(\n]{1,24}(?:[（(][^）)\n]{1,20}[）)])?)\s*(?:：|:(?!//)(?!\d))\s*(\S.{3,})$", re.DOTALL
)
DEFINES = re.compile(r"^(?:首先，?)?[“\"]?([^，,。；;：:\s的]{2,16})[”\"]?(?:是指|指的是|是一种|即)(.{6,})$")
DEFINES_EN = re.compile(r"^(?:An? |The )?([A-Z][\w /-]{1,30}?) (?:is|means|refers to) (?:an? |the )?(.{12,})$")
SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]?")
ROLE = re.compile(r"岗位|角色|职责|任务|分工|\broles?\b|\bjobs?\b|responsibilit", re.IGNORECASE)
TIP = re.compile(
    r"技巧|方法|做法|建议|策略|如何|怎样|怎么|注意|\btips?\b|\bhow to\b|best practice|advice", re.IGNORECASE
)
METRIC = re.compile(r"指标|公式|\bmetrics?\b|\bkpi", re.IGNORECASE)
NOT_TERMS = re.compile(
    r"^(?:例如|比如|注意|其中|包括|如下|因此|所以|但是|总之|问|答|错误|正确|example|note|e\.g\.|warning)", re.IGNORECASE
)
LIST_INTRO = re.compile(r"(?:包括|如下|有|以下[^。]*)[：:]\s*$|[：:]$")
LONGEST_TERM = 24
MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Draft:
    """A note that an article may hold: as a deck file writes it, how sure it is (0 to 1), the rule that found it."""

    raw: dict[str, Any]
    sure: float
    rule: str

    @property
    def taken(self) -> bool:
        """Whether it is taken unless somebody says otherwise."""
        return self.sure >= SURE


def drafts_of(blocks: Sequence[Block]) -> list[Draft]:
    """Return the notes that blocks hold, in their order, each term once."""
    found: list[Draft] = []
    seen: set[str] = set()
    for draft in _found(blocks):
        name = (
            f"{draft.raw['kind']} {draft.raw.get('term') or draft.raw.get('front') or draft.raw.get('ask')}".casefold()
        )
        if name not in seen:
            seen.add(name)
            found.append(draft)
    return found


def _found(blocks: Sequence[Block]) -> Iterator[Draft]:
    headings: list[Block] = []
    place = 0
    while place < len(blocks):
        block = blocks[place]
        if block.sort == "heading":
            headings = [*(one for one in headings if one.level < block.level), block]
            place += 1
            body = _body(blocks, place)
            if body and not (_labelled(body) or _defines(body[0]) or any(one.sort == "row" for one in body)):
                yield from _of_heading(block.text, body, headings)
            continue
        about = " ".join(one.text for one in headings)
        if block.sort == "row":
            end = next((n for n in range(place, len(blocks)) if blocks[n].sort != "row"), len(blocks))
            yield from _of_rows([one.text.split("\t") for one in blocks[place:end]])
            place = end
            continue
        run = _run(blocks, place)
        if len(run) > 1 or (run and block.sort == "entry"):
            for term, text in run:
                yield Draft(_note(term, text, about), 0.9 if len(run) > 2 else 0.7, "labelled")
            place += len(run)
            continue
        if found := _defines(block):
            yield Draft({"kind": "definition", "term": found[1].strip(), "meaning": found[2].strip()}, 0.4, "sentence")
        place += 1


def _body(blocks: Sequence[Block], place: int) -> list[Block]:
    """Return what stands below a heading, nothing where another heading stands below it."""
    body = []
    for block in blocks[place:]:
        if block.sort == "heading":
            break
        body.append(block)
    return body


def _pair(block: Block) -> tuple[str, str] | None:
    found = LABELLED.match(block.text) if block.sort in ("text", "entry") else None
    if found is None or NOT_TERMS.match(found[1]) or LIST_INTRO.search(block.text):
        return None
    return found[1].strip(), found[2].strip()


def _labelled(body: Sequence[Block]) -> bool:
    """Return whether most of some blocks have a label of their own."""
    return sum(_pair(block) is not None for block in body) * 2 > len(body)


def _defines(block: Block) -> re.Match[str] | None:
    """Return the term and the meaning of a sentence that defines one."""
    return DEFINES.match(block.text) or DEFINES_EN.match(block.text)


def _run(blocks: Sequence[Block], place: int) -> list[tuple[str, str]]:
    """Return the labelled blocks that stand together from a place on."""
    found = []
    for block in blocks[place:]:
        if (pair := _pair(block)) is None:
            break
        found.append(pair)
    return found


def _of_rows(rows: list[list[str]]) -> Iterator[Draft]:
    if not any(columns_of(row) for row in rows[:2]):
        return
    parcel = Parcel("draft", "")
    read_rows(parcel, rows)
    for note in parcel.notes:
        yield Draft(note.raw, 0.95, "table")


def _of_heading(title: str, body: list[Block], headings: list[Block]) -> Iterator[Draft]:
    term = re.sub(r"^\s*(?:[一二三四五六七八九十]+[、.．]|\d{1,3}[.、)）．])\s*", "", title).strip()
    term = re.sub(r"^\d+(?:\.\d+)*\s+", "", term)
    about = " ".join(one.text for one in headings[:-1])
    texts = [one.text for one in body if one.sort == "text"]
    entries = [one.text for one in body if one.sort == "entry"]
    if not 1 < len(term) <= LONGEST_TERM or term.endswith(("?", "？")):
        return
    if 1 < len(entries) <= MOST_PARTS and len(texts) <= 1:
        parts = {f"p{number}": text for number, text in enumerate(entries, 1)}
        meaning = texts[0] if texts and not LIST_INTRO.search(texts[0]) else ""
        raw = {"kind": "definition", "term": term, "meaning": meaning or "；".join(entries), "parts": parts}
        yield Draft(raw, 0.7 if meaning else 0.5, "list")
    elif texts and not entries:
        text = "\n".join(texts)
        yield Draft(_note(term, text, about), 0.7 if len(texts) == 1 and len(text) > 8 else 0.45, "heading")


def _note(term: str, text: str, about: str) -> dict[str, Any]:
    """Return a note of the kind that its heading says."""
    sentences = [one.strip() for one in SENTENCE.findall(text) if one.strip()]
    if METRIC.search(about) and (found := re.search(r"[=＝÷×/]", text)) and found:
        formula = next((one for one in sentences if re.search(r"[=＝÷×/]", one)), text)
        return {"kind": "metric", "term": term, "meaning": text, "formula": formula}
    if TIP.search(about):
        return {"kind": "tip", "term": term, "situation": f"{about.split(' ')[-1]}（{term}）", "advice": text}
    if ROLE.search(about):
        duties = {f"d{number}": one for number, one in enumerate(sentences[1 : MOST_PARTS + 1], 1)}
        return {"kind": "role", "term": term, "mission": sentences[0] if sentences else text, "duties": duties}
    return {"kind": "definition", "term": term, "meaning": text}
