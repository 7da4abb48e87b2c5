"""Rows with a header, or with columns that were asked for, as notes: question banks, lists of words, two sides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from ops_trainer.exchange import answers
from ops_trainer.exchange.parcel import Parcel, clean
from ops_trainer.exchange.sheets import Rows, unharmed
from ops_trainer.locale import Complaint

SEARCHED = 20  # rows among which the header is looked for
NAMES: dict[str, tuple[str, ...]] = {
    "kind": ("题型", "题目类型", "试题类型", "类型", "type", "question type", "kind"),
    "ask": (
        "题干", "题目", "题目内容", "试题", "试题内容", "题目描述", "问题描述", "question", "question text", "stem",
        "ask",
    ),
    "options": ("选项", "选项内容", "备选项", "备选答案", "可选项", "options", "choices", "answers"),
    "answer": (
        "答案", "正确答案", "标准答案", "参考答案", "正确选项", "answer", "correct", "correct answer",
        "correct answers",
        "right", "right answer", "right answers", "correct answer s", "key", "solution",
    ),
    "why": ("解析", "答案解析", "试题解析", "题目解析", "说明", "explanation", "feedback", "why", "rationale"),
    "front": ("正面", "问题", "问", "front", "prompt", "cue"),
    "back": ("背面", "回答", "答", "back", "response"),
    "term": ("术语", "词条", "名词", "概念", "单词", "词语", "名称", "关键词", "term", "word", "concept", "name"),
    "meaning": ("释义", "定义", "含义", "意思", "解释", "说明文字", "meaning", "definition", "description"),
    "en": ("英文", "英文名", "英语", "english"),
    "zh": ("中文", "中文名", "汉语", "chinese"),
    "example": ("例子", "例句", "举例", "示例", "example", "examples"),
    "tags": ("标签", "分类", "知识点", "章节", "tags", "tag", "category"),
    "guid": ("guid", "note id"),
    "situation": ("情境", "情景", "背景", "材料", "situation", "context"),
}  # fmt: skip
OPTION = re.compile(r"(?:选项|备选|option|answer|choice)?\s*([a-h]|[1-9])(?:\s*选项)?$")
NOT_ASKED = frozenset(
    [
        "分值",
        "分数",
        "难度",
        "序号",
        "编号",
        "题号",
        "score",
        "points",
        "difficulty",
        "time",
        "no",
        "number",
        "id",
        "#",
        "时间",
        "time",
        "limit",
    ]
)
MEANT = {name: field for field, names in NAMES.items() for name in names}
SPLIT_OPTIONS = re.compile(r"(?:^|[\s;；|｜])\s*([A-H])\s*[.．、:：)）]\s*")
SPLIT_TAGS = re.compile(r"[;；,，、|\s]+")


def field_of(cell: str) -> str:
    """Return the field that a header names, `option.0` for the first option; "" for none."""
    word = unicodedata.normalize("NFKC", cell).casefold()
    word = re.sub(r"[-–—(:*].*$", "", word) if not word.startswith(("#", "-")) else word
    word = re.sub(r"[\s_]+", " ", word).strip(" .?？*")
    if word in MEANT:
        return MEANT[word]
    if found := OPTION.match(word):
        return f"option.{ord(found[1]) - 97 if found[1].isalpha() else int(found[1]) - 1}"
    return ""


def columns_of(row: Sequence[str]) -> dict[str, int]:
    """Return the columns of a header by field, nothing where the row is none."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        if field := field_of(cell):
            found.setdefault(field, place)
    return found if _makes_notes(found) else {}


def _makes_notes(columns: Mapping[str, int]) -> bool:
    asks = "ask" in columns and ("answer" in columns or any(name.startswith("option") for name in columns))
    named = "term" in columns or "zh" in columns or "en" in columns
    sides = "front" in columns and ("back" in columns or "answer" in columns)
    return asks or sides or (named and len(columns.keys() & {"meaning", "en", "zh", "back", "term"}) > 1)


def asked_columns(wish: str, rows: Rows) -> tuple[dict[str, int], int]:
    """Return the columns that a person named (`front=A,back=术语,meaning=3`), and the row below the header that they
    name, 0 where they name none. Raises Complaint."""
    header = next((number for number, row in enumerate(rows[:SEARCHED]) if any(row)), 0)
    cells = [clean(cell).casefold() for cell in rows[header]] if rows else []
    found: dict[str, int] = {}
    by_name = False
    for part in re.split(r"[,，;；]", wish):
        field, sign, column = (piece.strip() for piece in part.partition("="))
        field = field_of(field) or field
        if not sign or (field not in NAMES and not field.startswith("option.")):
            raise Complaint("import.bad_map", part=part.strip(), fields=", ".join((*NAMES, "option.1")))
        if column.casefold() in cells:
            found[field], by_name = cells.index(column.casefold()), True
        elif column.isdecimal() and 0 < int(column) <= 256:
            found[field] = int(column) - 1
        elif re.fullmatch(r"[A-Za-z]{1,2}", column):
            found[field] = sum((ord(c) - 64) * 26**n for n, c in enumerate(reversed(column.upper()))) - 1
        else:
            raise Complaint("import.no_column", column=column, there=", ".join(filter(None, cells)) or "-")
    return found, header + 1 if by_name or columns_of(rows[header] if rows else []) else 0


