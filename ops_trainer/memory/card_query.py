"""What people type to find cards: words, texts in quotes, and conditions such as `deck:roles` or `is:due`.

The names and states are Anki's, with Chinese ones beside them; `-` before a condition or a quoted text is its opposite.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ops_trainer.locale import Complaint

Name = Literal["deck", "kind", "tag", "is", "due", "text"]
NAMES: dict[str, Name] = {
    "deck": "deck", "卡组": "deck", "kind": "kind", "类型": "kind", "tag": "tag", "标签": "tag",
    "is": "is", "状态": "is", "due": "due", "到期": "due",
}  # fmt: skip
STATES = {
    "due": "due", "到期": "due", "new": "new", "没学过": "new", "learning": "learning", "在学": "learning",
    "mastered": "mastered", "掌握": "mastered", "faded": "faded", "生疏": "faded",
    "suspended": "suspended", "暂停": "suspended", "flagged": "flagged",
    "标记": "flagged", "leech": "leech", "难记": "leech", "missed": "missed", "答错": "missed",
    "missed-today": "missed-today", "今天答错": "missed-today",
}  # fmt: skip
TOKEN = re.compile(r'(-?)(?:([^\s:："“”-][^\s:："“”]*)[:：])?(?:["“]([^"“”]*)["”]?|(\S+))')


@dataclass(frozen=True, slots=True)
class Condition:
    """What a card must be, or with `negated` must not be.

    `value` is what was typed: of `deck` an id or a part of its title, of `tag` a tag, of `text` what stands on the card
    just so; of `kind` and `is` it is the kind's id and the state's English name, of `due` the days from today within
    which it comes back.
    """

    name: Name
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class CardQuery:
    """The words to look for, and the conditions that hold for all cards found."""

    words: str = ""
    conditions: tuple[Condition, ...] = field(default=())


def parse(typed: str, kinds: Mapping[str, str]) -> CardQuery:
    """Return what a typed line looks for. `kinds` gives the id of a note kind by all that it is called, in lower case.

    A name that is no condition's, such as `https:`, belongs to the words. Raises Complaint for a state or kind that
    there is none of, or days that are no number.
    """
    words: list[str] = []
    conditions: list[Condition] = []
    for found in TOKEN.finditer(typed):
        minus, name, quoted, plain = found.groups()
        known = NAMES.get((name or "").casefold())
        value = quoted if quoted is not None else plain
        if known is None and (quoted is None or name):
            words.append(found.group())
        elif value:
            conditions.append(Condition(known or "text", _value(known, value, kinds), bool(minus)))
    return CardQuery(" ".join(words), tuple(conditions))


def _value(name: Name | None, value: str, kinds: Mapping[str, str]) -> str:
    if name == "due":
        days = unicodedata.normalize("NFKC", value)
        if not re.fullmatch(r"[0-9]{1,4}", days):
            raise Complaint("browse.no_due", value=value)
        return days
    if name not in ("is", "kind"):
        return value
    choices = STATES if name == "is" else kinds
    if value.casefold() not in choices:
        raise Complaint(f"browse.no_{name}", value=value, known=", ".join(choices))
    return choices[value.casefold()]
