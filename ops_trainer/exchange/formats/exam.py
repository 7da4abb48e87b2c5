"""Exam texts, as they are typed in Word: `1．…（B）`, `A．…`, `答案：`, `解析：`, under headings such as 一、单选题."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from ops_trainer.exchange import answers
from ops_trainer.exchange.docx import paragraphs
from ops_trainer.exchange.parcel import Parcel, Source, clean

NUMBER = r"[（(【\[]?\s*\d{1,4}\s*[）)】\]]?"
BEGINS = re.compile(rf"^\s*(?:第\s*\d{{1,4}}\s*题|{NUMBER})\s*[.．、:：)）]?\s*(?=\S)")
NUMBERED = re.compile(r"^\s*(?:第\s*\d{1,4}\s*题[.．、:：\s]|[（(]\s*\d{1,4}\s*[）)]|\d{1,4}\s*[.．、:：)）])")
HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+\s*[、.．]|第[一二三四五六七八九十]+[部大]分[:：、\s]*)\s*([^（(，,。:：\s]{2,12})"
)
OPTION = re.compile(r"(?:^|(?<=[\s\u3000；;。]))[（(]?([A-Ha-hＡ-Ｈ])\s*(?:[.．、:：]|[）)])\s*(?=\S)")
ANSWER = re.compile(r"[【\[]?(?:参考答案|正确答案|标准答案|答案|答)[】\]]?\s*(?:[:：]|(?<=[】\]]))\s*")
WHY = re.compile(r"^\s*[【\[]?(?:答案解析|试题解析|解析|分析|说明|解释)[】\]]?\s*(?:[:：]|(?<=[】\]]))\s*")
IN_STEM = re.compile(r"[（(]\s*([A-Ha-hＡ-Ｈ\s、,，]{1,15}|[√×✓✗✔✘对错TF])\s*[）)]")
EMPTY_BRACKETS = re.compile(r"[（(]\s*[）)]")
NAMED = re.compile(r"[（(【\[]\s*(单选题?|多选题?|判断题?|填空题?|简答题?|问答题?|不定项)\s*[）)】\]]")
INLINE_ANSWER = re.compile(
    r"\s[【\[]?(?:参考答案|正确答案|答案)[】\]]?\s*[:：]\s*|[。？?！]\s*[【\[]?(?:参考答案|正确答案|答案)[】\]]?\s*[:：]\s*"
)


@dataclass(slots=True)
class _Question:
    """A question while its lines are read."""

    kind: str
    number: str
    ask: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    answer: str = ""
    why: list[str] = field(default_factory=list)
    part: str = "ask"


def read(source: Source, wish: str = "") -> Parcel:
    """Return the questions of a text or .docx. Raises Complaint."""
    is_docx = source.path.suffix.lower() == ".docx"
    lines = paragraphs(source.path) if is_docx else source.text().split("\n")
    return read_lines(Parcel("exam", source.name), lines)


def read_lines(parcel: Parcel, lines: list[str]) -> Parcel:
    """Add the questions of an exam's lines to a parcel."""
    kind = ""
    now: _Question | None = None
    keys: dict[str, str] = {}
    found: list[_Question] = []
    for line in (part for text in lines for part in clean(text).split("\n")):
        if not line.strip():
            continue
        heading = HEADING.match(line)
        if heading and (named := answers.kind_of(heading[1])):
            kind, now = named, None
        elif NUMBERED.match(line):
            mark = BEGINS.match(line)
            assert mark is not None
            now = _Question(kind, _digits(mark[0]))
            found.append(now)
            _take(now, line[mark.end() :])
        elif now is not None:
            _take(now, line)
        elif mark := ANSWER.match(line):
            keys |= _key(line[mark.end() :])
        else:
            parcel.losses.add("import.line", line)
    for question in found:
        _add(parcel, question, keys)
    return parcel


def _digits(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdecimal())


def _key(text: str) -> dict[str, str]:
    """Return answers that stand together at the end: `1. B 2. A 3. ABC`."""
    return dict(re.findall(r"(\d{1,4})\s*[.．、:：)）]?\s*([A-H]{1,8}|[√×对错])", unicodedata.normalize("NFKC", text)))


def _take(now: _Question, line: str) -> None:
    if mark := WHY.match(line):
        now.why.append(line[mark.end() :])
        now.part = "why"
        return
    if mark := ANSWER.match(line):
        _answer(now, line[mark.end() :])
        return
    marks = _options(line, len(now.options)) if now.part != "why" else []
    if marks and (marks[0].start() == 0 or now.part != "ask" or len(marks) > 1):
        if before := line[: marks[0].start()].strip():
            now.ask.append(before)
        ends = [mark.start() for mark in marks[1:]] + [len(line)]
        now.part = "options"
        for mark, end in zip(marks, ends, strict=True):
            text = line[mark.end() : end]
            if inline := INLINE_ANSWER.search(text):
                _answer(now, text[inline.end() :])
                text = text[: inline.start()]
            now.options.append(text.strip(" \u3000;；"))
        return
    if now.part == "ask" and (inline := INLINE_ANSWER.search(line)):
        end = inline.start() + (0 if line[inline.start()].isspace() else 1)
        now.ask.append(line[:end].strip())
        _answer(now, line[inline.end() :])
    elif now.part == "why":
        now.why.append(line)
    elif now.part == "options":
        now.options[-1] += "\n" + line.strip()
    elif now.part == "answer":
        now.answer += "\n" + line.strip()
    else:
        now.ask.append(line.strip())


def _answer(now: _Question, text: str) -> None:
    told = re.split(r"\s*[【\[]?(?:解析|答案解析)[】\]]?\s*[:：]\s*", text, maxsplit=1)
    now.answer = told[0].strip()
    now.part = "answer"
    if len(told) > 1:
        now.why.append(told[1])
        now.part = "why"


def _options(line: str, known: int) -> list[re.Match[str]]:
    """Return where options begin in a line, as far as their letters go on from those that are known."""
    found: list[re.Match[str]] = []
    for mark in OPTION.finditer(line):
        if ord(unicodedata.normalize("NFKC", mark[1]).upper()) - 65 == known + len(found):
            found.append(mark)
    return found


def _add(parcel: Parcel, now: _Question, keys: dict[str, str]) -> None:
    ask = "\n".join(now.ask)
    where = f"{now.number}. {ask}"[:50]
    kind = now.kind
    if named := NAMED.search(ask):
        kind = answers.kind_of(named[1]) or kind
        ask = ask.replace(named[0], "", 1).strip()
    answer = now.answer
    if not answer and (inside := list(IN_STEM.finditer(ask))):
        answer = re.sub(r"[\s、,，]", "", unicodedata.normalize("NFKC", inside[-1][1]))
        ask = f"{ask[: inside[-1].start()]}（ ）{ask[inside[-1].end() :]}"
    ask = re.sub(r"\s*[（(]\s*[）)]\s*([。.]?)$", r"\1", ask).strip() or ask
    answer = answer or keys.get(now.number, "")
    if kind == "" and not now.options and answers.truth_of(answer) is not None and not answer.isdecimal():
        kind = "truth"
    raw, why_not = answers.question(ask, kind, now.options, answer, "\n".join(now.why))
    if raw is None:
        parcel.losses.add(why_not, where)
    else:
        parcel.add(raw, where)