def read_rows(parcel: Parcel, rows: Rows, wish: str = "", section: str = "") -> None:
    """Add the notes of rows to a parcel. Raises Complaint where no columns are known and there aren't two."""
    rows = [[clean(unharmed(cell)) for cell in row] for row in rows]
    columns: dict[str, int] = {}
    begin = 0
    if wish:
        columns, begin = asked_columns(wish, rows)
    else:
        for number, row in enumerate(rows[:SEARCHED]):
            if columns := columns_of(row):
                begin = number + 1
                break
    if columns and begin:
        _count_unknown(parcel, rows, begin, columns)
    if not columns:
        widest = max((len([cell for cell in row if cell]) for row in rows), default=0)
        if widest < 2:
            raise Complaint("import.no_columns", file=parcel.title)
        columns = {"front": 0, "back": 1}
        parcel.losses.add("import.guessed_columns")
        if widest > 2:
            parcel.losses.add("import.more_columns")
    kind = ""
    for number, row in enumerate(rows[begin:], begin + 1):
        cells = {field: row[place] for field, place in columns.items() if place < len(row) and row[place]}
        if not cells:
            continue
        if len(cells) == 1 and (heading := answers.kind_of(next(iter(cells.values())))):
            kind = heading  # a line such as 一、单选题 between the rows
            continue
        _add(parcel, cells, kind, f"{section}{number}")


def _count_unknown(parcel: Parcel, rows: Rows, begin: int, columns: Mapping[str, int]) -> None:
    used = set(columns.values())
    for place, name in enumerate(rows[begin - 1]):
        filled = sum(len(row) > place and bool(row[place]) for row in rows[begin:])
        if place not in used and name and filled:
            parcel.losses.add("import.column", name=name[:40])


def _add(parcel: Parcel, cells: dict[str, str], kind: str, where: str) -> None:
    told = answers.kind_of(cells.get("kind", "")) or kind
    if cells.get("kind") and not answers.kind_of(cells["kind"]):
        parcel.losses.add("import.unknown_kind", where, kind=cells["kind"][:30])
    more: dict[str, Any] = {"tags": tags_of(cells.get("tags", "")), "example": cells.get("example", "")}
    place = f"{where} {cells.get('ask') or cells.get('front') or cells.get('term') or ''}"[:50]
    if "ask" in cells or "options" in cells:
        options = [cells.get(f"option.{number}", "") for number in range(8)]
        if not any(options) and "options" in cells:
            options = split_options(cells["options"])
        raw, why_not = answers.question(
            cells.get("ask", ""), told, options, cells.get("answer", ""), cells.get("why", ""),
            situation=cells.get("situation", ""), **more,
        )  # fmt: skip
        if raw is None:
            parcel.losses.add(why_not, place)
            return
        parcel.add(raw, place, cells.get("guid"))
    elif "front" in cells and ("back" in cells or "answer" in cells):
        raw = {"kind": "qa", "front": cells["front"], "back": cells.get("back") or cells.get("answer"), **more}
        parcel.add(raw, place, cells.get("guid"))
    else:
        _add_term(parcel, cells, more, place)


def _add_term(parcel: Parcel, cells: dict[str, str], more: dict[str, Any], place: str) -> None:
    term = cells.get("term") or cells.get("zh") or cells.get("en", "")
    meaning = cells.get("meaning") or cells.get("back") or ""
    aliases = [name for field in ("zh", "en") if (name := cells.get(field, "")) and name != term]
    if not meaning and aliases:  # a list of words in two languages
        meaning = aliases.pop(0)
    if not term or not meaning:
        parcel.losses.add("import.half_row", place)
        return
    parcel.add(
        {"kind": "definition", "term": term, "meaning": meaning, "aliases": aliases, **more}, place, cells.get("guid")
    )


def split_options(text: str) -> list[str]:
    """Return options that stand in one cell: `A. …  B. …`, or a line or a sign between them."""
    marks = list(SPLIT_OPTIONS.finditer(text))
    if len(marks) > 1 and [mark[1] for mark in marks] == [chr(65 + n) for n in range(len(marks))]:
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        return [text[mark.end() : end].strip(" ;；|｜\n") for mark, end in zip(marks, ends, strict=True)]
    return [part.strip() for part in re.split(r"\n|[;；|｜]|\$;\$", text) if part.strip()]


def tags_of(text: str, split: re.Pattern[str] = SPLIT_TAGS) -> list[str]:
    """Return tags that stand in one cell."""
    found = []
    for tag in split.split(text):
        levels = [level.strip() for level in tag.split("::") if level.strip()]
        if levels and (made := "::".join(levels)[:100]) not in found:
            found.append(made)
    return found
