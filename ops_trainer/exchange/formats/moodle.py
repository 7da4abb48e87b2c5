"""Moodle's XML: questions with weights, feedback, tolerance, files inside them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from ops_trainer.content import media
from ops_trainer.content.kinds.asked import WrittenQuestion
from ops_trainer.content.questions.question import Type
from ops_trainer.exchange import markup
from ops_trainer.exchange.formats.gift import amount, category_tag, choice, settle_weights
from ops_trainer.exchange.formats.gift import worth as weight_of
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Losses, Parcel, Source
from ops_trainer.exchange.sheets import number_text
from ops_trainer.exchange.webpage import to_html
from ops_trainer.exchange.xml_tree import Element, parse

PLUGIN = "@@PLUGINFILE@@/"
DRAG = re.compile(r"\[\[(\d+)\]\]")
CLOZE = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^{}\\])*)\}")
CLOZE_ANSWER = re.compile(r"(?<!\\)~")
OURS = "ops-trainer"  # says of a category that this program wrote it
NAME = 100  # characters of a question's name

Said = Callable[[Element | None], str]


def read(source: Source, wish: str = "") -> Parcel:
    """Return the questions of a file. Raises Complaint."""
    parcel = Parcel("moodle", source.name)
    category = ""
    for number, question in enumerate(parse(source.data(), source.path.name).each("question"), 1):
        kind = question.attributes.get("type", "")
        if kind == "category":
            category = category_tag(question.words("category", "text"))
            if question.words("info", "text").strip() == OURS:  # it is what the deck is called
                parcel.title, category = category or parcel.title, ""
            continue
        name = question.words("name", "text").strip()
        where = f"{number} {name}"[:50]
        files = _files(question, parcel, where)

        def said(element: Element | None, where: str = where, files: dict[str, str] = files) -> str:
            return _text(element, where, parcel.losses, files)

        raw = _note(kind, question, parcel, where, said)
        if raw is None:
            continue
        tags = [tag.words("text").strip() for tag in question.all("tag")]
        raw["tags"] = [*dict.fromkeys(filter(None, [*tags, category]))]
        guid = question.words("idnumber").strip() or None
        parcel.add(raw, where, guid)
    return parcel


def _text(element: Element | None, where: str, losses: Losses, files: dict[str, str]) -> str:
    """Return the text of an element in whatever format it is written."""
    if element is None:
        return ""
    words = element.words("text")
    form = element.attributes.get("format", "html" if "<" in words else "")
    if form in ("markdown", "plain_text") or (form != "html" and not re.search(r"<\w|&\w+;", words)):
        return words.strip()
    return markup.to_text(
        words.replace(PLUGIN, ""), where, losses.add, markup.named_by(files, where, losses.add)
    ).strip()


def _files(question: Element, parcel: Parcel, where: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for file in question.all("file"):
        name = PurePath(file.attributes.get("name", "")).name
        try:
            data = base64.b64decode("".join(file.text.split()), validate=True)
        except (binascii.Error, ValueError):
            parcel.losses.add("import.no_media", where, name=name[:60])
            continue
        if not media.is_name(name):
            parcel.losses.add("import.media_name", repr(name)[1:40])
            continue
        ours, number = name, 2
        while ours in parcel.media and parcel.media[ours]() != data:
            stem, _, ending = name.rpartition(".")
            ours, number = f"{stem}-{number}.{ending}", number + 1
        parcel.media[ours] = lambda data=data: data  # type: ignore[misc]
        known[name] = ours
    return known


def _note(kind: str, question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any] | None:
    raw: dict[str, Any] = {
        "kind": "question",
        "ask": said(question.first("questiontext")),
        "why": said(question.first("generalfeedback")),
    }
    if kind in ("ddwtos", "gapselect"):
        return _drag(question, raw, parcel, where)
    if kind == "cloze":
        return _cloze(raw, parcel, where)
    readers = {
        "multichoice": _choices, "truefalse": _truth, "shortanswer": _short, "numerical": _number, "matching": _match,
        "match": _match, "ordering": _order, "essay": _open,
    }  # fmt: skip
    if kind == "description":
        parcel.losses.add("import.description", where)
        return None
    if kind not in readers:
        parcel.losses.add("import.unknown_kind", where, kind=kind[:30] or "?")
        return None
    if not raw["ask"]:
        parcel.losses.add("import.no_ask", where)
        return None
    made = readers[kind](question, parcel, where, said)
    if made is None:
        parcel.losses.add("import.no_answer", where)
        return None
    return {**raw, **made, "why": "\n".join(filter(None, (made.get("why", ""), raw["why"])))}


def _answers(question: Element, said: Said) -> list[tuple[str, float, str]]:
    """Return the answers, each with its worth in per cent and its feedback."""
    return [
        (said(one), _float(one.attributes.get("fraction", "0")), said(one.first("feedback")))
        for one in question.each("answer")
    ]


def _float(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0


def _choices(question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any] | None:
    single = question.words("single").strip().casefold() in ("true", "1")
    answers = _answers(question, said)
    only_whole = single and any(worth >= 100 for _, worth, _ in answers)
    options = [
        choice(text, worth >= 100 if only_whole else worth > 0, worth, why) for text, worth, why in answers if text
    ]
    if not settle_weights(options) or len(options) < 2:
        return None
    return {"options": options}


def _truth(question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any] | None:
    answers = {text.casefold(): (worth, why) for text, worth, why in _answers(question, said)}
    if not {"true", "false"} & answers.keys():
        return None
    truth = answers.get("true", (0, ""))[0] > answers.get("false", (0, ""))[0]
    return {"truth": truth, "why": "\n".join(dict.fromkeys(why for _, why in answers.values() if why))}


def _short(question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any] | None:
    accept = []
    why = ""
    for text, worth, told in _answers(question, said):
        if worth >= 100 and text and text != "*":
            if re.search(r"(?<!\\)\*", text):
                parcel.losses.add("import.wildcard", where)
            accept.append(text.replace("\\*", "*"))
            why = why or told
        elif text:
            parcel.losses.add("import.part_answer", text)
    return {"accept": accept, "why": why} if accept else None


def _number(question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any] | None:
    full = [one for one in question.each("answer") if _float(one.attributes.get("fraction", "0")) >= 100]
    for one in question.each("answer"):
        if one not in full[:1]:
            parcel.losses.add("import.part_answer", one.words("text"))
    if not full or not re.fullmatch(r"\s*[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?\s*", full[0].words("text")):
        return None
    units = question.first("units")
    unit = units.words("unit", "unit_name") if units is not None else ""
    made = amount(_float(full[0].words("text")), None, str(_float(full[0].words("tolerance") or "0")), unit.strip())
    return {"number": made, "why": said(full[0].first("feedback"))}


def _match(question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any] | None:
    pairs, decoys = [], []
    for one in question.each("subquestion"):
        left, right = said(one), said(one.first("answer"))
        if left and right:
            pairs.append({"left": left, "right": right})
        elif right:
            decoys.append(right)
    return {"pairs": pairs, "decoys": decoys} if pairs else None


def _order(question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any] | None:
    steps = [text for text, _, _ in _answers(question, said) if text]
    return {"order": steps} if len(steps) > 1 else None


def _open(question: Element, parcel: Parcel, where: str, said: Said) -> dict[str, Any]:
    return {"why": said(question.first("graderinfo"))}


def _drag(question: Element, raw: dict[str, Any], parcel: Parcel, where: str) -> dict[str, Any] | None:
    """Return a sentence with gaps for words that are to be dragged into it."""
    boxes = [box.words("text").strip() for name in ("dragbox", "selectoption") for box in question.each(name)]
    used: set[int] = set()

    def gap(found: re.Match[str]) -> str:
        number = int(found[1])
        used.add(number)
        return f"{{{{c{number}::{boxes[number - 1]}}}}}" if 0 < number <= len(boxes) else found[0]

    text = DRAG.sub(gap, raw["ask"])
    if not used:
        parcel.losses.add("import.no_gap", where)
        return None
    parcel.losses.add("import.drag", where)
    return {"kind": "cloze", "text": text, "example": raw["why"]}


def _cloze(raw: dict[str, Any], parcel: Parcel, where: str) -> dict[str, Any] | None:
    """Return a sentence with gaps for one with answers inside it."""
    count = 0

    def gap(found: re.Match[str]) -> str:
        nonlocal count
        answers = [re.split(r"(?<!\\)#", part)[0].strip() for part in CLOZE_ANSWER.split(found[2])]
        right = next((one for one in answers if one.startswith(("=", "%100%"))), "")
        if not right:
            return found[0]
        count += 1
        right = re.sub(r"^(=|%100%)+", "", right)
        if len(answers) > 1 or "NUM" in found[1]:
            parcel.losses.add("import.cloze_options", where)
        right = right.partition(":")[0] if "NUM" in found[1] else right
        right = re.sub(r"\\(.)", r"\1", right)
        return f"{{{{c{count}::{right}}}}}"

    text = CLOZE.sub(gap, raw["ask"])
    if not count:
        parcel.losses.add("import.no_gap", where)
        return None
    return {"kind": "cloze", "text": text, "example": raw["why"]}


def write(out: Outgoing) -> bytes:
    """Return the questions as Moodle XML."""
    category = escape(" ".join(out.title.split()).replace("/", "//"))
    blocks = [
        f'<question type="category"><category><text>$course$/top/{category}</text></category>'
        f'<info format="plain_text"><text>{OURS}</text></info></question>'
    ]
    names = {
        Type.SINGLE: "multichoice", Type.MULTIPLE: "multichoice", Type.TRUE_FALSE: "truefalse",
        Type.TYPED: "shortanswer", Type.NUMERIC: "numerical", Type.MATCH: "matching", Type.ORDER: "ordering",
    }  # fmt: skip
    for ref, note, asked in out.written():
        writer = _Html(out, ref.partition("/")[0])
        name = " ".join(asked.prompt.in_lang(out.lang).split())[:NAME]
        kind = "essay" if asked.is_open else names[asked.type]
        inside = _inside(out, asked, writer)
        tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in note.tags)
        feedback = "" if asked.why is None else f"<generalfeedback{writer.element(asked.why)}</generalfeedback>"
        blocks.append(
            f'<question type="{kind}"><name><text>{escape(name)}</text></name><questiontext'
            f"{writer.element(asked.prompt)}</questiontext>{feedback}"
            f"<idnumber>{escape(note.guid or ref)}</idnumber>{inside}"
            f"{f'<tags>{tags}</tags>' if tags else ''}</question>"
        )
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(blocks) + "\n</quiz>\n").encode()


class _Html:
    """Writes texts of a deck as HTML in XML, with the files that they show."""

    def __init__(self, out: Outgoing, deck: str) -> None:
        self.out, self.deck = out, deck

    def element(self, text: Any) -> str:
        """Return the rest of a tag that was opened: how it is written, `<text>`, `<file>` for each file shown."""
        words = text.in_lang(self.out.lang)
        names = dict.fromkeys(media.names_in(words))
        if not names:  # HTML would lose blanks at the beginning of a line
            return f' format="plain_text"><text>{escape(words)}</text>'
        html = to_html(words, lambda name: PLUGIN + quote(name))
        files = ""
        for name in names:
            path = self.out.media.get((self.deck, name))
            if path is None:
                self.out.losses.add("export.no_media", name=name)
            else:
                data = base64.b64encode(path.read_bytes()).decode()
                files += f'<file name="{escape(name)}" path="/" encoding="base64">{data}</file>'
        return f' format="html"><text>{escape(html)}</text>{files}'


def _inside(out: Outgoing, asked: WrittenQuestion, html: _Html) -> str:
    match asked.type:
        case Type.SINGLE | Type.MULTIPLE:
            rows = [f"<single>{'true' if asked.type is Type.SINGLE else 'false'}</single>"]
            for place, option in enumerate(asked.options):
                why = f"<feedback{html.element(option.why)}</feedback>" if option.why is not None else ""
                part = f"{weight_of(asked, place):.5f}".rstrip("0").rstrip(".")
                rows.append(f'<answer fraction="{part}"{html.element(option.text)}{why}</answer>')
            return "".join(rows)
        case Type.TRUE_FALSE:
            return "".join(_answer(f"{100 * (asked.truth is truth)}", str(truth).lower()) for truth in (True, False))
        case Type.TYPED:
            return "".join(_answer("100", escape(out.said(text)).replace("*", "\\*")) for text in asked.accepted)
        case Type.NUMERIC:
            assert asked.number is not None
            unit = out.said(asked.number.unit)
            band = number_text(repr(asked.number.tolerance))
            units = (
                f"<units><unit><multiplier>1</multiplier><unit_name>{escape(unit)}</unit_name></unit></units>"
                if unit
                else ""
            )
            return _answer("100", number_text(repr(asked.number.value)), f"<tolerance>{band}</tolerance>") + units
        case Type.MATCH:
            rows = [_row(html.element(left), out.said(right)) for left, right in asked.pairs]
            rows += [_row(' format="plain_text"><text></text>', out.said(text)) for text in asked.decoys]
            return "".join(rows)
        case Type.ORDER:
            return "".join(
                f'<answer fraction="{place}"{html.element(step)}</answer>' for place, step in enumerate(asked.steps, 1)
            )


def _answer(fraction: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="plain_text"><text>{text}</text>{more}</answer>'


def _row(left: str, right: str) -> str:
    answer = f'<answer format="plain_text"><text>{escape(right)}</text></answer>'
    return f"<subquestion{left}{answer}</subquestion>"
