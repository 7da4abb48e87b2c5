"""How question banks write answers: letters, ticks and crosses, words; and the question notes that follow from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

YES = frozenset(["对", "正确", "是", "true", "t", "yes", "y", "√", "✓", "✔", "v", "1"])
NO = frozenset(["错", "错误", "否", "不对", "不正确", "false", "f", "no", "n", "×", "✗", "✘", "x", "0"])
SEVERAL = frozenset(
    [
        "多选",
        "多选题",
        "多项选择",
        "多项选择题",
        "不定项",
        "不定项选择题",
        "multiple",
        "multiplechoice",
        "multipleresponse",
        "checkbox",
    ]
)
TRUTH = frozenset(["判断", "判断题", "对错题", "是非题", "truefalse", "true/false", "tf"])
TYPED = frozenset(["填空", "填空题", "fill", "fillin", "blank", "shortanswer", "typed", "填空题型"])
OPEN = frozenset(
    [
        "简答",
        "简答题",
        "问答",
        "问答题",
        "论述",
        "论述题",
        "名词解释",
        "案例分析",
        "案例分析题",
        "主观题",
        "essay",
        "open",
        "openended",
    ]
)
SINGLE = frozenset(
    ["单选", "单选题", "单项选择", "单项选择题", "选择", "选择题", "single", "choice", "multiplechoicesingle", "quiz"]
)
MARKS = re.compile(r"[\s,，、;；.。/|和与&+]+")
BETWEEN = re.compile(r"\s*[;；|｜]\s*")


def plain(text: str) -> str:
    """Return a word as it is compared: no width, case, blanks and signs around it."""
    return unicodedata.normalize("NFKC", text).casefold().strip(" \t\n.。:：()（）[]【】")


def kind_of(text: str) -> str:
    """Return the sort of question that a heading or cell names: single, multiple, truth, typed, open; "" for none."""
    word = re.sub(r"[\s_-]+", "", plain(text))
    for kind, names in (("single", SINGLE), ("multiple", SEVERAL), ("truth", TRUTH), ("typed", TYPED), ("open", OPEN)):
        if word in names:
            return kind
    return ""


def truth_of(text: str) -> bool | None:
    """Return what a tick, a cross or a word says; None for anything else."""
    word = plain(text)
    return True if word in YES else False if word in NO else None


def letters_in(text: str, options: int) -> list[int]:
    """Return the options that an answer names by letters (`ABD`, `A,B`) or, where it is nothing else, numbers; nothing
    where it names none or one that isn't there."""
    parts = [part for part in MARKS.split(unicodedata.normalize("NFKC", text).upper().strip(" .()[]")) if part]
    joined = "".join(parts)
    if joined.isascii() and joined.isalpha() and all(len(part) == 1 or len(parts) == 1 for part in parts):
        places = [ord(letter) - 65 for letter in joined]
    elif parts and all(part.isdecimal() and len(part) <= 2 for part in parts):
        places = [int(part) - 1 for part in parts]
    else:
        return []
    places = list(dict.fromkeys(places))
    return sorted(places) if places and all(0 <= place < options for place in places) else []


def chosen(answer: str, options: Sequence[str]) -> list[int]:
    """Return the options that an answer names: by letters, by their text, or by several texts with a sign between."""
    if places := letters_in(answer, len(options)):
        return places
    texts = [plain(option) for option in options]
    wanted = [plain(answer)] if plain(answer) in texts else [plain(one) for one in BETWEEN.split(answer) if one.strip()]
    if len(wanted) == 1 and wanted[0] not in texts:
        wanted = [plain(one) for one in re.split(r"[,，、]", answer) if one.strip()]
    return sorted({texts.index(one) for one in wanted}) if wanted and all(one in texts for one in wanted) else []


def question(
    ask: str, kind: str, options: Sequence[str], answer: str, why: str = "", **more: Any
) -> tuple[dict[str, Any] | None, str]:
    """Return a question note of what a bank says, and "" or the message that says why there is none."""
    raw: dict[str, Any] = {"kind": "question", "ask": ask, "why": why, **more}
    options = list(options)
    while options and not options[-1].strip():
        options.pop()
    there = [option.strip() for option in options]
    filled = [place for place, option in enumerate(there) if option]
    if not ask.strip():
        return None, "import.no_ask"
    of_truth = len(filled) == 2 and {truth_of(there[place]) for place in filled} == {True, False}
    if kind in ("single", "multiple", "") and len(filled) >= 2 and not (kind == "" and of_truth):
        right = [place for place in chosen(answer, there) if place in filled]
        if not right:
            return None, "import.no_answer"
        return {**raw, "options": [
            {"text": there[place], **({"right": True} if place in right else {})} for place in filled
        ]}, ""  # fmt: skip
    truth = truth_of(answer)
    if of_truth and truth is None and (right := chosen(answer, there)):
        truth = truth_of(there[right[0]])
    if (
        kind == "truth"
        or of_truth
        or (kind == "" and truth is not None and not filled and not answer.strip().isdecimal())
    ):
        return ({**raw, "truth": truth}, "") if truth is not None else (None, "import.no_answer")
    if kind in ("single", "multiple"):
        return None, "import.no_options"
    if kind == "open" or not answer.strip():
        told = "\n".join(part for part in (answer.strip(), why.strip()) if part)
        return {**raw, "why": told}, ""
    accept = [one for one in BETWEEN.split(answer.strip()) if one]
    return {**raw, "accept": accept}, ""
