r"""GIFT, Moodle's text format: `question {=right ~wrong #why}`, blank lines between, `\` before its own signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ops_trainer.content.kinds.asked import WrittenQuestion
from ops_trainer.content.questions.question import Type
from ops_trainer.exchange import markup
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.sheets import number_text
from ops_trainer.exchange.table import tags_of

SIGNS = re.compile(r"\\([~=#{}:\\n]|\\)")
META = re.compile(r"\[(id|tag|unit):((?:[^\]\\]|\\.)*)\]")
FORMAT = re.compile(r"^\s*\[(html|markdown|moodle|plain)\]\s*")
TITLE = re.compile(r"^\s*::((?:[^:\\]|\\.|:(?!:))*)::")
WEIGHT = re.compile(r"^\s*%(-?\d{1,3}(?:\.\d+)?)%")
TRUTH = re.compile(r"^(T|F|TRUE|FALSE)$", re.IGNORECASE)
SPAN = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*(?:\.\.\s*(-?\d+(?:\.\d+)?)|:\s*(\d+(?:\.\d+)?))?\s*$")
ORDER = re.compile(r"^\s*>[^\n]*\n(.*)$", re.DOTALL)
GAP = "_____"
EXACT = 1e-4  # per cent by which weights of equal shares may differ


@dataclass(slots=True)
class _Item:
    """A question as it is written: its lines without comments, and what the comments say of it."""

    text: str
    line: int
    tags: list[str] = field(default_factory=list)
    id: str = ""
    unit: str = ""


@dataclass(slots=True)
class _Answer:
    right: bool
    text: str
    weight: float | None
    why: str


def read(source: Source, wish: str = "") -> Parcel:
    """Return the questions of a file. Raises Complaint."""
    parcel = Parcel("gift", source.name)
    category = ""
    for item in _items(source.text()):
        if item.text.startswith("$CATEGORY:"):
            category = category_tag(item.text.removeprefix("$CATEGORY:").strip())
            continue
        raw = _note(item, parcel)
        if raw is not None:
            raw["tags"] = [*dict.fromkeys([*item.tags, *([category] if category else [])])]
            parcel.add(raw, f"{item.line} {raw.get('ask', '')}"[:50], item.id or None)
    return parcel


def category_tag(path: str) -> str:
    """Return a Moodle category as a tag with levels, "" for the top."""
    levels = [level.strip() for level in re.sub(r"^\$\w+\$/?", "", path).split("/")]
    return "::".join(level for level in levels if level and level != "top")[:100]


def _items(text: str) -> Iterator[_Item]:
    """Yield questions and categories; a blank line ends one unless its braces are open."""
    lines: list[str] = []
    item = _Item("", 1)
    depth = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            for name, value in META.findall(line):
                value = re.sub(r"\\(.)", r"\1", value)
                if name == "tag":
                    item.tags += tags_of(value, re.compile(r"[,，;；]"))
                elif name == "id":
                    item.id = value
                else:
                    item.unit = value
            continue
        if not lines and line.startswith("$CATEGORY:"):
            yield _Item(line, number)
            continue
        bare = re.sub(r"\\.", "", line)
        depth = max(depth + bare.count("{") - bare.count("}"), 0)
        if line.strip():
            if not lines:
                item.line = number
            lines.append(line)
        elif lines and depth == 0:
            item.text = "\n".join(lines)
            yield item
            lines, item = [], _Item("", number)
        elif lines:
            lines.append(line)
    if lines:
        item.text = "\n".join(lines)
        yield item


def _split(text: str, sign: str) -> list[str]:
    """Return a text cut at each place where a sign stands unescaped."""
    parts = [""]
    for piece in re.findall(r"\\.|.", text, re.DOTALL):
        if piece == sign:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _braces(text: str) -> tuple[str, str, str] | None:
    """Return what stands before, in and behind the braces; None without any."""
    place, begin = 0, -1
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == "{" and begin < 0:
            begin = place
        elif text[place] == "}" and begin >= 0:
            return text[:begin], text[begin + 1 : place], text[place + 1 :]
        place += 1
    return None


def _note(item: _Item, parcel: Parcel) -> dict[str, Any] | None:
    text = item.text
    title = ""
    if found := TITLE.match(text):
        title, text = _plain(found[1]), text[found.end() :]
    form = ""
    if found := FORMAT.match(text):
        form, text = found[1], text[found.end() :]
    where = f"{item.line} {title or text.strip()}"[:50]

    def said(words: str, own: str = form) -> str:
        if found := FORMAT.match(words):
            own, words = found[1], words[found.end() :]
        made = _plain(words.strip())
        return markup.to_text(made, where, parcel.losses.add) if own == "html" else made

    parts = _braces(text)
    if parts is None:
        parcel.losses.add("import.description", where)
        return None
    before, inside, after = parts
    ask = said(before + (f" {GAP} " if before.strip() else f"{GAP} ") + after.strip() if after.strip() else before)
    if title and title not in ask:
        parcel.losses.add("import.title", title)
    inside, _, general = inside.partition("####")
    raw: dict[str, Any] = {"kind": "question", "ask": ask or title, "why": said(general)}
    if not raw["ask"]:
        parcel.losses.add("import.no_ask", where)
        return None
    made = _answered(item, inside.strip(), parcel, where, said)
    return None if made is None else {**raw, **made, "why": "\n".join(filter(None, (made.get("why", ""), raw["why"])))}


def _answered(item: _Item, inside: str, parcel: Parcel, where: str, said: Any) -> dict[str, Any] | None:
    if not inside:
        return {}
    if found := ORDER.match(inside + "\n"):
        return {"order": [said(line) for line in found[1].split("\n") if line.strip()]}
    if inside.startswith("#"):
        return _number(inside[1:].strip(), item.unit, parcel, where, said)
    first, *told = _split(inside, "#")
    if TRUTH.match(first.strip()):
        why = "\n".join(words for part in told[:2] if (words := said(part)))
        return {"truth": first.strip().upper().startswith("T"), "why": why}
    answers = _answers(inside, said)
    if answers and all(answer.right for answer in answers) and all("->" in answer.text for answer in answers):
        return _pairs(answers, parcel, where)
    if len(answers) > 1 and not all(answer.right for answer in answers):
        return _options(answers, parcel, where)
    full = [answer for answer in answers if answer.right and (answer.weight is None or answer.weight >= 100)]
    if not full:
        parcel.losses.add("import.no_answer", where)
        return None
    for answer in answers:
        if answer not in full:
            parcel.losses.add("import.part_answer", answer.text)
    told = [answer.why for answer in full if answer.why]
    if any(answer.why for answer in answers if answer not in full) or len(told) > 1:
        parcel.losses.add("import.feedback", where)
    return {"accept": [answer.text for answer in full], "why": "\n".join(told[:1])}


def _answers(inside: str, said: Any) -> list[_Answer]:
    found: list[_Answer] = []
    place, begin = 0, -1
    ends = []
    while place < len(inside):
        if inside[place] == "\\":
            place += 2
            continue
        if inside[place] in "=~":
            ends.append(place)
        place += 1
    if not ends:
        return [_Answer(True, said(inside), None, "")]
    for begin, end in zip(ends, [*ends[1:], len(inside)], strict=True):
        words, *why = _split(inside[begin + 1 : end], "#")
        weight = None
        if given := WEIGHT.match(words):
            weight, words = float(given[1]), words[given.end() :]
        right = inside[begin] == "="
        found.append(_Answer(right, said(words), weight, said("#".join(why))))
    return found


def _pairs(answers: list[_Answer], parcel: Parcel, where: str) -> dict[str, Any]:
    pairs, decoys = [], []
    for answer in answers:
        left, _, right = (part.strip() for part in answer.text.partition("->"))
        if left:
            pairs.append({"left": left, "right": right})
        else:
            decoys.append(right)
        if answer.why:
            parcel.losses.add("import.feedback", where)
    return {"pairs": pairs, "decoys": decoys}


def _options(answers: list[_Answer], parcel: Parcel, where: str) -> dict[str, Any] | None:
    several = not any(answer.right for answer in answers)
    options = [
        choice(answer.text, answer.right or (several and (answer.weight or 0) > 0), answer.weight, answer.why)
        for answer in answers
    ]
    if settle_weights(options):
        return {"options": options}
    parcel.losses.add("import.no_answer", where)
    return None


def choice(text: str, right: bool, weight: float | None, why: str) -> dict[str, Any]:
    """Return an option as a deck file writes it."""
    made: dict[str, Any] = {"text": text, "right": True} if right else {"text": text}
    if weight is not None:
        made["weight"] = weight
    return {**made, "why": why} if why else made


def settle_weights(options: list[dict[str, Any]]) -> bool:
    """Take weights that say no more than right and wrong away; return whether any option is right."""
    right = [option for option in options if option.get("right")]
    if not right:
        return False
    share = 100 / len(right)
    wrong = 0.0 if len(right) == 1 else -share
    plain = all(
        abs(option.get("weight", share if option.get("right") else wrong) - (share if option.get("right") else wrong))
        < EXACT * 100
        for option in options
    )
    for option in options:
        weight = option.get("weight")
        if weight is not None and (plain or (len(right) == 1 and (option.get("right") or weight == 0))):
            del option["weight"]
        elif weight is not None and float(weight).is_integer():
            option["weight"] = int(weight)
    return True


def _number(inside: str, unit: str, parcel: Parcel, where: str, said: Any) -> dict[str, Any] | None:
    answers = _answers(inside, said)
    full = [answer for answer in answers if answer.right and (answer.weight is None or answer.weight >= 100)]
    why = [answer.why for answer in full if answer.why]
    for answer in answers:
        if answer not in full[:1] and (answer.text or answer.why):
            parcel.losses.add("import.part_answer", answer.text or where)
    found = SPAN.match(full[0].text) if full else None
    if found is None:
        parcel.losses.add("import.no_number", where)
        return None
    return {"number": amount(float(found[1]), found[2], found[3], unit), "why": "\n".join(why[:1])}


def amount(value: float, upto: str | None, tolerance: str | None, unit: str = "") -> dict[str, Any]:
    """Return a number as a deck file writes it: of a range its middle, and half of it as the tolerance."""
    far = float(tolerance or 0)
    if upto is not None:
        low, high = sorted((value, float(upto)))
        value, far = (low + high) / 2, (high - low) / 2
    made: dict[str, Any] = {"value": _short(value)}
    if far:
        made["tolerance"] = _short(far)
    return {**made, "unit": unit} if unit else made


def _short(value: float) -> float | int:
    short = float(f"{value:.12g}")
    return int(short) if short.is_integer() else short


def _plain(text: str) -> str:
    return SIGNS.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def _escaped(text: str) -> str:
    return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", "\\n")


def write(out: Outgoing) -> bytes:
    """Return the questions as GIFT."""
    blocks = []
    for ref, note, asked in out.written():
        lines = [f"// [id:{_meta(note.guid or ref)}]" + "".join(f" [tag:{_meta(tag)}]" for tag in note.tags)]
        if asked.number is not None and asked.number.unit is not None:
            lines[0] += f" [unit:{_meta(out.said(asked.number.unit))}]"
        prompt = _escaped(out.said(asked.prompt))
        if prompt.startswith(("//", "$", "[")):  # which would be a comment, a category, a format
            prompt = f"[plain]{prompt}"
        blocks.append("\n".join([*lines, f"{prompt} {{{_inside(out, asked)}}}"]))
    return ("\n\n".join(blocks) + "\n").encode()


def _meta(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", text)


def _inside(out: Outgoing, asked: WrittenQuestion) -> str:
    why = f"\n\t####{_escaped(out.said(asked.why))}" if asked.why is not None else ""
    match asked.type:
        case Type.TRUE_FALSE:
            return ("TRUE" if asked.truth else "FALSE") + why
        case Type.NUMERIC:
            assert asked.number is not None
            band = f":{number_text(repr(asked.number.tolerance))}" if asked.number.tolerance else ""
            return f"#{number_text(repr(asked.number.value))}{band}{why}"
        case Type.TYPED:
            return "".join(f"={_escaped(out.said(text))} " for text in asked.accepted).rstrip() + why
        case Type.MATCH:
            rows = [f"\n\t={_pair(out.said(left))} -> {_pair(out.said(right))}" for left, right in asked.pairs]
            return "".join([*rows, *(f"\n\t= -> {_pair(out.said(text))}" for text in asked.decoys)]) + (why or "\n")
        case Type.ORDER:
            return ">\n" + "".join(f"\t{_escaped(out.said(step))}\n" for step in asked.steps) + why.lstrip("\n")
        case Type.SINGLE | Type.MULTIPLE:
            return "".join(_option(out, asked, place) for place in range(len(asked.options))) + (why or "\n")


def _pair(text: str) -> str:
    """Return a side of a pair, in which no arrow may stand."""
    return _escaped(text.replace("->", "→"))


def _option(out: Outgoing, asked: WrittenQuestion, place: int) -> str:
    option = asked.options[place]
    weight = worth(asked, place)
    sign = "=" if asked.type is Type.SINGLE and option.correct else "~"
    percent = (
        "" if sign == "=" or not weight else f"%{float(f'{weight:.5f}'):g}%" if weight % 1 == 0 else f"%{weight:.5f}%"
    )
    why = f"#{_escaped(out.said(option.why))}" if option.why is not None else ""
    return f"\n\t{sign}{percent}{_escaped(out.said(option.text))}{why}"


def worth(asked: WrittenQuestion, place: int) -> float:
    """Return what an option is worth in per cent, as it is marked."""
    option = asked.options[place]
    if option.weight is not None:
        return option.weight
    share = 100 / max(sum(one.correct for one in asked.options), 1)
    if asked.type is Type.SINGLE or any(one.weight is not None for one in asked.options):
        return share if option.correct else 0.0
    return share if option.correct else -share
